"""Runs through Dagster from a program: a range of hours, day by day, each bad hour by itself, as the UI would do it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import dagster as dg
from filelock import FileLock

from error_assets.clients.hour_store import HourStore, Slice
from error_assets.clients.outside import OutsideError
from error_assets.defs.io_managers import RECORD_OF, SKIPPED_SUFFIX
from error_assets.defs.schedules import RANGE_END, RANGE_START, ranges_of
from error_assets.records import Skipped
from error_assets.reports.summary import HourRecords

ASSETS_IN_ORDER = (*RECORD_OF, "opensearch_index")
"""The hourly assets, upstream first."""

INSTANCE_YAML = """\
# The Dagster instance of error-assets. Everything lies in this folder; see README, "Operating".
telemetry:
  enabled: false
run_queue:
  max_concurrent_runs: 4
run_monitoring:
  enabled: true
compute_logs:
  module: dagster._core.storage.local_compute_log_manager
  class: LocalComputeLogManager
  config:
    base_dir: {compute_logs}
"""

LOCK_SECONDS = 60
"""How long one process waits for another that makes the instance, which takes a second or two."""

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
"""A command prints its own progress; the event log, and so the UI, still has everything."""


class RunFailed(OutsideError):
    """A run that could not begin, or failed for a reason that concerns all of its hours."""


@dataclass(frozen=True, slots=True)
class BadHour:
    """An hour that an asset could not do, and the line that says why."""

    asset: str
    hour: str
    reason: str


def open_instance(home: Path) -> dg.DagsterInstance:
    """The Dagster instance under `home`, which is made if it is not there.

    One process at a time: two that make the tables of a new home at once leave it broken for good.
    """
    home.mkdir(parents=True, exist_ok=True)
    with FileLock(home / ".instance.lock", timeout=LOCK_SECONDS):
        config = home / "dagster.yaml"
        if not config.exists():
            config.write_text(
                INSTANCE_YAML.format(compute_logs=json.dumps(str(home / "compute_logs"))), encoding="utf-8"
            )
        instance = dg.DagsterInstance.from_config(str(home))
        # Each storage makes its tables when it is first asked.
        instance.get_runs_count()
        instance.fetch_materializations(dg.AssetKey("job_outcomes"), limit=1)
        instance.all_instigator_state()
        return instance


def materialise(
    definitions: dg.Definitions,
    instance: dg.DagsterInstance,
    hours: Sequence[str],
    assets: Sequence[str] = ASSETS_IN_ORDER,
) -> list[BadHour]:
    """Materialise `assets` for `hours` (oldest first). Returns the hours that failed; all others went all the way.

    Where an asset has bad hours, its good ones are taken on downstream by a further run, as a retry of a backfill does.
    Raises RunFailed if a run fails for a reason that concerns all hours, such as a token that is refused.
    """
    bad: list[BadHour] = []
    for first, last in ranges_of(hours):
        bad += _range(definitions, instance, [hour for hour in hours if first <= hour <= last], list(assets))
    return bad


def _range(
    definitions: dg.Definitions, instance: dg.DagsterInstance, hours: list[str], assets: list[str]
) -> Iterator[BadHour]:
    try:
        result = definitions.resolve_implicit_global_asset_job_def().execute_in_process(
            instance=instance,
            raise_on_error=False,
            asset_selection=[dg.AssetKey(asset) for asset in assets],
            tags={RANGE_START: hours[0], RANGE_END: hours[-1]},
            run_config=QUIET,
        )
    except dg.DagsterExecutionInterruptedError:
        raise KeyboardInterrupt from None
    if result.success:
        return
    asset, bad = _bad_hours(result)
    yield from (BadHour(asset, hour, reason) for hour, reason in bad.items())
    downstream = assets[assets.index(asset) + 1 :]
    good = [hour for hour in hours if hour not in bad]
    if downstream:
        for first, last in ranges_of(good):
            yield from _range(definitions, instance, [hour for hour in good if first <= hour <= last], downstream)


def _bad_hours(result: dg.ExecuteInProcessResult) -> tuple[str, dict[str, str]]:
    """The asset whose step failed, and its bad hours with reasons."""
    failures = [event for event in result.all_events if event.is_step_failure]
    for event in failures:
        user_failure = event.step_failure_data.user_failure_data
        if user_failure is not None and "bad_hours" in user_failure.metadata:
            hours = user_failure.metadata["bad_hours"].value
            assert isinstance(hours, dict)
            return str(event.step_key), {str(hour): str(reason) for hour, reason in hours.items()}
    raise RunFailed(_first_line(result))


def _first_line(result: dg.ExecuteInProcessResult) -> str:
    """The innermost reason that the events tell of, on one line."""
    for event in result.all_events:
        error = getattr(event.event_specific_data, "error", None)
        if error is not None:
            while error.cause is not None:
                error = error.cause
            kind, _, said = error.message.strip().splitlines()[0].partition(": ")
            return str(said or kind)
    return "the run failed; its events in the Dagster UI say more"


def records_of(store: HourStore, hours: Sequence[str], patterns: Sequence[str]) -> Iterator[HourRecords]:
    """What is stored of each of `hours`, of the repositories that `patterns` (as in REPO) name."""

    def rows(table: str, hour: str, record_type: type[Any]) -> list[Any]:
        slices: dict[str, Slice[Any]] = store.read(table, hour, record_type)
        return [row for repo, slice_ in slices.items() if _named(repo, patterns) for row in slice_.rows]

    for hour in hours:
        found = {table: rows(table, hour, record_type) for table, record_type in RECORD_OF.items()}
        skipped = [row for table in RECORD_OF for row in rows(table + SKIPPED_SUFFIX, hour, Skipped)]
        yield HourRecords(
            outcomes=found["job_outcomes"],
            failures=found["raw_failures"],
            errors=found["extracted_errors"],
            signatures=found["error_signatures"],
            classifications=found["classifications"],
            skipped=skipped,
        )


def _named(repo: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(repo.lower(), pattern.lower()) for pattern in patterns) or repo in patterns
