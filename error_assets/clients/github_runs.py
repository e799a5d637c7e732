"""Which runs there are, and what their jobs came to.

GitHub filters runs by creation time only and serves at most 1,000 per filtered search. So runs are listed by UTC days
(the same addresses for every hour of a day, so that a later sweep gets 304s), and a day with more goes on below the
oldest run seen. Jobs are asked for only where they can matter: see `Listing`.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from urllib.parse import quote

from error_assets.clients import github_kept
from error_assets.clients.github_cache import Cache
from error_assets.clients.github_errors import Refused, Unanswered
from error_assets.clients.github_parallel import in_order
from error_assets.clients.github_records import Run, listed, outcome_of, outcome_of_run, run_of
from error_assets.clients.github_session import PER_PAGE, Session, parsed
from error_assets.records import JobOutcome

SEARCH_CAP = 1_000
"""Results that GitHub serves for one filtered search, however many it counts."""
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
"""GitHub's times of creation are whole seconds, and both ends of a range belong to it."""
FIRST_WINDOW_HOURS = 6
"""The oldest day is cut here, so that a look-back of 72 hours does not list four whole days."""
AT_ONCE = 8
"""Questions at the same time: far below the 100 at which GitHub's secondary limit begins."""


class Runs:
    """The workflow runs of repositories and their jobs."""

    def __init__(self, session: Session, cache: Cache, log: Callable[[str], None]) -> None:
        self._session = session
        self._cache = cache
        self._log = log

    def created(self, repo: str, first: datetime, end: datetime) -> list[Run]:
        """Every run created in [`first`, `end`), oldest first, as it is now. Raises GitHubError."""
        windows = list(day_windows(first, end))
        found = {
            run.run_id: run
            for runs in in_order(lambda window: self._window(repo, *window), windows, AT_ONCE, "github-runs")
            for run in runs
            if first <= run.created_at < end
        }
        return sorted(found.values(), key=lambda run: (run.created_at, int(run.run_id)))

    def outcomes(self, run: Run) -> tuple[JobOutcome, ...]:
        """Every completed attempt of every job of `run`, oldest first. Raises GitHubError.

        A run deleted since it was listed has none. Once a run and all its jobs have completed, this attempt's answer
        never changes: it is remembered and not asked for again.
        """
        name = f"{self._session.url('')}/{run.repo}/{run.run_id}/{run.attempt}"
        bodies = self._cache.final(name) if run.completed else None
        if bodies is not None:
            pages = [parsed(name, body) for body in bodies]
        else:
            try:
                pages = list(self._job_pages(run))
            except Refused as error:
                if error.status != 404:
                    raise
                self._log(f"run {run.run_id} of {run.repo} was deleted since it was listed")
                return ()
            if run.completed and _all_completed(pages):
                self._cache.keep_final(name, [json.dumps(page).encode() for page in pages])
        jobs = [job for page in pages for job in listed(page, "jobs")]
        if not jobs:
            alone = outcome_of_run(run)
            return () if alone is None else (alone,)
        outcomes = [outcome for job in jobs if (outcome := outcome_of(run, job)) is not None]
        return without_copies(outcomes)

    def _job_pages(self, run: Run) -> Iterator[Any]:
        path = f"/repos/{run.repo}/actions/runs/{run.run_id}/jobs?filter=all&per_page={PER_PAGE}"
        return self._session.pages(path, owner_of(run.repo), github_kept.jobs)

    def _window(self, repo: str, first: datetime, last: datetime) -> list[Run]:
        """Runs created from `first` to `last`, both included."""
        found: dict[str, Run] = {}
        while True:
            runs, promised = self._search(repo, first, last)
            found.update((run.run_id, run) for run in runs)
            if len(runs) < SEARCH_CAP and promised <= len(runs):
                return list(found.values())
            if not runs:
                raise Unanswered(f"GitHub counts {promised} runs of {repo} on {first:%Y-%m-%d} and lists none")
            if not _newest_first(runs):
                middle = (first + (last - first) / 2).replace(microsecond=0)
                return self._window(repo, first, middle) + self._window(repo, middle + SECOND, last)
            oldest = runs[-1].created_at
            if oldest >= last:
                self._log(f"{repo}: of {promised} runs created at {last.isoformat()} GitHub lists {len(runs)}")
                oldest = last - SECOND
            if oldest < first:
                return list(found.values())
            last = oldest

    def _search(self, repo: str, first: datetime, last: datetime) -> tuple[list[Run], int]:
        """What one filtered search lists, as far as it goes, and how many it counts."""
        span = quote(f"{github_time(first)}..{github_time(last)}")
        path = f"/repos/{repo}/actions/runs?created={span}&per_page={PER_PAGE}"
        runs: dict[str, Run] = {}
        promised = 0
        for number, page in enumerate(self._session.pages(path, owner_of(repo), github_kept.runs)):
            for payload in listed(page, "workflow_runs"):
                run = run_of(repo, payload)
                runs[run.run_id] = run
            if number == 0:
                promised = int(page.get("total_count") or 0)
        return list(runs.values()), promised


@dataclass(slots=True)
class Listing:
    """The runs of one repository that were created in a stretch of time, as they were at `listed_at`.

    `jobs` fills with the outcomes of the runs that were asked for theirs.
    """

    first: datetime
    end: datetime
    listed_at: datetime
    runs: list[Run]
    jobs: dict[str, tuple[JobOutcome, ...]]

    def serves(self, first: datetime, end: datetime, now: datetime, seconds: float) -> bool:
        """Whether it answers for [`first`, `end`) too, being at most `seconds` old."""
        return self.first <= first and end <= self.end and (now - self.listed_at).total_seconds() <= seconds

    def matter_since(self, start: datetime) -> list[Run]:
        """Runs that can hold a job completed at or after `start`: not completed, or updated since."""
        return [run for run in self.runs if not run.completed or run.updated_at >= start]


def day_windows(first: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The UTC days that [`first`, `end`) touches, as (first, last second); the oldest begins at a quarter day."""
    start = first.replace(hour=first.hour // FIRST_WINDOW_HOURS * FIRST_WINDOW_HOURS, minute=0, second=0, microsecond=0)
    while start < end:
        following = start.replace(hour=0) + DAY
        yield start, following - SECOND
        start = following


def without_copies(outcomes: Sequence[JobOutcome]) -> tuple[JobOutcome, ...]:
    """One outcome for each time a job really ran, oldest first.

    "Re-run failed jobs" lists the jobs that had passed once more under the new attempt, with new ids and the old times.
    """
    seen: dict[JobOutcome, int] = {}
    kept = []
    for outcome in sorted(outcomes, key=lambda outcome: (outcome.attempt, outcome.completed_at, outcome.job_id)):
        same = replace(outcome, attempt=0, job_id="", html_url="", steps=())
        if seen.setdefault(same, outcome.attempt) == outcome.attempt:
            kept.append(outcome)
    return tuple(sorted(kept, key=lambda outcome: (outcome.completed_at, outcome.job_id)))


def github_time(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def owner_of(repo: str) -> str:
    return repo.partition("/")[0]


def _newest_first(runs: Sequence[Run]) -> bool:
    return all(newer.created_at >= older.created_at for newer, older in pairwise(runs))


def _all_completed(pages: Sequence[Any]) -> bool:
    jobs = [job for page in pages for job in listed(page, "jobs")]
    promised = [page.get("total_count") for page in pages if isinstance(page, dict)]
    return all(job.get("status") == "completed" for job in jobs) and promised[:1] == [len(jobs)]
