"""error_signatures: which errors of the hour are the same error."""

from collections.abc import Iterator

import dagster as dg

from error_assets.clients.hour_store import HourStore
from error_assets.defs.hourly import Check, HourDone, hour_by_hour
from error_assets.defs.io_managers import STORED, Hours, RepoHour
from error_assets.defs.partitions import HOURLY, UP_TO_A_DAY
from error_assets.records import ExtractedError
from error_assets.reports import invariants, previews
from error_assets.signatures.fingerprint import GROUPING_VERSION
from error_assets.signatures.grouping import signatures_of


@dg.asset(
    ins={"extracted_errors": STORED},
    partitions_def=HOURLY,
    backfill_policy=UP_TO_A_DAY,
    group_name="triage",
    kinds={"pandas"},
    owners=["team:ci"],
    tags={"error_assets/stage": "triage"},
    code_version=GROUPING_VERSION,
    check_specs=[
        dg.AssetCheckSpec(
            "every_error_has_one_signature",
            asset="error_signatures",
            blocking=True,
            description="Each error of the hour belongs to exactly one signature of its repository.",
        )
    ],
)
def error_signatures(
    context: dg.AssetExecutionContext,
    extracted_errors: Hours[ExtractedError],
    hour_store: dg.ResourceParam[HourStore],
) -> Iterator[dg.MaterializeResult[None]]:
    """One row for each kind of error: what varies is masked, what is left is the template, its hash the fingerprint."""

    def work(hour: str) -> HourDone:
        errors = extracted_errors[hour]
        rows = {
            repo: RepoHour(rows=signatures_of(slice_.rows), swept_at=slice_.swept_at) for repo, slice_ in errors.items()
        }
        wrong = invariants.errors_without_one_signature(
            [error for slice_ in errors.values() for error in slice_.rows],
            [signature for slice_ in rows.values() for signature in slice_.rows],
        )
        return HourDone(
            rows=rows,
            metadata={"preview": dg.MetadataValue.md(previews.signatures(rows))},
            checks=(Check(name="every_error_has_one_signature", passed=not wrong, description=", ".join(wrong)),),
        )

    yield from hour_by_hour(context, hour_store, work)
