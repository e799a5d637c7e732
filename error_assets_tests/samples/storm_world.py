"""Worlds of any size from a seed: long runs, re-runs days later, large matrices, hostile names, planted secrets."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from error_assets.hours import HOUR
from error_assets.records import Annotation
from error_assets.samples.replay_incidents import BY_PERSON, LOST_RUNNER, SPENDING_LIMIT, SUPERSEDED
from error_assets.samples.replay_runs import Numbers, Place, passed_job, run_of
from error_assets.samples.replay_world import ReplayJob, ReplayRepo, ReplayRun, newest_first

HOSTILE_NAMES = (
    "test (3.12, ubuntu-latest)",
    "build",
    "build",
    "проверка ✓ 測試",
    "a/../../etc/passwd",
    "'; DROP TABLE jobs; --",
    "<script>alert(1)</script>",
    "name\twith\ttabs",
    'quote"and\\backslash',
    "\u202eright to left",
    "x" * 300,
    "%2e%2e%2f?sig=no",
)
PLANTED_SECRET = "ghp_" + "Zk3vQ9xR7mT2wLp8Yb4nHs6cJd1fGa5eVu0K"
"""Stands in many logs; must be found nowhere afterwards."""
TIME_LIMIT = "The job running on runner GitHub Actions 12 has exceeded the maximum execution time of 360 minutes."
LONG_RUN = timedelta(hours=44)
LATER_RERUN = timedelta(hours=40)
BIG_MATRIX = 250
"""Jobs of the largest run: three pages."""


KINDS = (
    *("failure",) * 12,
    *("long", "rerun", "timed_out", "lost_runner", "time_limit", "expired", "missing", "cut", "never_started"),
    "startup_failure",
)
"""How failed attempts fail; most of them plainly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How big a repository's storm is. `runs` counts all runs, `failed` the attempts that fail within the hours."""

    runs: int
    failed: int
    before: timedelta = timedelta(hours=70)
    """How long before the first hour the oldest run was created."""
    kinds: tuple[str, ...] = KINDS
    """How its failures fail, in turn."""


def storm_repo(full_name: str, seed: int, start: datetime, hours: int, size: Size) -> ReplayRepo:
    """A repository whose failed attempts complete in the `hours` hours from `start`."""
    owner, name = full_name.split("/")
    chance = random.Random(f"{seed}/{full_name}")
    base = chance.randrange(1_000, 9_000) * 1_000_000
    numbers = Numbers(run=base, job=base * 3, artifact=base * 2)
    place = Place(repo=full_name, numbers=numbers)
    end = start + hours * HOUR
    runs = list(_failing(place, chance, start, end, size))
    runs.append(_matrix(place, start, end))
    while len(runs) < size.runs:
        share = chance.random()
        runs.append(_passing(place, chance, start - size.before + share * (end - start + size.before)))
    return ReplayRepo(owner, name, newest_first(runs))


def quiet_repo(full_name: str, start: datetime, runs: int, mattering: int, failed: int) -> ReplayRepo:
    """`runs` runs within 72 hours before the end of the hour from `start`, of which `mattering` were updated in it.

    One of these has more jobs than a page, some were created two days before, some still run.
    """
    owner, name = full_name.split("/")
    numbers = Numbers(run=50_000_000, job=90_000_000, artifact=1)
    place = Place(repo=full_name, numbers=numbers)
    first = start - timedelta(hours=71)
    gap = (start - timedelta(minutes=30) - first) / (runs - mattering)
    made = [_short(place, first + number * gap) for number in range(runs - mattering)]
    made.append(_matrix(place, start, start + HOUR))
    for number in range(mattering - 1):
        at = start + timedelta(seconds=5 + number * 3_500 / mattering)
        made.append(_mattering(place, number, at, is_failed=number < failed))
    return ReplayRepo(owner, name, newest_first(made))


def log_of(job_id: int, lines: int = 400) -> bytes:
    """The bytes of a job's log: always the same for the same job, with a planted secret and characters beyond ASCII."""
    chance = random.Random(job_id)
    told = [f"2026-11-02T00:00:00.{number:07d}Z step {chance.random()} ünïcode ✗" for number in range(lines)]
    told.insert(chance.randrange(lines), f"2026-11-02T00:00:00.0000000Z export TOKEN={PLANTED_SECRET}")
    return "\n".join([*told, "##[error]Process completed with exit code 1."]).encode()


def _failing(place: Place, chance: random.Random, start: datetime, end: datetime, size: Size) -> Iterator[ReplayRun]:
    """Runs with failed attempts, `size.failed` in all, and cancelled ones that somebody wanted beside them."""
    made = 0
    while made < size.failed:
        at = start + timedelta(seconds=chance.randrange(int((end - start).total_seconds())))
        kind = size.kinds[made % len(size.kinds)]
        if kind == "startup_failure":
            yield _without_jobs(place, at)
        else:
            yield _failed_run(place, chance, at, kind, made)
        made += 1
        if made % 17 == 0:
            yield _wanted_cancellation(place, at, SUPERSEDED if made % 2 else BY_PERSON)


