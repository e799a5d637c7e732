"""Who decides about a signature, in which order: a correction, a rule, a remembered verdict, Claude, nobody."""

from dataclasses import replace

from error_assets.records import UNCLASSIFIED_REASONS, Classification, ErrorSignature
from error_assets.taxonomy.categories import TAXONOMY_VERSION, UNCLASSIFIED, domain_of
from error_assets.taxonomy.rules import Ruling, decide


def decided(
    signature: ErrorSignature, *, correction: Classification | None = None, remembered: Classification | None = None
) -> Classification | None:
    """The verdict that holds without asking anybody, or None: to be asked.

    `remembered` is what the ledger serves for the signature's hour; how long a verdict serves is the ledger's to say.
    A weak one holds too: see `asks_stronger`.
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
    return None if remembered is None else _held(remembered, signature)


def asks_stronger(
    verdict: Classification, *, escalated: bool, min_confidence: float, escalation_model: str | None
) -> bool:
    """Whether a verdict is weak and to be asked for once more, by `escalation_model` (None: there is none).

    Only a model's verdicts are. `escalated` says that the stronger model gave it: it is not asked for a third time,
    whichever model is the stronger one by now.
    """
    if verdict.model is None or escalated or escalation_model in (None, verdict.model):
        return False
    return verdict.confidence < min_confidence


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
