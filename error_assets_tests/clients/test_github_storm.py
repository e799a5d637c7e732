"""The client under every fault at once: each attempt is there once, or its absence has a reason."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from error_assets.clients.collecting import Collected, collect_failures
from error_assets.clients.github import GitHub
from error_assets.clients.log_store import LogStore
from error_assets.failures import FAILED_CONCLUSIONS
from error_assets.hours import hour_start, hours_between
from error_assets.samples.replay_server import ReplayServer
from error_assets_tests.samples.made_runs import HOUR_KEY, NOON, job, run, world
from error_assets_tests.samples.quick_clock import QuickClock
from error_assets_tests.samples.storm import Storm
from error_assets_tests.samples.storm_ride import (
    ENOUGH_QUOTA,
    FIRST,
    FORBIDDEN,
    HURRIED,
    LAST,
    TOKEN,
    Ride,
    ride,
    world_of,
)
from error_assets_tests.samples.storm_world import PLANTED_SECRET, log_of

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


def test_what_a_storm_leaves_is_stored_or_listed_with_its_reason(tmp_path: Path) -> None:
    """Through redaction into the log store, as the pipeline does it: both sides are counted."""
    stormy = world_of(failed=60, runs=300)
    clock = QuickClock(hour_start(LAST) + timedelta(hours=2))
    logs = LogStore(str(tmp_path))
    with (
        ReplayServer(stormy, quota=ENOUGH_QUOTA, disturb=Storm(5, clock)) as server,
        GitHub(server.api_url, clock=clock, patience=HURRIED) as github,
    ):
        by_hour = github.outcomes_in("storm/one", list(hours_between(FIRST, LAST)))
        outcomes = tuple(outcome for found in by_hour.values() for outcome in found.outcomes)
        collected = collect_failures(github, logs, outcomes, Collected(failures=(), skipped=()))
    stored = Counter(f"{one.job_id}-{one.attempt}" for one in collected.failures)
    listed = Counter(one.item_id for one in collected.skipped if one.reason == "cancelled")
    assert max((stored + listed).values()) == 1
    assert sorted(stored + listed) == sorted(
        f"{one.job_id}-{one.attempt}" for one in outcomes if one.conclusion in (*FAILED_CONCLUSIONS, "cancelled")
    )
    truth = {one.job_id: one for one in stormy.attempts()}
    assert all(one.log_state == truth[one.job_id].log_state for one in collected.failures)
    whole = [one for one in collected.failures if one.log_state == "stored"]
    assert len(whole) > 20
    for failure in whole:
        content = b"".join(logs.read(failure.log_key or ""))
        assert len(content) == failure.log_bytes
        assert content.endswith(log_of(int(failure.job_id))[-30:])
        assert PLANTED_SECRET.encode() not in content


def test_logs_that_appear_half_a_minute_after_their_jobs_are_waited_for() -> None:
    clock = QuickClock(NOON + timedelta(seconds=1))
    jobs = [job(number, NOON) for number in range(1, 31)]
    late = {f"/repos/acme/shop/actions/jobs/{one.job_id}/logs": NOON + timedelta(seconds=one.job_id) for one in jobs}
    storm = Storm(2, clock, late)
    with (
        ReplayServer(world(run(1, jobs)), disturb=storm) as server,
        GitHub(server.api_url, clock=clock, patience=HURRIED) as github,
    ):
        failed = github.outcomes("acme/shop", HOUR_KEY).outcomes
        states = Counter(github.each_log(failed, lambda reading: (b"".join(reading), reading.state)[1]))
    assert states == {"stored": 30}
    assert storm.struck["late"] > 0
