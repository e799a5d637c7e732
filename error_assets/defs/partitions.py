"""The partitions of time that every hourly asset shares, and how many of them one run takes."""

import dagster as dg

from error_assets.settings import load_settings

MAX_HOURS_PER_RUN = 24
"""Hours in one run: starting a run costs seconds, an hour's work less; a longer run shows its first result late."""

HOURLY = dg.HourlyPartitionsDefinition(
    start_date=load_settings().error_assets_start,
    timezone="UTC",
    # The hour that is still running exists too, so that a CI failure can be looked at within seconds.
    end_offset=1,
)

UP_TO_A_DAY = dg.BackfillPolicy.multi_run(max_partitions_per_run=MAX_HOURS_PER_RUN)
