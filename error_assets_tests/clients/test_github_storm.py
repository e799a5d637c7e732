"""The client under every fault at once: each attempt is there once, or its absence has a reason."""

import hashlib
from collections import Counter
from datetime import timedelta

import pytest

from error_assets.clients.github import GitHub
from error_assets.clients.github_errors import RepositoryUnreadable
from error_assets.clients.github_logs import LogReading
from error_assets.clients.github_transport import Patience
from error_assets.hours import hour_of, hour_start, hours_between
from error_assets.samples.replay_server import ReplayServer
from error_assets.samples.replay_world import ReplayRepo, World
from error_assets_tests.samples.quick_clock import QuickClock
from error_assets_tests.samples.storm import Storm
from error_assets_tests.samples.storm_world import PLANTED_SECRET, Size, log_of, storm_repo

FIRST, LAST = "2026-11-03-00:00", "2026-11-03-23:00"
HURRIED = Patience(connect_seconds=5, read_seconds=1, backoff_seconds=0.01)
TOKEN = "github_pat_SECRETSECRETSECRET"


def storm(failed_each: int, runs_each: int, seed: int = 7) -> tuple[World, QuickClock]:
    start = hour_start(FIRST)
    size = Size(runs=runs_each, failed=failed_each)
    repos = [storm_repo(name, seed, start, 24, size) for name in ("storm/one", "storm/two")]
    forbidden = ReplayRepo("storm", "three", (), refusal=(403, "Resource protected by organization SAML enforcement."))
    return World((*repos, forbidden)), QuickClock(hour_start(LAST) + timedelta(hours=2))


def digest_of(reading: LogReading) -> tuple[str, str, str]:
    digest = hashlib.sha256()
    for block in reading:
        digest.update(block)
    return reading.outcome.job_id, reading.state, digest.hexdigest()


def weather(world: World, clock: QuickClock) -> None:
    """Read everything through a storm, and hold it against the truth."""
    disturb = Storm(3, clock)
    lines: list[str] = []
    with (
        ReplayServer(world, token=TOKEN, quota=100_000, disturb=disturb) as server,
        GitHub(server.api_url, token=TOKEN, log=lines.append, clock=clock, patience=HURRIED) as github,
    ):
        for repo in ("storm/one", "storm/two"):
            hours = list(hours_between(FIRST, LAST))
            got = github.outcomes_in(repo, hours)
            outcomes = [outcome for hour in hours for outcome in got[hour].outcomes]
            truth = {
                (one.job_id, one.attempt): one
                for one in world.attempts()
                if one.repo == repo and FIRST <= one.hour <= LAST
            }
            assert all(hour_of(outcome.completed_at) == hour for hour in hours for outcome in got[hour].outcomes)
            assert Counter((outcome.job_id, outcome.attempt) for outcome in outcomes) == Counter(truth.keys())
            failed = [outcome for outcome in outcomes if truth[outcome.job_id, outcome.attempt].failed]
            readings = list(github.each_log(failed, digest_of, at_once=8))
            states = {job_id: state for job_id, state, _ in readings}
            assert states == {one.job_id: one.log_state for one in truth.values() if one.failed}
            assert all(
                digest == hashlib.sha256(log_of(int(job_id))).hexdigest()
                for job_id, state, digest in readings
                if state == "stored"
            )
            assert all(github.annotations(outcome) for outcome in failed if not outcome.job_id.startswith("run-"))
        with pytest.raises(RepositoryUnreadable) as refused:
            github.outcomes_in("storm/three", [FIRST])
        assert refused.value.reason == "repository_forbidden"
        assert server.leaked == 0
        assert github.counters.waited_seconds > 0
    assert set(disturb.struck) >= {"502", "503", "cut", "primary", "secondary 429"}, disturb.struck
    assert any("waiting" in line for line in lines)
    assert not any(TOKEN in line or "sig=" in line or PLANTED_SECRET in line for line in lines)


def test_a_hundred_failures_come_through_a_storm_once_each() -> None:
    weather(*storm(failed_each=60, runs_each=500))


@pytest.mark.slow
def test_a_thousand_failures_come_through_a_storm_once_each() -> None:
    weather(*storm(failed_each=500, runs_each=3_000))
