"""GitHub as the pipeline asks it: repositories, outcomes by hour, annotations, logs, JUnit files. The entrance."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import TypeVar

from typing_extensions import Self

from error_assets.clients import github_kept
from error_assets.clients.github_artifacts import Artifacts, JUnitFile
from error_assets.clients.github_auth import App, Credentials, Token
from error_assets.clients.github_cache import Cache
from error_assets.clients.github_errors import GitHubError, Refused, TokenRefused, repository_unreadable
from error_assets.clients.github_limits import Clock
from error_assets.clients.github_logs import LogReading, Outside, log_address
from error_assets.clients.github_parallel import in_order
from error_assets.clients.github_records import Outcomes, Run, annotation_of, listed
from error_assets.clients.github_repositories import repositories_of
from error_assets.clients.github_runs import AT_ONCE, Listing, Runs, owner_of
from error_assets.clients.github_session import PER_PAGE, Session, ask_json
from error_assets.clients.github_transport import Counters, Patience, Transport
from error_assets.hours import HOUR, UTC, hour_end, hour_of, hour_start
from error_assets.records import Annotation, JobOutcome, Skipped

LOGGER = logging.getLogger(__name__)
LISTING_SERVES_SECONDS = 300
"""How long a listing of runs answers for further hours before it is asked for again (with ETags)."""
LOGS_AT_ONCE = 8
"""Each holds a connection and a block of memory; a log host gives each its full speed."""

Result = TypeVar("Result")


class GitHub:
    """One installation's view of GitHub. Safe to use from several threads; close it, or use it in a `with`.

    `workflows` are patterns over a workflow's name or file; "!" in front excludes. `junit_artifacts` are patterns over
    artifacts' names, separated by commas. `cache_path` names a SQLite file that several processes may share; None keeps
    what is remembered in memory. `log` is told, one line each, whatever makes a person wait or wonder.
    """

    def __init__(
        self,
        api_url: str,
        *,
        token: str | None = None,
        app_id: str | None = None,
        app_private_key: str | None = None,
        lookback_hours: int = 72,
        workflows: Sequence[str] = (),
        junit_artifacts: str | None = None,
        cache_path: Path | None = None,
        log: Callable[[str], None] = LOGGER.info,
        clock: Clock | None = None,
        patience: Patience | None = None,
    ) -> None:
        self._clock = clock or Clock()
        self._lookback = lookback_hours * HOUR
        self._workflows = tuple(workflows)
        patience = patience or Patience()
        self._transport = Transport(patience, self._clock, log)
        self._outside = Outside(patience)
        self._cache = Cache(cache_path)
        self._credentials = self._known_as(api_url, token, app_id, app_private_key)
        self._session = Session(api_url, self._transport, self._credentials, self._cache)
        self._runs = Runs(self._session, self._cache, log)
        patterns = [pattern.strip() for pattern in (junit_artifacts or "").split(",") if pattern.strip()]
        self._artifacts = Artifacts(self._session, self._outside, patterns)
        self._listings: dict[str, Listing] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._transport.close()
        self._outside.close()
        self._cache.close()

    @property
    def counters(self) -> Counters:
        """Requests sent so far, 304s among them, quota left, and seconds waited for limits."""
        return self._transport.counters

    def repositories(self, patterns: Sequence[str]) -> list[str]:
        """The names that `patterns` stand for: "owner/name" as it is, "owner/*" all that the credentials see there.

        In the order of the patterns, each once. Raises GitHubError if an owner cannot be listed.
        """
        return repositories_of(self._session, self._credentials.lists_installations, patterns)

    def outcomes(self, repo: str, hour: str) -> Outcomes:
        """What completed in one hour; see `outcomes_in`."""
        return self.outcomes_in(repo, [hour])[hour]

    def outcomes_in(self, repo: str, hours: Sequence[str]) -> dict[str, Outcomes]:
        """For each of `hours`: every job attempt that completed in it, oldest first, and what was left out and why.

        A run counts for an hour if it was created at most the look-back before it, whatever else is asked for. One
        listing of runs serves all hours, and a later call within its bounds. Raises RepositoryUnreadable for this
        repository's trouble and TokenRefused if the credentials serve for none.
        """
        if not hours:
            return {}
        try:
            return self._outcomes_in(repo, sorted(set(hours)))
        except TokenRefused:
            raise
        except GitHubError as error:
            raise repository_unreadable(repo, error) from None

    def annotations(self, outcome: JobOutcome) -> tuple[Annotation, ...]:
        """What was annotated on a job's check run (its id is the job's), redacted. None on a run without jobs.

        GitHub deletes check runs after 400 days: their annotations are then none. Raises GitHubError.
        """
        if outcome.job_id.startswith("run-"):
            return ()
        path = f"/repos/{outcome.repo}/check-runs/{outcome.job_id}/annotations?per_page={PER_PAGE}"
        try:
            pages = list(self._session.pages(path, owner_of(outcome.repo), github_kept.annotations))
        except Refused as error:
            if error.status in (404, 410):
                return ()
            raise
        return tuple(annotation_of(payload) for page in pages for payload in listed(page, None))

    def annotations_of(self, outcomes: Iterable[JobOutcome]) -> Iterator[tuple[Annotation, ...]]:
        """`annotations` of each outcome, several asked at once, yielded in the order of `outcomes`."""
        return in_order(self.annotations, outcomes, AT_ONCE, "github-annotations")

    def log(self, outcome: JobOutcome) -> LogReading:
        """The log of one attempt, not yet asked for: iterate it, then read its `state`."""
        return LogReading(outcome, lambda: log_address(self._session, outcome), self._outside, self._clock)

    def each_log(
        self,
        outcomes: Iterable[JobOutcome],
        receive: Callable[[LogReading], Result],
        at_once: int = LOGS_AT_ONCE,
    ) -> Iterator[Result]:
        """`receive(reading)` for the log of each outcome, several at once, yielded in the order of `outcomes`.

        `receive` runs in other threads and iterates its reading. What it raises is raised at its turn.
        """
        return in_order(lambda outcome: receive(self.log(outcome)), outcomes, at_once, "github-logs")

    def junit(self, repo: str, run_id: str, failed: Sequence[JobOutcome]) -> Iterator[JUnitFile | Skipped]:
        """JUnit XML from the artifacts of one run, for its `failed` attempts; see Artifacts.junit."""
        return self._artifacts.junit(repo, run_id, failed)

    def _known_as(
        self, api_url: str, token: str | None, app_id: str | None, app_private_key: str | None
    ) -> Credentials:
        if token is None and app_id is not None and app_private_key is not None:
            return App(app_id, app_private_key, lambda *asked: ask_json(self._transport, api_url, *asked), self._clock)
        return Token(token)

    def _outcomes_in(self, repo: str, hours: Sequence[str]) -> dict[str, Outcomes]:
        listing = self._listing(repo, hours)
        start, end = hour_start(hours[0]), hour_end(hours[-1])
        mattering = [run for run in listing.matter_since(start) if run.created_at < end]
        taken = [run for run in mattering if self._takes(run)]
        unasked = [run for run in taken if run.run_id not in listing.jobs]
        for run, found in zip(unasked, in_order(self._runs.outcomes, unasked, AT_ONCE, "github-jobs"), strict=True):
            listing.jobs[run.run_id] = found
        outcomes: dict[str, list[JobOutcome]] = {hour: [] for hour in hours}
        for run in taken:
            for outcome in listing.jobs[run.run_id]:
                hour = hour_of(outcome.completed_at)
                if hour in outcomes and hour_start(hour) - run.created_at <= self._lookback:
                    outcomes[hour].append(outcome)
        skipped: dict[str, list[Skipped]] = {hour: [] for hour in hours}
        for run in listing.runs:
            if (hour := hour_of(run.created_at)) in skipped and not self._takes(run):
                skipped[hour].append(_excluded(run))
        return {
            hour: Outcomes(
                outcomes=tuple(sorted(outcomes[hour], key=lambda found: (found.completed_at, found.job_id))),
                skipped=tuple(skipped[hour]),
            )
            for hour in hours
        }

    def _listing(self, repo: str, hours: Sequence[str]) -> Listing:
        first, end = hour_start(hours[0]) - self._lookback, hour_end(hours[-1])
        now = self._clock.now().astimezone(UTC)
        held = self._listings.get(repo)
        if held is not None and held.serves(first, end, now, LISTING_SERVES_SECONDS):
            return held
        listing = Listing(first, end, now, self._runs.created(repo, first, end), {})
        self._listings[repo] = listing
        return listing

    def _takes(self, run: Run) -> bool:
        names = (run.name, run.path, PurePosixPath(run.path).name)
        excluded = [pattern[1:] for pattern in self._workflows if pattern.startswith("!")]
        included = [pattern for pattern in self._workflows if not pattern.startswith("!")]
        if any(fnmatchcase(name, pattern) for name in names for pattern in excluded):
            return False
        return not included or any(fnmatchcase(name, pattern) for name in names for pattern in included)


def _excluded(run: Run) -> Skipped:
    return Skipped(
        repo=run.repo, kind="run", item_id=run.run_id, reason="workflow_excluded", detail=run.name or run.path
    )
