"""Records for tests that care about a few fields: one failure, error, signature and verdict that belong together."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from error_assets.hours import UTC, hour_of
from error_assets.records import Classification, ErrorSignature, ExtractedError, JobOutcome, RawFailure, Skipped
from error_assets.taxonomy.categories import UNCLASSIFIED

COMPLETED = datetime(2026, 11, 24, 10, 5, tzinfo=UTC)
HOUR = hour_of(COMPLETED)
REPO = "acme/shop"
FINGERPRINT = "00112233aabbccdd"
MESSAGE = "frobnicator: the flux is inverted"

_JOB: dict[str, Any] = {
    "repo": REPO,
    "run_id": "9001",
    "attempt": 1,
    "job_id": "7",
    "job_name": "build (linux, 3.12)",
    "completed_at": COMPLETED,
    "started_at": COMPLETED - timedelta(seconds=95),
    "workflow_name": "CI",
    "workflow_path": ".github/workflows/ci.yml",
    "event": "pull_request",
    "branch": "feature/flux",
    "commit_sha": "0f" * 20,
    "pr_id": "17",
    "actor": "someone",
    "runner": "runner 12",
    "runner_labels": ("ubuntu-24.04", "x64"),
    "html_url": "https://github.com/acme/shop/actions/runs/9001/job/7",
}

_ERROR = ExtractedError(
    error_id="7-1-1",
    repo=REPO,
    run_id="9001",
    job_id="7",
    attempt=1,
    completed_at=COMPLETED,
    rank=1,
    source="github_log",
    sources=("github_log", "annotation"),
    dialect="generic",
    framework="frobnicator",
    message=MESSAGE,
    text=f"starting\n{MESSAGE}\nstopped",
    line_start=812,
    line_end=814,
    step_number=4,
    step_name="Run the tests",
    test_name="test_flux",
)

_SIGNATURE = ErrorSignature(
    repo=REPO,
    fingerprint=FINGERPRINT,
    template=MESSAGE,
    grouping_version="grouping 3",
    occurrence_count=1,
    first_seen=COMPLETED,
    last_seen=COMPLETED,
    error_ids=("7-1-1",),
    example_error_id="7-1-1",
    example_message=MESSAGE,
    example_text=f"starting\n{MESSAGE}\nstopped",
    example_source="github_log",
    example_dialect="generic",
)

_BY_RULE = Classification(
    repo=REPO,
    fingerprint=FINGERPRINT,
    domain="code",
    category="runtime_error",
    subcategory="uncaught_exception",
    confidence=0.9,
    root_cause="The flux is inverted.",
    suggested_fix="Turn it.",
    evidence=MESSAGE,
    verdict_source="rule",
    decided_by="flux",
    taxonomy_version="taxonomy 2",
)


def outcome(**fields: Any) -> JobOutcome:
    """An attempt that passed."""
    return JobOutcome(**{**_JOB, "conclusion": "success", **fields})


def failure(**fields: Any) -> RawFailure:
    """An attempt that failed, with a stored log."""
    values = {
        "conclusion": "failure",
        "failed_because": "failure",
        "log_state": "stored",
        "log_key": "logs/7-1.log.zst",
    }
    return RawFailure(**{**_JOB, **values, **fields})


def error(number: int = 1, **fields: Any) -> ExtractedError:
    """The error of that ordinal in the attempt, its rank the same."""
    return replace(_ERROR, **{"error_id": f"7-1-{number}", "rank": number, **fields})


def signature(*error_ids: str, **fields: Any) -> ErrorSignature:
    """The signature of those errors."""
    ids = error_ids or _SIGNATURE.error_ids
    values = {"error_ids": ids, "occurrence_count": len(ids), "example_error_id": ids[0]}
    return replace(_SIGNATURE, **{**values, **fields})


def by_rule(**fields: Any) -> Classification:
    """A verdict that nobody paid for."""
    return replace(_BY_RULE, **fields)


def bought(asked_error_id: str, **fields: Any) -> Classification:
    """A verdict that Claude gave, asked for because of that error."""
    values: dict[str, Any] = {
        "verdict_source": "claude",
        "decided_by": "",
        "prompt_version": "prompt 4",
        "model": "small-model",
        "method": "realtime",
        "classified_at": COMPLETED + timedelta(minutes=50),
        "asked_error_id": asked_error_id,
        "prompt_tokens": 1_200,
        "completion_tokens": 150,
        "cached_tokens": 800,
        "cost_usd": 0.000123,
    }
    return by_rule(**{**values, **fields})


def undecided(reason: str, **fields: Any) -> Classification:
    """No verdict, and why."""
    values: dict[str, Any] = dict.fromkeys(("domain", "subcategory", "root_cause", "suggested_fix", "evidence"), "")
    values |= {
        "category": UNCLASSIFIED,
        "confidence": 0.0,
        "verdict_source": "none",
        "decided_by": "",
        "reason": reason,
    }
    return by_rule(**{**values, **fields})


def skip(reason: str, **fields: Any) -> Skipped:
    """A job that was not carried on."""
    return Skipped(**{"repo": REPO, "kind": "job", "item_id": "8-1", "reason": reason, **fields})