def _failed_run(place: Place, chance: random.Random, at: datetime, kind: str, count: int) -> ReplayRun:
    name = HOSTILE_NAMES[count % len(HOSTILE_NAMES)]

    def jobs(place: Place) -> list[ReplayJob]:
        lasting = LONG_RUN if kind == "long" else timedelta(minutes=chance.randrange(1, 50))
        failed = _shaped(replace(passed_job(place, name, at - lasting), completed_at=at), kind)
        beside = [passed_job(place, "lint", failed.started_at) for _ in range(chance.randrange(3))]
        if kind != "rerun":
            return [failed, *beside]
        first = replace(passed_job(place, name, at - LATER_RERUN), conclusion="success")
        return [first, replace(failed, attempt=2), *(replace(one, attempt=2) for one in beside)]

    return run_of(replace(place, variant=count), ("CI", ".github/workflows/ci.yml", "pull_request"), jobs, name)


def _shaped(job: ReplayJob, kind: str) -> ReplayJob:
    """`job` as a failure of that kind."""
    log = partial(log_of, job.job_id)
    failed = replace(job, conclusion="failure", log=log, annotations=_told("Process completed with exit code 1."))
    if kind in ("expired", "missing", "cut"):
        return replace(failed, log_state=kind)
    if kind == "timed_out":
        return replace(failed, conclusion="timed_out")
    if kind == "lost_runner":
        return replace(
            failed, conclusion="cancelled", unwanted=True, annotations=_told(LOST_RUNNER), log_state="missing"
        )
    if kind == "time_limit":
        return replace(failed, conclusion="cancelled", unwanted=True, annotations=_told(TIME_LIMIT))
    if kind == "never_started":
        told = _told(SPENDING_LIMIT)
        return replace(failed, steps=(), runner=None, log_state="missing", annotations=told)
    return failed


def _told(message: str) -> tuple[Annotation, ...]:
    return (Annotation(level="failure", path=".github", message=message),)


def _without_jobs(place: Place, at: datetime) -> ReplayRun:
    run = run_of(place, ("Broken", ".github/workflows/broken.yml", "push"), lambda p: [passed_job(p, "x", at)], "x")
    return replace(run, jobs=(), conclusion="startup_failure", created_at=at, started_at=at, updated_at=at)


def _wanted_cancellation(place: Place, at: datetime, message: str) -> ReplayRun:
    def jobs(place: Place) -> list[ReplayJob]:
        job = passed_job(place, "build", at - timedelta(minutes=3))
        return [replace(job, conclusion="cancelled", completed_at=at, annotations=_told(message))]

    return run_of(place, ("CI", ".github/workflows/ci.yml", "pull_request"), jobs, "superseded")


def _matrix(place: Place, start: datetime, end: datetime) -> ReplayRun:
    def jobs(place: Place) -> list[ReplayJob]:
        at = start + (end - start) / 3
        return [passed_job(place, f"test ({number % 200})", at, seconds=30) for number in range(BIG_MATRIX)]

    return run_of(place, ("Matrix", ".github/workflows/matrix.yml", "push"), jobs, "matrix")


def _passing(place: Place, chance: random.Random, at: datetime) -> ReplayRun:
    seconds = int(LONG_RUN.total_seconds()) if chance.random() < 0.02 else chance.randrange(20, 3_000)
    names: Sequence[str] = chance.sample(HOSTILE_NAMES, chance.randrange(1, 3))
    at = at.replace(microsecond=0)
    event = ("CI", ".github/workflows/ci.yml", "push")
    return run_of(place, event, lambda p: [passed_job(p, name, at, seconds=seconds) for name in names], "passes")


def _short(place: Place, at: datetime) -> ReplayRun:
    at = at.replace(microsecond=0)
    event = ("CI", ".github/workflows/ci.yml", "push")
    return run_of(place, event, lambda p: [passed_job(p, "build", at, seconds=60)], "passes")


def _mattering(place: Place, number: int, at: datetime, *, is_failed: bool) -> ReplayRun:
    at = at.replace(microsecond=0)

    def jobs(place: Place) -> list[ReplayJob]:
        lasting = LONG_RUN if number % 10 == 0 else timedelta(minutes=4)
        job = replace(passed_job(place, "build", at - lasting), completed_at=at)
        done = _shaped(job, "failure") if is_failed else job
        running = replace(passed_job(place, "slow", at), completed_at=None, conclusion=None)
        return [done, running] if number % 25 == 24 else [done]

    return run_of(place, ("CI", ".github/workflows/ci.yml", "push"), jobs, "matters")
