"""One ride of the client through a storm, held against the truth: what was found, what was not, and what it took."""

import hashlib
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from error_assets.clients.github import GitHub
from error_assets.clients.github_errors import RepositoryUnreadable
from error_assets.clients.github_logs import LogReading
from error_assets.clients.github_transport import Counters, Patience
from error_assets.failures import failed_because, needs_annotations
from error_assets.hours import hour_of, hour_start, hours_between
from error_assets.records import JobOutcome
from error_assets.samples.replay_server import ReplayServer
from error_assets.samples.replay_world import Attempt, ReplayRepo, World
from error_assets_tests.samples.quick_clock import QuickClock
from error_assets_tests.samples.storm import Storm
from error_assets_tests.samples.storm_world import Size, log_of, storm_repo

FIRST, LAST = "2026-11-03-00:00", "2026-11-03-23:00"
REPOS = ("storm/one", "storm/two", "storm/three")
FORBIDDEN = "storm/three"
HURRIED = Patience(connect_seconds=5, read_seconds=1, backoff_seconds=0.01)
TOKEN = "github_pat_SECRETSECRETSECRET"
ENOUGH_QUOTA = 1_000_000
"""The storm takes the quota away by itself."""


@dataclass(slots=True)
class Ride:
    """What came of it. `wrong` lists each difference from the truth; empty is the only good answer."""

    attempts: int = 0
    failed: int = 0
    states: Counter[str] = field(default_factory=Counter)
    unreadable: dict[str, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    struck: Counter[str] = field(default_factory=Counter)
    counters: Counters = field(default_factory=Counters)
    leaked: int = 0
    seconds: float = 0.0


def world_of(failed: int, runs: int, seed: int = 7) -> World:
    """Two stormy repositories that share `failed` failed attempts and `runs` runs, and one that may not be read."""
    size = Size(runs=runs // 2, failed=failed // 2)
    readable = [storm_repo(name, seed, hour_start(FIRST), 24, size) for name in REPOS if name != FORBIDDEN]
    owner, name = FORBIDDEN.split("/")
    refusal = (403, "Resource protected by organization SAML enforcement.")
    return World((*readable, ReplayRepo(owner, name, (), refusal=refusal)))


def ride(world: World, seed: int = 3) -> Ride:
    """Read a day of three repositories through a storm, as the pipeline does: outcomes, annotations, logs."""
    clock = QuickClock(hour_start(LAST) + timedelta(hours=2))
    storm, told = Storm(seed, clock), Ride()
    began = time.perf_counter()
    with (
        ReplayServer(world, token=TOKEN, quota=ENOUGH_QUOTA, disturb=storm) as server,
        GitHub(server.api_url, token=TOKEN, log=told.lines.append, clock=clock, patience=HURRIED) as github,
    ):
        for repo in REPOS:
            try:
                _ride_repository(github, repo, world, told)
            except RepositoryUnreadable as error:
                told.unreadable[repo] = error.reason
        told.counters, told.leaked = github.counters, server.leaked
    told.struck, told.seconds = storm.struck, time.perf_counter() - began
    return told


def _ride_repository(github: GitHub, repo: str, world: World, told: Ride) -> None:
    truth = {
        (one.job_id, one.attempt): one for one in world.attempts() if one.repo == repo and FIRST <= one.hour <= LAST
    }
    by_hour = github.outcomes_in(repo, list(hours_between(FIRST, LAST)))
    outcomes = [(hour, outcome) for hour, found in by_hour.items() for outcome in found.outcomes]
    seen = Counter((outcome.job_id, outcome.attempt) for _, outcome in outcomes)
    told.wrong += [
        f"{repo}: {key} seen {seen[key]} times" for key in seen | truth.keys() if seen[key] != (key in truth)
    ]
    told.wrong += [
        f"{repo}: {one.job_id} lies in {hour}" for hour, one in outcomes if hour_of(one.completed_at) != hour
    ]
    told.attempts += len(outcomes)
    failed = [one for _, one in outcomes if _is_failure(github, one)]
    told.failed += len(failed)
    decided = {(one.job_id, one.attempt) for one in failed}
    meant = {key for key, one in truth.items() if one.failed}
    told.wrong += [f"{repo}: {key} decided otherwise" for key in decided ^ meant]
    for outcome, state, digest in github.each_log(failed, _read, at_once=8):
        told.states[state] += 1
        told.wrong += _log_faults(truth[outcome.job_id, outcome.attempt], state, digest)


def _is_failure(github: GitHub, outcome: JobOutcome) -> bool:
    return needs_annotations(outcome) and failed_because(outcome, github.annotations(outcome)) is not None


def _read(reading: LogReading) -> tuple[JobOutcome, str, str]:
    digest = hashlib.sha256()
    for block in reading:
        digest.update(block)
    return reading.outcome, reading.state, digest.hexdigest()


def _log_faults(meant: Attempt, state: str, digest: str) -> list[str]:
    if state != meant.log_state:
        return [f"{meant.repo}: the log of {meant.job_id} is {state}, not {meant.log_state}"]
    if state == "stored" and digest != hashlib.sha256(log_of(int(meant.job_id))).hexdigest():
        return [f"{meant.repo}: the log of {meant.job_id} is another"]
    return []
