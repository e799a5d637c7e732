"""What the replay server knows of its repositories: runs, the attempts of their jobs, and where their logs come from.

Plain facts without any of GitHub's spelling (that is replay_payloads.py) and without HTTP (that is replay_server.py).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from error_assets.failures import FAILED_CONCLUSIONS
from error_assets.hours import hour_of
from error_assets.records import Annotation, Step

LOG_STATES = ("stored", "cut", "expired", "missing", "late", "none")
"""What becomes of a log, in the words of RawFailure.log_state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayJob:
    """One attempt of a job. `log` makes its bytes when they are asked for; `log_state` says what a reader gets.

    `carried_over`: listed under a later attempt although it ran in an earlier one, as "re-run failed jobs" does.
    `unwanted`: failed, although its conclusion may be `cancelled`.
    """

    job_id: int
    attempt: int
    name: str
    conclusion: str | None
    created_at: datetime
    started_at: datetime
    completed_at: datetime | None
    runner: str | None = "GitHub Actions 7"
    labels: tuple[str, ...] = ("ubuntu-latest",)
    steps: tuple[Step, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    log: Callable[[], bytes] = bytes
    log_state: str = "stored"
    carried_over: bool = False
    unwanted: bool = False
    sample: str = ""

    @property
    def status(self) -> str:
        return "completed" if self.completed_at else "in_progress"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayArtifact:
    """An uploaded artifact; `zipped` makes the bytes of its zip."""

    artifact_id: int
    name: str
    size: int
    created_at: datetime
    zipped: Callable[[], bytes]
    expired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayRun:
    """A workflow run as it stands after its latest attempt, with the jobs of all attempts."""

    run_id: int
    number: int
    workflow: str
    path: str
    event: str
    branch: str
    sha: str
    actor: str
    title: str
    status: str
    conclusion: str | None
    created_at: datetime
    started_at: datetime
    updated_at: datetime
    attempt: int = 1
    pull_request: int | None = None
    jobs: tuple[ReplayJob, ...] = ()
    artifacts: tuple[ReplayArtifact, ...] = ()


@dataclass(slots=True)
class ReplayRepo:
    """A repository; `runs` are the newest first. `refusal` is the status and message that every question gets."""

    owner: str
    name: str
    runs: tuple[ReplayRun, ...]
    refusal: tuple[int, str] | None = None

    @property
    def full_name(self) -> str:
        return f"{self.owner}/{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """The truth about one completed attempt, to count the pipeline's answer against. `hour` is its completion's key."""

    repo: str
    run_id: str
    job_id: str
    attempt: int
    conclusion: str
    completed_at: datetime
    hour: str
    failed: bool
    log_state: str
    sample: str = ""


@dataclass(slots=True)
class World:
    """All repositories of one server, found by name and by the ids of what is in them."""

    repos: tuple[ReplayRepo, ...]
    _runs: dict[tuple[str, int], ReplayRun] = field(init=False, default_factory=dict)
    _jobs: dict[tuple[str, int], tuple[ReplayRun, ReplayJob]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for repo in self.repos:
            for run in repo.runs:
                self._runs[repo.full_name.lower(), run.run_id] = run
                for job in run.jobs:
                    self._jobs[repo.full_name.lower(), job.job_id] = (run, job)

    def repo(self, full_name: str) -> ReplayRepo | None:
        return next((repo for repo in self.repos if repo.full_name.lower() == full_name.lower()), None)

    def run(self, repo: ReplayRepo, run_id: int) -> ReplayRun | None:
        return self._runs.get((repo.full_name.lower(), run_id))

    def job(self, repo: ReplayRepo, job_id: int) -> tuple[ReplayRun, ReplayJob] | None:
        return self._jobs.get((repo.full_name.lower(), job_id))

    def artifact(self, repo: ReplayRepo, artifact_id: int) -> tuple[ReplayRun, ReplayArtifact] | None:
        found = ((run, artifact) for run in repo.runs for artifact in run.artifacts)
        return next((pair for pair in found if pair[1].artifact_id == artifact_id), None)

    def attempts(self) -> tuple[Attempt, ...]:
        """Every completed attempt of every job, and the runs that failed without one."""
        return tuple(attempt for repo in self.repos for run in repo.runs for attempt in _attempts(repo, run))


def _attempts(repo: ReplayRepo, run: ReplayRun) -> Iterator[Attempt]:
    for job in run.jobs:
        if job.completed_at is not None and not job.carried_over:
            yield Attempt(
                repo=repo.full_name,
                run_id=str(run.run_id),
                job_id=str(job.job_id),
                attempt=job.attempt,
                conclusion=job.conclusion or "",
                completed_at=job.completed_at,
                hour=hour_of(job.completed_at),
                failed=job.unwanted or job.conclusion in FAILED_CONCLUSIONS,
                log_state=job.log_state,
                sample=job.sample,
            )
    if not run.jobs and run.conclusion in FAILED_CONCLUSIONS:
        yield Attempt(
            repo=repo.full_name,
            run_id=str(run.run_id),
            job_id=f"run-{run.run_id}",
            attempt=run.attempt,
            conclusion=run.conclusion,
            completed_at=run.started_at,
            hour=hour_of(run.started_at),
            failed=True,
            log_state="none",
        )


def newest_first(runs: Iterable[ReplayRun]) -> tuple[ReplayRun, ...]:
    """Runs as GitHub lists them: by creation, then id, the newest first."""
    return tuple(sorted(runs, key=lambda run: (run.created_at, run.run_id), reverse=True))
