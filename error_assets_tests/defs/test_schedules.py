"""The hourly schedule: what is missing comes in, what closed late is swept again."""

from datetime import datetime

from error_assets.defs.schedules import due_hours, ranges_of
from error_assets.hours import UTC, hours_between

NOW = datetime(2026, 11, 24, 10, 7, tzinfo=UTC)


def due(indexed: set[str], lookback: int = 5, resweep: int = 0, first: str = "2026-01-01-00:00") -> list[str]:
    return due_hours(NOW, first, indexed, lookback, resweep)


def test_the_hour_that_is_still_running_is_not_due() -> None:
    assert due(set())[-1] == "2026-11-24-09:00"


def test_after_a_downtime_every_closed_hour_of_the_look_back_is_due() -> None:
    assert due({"2026-11-24-06:00"}) == ["2026-11-24-05:00", *hours_between("2026-11-24-07:00", "2026-11-24-09:00")]


def test_the_last_hours_are_swept_again_though_they_are_indexed() -> None:
    everything = set(hours_between("2026-11-20-00:00", "2026-11-24-09:00"))
    assert due(everything, resweep=2) == ["2026-11-24-08:00", "2026-11-24-09:00"]
    assert due(everything) == []


def test_no_hour_before_the_first_that_exists_is_due() -> None:
    assert due(set(), first="2026-11-24-08:00") == ["2026-11-24-08:00", "2026-11-24-09:00"]


def test_ranges_end_at_a_gap_and_at_a_day() -> None:
    hours = [*hours_between("2026-11-22-00:00", "2026-11-23-01:00"), "2026-11-23-05:00"]
    assert list(ranges_of(hours)) == [
        ("2026-11-22-00:00", "2026-11-22-23:00"),
        ("2026-11-23-00:00", "2026-11-23-01:00"),
        ("2026-11-23-05:00", "2026-11-23-05:00"),
    ]
    assert list(ranges_of([])) == []
