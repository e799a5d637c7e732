"""How one workflow run is put together: its jobs with their steps and logs, and the run around them."""

import hashlib
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from error_assets.records import Step
from error_assets.samples.library import Run, Sample
from error_assets.samples.replay_world import ReplayArtifact, ReplayJob, ReplayRun
from error_assets.samples.wrapping import BYTE_ORDER_MARK, SETUP_SECONDS, as_github_log

WORKFLOWS = (
    ("CI", ".github/workflows/ci.yml", "pull_request"),
    ("CI", ".github/workflows/ci.yml", "push"),
    ("Nightly", ".github/workflows/nightly.yml", "schedule"),
    ("Release", ".github/workflows/release.yml", "push"),
)
"""Name, file and event."""
ACTORS = ("anna-lind", "bo-chen", "dependabot[bot]", "mira-okafor", "teo-silva")
QUEUED = timedelta(seconds=8)
"""Between a run's creation and its first job's start."""
SETUP = timedelta(seconds=SETUP_SECONDS)
CLEANUP = timedelta(seconds=2)
PASSING_SECONDS = 95


@dataclass(slots=True)
class Numbers:
    """The next ids of one repository. Each comes once."""

    run: int
    job: int
    artifact: int
    number: int = 400

    def next(self, name: str) -> int:
        setattr(self, name, getattr(self, name) + 1)
        return int(getattr(self, name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a run happens: repository, ids to give out, and one number from which branch and actor follow."""

    repo: str
    numbers: Numbers
    variant: int = 0

    @property
    def branch(self) -> str:
        return "main" if self.variant % 3 == 0 else f"feature/{self.variant % 40 + 1}-rework"

    @property
    def actor(self) -> str:
        return ACTORS[self.variant % len(ACTORS)]


def whole(moment: datetime) -> datetime:
    """GitHub tells whole seconds."""
    return moment.replace(microsecond=0)


def duration(run: Run) -> timedelta:
    """How long a job lasts in which `run` is the step that fails."""
    return SETUP + timedelta(seconds=max(1, round(run.seconds))) + CLEANUP


def failed_job(place: Place, sample: Sample, run: Run, completed_at: datetime, attempt: int = 1) -> ReplayJob:
    """The attempt in which `sample` failed as in its recorded `run`; its log is wrapped when it is asked for."""
    started_at = whole(completed_at - duration(run))
    unwanted = sample.conclusion == "cancelled" and sample.reason != "cancelled"
    sha = sha_of(place.repo, place.numbers.run)
    ended = "cancelled" if sample.conclusion == "cancelled" else "failure"
    job = ReplayJob(
        job_id=place.numbers.next("job"),
        attempt=attempt,
        name=sample.job_name,
        conclusion=sample.conclusion,
        created_at=started_at - QUEUED,
        started_at=started_at,
        completed_at=completed_at,
        steps=steps(sample.step_name, started_at, completed_at, ended),
        annotations=run.annotations,
        log=partial(as_github_log, run, sample, started_at, repo=place.repo, commit_sha=sha, ref=place.branch),
        unwanted=unwanted,
        sample=sample.name,
    )
    return job if sample.has_log else replace(job, runner=None, steps=(), log_state="missing")


def passed_job(
    place: Place, name: str, started_at: datetime, attempt: int = 1, seconds: int = PASSING_SECONDS
) -> ReplayJob:
    completed_at = started_at + timedelta(seconds=seconds)
    return ReplayJob(
        job_id=place.numbers.next("job"),
        attempt=attempt,
        name=name,
        conclusion="success",
        created_at=started_at - QUEUED,
        started_at=started_at,
        completed_at=completed_at,
        steps=steps("Test", started_at, completed_at, "success"),
        log=partial(_passing_log, started_at),
    )


def steps(name: str, started_at: datetime, completed_at: datetime, conclusion: str) -> tuple[Step, ...]:
    """The steps of a job with one step of its own."""
    begun, ended = started_at + SETUP, max(completed_at - CLEANUP, started_at + SETUP)
    told = (
        ("Set up job", "success", started_at, begun),
        ("Run actions/checkout@v4", "success", begun, begun),
        (name, conclusion, begun, ended),
        ("Post Run actions/checkout@v4", "success" if conclusion == "success" else "skipped", ended, completed_at),
        ("Complete job", "success", completed_at, completed_at),
    )
    return tuple(
        Step(number=number, name=title, conclusion=came, started_at=first, completed_at=last)
        for number, (title, came, first, last) in enumerate(told, 1)
    )


def run_of(
    place: Place, workflow: tuple[str, str, str], make_jobs: Callable[[Place], Sequence[ReplayJob]], title: str
) -> ReplayRun:
    """A completed run of the jobs that `make_jobs` makes once the run has its id."""
    run_id = place.numbers.next("run")
    jobs = tuple(make_jobs(place))
    name, path, event = workflow
    branch = "main" if event == "schedule" else place.branch
    created = min(job.created_at for job in jobs)
    latest = max(job.attempt for job in jobs)
    last = [job for job in jobs if job.attempt == latest]
    ended = [job.completed_at for job in jobs if job.completed_at is not None]
    running = any(job.completed_at is None for job in last)
    return ReplayRun(
        run_id=run_id,
        number=place.numbers.next("number"),
        workflow=name,
        path=path,
        event=event,
        branch=branch,
        sha=sha_of(place.repo, run_id),
        actor=place.actor,
        title=title,
        status="in_progress" if running else "completed",
        conclusion=None if running else conclusion_of(last),
        created_at=created,
        started_at=min(job.created_at for job in last if not job.carried_over),
        updated_at=max(ended, default=created) + CLEANUP,
        attempt=latest,
        pull_request=100 + place.variant % 60 if event == "pull_request" and branch != "main" else None,
        jobs=jobs,
    )


def conclusion_of(jobs: Sequence[ReplayJob]) -> str:
    """A run's conclusion from those of its latest attempt's jobs."""
    found = {job.conclusion for job in jobs}
    return next((worst for worst in ("failure", "timed_out", "cancelled") if worst in found), "success")


def carried_over(place: Place, jobs: Sequence[ReplayJob], attempt: int) -> list[ReplayJob]:
    """Jobs that had passed, as the next attempt lists them: new ids, old times."""
    return [replace(job, job_id=place.numbers.next("job"), attempt=attempt, carried_over=True) for job in jobs]


def junit_artifact(place: Place, sample: Sample, run: Run, created_at: datetime) -> ReplayArtifact:
    """The JUnit files of a recorded run, as upload-artifact packs them."""
    zipped = partial(_zipped, run.junit)
    return ReplayArtifact(
        artifact_id=place.numbers.next("artifact"),
        name=f"test-results {sample.job_name}",
        size=len(zipped()),
        created_at=created_at,
        zipped=zipped,
    )


def sha_of(repo: str, run_id: int) -> str:
    return hashlib.sha1(f"{repo}/{run_id}".encode(), usedforsecurity=False).hexdigest()


def _zipped(files: Sequence[bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, content in enumerate(files, 1):
            archive.writestr(zipfile.ZipInfo(f"reports/junit-{number}.xml"), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _passing_log(started_at: datetime) -> bytes:
    return BYTE_ORDER_MARK + f"{started_at:%Y-%m-%dT%H:%M:%S}.0000000Z All checks passed\n".encode()
