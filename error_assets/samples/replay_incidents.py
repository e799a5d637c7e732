"""What happens to a repository beside plain failures: each function tells one such run, `start` being the first hour.

The messages are GitHub's own words for these events, as its runner and service write them into annotations.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from error_assets.records import Annotation
from error_assets.samples.library import Sample
from error_assets.samples.replay_runs import (
    QUEUED,
    WORKFLOWS,
    Place,
    carried_over,
    failed_job,
    passed_job,
    run_of,
    sha_of,
    steps,
)
from error_assets.samples.replay_world import ReplayJob, ReplayRun

CI, PUSH, NIGHTLY, RELEASE = WORKFLOWS
LOST_RUNNER = (
    "The self-hosted runner: builder-3 lost communication with the server. Verify the machine is running and has a "
    "healthy network connection. Anything in your workflow that terminates the runner process, starves it for "
    "CPU/Memory, or blocks its network access can cause this error."
)
SPENDING_LIMIT = (
    "The job was not started because recent account payments have failed or your spending limit needs to be increased. "
    "Please check the 'Billing & plans' section in your settings"
)
SUPERSEDED = "Canceling since a higher priority waiting request for 'ci-refs/pull/112/merge' exists"
BY_PERSON = "The run was canceled by @mira-okafor."
OPERATION_CANCELED = "The operation was canceled."

Incident = Callable[[Place, datetime, Sequence[Sample]], ReplayRun]


def flaky_test(place: Place, start: datetime, samples: Sequence[Sample]) -> ReplayRun:
    """A test fails, the failed job is run again on the same commit half an hour later and passes."""
    sample = _of(samples, "assertion_failure", "flaky_test")
    failed_at = start + timedelta(hours=9, minutes=12)

    def jobs(place: Place) -> list[ReplayJob]:
        first = failed_job(place, sample, sample.runs[-1], failed_at)
        lint = passed_job(place, "lint", first.started_at)
        again = passed_job(place, sample.job_name, failed_at + timedelta(minutes=31), attempt=2)
        return [first, lint, again, *carried_over(place, [lint], 2)]

    return run_of(place, CI, jobs, "Round the totals once")


def rerun_next_day(place: Place, start: datetime, samples: Sequence[Sample]) -> ReplayRun:
    """A failure of the first day is run again on the second, and fails as before."""
    sample = _of(samples, "compilation_error", "configuration_error")
    failed_at = start + timedelta(hours=11, minutes=40)

    def jobs(place: Place) -> list[ReplayJob]:
        return [
            failed_job(place, sample, sample.runs[0], failed_at),
            failed_job(place, sample, sample.runs[-1], failed_at + timedelta(hours=20), attempt=2),
        ]

    return run_of(place, PUSH, jobs, "Split the order module")


def superseded(place: Place, start: datetime, samples: Sequence[Sample]) -> ReplayRun:  # noqa: ARG001
    """A newer commit cancels the run: somebody wanted it."""
    return _cancelled(place, start + timedelta(hours=10, minutes=5), (SUPERSEDED, OPERATION_CANCELED))


def cancelled_by_person(place: Place, start: datetime, samples: Sequence[Sample]) -> ReplayRun:  # noqa: ARG001
    return _cancelled(place, start + timedelta(hours=34, minutes=50), (BY_PERSON, OPERATION_CANCELED))


def lost_runner(place: Place, start: datetime, samples: Sequence[Sample]) -> ReplayRun:  # noqa: ARG001
    """Nobody wanted this one: the machine is gone, and with it the log."""
    run = _cancelled(place, start + timedelta(hours=15, minutes=21), (LOST_RUNNER,))
    lost = replace(
        run.jobs[0], runner="builder-3", labels=("self-hosted", "linux", "gpu"), log_state="missing", unwanted=True
    )
    return replace(run, jobs=(lost, *run.jobs[1:]))


def never_started(place: Place, start: datetime, samples: Sequence[Sample]) -> ReplayRun:  # noqa: ARG001
    """A spending limit: a failed job without runner, steps and log."""
    at = start + timedelta(hours=20, minutes=2)
    job = replace(
        passed_job(place, "train (gpu)", at, seconds=2),
        conclusion="failure",
        runner=None,
        labels=("gpu-large",),
        steps=(),
        annotations=(Annotation(level="failure", path=".github", message=SPENDING_LIMIT),),
        log_state="missing",
    )
    return run_of(place, NIGHTLY, lambda _: [job], "Nightly")


def startup_failure(place: Place, start: datetime, samples: Sequence[Sample]) -> ReplayRun:  # noqa: ARG001
    """A workflow file that GitHub cannot use: a run without any job."""
    at = start + timedelta(hours=13, minutes=33)
    run_id = place.numbers.next("run")
    return ReplayRun(
        run_id=run_id,
        number=place.numbers.next("number"),
        workflow=".github/workflows/deploy.yml",
        path=".github/workflows/deploy.yml",
        event="push",
        branch=place.branch,
        sha=sha_of(place.repo, run_id),
        actor=place.actor,
        title="Deploy by tag",
        status="completed",
        conclusion="startup_failure",
        created_at=at,
        started_at=at,
        updated_at=at + timedelta(seconds=1),
    )


def timed_out(place: Place, start: datetime, samples: Sequence[Sample]) -> ReplayRun:
    return _failed(place, _of(samples, "timeout"), start + timedelta(hours=27, minutes=8), conclusion="timed_out")


def expired_log(place: Place, start: datetime, samples: Sequence[Sample]) -> ReplayRun:
    return _failed(place, _of(samples, "runtime_error"), start + timedelta(hours=3, minutes=17), log_state="expired")


def still_running(place: Place, start: datetime, samples: Sequence[Sample]) -> ReplayRun:
    """One job of a matrix has failed while another still runs."""
    sample = _of(samples, "assertion_failure", "runtime_error")

    def jobs(place: Place) -> list[ReplayJob]:
        failed = failed_job(place, sample, sample.runs[0], start + timedelta(hours=46, minutes=30))
        slow = passed_job(place, "end to end", failed.started_at)
        return [failed, replace(slow, conclusion=None, completed_at=None, steps=slow.steps[:1])]

    return run_of(place, CI, jobs, "Measure the slow path")


def two_days_long(place: Place, start: datetime, samples: Sequence[Sample]) -> ReplayRun:
    """A run created on the evening before, whose last job ends a day and a half later."""
    sample = _of(samples, "resource_exhaustion", "runtime_error")

    def jobs(place: Place) -> list[ReplayJob]:
        early = passed_job(place, "prepare data", start - timedelta(hours=6))
        return [early, failed_job(place, sample, sample.runs[0], start + timedelta(hours=29, minutes=55))]

    return run_of(place, NIGHTLY, jobs, "Nightly")


INCIDENTS: dict[str, tuple[Incident, ...]] = {
    "shop": (flaky_test, rerun_next_day, superseded, lost_runner, expired_log, still_running),
    "warehouse": (cancelled_by_person, never_started, startup_failure, timed_out, two_days_long),
}
"""Which happen in which repository."""


def _of(samples: Sequence[Sample], *categories: str) -> Sample:
    """The first recording of the first of these categories that has one; else the first recording."""
    found = (sample for category in categories for sample in samples if sample.category == category)
    return next(found, samples[0])


def _failed(
    place: Place, sample: Sample, at: datetime, *, conclusion: str = "failure", log_state: str = "stored"
) -> ReplayRun:
    def jobs(place: Place) -> list[ReplayJob]:
        failed = failed_job(place, sample, sample.runs[0], at)
        return [
            replace(failed, conclusion=conclusion, log_state=log_state),
            passed_job(place, "lint", failed.started_at),
        ]

    return run_of(place, PUSH, jobs, "Update the pins")


def _cancelled(place: Place, at: datetime, messages: Sequence[str]) -> ReplayRun:
    def jobs(place: Place) -> list[ReplayJob]:
        job = passed_job(place, "test (3.12)", at - timedelta(minutes=4), seconds=240)
        told = tuple(Annotation(level="failure", path=".github", message=message) for message in messages)
        done = steps("Test", job.started_at, at, "cancelled")
        return [
            replace(job, conclusion="cancelled", steps=done, annotations=told),
            passed_job(place, "lint", job.created_at + QUEUED),
        ]

    return run_of(place, CI, jobs, "Try another layout")
