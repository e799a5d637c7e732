"""Which outcomes are failures, and why: the one place that decides what `raw_failures` holds. Pure."""

from collections.abc import Sequence

from error_assets.extraction.annotations import unwanted_cancellation
from error_assets.records import Annotation, JobOutcome

FAILED_CONCLUSIONS = frozenset({"failure", "timed_out", "startup_failure"})
"""Conclusions that are a failure whatever the annotations say (GitHub: check-run and check-suite conclusions)."""


def failed_because(outcome: JobOutcome, annotations: Sequence[Annotation]) -> str | None:
    """Why `outcome` is a failure, or None if it is not one.

    The conclusion itself for failure, timed_out and startup_failure. A lost runner, a job's time limit and a spending
    limit all arrive as `cancelled`: then what the annotations tell about who wanted it decides.
    """
    if outcome.conclusion in FAILED_CONCLUSIONS:
        return outcome.conclusion
    if outcome.conclusion == "cancelled":
        return unwanted_cancellation(annotations)
    return None


def needs_annotations(outcome: JobOutcome) -> bool:
    """Whether `failed_because` can say anything but None, so that annotations are worth a request."""
    return outcome.conclusion in FAILED_CONCLUSIONS or outcome.conclusion == "cancelled"
