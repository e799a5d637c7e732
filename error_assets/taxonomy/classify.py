"""Who decides about a signature, in which order: a correction, a rule, a remembered verdict, Claude, nobody."""

from dataclasses import replace
from datetime import timedelta

from error_assets.records import UNCLASSIFIED_REASONS, Classification, ErrorSignature
from error_assets.taxonomy.categories import TAXONOMY_VERSION, UNCLASSIFIED, domain_of
from error_assets.taxonomy.rules import Ruling, decide

DEFAULT_TTL_HOURS = 168
"""Hours a remembered verdict serves new errors unless CLASSIFICATION_CACHE_TTL_HOURS says otherwise: a week."""

DEFAULT_MIN_CONFIDENCE = 0.8
"""Confidence from which a remembered verdict is not asked for again, unless MIN_CONFIDENCE_FOR_REUSE says otherwise."""


def decided(
    signature: ErrorSignature,
    *,
    correction: Classification | None = None,
    remembered: Classification | None = None,
    ttl_hours: float = DEFAULT_TTL_HOURS,
    min_confidence: float = DEFAULT_MIN_CONFIDENCE,
    escalation_model: str | None = None,
    may_ask: bool = True,
) -> Classification | None:
    """The verdict that holds without asking anybody, or None: to be asked.

    A weak remembered verdict (below `min_confidence`) is asked for once more, by `escalation_model`; it serves where
    that model gave it, where there is no such model, and where nobody may be asked (`may_ask` False: switched off,
    budget).
    """
    if correction is not None:
        return _held(correction, signature)
    ruling = decide(
        signature.example_message,
        signature.example_text,
        dialect=signature.example_dialect,
        test_name=signature.example_test_name,
        reason=signature.reason,
    )
    if ruling is not None:
        return _ruled(ruling, signature)
    if signature.reason is not None:
        return unclassified(signature, signature.reason)
    if remembered is None or not _fresh(remembered, signature, ttl_hours):
        return None
    asked_twice = escalation_model is None or remembered.model == escalation_model
    if remembered.confidence >= min_confidence or asked_twice or not may_ask:
        return _held(remembered, signature)
    return None


def unclassified(signature: ErrorSignature, reason: str) -> Classification:
    """No verdict, and why: `reason` is one of UNCLASSIFIED_REASONS, else ValueError."""
    if reason not in UNCLASSIFIED_REASONS:
        raise ValueError(f"{reason!r} is no reason for unclassified; there are {', '.join(UNCLASSIFIED_REASONS)}")
    return Classification(
        repo=signature.repo,
        fingerprint=signature.fingerprint,
        domain="",
        category=UNCLASSIFIED,
        subcategory="",
        confidence=0.0,
        root_cause="",
        suggested_fix="",
        evidence="",
        verdict_source="none",
        reason=reason,
        taxonomy_version=TAXONOMY_VERSION,
    )


def _held(verdict: Classification, signature: ErrorSignature) -> Classification:
    """A verdict from the ledger, which knows fingerprints only, as one of this signature."""
    return replace(verdict, repo=signature.repo, fingerprint=signature.fingerprint)


def _ruled(ruling: Ruling, signature: ErrorSignature) -> Classification:
    if ruling.reason is not None:
        return replace(unclassified(signature, ruling.reason), evidence=ruling.evidence, decided_by=ruling.rule)
    return Classification(
        repo=signature.repo,
        fingerprint=signature.fingerprint,
        domain=domain_of(ruling.category),
        category=ruling.category,
        subcategory=ruling.subcategory,
        confidence=ruling.confidence,
        root_cause=ruling.root_cause,
        suggested_fix=ruling.suggested_fix,
        evidence=ruling.evidence,
        verdict_source="rule",
        decided_by=ruling.rule,
        taxonomy_version=TAXONOMY_VERSION,
    )


def _fresh(remembered: Classification, signature: ErrorSignature, ttl_hours: float) -> bool:
    """Whether the verdict is at most `ttl_hours` older than the error: event time, so that a replay decides alike."""
    if remembered.classified_at is None:
        return True
    return signature.first_seen - remembered.classified_at <= timedelta(hours=ttl_hours)
