"""What a run brought, for a person at a terminal: counts, categories, the top signatures, what was left out."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from error_assets.records import Classification, ErrorSignature, ExtractedError, JobOutcome, RawFailure, Skipped
from error_assets.reports.documents import step_url
from error_assets.taxonomy.categories import UNCLASSIFIED

TOP_SIGNATURES = 10
"""Signatures that a summary lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HourRecords:
    """Everything stored of one hour, of all repositories."""

    outcomes: Sequence[JobOutcome] = ()
    failures: Sequence[RawFailure] = ()
    errors: Sequence[ExtractedError] = ()
    signatures: Sequence[ErrorSignature] = ()
    classifications: Sequence[Classification] = ()
    skipped: Sequence[Skipped] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TopSignature:
    """One kind of error over all hours of the summary; `example_url` leads to the step of its latest occurrence."""

    fingerprint: str
    count: int
    first_seen: datetime
    last_seen: datetime
    category: str
    subcategory: str
    message: str
    example_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryCount:
    """Errors and signatures of one category, and who decided: verdict source to number of signatures."""

    category: str
    errors: int
    signatures: int
    by: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Counts over some hours. `decided` is the share of errors (0 to 1) that have a category; 1 if there are none."""

    hours: int
    attempts: int
    failures: int
    errors: int
    signatures: int
    decided: float
    categories: tuple[CategoryCount, ...]
    reasons: tuple[tuple[str, int], ...]
    top: tuple[TopSignature, ...]
    skipped: tuple[tuple[str, str, int], ...]


def summary_of(hours: Iterable[HourRecords]) -> Summary:
    """The summary of `hours`, given from the oldest to the newest; nothing is read or kept but counts and examples."""
    counted = _Counts()
    for hour in hours:
        counted.add(hour)
    return counted.summary()


class _Counts:
    def __init__(self) -> None:
        self.hours = self.attempts = self.failures = self.errors = self.decided = 0
        self.by_category: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()
        self.sources: dict[str, dict[str, str]] = defaultdict(dict)
        self.skipped: Counter[tuple[str, str]] = Counter()
        self.top: dict[str, TopSignature] = {}

    def add(self, hour: HourRecords) -> None:
        self.hours += 1
        self.attempts += len(hour.outcomes)
        self.failures += len(hour.failures)
        self.errors += len(hour.errors)
        self.skipped.update((_what(skip), skip.reason) for skip in hour.skipped)
        urls = {(item.job_id, item.attempt): item.html_url for item in hour.failures}
        places = {
            error.error_id: step_url(urls.get((error.job_id, error.attempt), ""), error.step_number)
            for error in hour.errors
        }
        verdicts = {(verdict.repo, verdict.fingerprint): verdict for verdict in hour.classifications}
        for signature in hour.signatures:
            verdict = verdicts.get((signature.repo, signature.fingerprint))
            if verdict is not None:
                self._add_verdict(signature, verdict)
            self._add_top(signature, verdict, places.get(signature.error_ids[-1], ""))

    def _add_verdict(self, signature: ErrorSignature, verdict: Classification) -> None:
        self.by_category[verdict.category] += signature.occurrence_count
        self.sources[verdict.category][signature.fingerprint] = verdict.verdict_source
        if verdict.category == UNCLASSIFIED:
            self.reasons[verdict.reason or ""] += signature.occurrence_count
        else:
            self.decided += signature.occurrence_count

    def _add_top(self, signature: ErrorSignature, verdict: Classification | None, url: str) -> None:
        known = self.top.get(signature.fingerprint)
        self.top[signature.fingerprint] = TopSignature(
            fingerprint=signature.fingerprint,
            count=signature.occurrence_count + (known.count if known else 0),
            first_seen=min(signature.first_seen, known.first_seen) if known else signature.first_seen,
            last_seen=max(signature.last_seen, known.last_seen) if known else signature.last_seen,
            category=verdict.category if verdict else UNCLASSIFIED,
            subcategory=(verdict.subcategory or verdict.reason or "") if verdict else "",
            message=signature.example_message,
            example_url=url or (known.example_url if known else ""),
        )

    def summary(self) -> Summary:
        top = sorted(self.top.values(), key=lambda item: (-item.count, item.first_seen, item.fingerprint))
        return Summary(
            hours=self.hours,
            attempts=self.attempts,
            failures=self.failures,
            errors=self.errors,
            signatures=len(self.top),
            decided=self.decided / self.errors if self.errors else 1.0,
            categories=tuple(self._category(name, count) for name, count in self.by_category.most_common()),
            reasons=tuple(self.reasons.most_common()),
            top=tuple(top[:TOP_SIGNATURES]),
            skipped=tuple((kind, reason, count) for (kind, reason), count in sorted(self.skipped.items())),
        )

    def _category(self, name: str, errors: int) -> CategoryCount:
        sources = self.sources[name]
        return CategoryCount(
            category=name, errors=errors, signatures=len(sources), by=tuple(Counter(sources.values()).most_common())
        )


def _what(skip: Skipped) -> str:
    """The kind of thing; a repository by its name, for there are few and each matters."""
    return f"repository {skip.repo}" if skip.kind == "repository" else skip.kind
