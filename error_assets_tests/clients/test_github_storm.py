"""The client under every fault at once: each attempt is there once, or its absence has a reason."""

import pytest

from error_assets_tests.samples.storm_ride import FORBIDDEN, TOKEN, Ride, ride, world_of
from error_assets_tests.samples.storm_world import PLANTED_SECRET

FAULTS = {"502", "503", "cut", "stall", "primary", "secondary 429", "secondary 403"}


def check(told: Ride, failed: int) -> None:
    assert told.wrong == []
    assert told.failed == failed
    assert sum(told.states.values()) == failed
    assert set(told.states) == {"stored", "cut", "expired", "missing", "none"}
    assert told.unreadable == {FORBIDDEN: "repository_forbidden"}
    assert set(told.struck) >= FAULTS, "the storm did not blow"
    assert told.counters.waited_seconds > 0
    assert any(line.startswith("waiting ") for line in told.lines)
    assert told.leaked == 0
    assert not any(secret in line for line in told.lines for secret in (TOKEN, "sig=", PLANTED_SECRET))


def test_a_hundred_failures_come_through_a_storm_once_each() -> None:
    check(ride(world_of(failed=120, runs=800)), 120)


@pytest.mark.slow
def test_a_thousand_failures_come_through_a_storm_once_each() -> None:
    check(ride(world_of(failed=1_000, runs=6_000)), 1_000)
