"""Signatures and classifications with everything filled in, for tests that care about a few fields."""

from dataclasses import replace
from datetime import datetime

from error_assets.hours import UTC
from error_assets.records import Classification, ErrorSignature

SEEN = datetime(2026, 11, 24, 10, 5, tzinfo=UTC)

_SIGNATURE = ErrorSignature(
    repo="acme/shop",
    fingerprint="00112233aabbccdd",
    template="frobnicator: the flux is inverted",
    grouping_version="1",
    occurrence_count=1,
    first_seen=SEEN,
    last_seen=SEEN,
    error_ids=("7-1-1",),
    example_error_id="7-1-1",
    example_message="frobnicator: the flux is inverted",
    example_text="starting\nfrobnicator: the flux is inverted\nstopped",
    example_source="github_log",
    example_dialect="generic",
)

_CLASSIFICATION = Classification(
    repo="acme/shop",
    fingerprint="00112233aabbccdd",
    domain="code",
    category="runtime_error",
    subcategory="uncaught_exception",
    confidence=0.9,
    root_cause="The flux is inverted.",
    suggested_fix="Turn it.",
    evidence="frobnicator: the flux is inverted",
    verdict_source="claude",
    model="small-model",
    classified_at=SEEN,
)


def signature(**fields: object) -> ErrorSignature:
    """An error that no rule knows, with the given fields changed."""
    return replace(_SIGNATURE, **fields)  # type: ignore[arg-type]


def classification(**fields: object) -> Classification:
    """A verdict that Claude gave when the signature was seen, with the given fields changed."""
    return replace(_CLASSIFICATION, **fields)  # type: ignore[arg-type]
