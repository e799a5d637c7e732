"""raw_failures: the failed attempts of the hour, with their logs in the log store."""

from collections.abc import Iterator

import dagster as dg

from error_assets.clients.collecting import Collected, collect_failures
from error_assets.clients.github import GitHub
from error_assets.clients.github_errors import GitHubError, TokenRefused, repository_unreadable
from error_assets.clients.hour_store import HourStore, Slice
from error_assets.clients.log_store import LogStore
from error_assets.defs.assets.job_outcomes import counted, unreadable
from error_assets.defs.hourly import Check, HourDone, hour_by_hour
from error_assets.defs.io_managers import SKIPPED_SUFFIX, STORED, Hours, RepoHour
from error_assets.defs.partitions import HOURLY, UP_TO_A_DAY
from error_assets.records import JobOutcome, RawFailure, Skipped
from error_assets.reports import invariants, previews


@dg.asset(
    ins={"job_outcomes": STORED},
    partitions_def=HOURLY,
    backfill_policy=UP_TO_A_DAY,
    group_name="ingest",
    kinds={"github"},
    owners=["team:ci"],
    tags={"error_assets/stage": "ingest"},
    code_version="1",
    check_specs=[
        dg.AssetCheckSpec(
            "every_failure_has_its_log",
            asset="raw_failures",
            blocking=True,
            description="Each failed attempt has its log stored, or says why there is none.",
        ),
        dg.AssetCheckSpec(
            "every_repository_could_be_asked",
            asset="raw_failures",
            description="Annotations and logs of each repository could be asked for; one that refused says why.",
        ),
    ],
)
def raw_failures(
    context: dg.AssetExecutionContext,
    job_outcomes: Hours[JobOutcome],
    github: dg.ResourceParam[GitHub],
    hour_store: dg.ResourceParam[HourStore],
    log_store: dg.ResourceParam[LogStore],
) -> Iterator[dg.MaterializeResult[None]]:
    """The attempts that failed: failure, timed_out, startup_failure, and cancelled where nobody wanted it.

    Each with its annotations and the key of its log, which went through redaction before it touched the disk.
    """

    def work(hour: str) -> HourDone:
        rows = {
            repo: read_failures(github, log_store, outcomes, stored_before(hour_store, hour, repo))
            for repo, outcomes in job_outcomes[hour].items()
        }
        unread = unreadable(rows)
        failures = [failure for slice_ in rows.values() for failure in slice_.rows]
        without = invariants.failures_without_log(failures, log_store.has)
        return HourDone(
            rows=rows,
            metadata={"preview": dg.MetadataValue.md(previews.failures(rows)), **counted(github)},
            checks=(
                Check(name="every_failure_has_its_log", passed=not without, description=", ".join(without)),
                Check(name="every_repository_could_be_asked", passed=not unread, description=unread, blocking=False),
            ),
        )

    yield from hour_by_hour(context, hour_store, work)


def read_failures(
    github: GitHub, logs: LogStore, outcomes: Slice[JobOutcome], before: Collected
) -> RepoHour[RawFailure]:
    """One repository's failures. If GitHub refuses them, what an earlier sweep stored stays, and the reason is told."""
    try:
        collected = collect_failures(github, logs, outcomes.rows, before)
    except TokenRefused:
        raise
    except GitHubError as error:
        repo = outcomes.rows[0].repo
        trouble = repository_unreadable(repo, error)
        skip = Skipped(repo=repo, kind="repository", item_id=repo, reason=trouble.reason, detail=trouble.detail)
        collected = Collected(failures=before.failures, skipped=(skip,))
    return RepoHour(rows=collected.failures, swept_at=outcomes.swept_at, skipped=collected.skipped)


def stored_before(store: HourStore, hour: str, repo: str) -> Collected:
    """What an earlier sweep stored of the hour and repository; empty if there was none."""
    failures = store.read("raw_failures", hour, RawFailure, repo).values()
    skipped = store.read(f"raw_failures{SKIPPED_SUFFIX}", hour, Skipped, repo).values()
    return Collected(
        failures=tuple(row for slice_ in failures for row in slice_.rows),
        skipped=tuple(row for slice_ in skipped for row in slice_.rows),
    )
