"""workflow_runs: what CI tells of a failed run, through `error-assets notify`. Nothing is computed here."""

import dagster as dg

from error_assets.defs.partitions import HOURLY

workflow_runs = dg.AssetSpec(
    "workflow_runs",
    description=(
        "A workflow run failed: reported from CI by `error-assets notify`, one event for each run, in the hour it "
        "completed. The sensor `ci_failures` then materialises that hour from GitHub."
    ),
    group_name="ingest",
    kinds={"github", "external"},
    partitions_def=HOURLY,
    owners=["team:ci"],
    tags={"error_assets/stage": "ingest"},
)
