"""extracted_errors: the errors that the failed attempts' logs, JUnit files and annotations tell of."""

from collections.abc import Iterator
from itertools import islice

import dagster as dg

from error_assets.clients.extracting import Extractor
from error_assets.clients.hour_store import HourStore
from error_assets.clients.log_store import LogStore
from error_assets.defs.hourly import Check, HourDone, hour_by_hour
from error_assets.defs.io_managers import STORED, Hours, RepoHour
from error_assets.defs.partitions import HOURLY, UP_TO_A_DAY
from error_assets.extraction.version import extraction_version
from error_assets.records import RawFailure
from error_assets.reports import invariants, previews
from error_assets.signatures.fingerprint import GROUPING_VERSION


@dg.asset(
    ins={"raw_failures": STORED},
    partitions_def=HOURLY,
    backfill_policy=UP_TO_A_DAY,
    group_name="triage",
    kinds={"python"},
    owners=["team:ci"],
    tags={"error_assets/stage": "triage"},
    code_version=f"{GROUPING_VERSION}/{extraction_version()}",
    check_specs=[
        dg.AssetCheckSpec(
            "ids_are_unique",
            asset="extracted_errors",
            blocking=True,
            description="No two errors of the hour have the same id, which becomes the document's id.",
        ),
        dg.AssetCheckSpec(
            "every_failure_has_an_error",
            asset="extracted_errors",
            blocking=True,
            description="Each failed attempt has at least one error, if only one that says why none was readable.",
        ),
    ],
)
def extracted_errors(
    context: dg.AssetExecutionContext,
    raw_failures: Hours[RawFailure],
    hour_store: dg.ResourceParam[HourStore],
    log_store: dg.ResourceParam[LogStore],
) -> Iterator[dg.MaterializeResult[None]]:
    """Each error of each failed attempt, the primary one first, with the smallest block that a person needs to read."""

    def work(hour: str) -> HourDone:
        failures = raw_failures[hour]
        failed = [failure for slice_ in failures.values() for failure in slice_.rows]
        read = iter(extractor.read(failed))
        attempts = {repo: list(islice(read, len(slice_.rows))) for repo, slice_ in failures.items()}
        rows = {
            repo: RepoHour(
                rows=tuple(error for attempt in attempts[repo] for error in attempt.errors),
                skipped=tuple(skip for attempt in attempts[repo] for skip in attempt.skipped),
                swept_at=slice_.swept_at,
            )
            for repo, slice_ in failures.items()
        }
        found = [error for slice_ in rows.values() for error in slice_.rows]
        doubled, silent = invariants.doubled_ids(found), invariants.failures_without_error(failed, found)
        return HourDone(
            rows=rows,
            metadata={"preview": dg.MetadataValue.md(previews.errors(rows))},
            checks=(
                Check(name="ids_are_unique", passed=not doubled, description=", ".join(doubled)),
                Check(name="every_failure_has_an_error", passed=not silent, description=", ".join(silent)),
            ),
        )

    with Extractor(log_store) as extractor:
        yield from hour_by_hour(context, hour_store, work)
