"""The sensor that CI triggers: a reported run failure makes its hour run at once."""

import json
from collections.abc import Iterable, Iterator

import dagster as dg

from error_assets.defs.jobs import hourly_triage
from error_assets.defs.partitions import HOURLY
from error_assets.hours import hour_start
from error_assets.settings import load_settings

WORKFLOW_RUNS = dg.AssetKey("workflow_runs")
OVERLAP = 100
"""Storage ids read once more: on PostgreSQL a report can become visible after one with a higher id."""
REPORTS_PER_TICK = OVERLAP + 200
"""Reports read at a tick: what is beyond comes at the next one, seconds later."""


@dg.sensor(
    job=hourly_triage,
    minimum_interval_seconds=5,
    default_status=dg.DefaultSensorStatus.RUNNING if load_settings().repo else dg.DefaultSensorStatus.STOPPED,
)
def ci_failures(context: dg.SensorEvaluationContext) -> Iterator[dg.RunRequest | dg.SkipReason]:
    """Runs the hour of each failure that `error-assets notify` reported, each hour once a tick, none lost."""
    handled = handled_ids(context.cursor)
    after = max(0, max(handled, default=0) - OVERLAP)
    records = context.instance.fetch_materializations(
        dg.AssetRecordsFilter(asset_key=WORKFLOW_RUNS, after_storage_id=after), limit=REPORTS_PER_TICK, ascending=True
    ).records
    new = {record.partition_key: record.storage_id for record in records if record.storage_id not in handled}
    hours, refused = reported_hours(new, known_hours())
    for partition in refused:
        context.log.warning(f"a report for {partition!r} was passed over: that is no hour of this installation")
    for hour in hours:
        yield dg.RunRequest(run_key=f"{hour}#{new[hour]}", partition_key=hour, tags={"error_assets/trigger": "ci"})
    if not hours:
        yield dg.SkipReason("no CI failure was reported")
    if records:
        context.update_cursor(json.dumps([record.storage_id for record in records]))


def handled_ids(cursor: str | None) -> frozenset[int]:
    """The storage ids that the last ticks saw: the newest, and those close enough below it to be read once more."""
    return frozenset(json.loads(cursor)) if cursor else frozenset()


def known_hours() -> tuple[str, str]:
    """First and last hour that exist."""
    first, last = HOURLY.get_first_partition_key(), HOURLY.get_last_partition_key()
    assert first is not None and last is not None
    return first, last


def reported_hours(partitions: Iterable[str | None], known: tuple[str, str]) -> tuple[list[str], list[str | None]]:
    """The hours among `partitions` that exist, oldest first, each once; and what is none.

    The report endpoint takes and stores anything (it has no checks and no authentication), so this is where it is
    validated.
    """
    hours, refused = set(), []
    for partition in partitions:
        try:
            start = hour_start(partition or "")
        except ValueError:
            refused.append(partition)
            continue
        if hour_start(known[0]) <= start <= hour_start(known[1]):
            hours.add(partition or "")
        else:
            refused.append(partition)
    return sorted(hours), refused
