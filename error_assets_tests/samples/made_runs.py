"""Small facts for a replay server, made by hand: jobs, runs and repositories that a test can name each detail of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from error_assets.clients.github_limits import Clock
from error_assets.hours import UTC
from error_assets.samples.replay_world import ReplayJob, ReplayRepo, ReplayRun, World, newest_first

NOON = datetime(2026, 11, 2, 12, 0, 0, tzinfo=UTC)
"""The hour that most tests ask for begins here."""
HOUR_KEY = "2026-11-02-12:00"


def job(job_id: int, completed_at: datetime | None, **facts: Any) -> ReplayJob:
    """A job of ten minutes; failed unless `facts` say otherwise."""
    ended = completed_at or NOON
    facts.setdefault("conclusion", "failure" if completed_at else None)
    return ReplayJob(
        job_id=job_id,
        attempt=facts.pop("attempt", 1),
        name=facts.pop("name", f"job {job_id}"),
        created_at=ended - timedelta(minutes=11),
        started_at=facts.pop("started_at", ended - timedelta(minutes=10)),
        completed_at=completed_at,
        log=facts.pop("log", lambda: b"one line\n"),
        **facts,
    )


def run(run_id: int, jobs: Sequence[ReplayJob] = (), **facts: Any) -> ReplayRun:
    """A completed run of `jobs`, created before the first and updated after the last of them."""
    created = facts.pop("created_at", min((one.created_at for one in jobs), default=NOON))
    ended = [one.completed_at for one in jobs if one.completed_at]
    return ReplayRun(
        run_id=run_id,
        number=run_id,
        workflow=facts.pop("workflow", "CI"),
        path=facts.pop("path", ".github/workflows/ci.yml"),
        event=facts.pop("event", "push"),
        branch=facts.pop("branch", "main"),
        sha=facts.pop("sha", "a" * 40),
        actor="anna-lind",
        title="A change",
        status=facts.pop("status", "completed"),
        conclusion=facts.pop("conclusion", "failure"),
        created_at=created,
        started_at=facts.pop("started_at", created),
        updated_at=facts.pop("updated_at", max(ended, default=created)),
        attempt=facts.pop("attempt", max((one.attempt for one in jobs), default=1)),
        jobs=tuple(jobs),
        **facts,
    )


def world(*runs: ReplayRun, owner: str = "acme", name: str = "shop") -> World:
    return World((ReplayRepo(owner, name, newest_first(runs)),))


@dataclass
class HandClock(Clock):
    """A clock that stands still until somebody sleeps on it; `slept` lists for how long."""

    at: datetime = NOON + timedelta(days=1)
    slept: list[float] = field(default_factory=list)
    on_sleep: Callable[[], None] = lambda: None

    def now(self) -> datetime:
        return self.at + timedelta(seconds=sum(self.slept))

    def monotonic(self) -> float:
        return sum(self.slept)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.on_sleep()
