"""The hourly schedule: closed hours that are missing, and the last ones once more."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

import dagster as dg

from error_assets.clients import from_settings
from error_assets.clients.classifying import waits
from error_assets.clients.hour_store import HourStore
from error_assets.clients.storage import StorageError
from error_assets.defs.jobs import hourly_triage
from error_assets.defs.partitions import MAX_HOURS_PER_RUN
from error_assets.hours import HOUR, UTC, hour_end, hour_of, hour_start, hours_between
from error_assets.records import Classification
from error_assets.settings import load_settings

MINUTE_OF_TICK = 7
"""Minutes after the hour: logs of jobs that ended at its very end are there, and the crowd of :00 is past."""

INDEX = dg.AssetKey("opensearch_index")
RANGE_START = "dagster/asset_partition_range_start"
RANGE_END = "dagster/asset_partition_range_end"


def due_hours(
    now: datetime, first: str, indexed: Collection[str], lookback_hours: int, resweep_hours: int
) -> list[str]:
    """The closed hours to run at `now`, oldest first.

    All within the look-back that are not `indexed` whole (after a downtime, what was only run while it was open, and
    what failed: it is tried again each tick),
    and the last `resweep_hours` in any case, for logs and jobs that came late. None before `first`, the first hour
    that exists.
    """
    last_closed = hour_of(now - HOUR)
    oldest = max(hour_start(first), hour_start(hour_of(now - lookback_hours * HOUR)))
    swept_again = hour_start(last_closed) - (resweep_hours - 1) * HOUR
    return [
        hour
        for hour in hours_between(hour_of(oldest), last_closed)
        if hour not in indexed or hour_start(hour) >= swept_again
    ]


def is_complete(store: HourStore, hour: str) -> bool:
    """Whether nothing more is to be expected of the hour.

    Every repository's slice was swept after the hour closed (a partial one is no end), and no verdict waits for a later
    run. Raises StorageError if a stored file is damaged.
    """
    sweeps = store.swept("job_outcomes", hour)
    if not sweeps or any(moment < hour_end(hour) for moment in sweeps.values()):
        return False
    verdicts = store.read("classifications", hour, Classification).values()
    return not waits(row for slice_ in verdicts for row in slice_.rows)


def done(store: HourStore, hour: str) -> bool:
    """`is_complete`, and a damaged hour is not."""
    try:
        return is_complete(store, hour)
    except StorageError:
        return False


def ranges_of(hours: Sequence[str], longest: int = MAX_HOURS_PER_RUN) -> Iterator[tuple[str, str]]:
    """`hours` (in order) as ranges without gaps, each of at most `longest` hours: first and last of each."""
    start = previous = None
    length = 0
    for hour in hours:
        if start is None or previous is None or hour_start(hour) != hour_start(previous) + HOUR or length == longest:
            if start is not None and previous is not None:
                yield start, previous
            start, length = hour, 0
        previous, length = hour, length + 1
    if start is not None and previous is not None:
        yield start, previous


@dg.schedule(
    job=hourly_triage,
    cron_schedule=f"{MINUTE_OF_TICK} * * * *",
    execution_timezone="UTC",
    default_status=dg.DefaultScheduleStatus.RUNNING if load_settings().repo else dg.DefaultScheduleStatus.STOPPED,
)
def every_hour(context: dg.ScheduleEvaluationContext) -> Iterator[dg.RunRequest | dg.SkipReason]:
    """Runs the hours that closed and are not indexed yet, and sweeps the last RESWEEP_HOURS once more."""
    settings = load_settings()
    now = context.scheduled_execution_time.astimezone(UTC)
    store = from_settings.hour_store(settings)
    oldest = hour_of(now - settings.lookback_hours * HOUR)
    materialised = context.instance.get_materialized_partitions(INDEX)
    indexed = {hour for hour in materialised if hour >= oldest and done(store, hour)}
    due = due_hours(now, settings.error_assets_start, indexed, settings.lookback_hours, settings.resweep_hours)
    if not due:
        yield dg.SkipReason("every closed hour is indexed and RESWEEP_HOURS is 0")
    for first, last in ranges_of(due):
        if first == last:
            yield dg.RunRequest(run_key=f"{first}@{hour_of(now)}", partition_key=first)
        else:
            tags = {RANGE_START: first, RANGE_END: last}
            yield dg.RunRequest(run_key=f"{first}..{last}@{hour_of(now)}", tags=tags)
