"""What GitHub is asked, and what comes of it: requests for a large repository, a storm, and wall time.

Everything runs against the simulator of error_assets_tests/samples: the corpus is not read.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from error_assets.clients.github import GitHub
from error_assets.clients.github_transport import Counters
from error_assets.failures import needs_annotations
from error_assets.hours import hour_start, hours_between
from error_assets.samples.replay_messages import Asked, Reply
from error_assets.samples.replay_server import ReplayServer
from error_assets.samples.replay_world import World
from error_assets_tests.samples.storm_ride import ENOUGH_QUOTA, ride, world_of
from error_assets_tests.samples.storm_world import BIG_MATRIX, Size, quiet_repo, storm_repo

HOUR = "2026-11-02-12:00"
RUNS, MATTERING, FAILED = 9_000, 150, 40
PER_PAGE = 100
BESIDE = 10
"""Requests that the promise allows beside pages and failed jobs."""
DAY = ("2026-11-03-00:00", "2026-11-03-23:00")
DAY_RUNS, DAY_FAILED = 2_000, 200
NETWORK_SECONDS = 0.1
"""An answer of GitHub takes about so long from far away."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """One sweep: what was found and asked, and how long it took beside the simulator's own time."""

    outcomes: int
    failed: int
    counters: Counters
    seconds: float
    answer_seconds: float


def report(corpus: Path) -> str:  # noqa: ARG001
    """The numbers that issue 4 asks for."""
    return "\n\n".join((cost(), storm(), wall_time()))


def cost() -> str:
    """Requests for 9,000 runs in the look-back of which 150 matter, and for a second sweep."""
    first, second = two_sweeps()
    pages_of_jobs = MATTERING - 1 + -(-BIG_MATRIX // PER_PAGE)
    allowed = RUNS // PER_PAGE + pages_of_jobs + 2 * FAILED + BESIDE
    return (
        f"{RUNS:,} runs in the look-back, {MATTERING} matter for the hour, {FAILED} failed jobs:\n"
        f"  first sweep: {first.counters.requests} requests (at most {allowed})\n"
        f"  second sweep: {second.counters.requests} requests, {second.counters.not_modified} of them 304"
    )


def two_sweeps() -> tuple[Sweep, Sweep]:
    """The same hour twice, by two clients that share a cache."""
    made = World((quiet_repo("big/mono", hour_start(HOUR), RUNS, MATTERING, FAILED),))
    with TemporaryDirectory() as folder, ReplayServer(made, quota=ENOUGH_QUOTA) as server:
        cache = Path(folder) / "github.sqlite"
        return sweep(server, "big/mono", [HOUR], cache), sweep(server, "big/mono", [HOUR], cache, logs=False)


def sweep(server: ReplayServer, repo: str, hours: list[str], cache: Path | None, *, logs: bool = True) -> Sweep:
    """Outcomes, annotations and (unless the failures are stored already) logs of `hours`."""
    began, before = time.perf_counter(), server.answer_seconds
    with GitHub(server.api_url, token="t", cache_path=cache) as github:
        found = github.outcomes_in(repo, hours)
        outcomes = [outcome for hour in hours for outcome in found[hour].outcomes]
        failed = [outcome for outcome in outcomes if needs_annotations(outcome)]
        annotations = list(github.annotations_of(failed))
        lengths = list(github.each_log(failed if logs else [], lambda reading: sum(map(len, reading))))
        assert len(annotations) == len(failed) and len(lengths) == (len(failed) if logs else 0)
        counters = github.counters
    seconds = time.perf_counter() - began
    return Sweep(len(outcomes), len(failed), counters, seconds, server.answer_seconds - before)


def storm() -> str:
    """1,000 failed jobs over three repositories, one of them forbidden, under every fault."""
    told = ride(world_of(failed=1_000, runs=6_000))
    struck = ", ".join(f"{count} {kind}" for kind, count in sorted(told.struck.items()))
    states = ", ".join(f"{count} {state}" for state, count in sorted(told.states.items()))
    return (
        f"storm: {told.attempts:,} attempts, {told.failed:,} failed in {told.seconds:.0f} s "
        f"({told.counters.requests:,} requests, {told.counters.waited_seconds:,.0f} s of a quick clock waited)\n"
        f"  logs: {states}\n  unreadable: {told.unreadable}\n  faults: {struck}\n"
        f"  missing, doubled or wrong: {len(told.wrong)}; credentials at the log host: {told.leaked}"
    )


def wall_time() -> str:
    """24 hours with 2,000 runs and 200 failures, at the machine's speed and with a network's delay."""
    size = Size(runs=DAY_RUNS, failed=DAY_FAILED, kinds=("failure", "rerun", "timed_out"))
    made = World((storm_repo("day/one", 11, hour_start(DAY[0]), 24, size),))
    lines = []
    for delay in (0.0, NETWORK_SECONDS):
        with answering_after(made, delay) as server:
            told = sweep(server, "day/one", list(hours_between(*DAY)), None)
        lines.append(
            f"  {delay * 1000:.0f} ms an answer: {told.seconds:.1f} s wall, {told.answer_seconds:.1f} s of the "
            f"simulator's own ({told.counters.requests:,} requests, {told.outcomes:,} outcomes, {told.failed} logs)"
        )
    return "\n".join((f"24 hours, {DAY_RUNS:,} runs, {DAY_FAILED} failures:", *lines))


@contextmanager
def answering_after(made: World, seconds: float) -> Iterator[ReplayServer]:
    def late(asked: Asked, reply: Reply) -> Reply:  # noqa: ARG001
        return replace(reply, delay=seconds)

    with ReplayServer(made, quota=ENOUGH_QUOTA, disturb=late if seconds else None) as server:
        yield server
