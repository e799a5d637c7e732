"""Each hour of a run by itself: good ones are stored and marked with their metadata, bad ones named, checks told."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from error_assets.clients.hour_store import HourStore
from error_assets.defs.hourly import NAMED_BAD_HOURS, PROGRESS, Check, HourDone, hour_by_hour
from error_assets.defs.io_managers import HourlyParquetIOManager, RepoHour
from error_assets.defs.schedules import RANGE_END, RANGE_START
from error_assets.hours import hours_between
from error_assets.records import JobOutcome
from error_assets_tests.records_made import COMPLETED, REPO, outcome

ASSET = dg.AssetKey("job_outcomes")
HOURS = list(hours_between("2026-11-24-10:00", "2026-11-24-12:00"))
FIRST, SECOND, THIRD = HOURS
SWEPT = COMPLETED + timedelta(hours=5)


@dataclass
class Ran:
    """What a run left behind."""

    result: dg.ExecuteInProcessResult
    instance: dg.DagsterInstance
    store: HourStore

    def marked(self) -> dict[str, dict[str, Any]]:
        """Metadata of each hour that Dagster holds for materialised."""
        found = self.instance.fetch_materializations(ASSET, limit=100).records
        events = [record.asset_materialization for record in found]
        assert len({event.partition for event in events if event}) == len(events), "an hour is marked twice"
        return {
            event.partition or "": {name: value.value for name, value in event.metadata.items()}
            for event in events
            if event
        }

    def told(self) -> set[tuple[str, str | None, bool]]:
        """Name, hour (None for the step) and outcome of each check that was told."""
        logged = self.instance.all_logs(self.result.run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION)
        told = [entry.get_dagster_event().asset_check_evaluation_data for entry in logged]
        return {(data.check_name, data.partition, data.passed) for data in told}

    def stored(self) -> dict[str, list[str]]:
        """Job ids of each stored hour."""
        return {
            hour: [
                row.job_id
                for slice_ in self.store.read("job_outcomes", hour, JobOutcome).values()
                for row in slice_.rows
            ]
            for hour in self.store.hours("job_outcomes")
        }

    def failure(self) -> Any:
        (event,) = [event for event in self.result.all_events if event.is_step_failure]
        return event.step_failure_data.user_failure_data


def done(hour: str, *checks: Check, job_id: str = "7", swept_at: datetime = SWEPT) -> HourDone:
    rows = {REPO: RepoHour(rows=(outcome(job_id=job_id),), swept_at=swept_at)}
    return HourDone(rows=rows, metadata={"said": f"of {hour}"}, checks=checks)


@dataclass
class Runs:
    """A definition of one asset, run as often as a test asks."""

    folder: Path
    instance: dg.DagsterInstance = field(default_factory=dg.DagsterInstance.ephemeral)

    def __call__(self, work: Callable[[str], HourDone], hours: list[str] = HOURS) -> Ran:
        store = HourStore(str(self.folder))

        @dg.asset(
            key=ASSET,
            partitions_def=dg.HourlyPartitionsDefinition("2026-11-24-00:00", timezone="UTC"),
            backfill_policy=dg.BackfillPolicy.single_run(),
            check_specs=[dg.AssetCheckSpec(name, asset=ASSET) for name in ("guards", "warns")],
            code_version="7",
            retry_policy=dg.RetryPolicy(max_retries=1),
        )
        def job_outcomes(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
            yield from hour_by_hour(context, store, work)

        definitions = dg.Definitions(
            assets=[job_outcomes], resources={"io_manager": HourlyParquetIOManager(lambda: store)}
        )
        result = definitions.resolve_implicit_global_asset_job_def().execute_in_process(
            instance=self.instance, raise_on_error=False, tags={RANGE_START: hours[0], RANGE_END: hours[-1]}
        )
        return Ran(result, self.instance, store)


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Runs]:
    runs = Runs(tmp_path)
    yield runs
    runs.instance.dispose()


def by_hour(special: Mapping[str, Callable[[], HourDone]]) -> Callable[[str], HourDone]:
    """Work that does what `special` says for some hours, and well for the others."""
    return lambda hour: special[hour]() if hour in special else done(hour)


def raises() -> HourDone:
    raise ValueError("no answer")


def test_each_hour_is_stored_and_marked_with_its_own_metadata(run: Runs) -> None:
    ran = run(lambda hour: done(hour, job_id=hour[11:13]))
    assert ran.result.success
    assert ran.stored() == {FIRST: ["10"], SECOND: ["11"], THIRD: ["12"]}
    assert {hour: metadata["said"] for hour, metadata in ran.marked().items()} == {hour: f"of {hour}" for hour in HOURS}
    assert {metadata["dagster/partition_row_count"] for metadata in ran.marked().values()} == {1}


def test_checks_that_hold_are_told_green_once_a_step(run: Runs) -> None:
    ran = run(lambda hour: done(hour, Check(name="guards", passed=True), Check(name="warns", passed=True)))
    assert ran.told() == {("guards", None, True), ("warns", None, True)}


def test_an_hour_that_raises_is_bad_and_the_others_are_stored_and_marked(run: Runs) -> None:
    ran = run(by_hour({SECOND: raises}))
    assert not ran.result.success
    assert set(ran.stored()) == {FIRST, THIRD}
    marked = ran.marked()
    assert {hour: metadata["said"] for hour, metadata in marked.items()} == {
        FIRST: f"of {FIRST}",
        THIRD: f"of {THIRD}",
    }


def test_the_failure_names_the_bad_hours_with_their_reasons_and_is_not_retried(run: Runs) -> None:
    ran = run(by_hour({SECOND: raises}))
    failure = ran.failure()
    assert failure.description == f"job_outcomes: 1 bad hour(s): {SECOND} (ValueError: no answer)"
    assert failure.metadata["bad_hours"].value == {SECOND: "ValueError: no answer"}
    assert not [event for event in ran.result.all_events if event.is_step_up_for_retry]


def test_an_hour_marked_beside_a_bad_one_has_the_code_version(run: Runs) -> None:
    ran = run(by_hour({SECOND: raises}))
    events = [record.asset_materialization for record in ran.instance.fetch_materializations(ASSET, limit=10).records]
    assert {(event.tags or {}).get("dagster/code_version") for event in events if event} == {"7"}


def test_a_blocking_check_that_fails_makes_its_hour_bad_and_is_told_with_the_hour(run: Runs) -> None:
    red = Check(name="guards", passed=False, description="7-1 is doubled")
    ran = run(by_hour({SECOND: lambda: done(SECOND, red)}))
    assert not ran.result.success
    assert (set(ran.stored()), set(ran.marked())) == ({FIRST, THIRD}, {FIRST, THIRD})
    assert ran.told() == {("guards", SECOND, False)}
    assert ran.failure().metadata["bad_hours"].value == {SECOND: "CheckFailed: guards: 7-1 is doubled"}


def test_a_check_that_does_not_block_turns_red_and_its_hour_is_good(run: Runs) -> None:
    red = Check(name="warns", passed=False, description="one is late", blocking=False)
    ran = run(by_hour({SECOND: lambda: done(SECOND, red)}))
    assert ran.result.success
    assert (set(ran.stored()), set(ran.marked())) == (set(HOURS), set(HOURS))
    assert ran.told() == {("warns", SECOND, False), ("warns", None, False), ("guards", None, True)}


def test_an_older_sweep_is_left_alone_and_says_so(run: Runs) -> None:
    assert run(lambda hour: done(hour, job_id="newer"), [FIRST]).result.success
    ran = run(lambda hour: done(hour, job_id="older", swept_at=SWEPT - timedelta(minutes=1)), [FIRST])
    assert ran.result.success
    assert ran.stored() == {FIRST: ["newer"]}
    latest = ran.instance.get_latest_materialization_event(ASSET)
    assert latest is not None and latest.asset_materialization is not None
    assert latest.asset_materialization.metadata["left_alone"].value == (f"a newer sweep was already stored for {REPO}")


def test_a_newer_sweep_replaces_and_has_nothing_to_say(run: Runs) -> None:
    run(lambda hour: done(hour, job_id="older"), [FIRST])
    ran = run(lambda hour: done(hour, job_id="newer", swept_at=SWEPT + timedelta(minutes=1)), [FIRST])
    assert ran.stored() == {FIRST: ["newer"]}
    latest = ran.instance.get_latest_materialization_event(ASSET)
    assert latest is not None and latest.asset_materialization is not None
    assert "left_alone" not in latest.asset_materialization.metadata


def test_progress_is_told_for_every_hour_good_or_bad(run: Runs, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", PROGRESS.name):
        run(by_hour({SECOND: raises}))
    told = [record for record in caplog.records if record.name == PROGRESS.name]
    assert [(record.hour, record.done, record.of) for record in told] == [  # type: ignore[attr-defined]
        (hour, number, 3) for number, hour in enumerate(HOURS, 1)
    ]


def test_a_message_lists_so_many_bad_hours_and_the_metadata_all(run: Runs) -> None:
    hours = list(hours_between("2026-11-24-00:00", "2026-11-25-01:00"))
    failure = run(lambda _: raises(), hours).failure()
    assert failure.description.count("no answer") == NAMED_BAD_HOURS < len(hours)
    assert list(failure.metadata["bad_hours"].value) == hours
