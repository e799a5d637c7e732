"""The CI sensor: each report runs its hour, none is lost, garbage harms nothing."""

import json

import dagster as dg
import pytest

from error_assets.definitions import defs
from error_assets.defs.sensors import WORKFLOW_RUNS, ci_failures, handled_ids, reported_hours

KNOWN = ("2026-01-01-00:00", "2026-11-24-10:00")


def report(instance: dg.DagsterInstance, partition: str) -> None:
    instance.report_runless_asset_event(dg.AssetMaterialization(WORKFLOW_RUNS, partition=partition))


def ticked(instance: dg.DagsterInstance, cursor: str | None) -> tuple[list[str | None], str | None]:
    repository = defs.get_repository_def()
    with dg.build_sensor_context(instance=instance, cursor=cursor, repository_def=repository) as context:
        result = ci_failures.evaluate_tick(context)
    return [request.partition_key for request in result.run_requests or []], result.cursor


def test_every_report_since_the_last_tick_runs_its_hour_once() -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        for partition in ("2026-11-02-03:00", "2026-11-02-03:00", "2026-11-02-05:00"):
            report(instance, partition)
        hours, cursor = ticked(instance, None)
        assert hours == ["2026-11-02-03:00", "2026-11-02-05:00"]
        assert ticked(instance, cursor)[0] == []
        report(instance, "2026-11-02-03:00")
        again, cursor = ticked(instance, cursor)
        assert again == ["2026-11-02-03:00"], "a further failure runs its hour again"
        assert ticked(instance, cursor)[0] == []


def test_a_report_that_becomes_visible_late_is_not_lost() -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        for partition in ("2026-11-02-03:00", "2026-11-02-04:00", "2026-11-02-05:00"):
            report(instance, partition)
        _, cursor = ticked(instance, None)
        first, _, last = sorted(handled_ids(cursor))
        assert ticked(instance, json.dumps([first, last]))[0] == ["2026-11-02-04:00"]


def test_a_report_for_no_hour_is_passed_over_and_the_others_go_on() -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        for partition in ("nonsense", "2026-11-02-03:00", "1999-01-01-00:00"):
            report(instance, partition)
        assert ticked(instance, None)[0] == ["2026-11-02-03:00"]


@pytest.mark.parametrize(
    "partition", [None, "", "2026-11-24", "2026-11-24-10:30", "2025-12-31-23:00", "2026-11-24-11:00"]
)
def test_what_is_no_hour_of_this_installation_is_refused(partition: str | None) -> None:
    assert reported_hours([partition], KNOWN) == ([], [partition])
