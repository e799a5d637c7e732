"""job_outcomes: every completed job attempt of the hour, whatever its conclusion."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import dagster as dg

from error_assets.clients.github import GitHub
from error_assets.clients.github_errors import GitHubError, RepositoryUnreadable, TokenRefused, repository_unreadable
from error_assets.clients.github_records import Outcomes
from error_assets.clients.hour_store import HourStore, Slice
from error_assets.defs.hourly import Check, HourDone, hour_by_hour
from error_assets.defs.io_managers import HourRows, RepoHour
from error_assets.defs.partitions import HOURLY, UP_TO_A_DAY
from error_assets.hours import UTC, hour_end, hour_start
from error_assets.records import JobOutcome, Skipped
from error_assets.reports import previews
from error_assets.settings import Settings, SettingsError

Readings = Mapping[str, Mapping[str, Outcomes] | RepositoryUnreadable]
"""By repository: its outcomes by hour, or why it could not be read."""


@dg.asset(
    partitions_def=HOURLY,
    backfill_policy=UP_TO_A_DAY,
    deps=["workflow_runs"],
    group_name="ingest",
    kinds={"github"},
    owners=["team:ci"],
    tags={"error_assets/stage": "ingest"},
    code_version="1",
    check_specs=[
        dg.AssetCheckSpec(
            "every_repository_was_read",
            asset="job_outcomes",
            description="Each repository of REPO answered; one that did not is listed with its reason.",
        )
    ],
)
def job_outcomes(
    context: dg.AssetExecutionContext,
    github: dg.ResourceParam[GitHub],
    settings: dg.ResourceParam[Settings],
    hour_store: dg.ResourceParam[HourStore],
) -> Iterator[dg.MaterializeResult[None]]:
    """Every job attempt that completed in the hour, with its steps, runner, branch and actor.

    The passes are kept too: without them nobody can tell a flaky test or a failure rate. Source: GitHub's REST API.
    """
    swept_at = datetime.now(UTC)
    hours = sorted(context.partition_keys)

    readings = read_outcomes(github, settings.repo, hours)

    def work(hour: str) -> HourDone:
        rows = rows_of_hour(readings, hour, swept_at, hour_store)
        unread = unreadable(rows)
        return HourDone(
            rows=rows,
            metadata={
                "partial": hour_end(hour) > swept_at,
                "preview": dg.MetadataValue.md(previews.outcomes(rows)),
                **counted(github),
            },
            checks=(
                Check(
                    name="every_repository_was_read",
                    passed=not unread,
                    description=unread,
                    blocking=False,
                ),
            ),
        )

    yield from hour_by_hour(context, hour_store, work)


def read_outcomes(github: GitHub, patterns: Sequence[str], hours: Sequence[str]) -> Readings:
    """Ask GitHub for `hours` of each repository. One repository's trouble stays its own; trouble with all raises."""
    if not patterns:
        raise SettingsError("REPO is not set: name the repositories to read, like REPO=owner/name")
    readings: dict[str, Mapping[str, Outcomes] | RepositoryUnreadable] = {}
    for pattern in patterns:
        try:
            repos = github.repositories([pattern])
        except TokenRefused:
            raise
        except GitHubError as error:  # an owner that cannot be listed is told under the pattern's name
            readings[pattern] = repository_unreadable(pattern, error)
            continue
        for repo in repos:
            try:
                readings.setdefault(repo, github.outcomes_in(repo, hours))
            except RepositoryUnreadable as error:
                readings[repo] = error
    troubles = [reading for reading in readings.values() if isinstance(reading, RepositoryUnreadable)]
    if troubles and len(troubles) == len(readings):
        raise troubles[0]
    return readings


def rows_of_hour(
    readings: Readings, hour: str, swept_at: datetime, store: HourStore
) -> dict[str, RepoHour[JobOutcome]]:
    """The hour's slices. A repository that could not be read keeps what an earlier sweep stored, and says why."""
    rows: dict[str, RepoHour[JobOutcome]] = {}
    for repo, reading in readings.items():
        if isinstance(reading, RepositoryUnreadable):
            stored = store.read("job_outcomes", hour, JobOutcome, repo).get(repo)
            skip = Skipped(repo=repo, kind="repository", item_id=repo, reason=reading.reason, detail=reading.detail)
            kept = stored.rows if stored is not None else ()
            rows[repo] = RepoHour(rows=kept, swept_at=_swept(reading, stored, hour, swept_at), skipped=(skip,))
        else:
            found = reading[hour]
            rows[repo] = RepoHour(rows=found.outcomes, swept_at=swept_at, skipped=found.skipped)
    return rows


def _swept(reading: RepositoryUnreadable, stored: Slice[JobOutcome] | None, hour: str, swept_at: datetime) -> datetime:
    """When the repository was swept: a sweep that could not read it this time loses to any that could."""
    if reading.reason != "repository_unreadable":
        return swept_at
    return stored.swept_at if stored is not None else hour_start(hour)


def unreadable(rows: HourRows[Any]) -> str:
    """The repositories that could not be read, each with its reason; empty if all could."""
    skips = [skip for slice_ in rows.values() for skip in slice_.skipped if skip.kind == "repository"]
    return "; ".join(f"{skip.repo}: {skip.reason} ({skip.detail})" for skip in skips)


def counted(github: GitHub) -> dict[str, Any]:
    """What this run has asked of GitHub so far."""
    counters = github.counters
    metadata: dict[str, Any] = {
        "github/requests": counters.requests,
        "github/not_modified": counters.not_modified,
        "github/waited_seconds": round(counters.waited_seconds, 1),
    }
    if counters.remaining is not None:
        metadata["github/remaining"] = counters.remaining
    return metadata
