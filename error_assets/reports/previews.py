"""What a person sees of an asset's hour in the Dagster UI: a short Markdown page for each record type."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from error_assets.records import (
    SKIP_REASONS,
    Classification,
    ErrorSignature,
    ExtractedError,
    JobOutcome,
    RawFailure,
    Skipped,
)
from error_assets.reports.markdown import table

PREVIEW_ROWS = 15
"""Rows of a preview: what fits a screen. The Parquet file holds all."""

Row = TypeVar("Row", covariant=True)


class RepoRows(Protocol[Row]):
    """An hour of one repository."""

    @property
    def rows(self) -> Sequence[Row]: ...
    @property
    def skipped(self) -> Sequence[Skipped]: ...


def outcomes(hour: Mapping[str, RepoRows[JobOutcome]]) -> str:
    """How the hour's attempts ended, by repository, and what was left out."""
    counts = {repo: Counter(outcome.conclusion for outcome in slice_.rows) for repo, slice_ in hour.items()}
    conclusions = sorted({conclusion for count in counts.values() for conclusion in count})
    rows = [(repo, *(count[conclusion] for conclusion in conclusions)) for repo, count in counts.items()]
    return _page(table(("repository", *conclusions), rows), _skipped(hour))


def failures(hour: Mapping[str, RepoRows[RawFailure]]) -> str:
    """The failed attempts and where their logs stand."""
    found = _all(hour)
    rows = [
        (item.repo, item.workflow_name, item.job_name, item.attempt, item.branch, item.failed_because, item.log_state)
        for item in found[:PREVIEW_ROWS]
    ]
    head = ("repository", "workflow", "job", "attempt", "branch", "failed because", "log")
    return _page(table(head, rows), _more(found), _skipped(hour))


def errors(hour: Mapping[str, RepoRows[ExtractedError]]) -> str:
    """The primary errors, how many others stand behind them, and what of the attempts was not carried on."""
    found = _all(hour)
    primary = [error for error in found if error.is_primary]
    rows = [(error.dialect, error.message, error.step_name, error.line_start) for error in primary[:PREVIEW_ROWS]]
    others = len(found) - len(primary)
    behind = f"{others} further errors behind these" if others else ""
    return _page(table(("dialect", "primary error", "step", "line"), rows), _more(primary), behind, _skipped(hour))


def signatures(hour: Mapping[str, RepoRows[ErrorSignature]]) -> str:
    """The kinds of errors, the most frequent first."""
    found = sorted(_all(hour), key=lambda item: (-item.occurrence_count, item.fingerprint))
    rows = [(item.occurrence_count, item.fingerprint, item.example_message) for item in found[:PREVIEW_ROWS]]
    return _page(table(("count", "fingerprint", "example"), rows), _more(found))


def classifications(hour: Mapping[str, RepoRows[Classification]]) -> str:
    """What is held to be the cause of each kind of error, and who said so."""
    found = _all(hour)
    rows = [
        (item.category, item.subcategory or item.reason, f"{item.confidence:.2f}", item.verdict_source, item.root_cause)
        for item in found[:PREVIEW_ROWS]
    ]
    spent = sum(item.cost_usd for item in found)
    cost = f"verdicts of this hour were bought for ${spent:.4f} in all" if spent else ""
    return _page(table(("category", "subcategory", "confidence", "by", "cause"), rows), _more(found), cost)


def _all(hour: Mapping[str, RepoRows[Row]]) -> list[Row]:
    return [row for slice_ in hour.values() for row in slice_.rows]


def _more(found: Sequence[object]) -> str:
    return f"… and {len(found) - PREVIEW_ROWS} more" if len(found) > PREVIEW_ROWS else ""


def _skipped(hour: Mapping[str, RepoRows[object]]) -> str:
    counts = Counter(skip.reason for slice_ in hour.values() for skip in slice_.skipped)
    return "\n".join(
        f"- {count} not carried on, {reason}: {SKIP_REASONS[reason]}" for reason, count in sorted(counts.items())
    )


def _page(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def documents(counts: Iterable[tuple[str, int]]) -> str:
    """How many documents the index holds of the hour, by repository."""
    return table(("repository", "documents"), counts)
