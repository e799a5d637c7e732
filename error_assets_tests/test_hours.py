"""Hour keys."""

from datetime import datetime, timedelta, timezone

import pytest

from error_assets.hours import UTC, hour_end, hour_of, hour_start, hours_between


def test_an_hour_key_is_utc_whatever_the_zone() -> None:
    moment = datetime(2026, 11, 24, 1, 59, tzinfo=timezone(timedelta(hours=2)))
    assert hour_of(moment) == "2026-11-23-23:00"


def test_a_key_and_its_start_are_each_others_way_back() -> None:
    start = hour_start("2026-11-24-10:00")
    assert start == datetime(2026, 11, 24, 10, tzinfo=UTC)
    assert hour_of(start) == "2026-11-24-10:00"
    assert hour_end("2026-11-24-23:00") == datetime(2026, 11, 25, tzinfo=UTC)


@pytest.mark.parametrize("key", ["", "2026-11-24", "2026-11-24-10:30", "2026-1-2-3:00", "2026-13-01-00:00"])
def test_what_is_no_hour_is_refused_by_name(key: str) -> None:
    with pytest.raises(ValueError, match="is not an hour"):
        hour_start(key)


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        hour_of(datetime(2026, 11, 24, 10))  # noqa: DTZ001


def test_hours_between_takes_both_ends() -> None:
    assert list(hours_between("2026-11-24-23:00", "2026-11-25-01:00")) == [
        "2026-11-24-23:00",
        "2026-11-25-00:00",
        "2026-11-25-01:00",
    ]
    assert list(hours_between("2026-11-24-23:00", "2026-11-24-22:00")) == []
