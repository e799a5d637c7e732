"""opensearch_index: every error of the hour as a document."""

from collections.abc import Iterator, Mapping
from datetime import datetime

import dagster as dg

from error_assets.clients.hour_store import HourStore, Slice
from error_assets.clients.index import Index
from error_assets.defs.hourly import Check, HourDone, hour_by_hour
from error_assets.defs.io_managers import STORED, Hours
from error_assets.defs.partitions import HOURLY, UP_TO_A_DAY
from error_assets.records import Classification, ErrorSignature, ExtractedError, RawFailure
from error_assets.reports import previews
from error_assets.reports.documents import DocumentLimits, documents_of
from error_assets.settings import Settings


@dg.asset(
    ins=dict.fromkeys(("raw_failures", "extracted_errors", "error_signatures", "classifications"), STORED),
    partitions_def=HOURLY,
    backfill_policy=UP_TO_A_DAY,
    group_name="search",
    kinds={"opensearch"},
    owners=["team:ci"],
    tags={"error_assets/stage": "search"},
    code_version="1",
    check_specs=[
        dg.AssetCheckSpec(
            "the_index_holds_every_error",
            asset="opensearch_index",
            blocking=True,
            description="After writing, the index has as many documents of the hour as there are errors.",
        )
    ],
)
def opensearch_index(
    context: dg.AssetExecutionContext,
    raw_failures: Hours[RawFailure],
    extracted_errors: Hours[ExtractedError],
    error_signatures: Hours[ErrorSignature],
    classifications: Hours[Classification],
    opensearch: dg.ResourceParam[Index],
    settings: dg.ResourceParam[Settings],
    hour_store: dg.ResourceParam[HourStore],
) -> Iterator[dg.MaterializeResult[None]]:
    """The searchable index: one document an error, replaced by hour and repository, and exact totals by signature."""
    limits = DocumentLimits(settings.max_error_length, settings.framework_patterns)

    def work(hour: str) -> HourDone:
        failures, errors, signatures = raw_failures[hour], extracted_errors[hour], error_signatures[hour]
        counts: dict[str, int] = {}
        stored = classifications[hour]
        for repo, verdicts in stored.items():
            fingerprints = [verdict.fingerprint for verdict in verdicts.rows]
            documents = documents_of(
                hour,
                failures[repo].rows,
                errors[repo].rows,
                signatures[repo].rows,
                verdicts.rows,
                opensearch.occurrences_elsewhere(fingerprints, hour, repo),
                limits,
            )
            opensearch.replace_hour(hour, repo, documents)
            counts[repo] = len(documents)
        if _sweeps(classifications[hour]) != _sweeps(stored):
            return work(hour)  # a newer sweep was stored meanwhile: what it says must stand last
        expected, held = sum(counts.values()), sum(opensearch.count(hour=hour, repo=repo) for repo in counts)
        return HourDone(
            rows=None,
            metadata={
                "dagster/partition_row_count": expected,
                "preview": dg.MetadataValue.md(previews.documents(counts.items())),
            },
            checks=(
                Check(
                    name="the_index_holds_every_error",
                    passed=held == expected,
                    description=f"{held} documents of {expected} errors" if held != expected else "",
                ),
            ),
        )

    yield from hour_by_hour(context, hour_store, work)


def _sweeps(slices: Mapping[str, Slice[Classification]]) -> dict[str, datetime]:
    return {repo: slice_.swept_at for repo, slice_ in slices.items()}
