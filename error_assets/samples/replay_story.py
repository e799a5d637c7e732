"""Two days in the life of two repositories, told with recorded failures: who failed when, and what passed beside it.

Everything follows from a seed and from the recordings: same input, same world. A failure comes back in several hours,
each time as another of its real runs.
"""

import random
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from error_assets.hours import HOUR, hour_start
from error_assets.samples.library import Run, Sample
from error_assets.samples.replay_incidents import INCIDENTS
from error_assets.samples.replay_runs import (
    CLEANUP,
    WORKFLOWS,
    Numbers,
    Place,
    failed_job,
    junit_artifact,
    passed_job,
    run_of,
)
from error_assets.samples.replay_world import ReplayJob, ReplayRepo, ReplayRun, World, newest_first

OWNER = "acme"
REPOS = ("shop", "warehouse")
FIRST_HOUR = "2026-11-02-00:00"
HOURS = 48
FAILED_ATTEMPTS = 110
"""Spread over the recordings by a steep curve, as in life: few errors make most failures, most come once or twice."""
LEAST_TIMES = 2
FEW_SAMPLES = 40
"""Up to so many recordings each comes twice at least; more of them would make failures by the hundred."""
MATRIX = ("test (3.11)", "test (3.12)", "test (3.13)", "lint", "build")
DAY_SHAPE = (1, 1, 1, 1, 1, 1, 2, 4, 7, 9, 10, 9, 6, 9, 10, 10, 8, 6, 4, 3, 2, 2, 2, 1)
"""How busy each hour of a day is, beside the others."""


@dataclass(frozen=True, slots=True)
class Failing:
    """One failure to come: which recording fails, in which of its runs, and when its job ends."""

    sample: Sample
    run: Run
    completed_at: datetime


def story(samples: Sequence[Sample], seed: int, first_hour: str = FIRST_HOUR) -> World:
    """The world of HOURS hours from `first_hour`. Raises ValueError without samples."""
    if not samples:
        raise ValueError("there are no recorded failures to tell a story with")
    chance = random.Random(seed)
    start = hour_start(first_hour)
    failing = sorted(_failing(samples, chance, start), key=lambda one: (one.completed_at, one.sample.name))
    repos = []
    for place, name in enumerate(REPOS):
        numbers = Numbers(
            run=11_900_000_000 + place * 10_000_000,
            job=34_100_000_000 + place * 10_000_000,
            artifact=2_400_000_000 + place * 10_000_000,
        )
        runs = list(_runs(f"{OWNER}/{name}", numbers, chance, start, [one for one in failing if _home(one) == name]))
        incidents = [
            incident(Place(repo=f"{OWNER}/{name}", numbers=numbers, variant=number), start, samples)
            for number, incident in enumerate(INCIDENTS[name])
        ]
        repos.append(ReplayRepo(OWNER, name, newest_first([*runs, *incidents])))
    return World(tuple(repos))


def _failing(samples: Sequence[Sample], chance: random.Random, start: datetime) -> Iterator[Failing]:
    by_rank = sorted(samples, key=lambda sample: zlib.crc32(sample.name.encode()))
    weights = [1 / (rank + 2) for rank in range(len(by_rank))]
    busy = [DAY_SHAPE[hour % len(DAY_SHAPE)] for hour in range(HOURS)]
    for sample, weight in zip(by_rank, weights, strict=True):
        times = min(
            HOURS,
            max(LEAST_TIMES if len(by_rank) <= FEW_SAMPLES else 1, round(FAILED_ATTEMPTS * weight / sum(weights))),
        )
        hours: set[int] = set()
        while len(hours) < times:
            hours.update(chance.choices(range(HOURS), busy))
        for place, hour in enumerate(sorted(hours)):
            at = start + hour * HOUR + timedelta(seconds=chance.randrange(3_600))
            yield Failing(sample, sample.runs[place % len(sample.runs)], at)


def _runs(
    repo: str, numbers: Numbers, chance: random.Random, start: datetime, failing: Sequence[Failing]
) -> Iterator[ReplayRun]:
    for one in failing:
        yield _failed_run(Place(repo=repo, numbers=numbers, variant=chance.randrange(1_000)), one, chance)
    for hour in range(HOURS):
        at = start + hour * HOUR + timedelta(seconds=chance.randrange(3_400))
        place = Place(repo=repo, numbers=numbers, variant=chance.randrange(1_000))
        jobs = partial(_passing, started_at=at, names=MATRIX)
        yield run_of(place, WORKFLOWS[hour % 2], jobs, "Keep the docs current")


def _failed_run(place: Place, one: Failing, chance: random.Random) -> ReplayRun:
    beside = chance.sample(MATRIX, chance.randrange(1, 4))

    def jobs(place: Place) -> list[ReplayJob]:
        failed = failed_job(place, one.sample, one.run, one.completed_at)
        return [failed, *_passing(place, failed.started_at, [name for name in beside if name != failed.name])]

    workflow = WORKFLOWS[zlib.crc32(one.sample.name.encode()) // 2 % len(WORKFLOWS)]
    run = run_of(place, workflow, jobs, f"Change {place.variant % 40 + 1}")
    if not one.run.junit:
        return run
    return replace(run, artifacts=(junit_artifact(place, one.sample, one.run, one.completed_at - CLEANUP),))


def _passing(place: Place, started_at: datetime, names: Sequence[str]) -> list[ReplayJob]:
    """Jobs that pass, the last of a full matrix skipped, as a job with an unmet `if` is."""
    jobs = [passed_job(place, name, started_at, seconds=60 + 15 * number) for number, name in enumerate(names)]
    if len(jobs) < len(MATRIX):
        return jobs
    skipped = passed_job(place, "deploy", started_at, seconds=0)
    return [*jobs, replace(skipped, conclusion="skipped", runner=None, steps=())]


def _home(one: Failing) -> str:
    return REPOS[zlib.crc32(one.sample.name.encode()) % len(REPOS)]
