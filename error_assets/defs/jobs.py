"""The job that schedule, sensor and command line run: from GitHub to the index, for one hour or a range of hours."""

import dagster as dg

RIVER = dg.AssetSelection.assets(
    "job_outcomes", "raw_failures", "extracted_errors", "error_signatures", "classifications", "opensearch_index"
)

hourly_triage = dg.define_asset_job(
    "hourly_triage",
    selection=RIVER,
    description="Collects an hour's failed jobs, extracts, groups and classifies their errors, and indexes them.",
)
