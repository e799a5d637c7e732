"""What GitHub's JSON becomes at the edge: small records of a workflow run, and the JobOutcomes of its jobs.

Nothing outside this module knows GitHub's field names. A payload without a field that the pipeline cannot do without
raises UnexpectedPayload; what may be null in GitHub's OpenAPI description has a default here.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from error_assets.clients.github_errors import UnexpectedPayload
from error_assets.hours import UTC
from error_assets.records import Annotation, JobOutcome, Skipped, Step

RUN_WITHOUT_JOBS_CONCLUSIONS = frozenset({"startup_failure", "failure", "timed_out", "cancelled"})
"""Conclusions with which a run that has no job is an outcome of its own. Waiting for approval is none."""
MERGE_QUEUE_BRANCH = re.compile(r"^gh-readonly-queue/.+/pr-(\d+)-[0-9a-f]+$")
"""A merge queue's branch names its pull request, which the run itself does not list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A workflow run as a listing shows it: its latest attempt. `started_at` is that attempt's start."""

    repo: str
    run_id: str
    attempt: int
    name: str
    path: str
    status: str
    conclusion: str | None
    event: str
    branch: str
    commit_sha: str
    pr_id: str | None
    actor: str
    html_url: str
    created_at: datetime
    updated_at: datetime
    started_at: datetime

    @property
    def completed(self) -> bool:
        return self.status == "completed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """An artifact of a run. `created_at` lies within the attempt that uploaded it; `size` is in bytes, packed."""

    artifact_id: str
    name: str
    size: int
    expired: bool
    created_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """What one repository did in one hour: every job attempt completed in it, and what was met and not carried on."""

    outcomes: tuple[JobOutcome, ...] = ()
    skipped: tuple[Skipped, ...] = ()


def moment(text: str | None) -> datetime | None:
    """A GitHub time ("2026-11-24T10:00:00Z", or with an offset) as UTC; None stays None. ValueError if malformed."""
    if not text:
        return None
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)


def listed(body: Any, key: str | None) -> list[Mapping[str, Any]]:
    """The objects of one page: `body[key]`, or the body itself where the endpoint answers with a bare list."""
    try:
        found = body if key is None else body[key]
    except (KeyError, TypeError):
        found = None
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise UnexpectedPayload(f"GitHub's answer holds no list of {key or 'objects'}")
    return found


def run_of(repo: str, payload: Mapping[str, Any]) -> Run:
    """One element of `workflow_runs`. Raises UnexpectedPayload."""
    try:
        created = _time(payload["created_at"])
        branch = payload.get("head_branch") or ""
        actor = payload.get("actor") or payload.get("triggering_actor") or {}
        return Run(
            repo=repo,
            run_id=str(payload["id"]),
            attempt=payload.get("run_attempt") or 1,
            name=payload.get("name") or "",
            path=workflow_path(payload.get("path") or ""),
            status=payload.get("status") or "",
            conclusion=payload.get("conclusion"),
            event=payload.get("event") or "",
            branch=branch,
            commit_sha=payload.get("head_sha") or "",
            pr_id=_pull_request(payload.get("pull_requests") or (), branch),
            actor=actor.get("login") or "",
            html_url=payload.get("html_url") or "",
            created_at=created,
            updated_at=_time(payload["updated_at"]),
            started_at=moment(payload.get("run_started_at")) or created,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnexpectedPayload(f"a workflow run of {repo} is not as GitHub describes it: {error!r}") from None


def outcome_of(run: Run, payload: Mapping[str, Any]) -> JobOutcome | None:
    """One element of `jobs`; None while the job has not completed. Raises UnexpectedPayload."""
    if payload.get("status") != "completed":
        return None
    try:
        return JobOutcome(
            repo=run.repo,
            run_id=run.run_id,
            attempt=payload.get("run_attempt") or 1,
            job_id=str(payload["id"]),
            job_name=payload["name"],
            conclusion=payload.get("conclusion") or "",
            completed_at=_time(payload["completed_at"]),
            started_at=moment(payload.get("started_at")),
            workflow_name=payload.get("workflow_name") or run.name,
            workflow_path=run.path,
            event=run.event,
            branch=run.branch or payload.get("head_branch") or "",
            commit_sha=payload.get("head_sha") or run.commit_sha,
            pr_id=run.pr_id,
            actor=run.actor,
            runner=payload.get("runner_name") or "",
            runner_labels=tuple(payload.get("labels") or ()),
            html_url=payload.get("html_url") or "",
            steps=tuple(_step(step) for step in payload.get("steps") or ()),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnexpectedPayload(
            f"a job of run {run.run_id} of {run.repo} is not as GitHub describes it: {error!r}"
        ) from None


def outcome_of_run(run: Run) -> JobOutcome | None:
    """The outcome of a completed run that has no job: at the start of its attempt, which later edits do not move."""
    if not run.completed or run.conclusion not in RUN_WITHOUT_JOBS_CONCLUSIONS:
        return None
    return JobOutcome(
        repo=run.repo,
        run_id=run.run_id,
        attempt=run.attempt,
        job_id=f"run-{run.run_id}",
        job_name=run.name,
        conclusion=run.conclusion,
        completed_at=run.started_at,
        started_at=run.started_at,
        workflow_name=run.name,
        workflow_path=run.path,
        event=run.event,
        branch=run.branch,
        commit_sha=run.commit_sha,
        pr_id=run.pr_id,
        actor=run.actor,
        html_url=run.html_url,
    )


def annotation_of(payload: Mapping[str, Any]) -> Annotation:
    """One check-run annotation. GitHub's `.github` path stands for "no file"."""
    path = payload.get("path") or ""
    return Annotation(
        level=payload.get("annotation_level") or "",
        message=payload.get("message") or "",
        title=payload.get("title") or "",
        path="" if path == ".github" else path,
        line_start=payload.get("start_line"),
        line_end=payload.get("end_line"),
    )


def artifact_of(payload: Mapping[str, Any]) -> Artifact:
    """One element of `artifacts`. Raises UnexpectedPayload."""
    try:
        return Artifact(
            artifact_id=str(payload["id"]),
            name=payload["name"],
            size=payload["size_in_bytes"],
            expired=bool(payload["expired"]),
            created_at=moment(payload.get("created_at")),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise UnexpectedPayload(f"an artifact is not as GitHub describes it: {error!r}") from None


def workflow_path(path: str) -> str:
    """ ".github/workflows/ci.yml", without the repository in front and the ref behind that some answers add."""
    start = path.find(".github/")
    return path[max(start, 0) :].partition("@")[0]


def _step(payload: Mapping[str, Any]) -> Step:
    return Step(
        number=payload["number"],
        name=payload["name"],
        conclusion=payload.get("conclusion"),
        started_at=moment(payload.get("started_at")),
        completed_at=moment(payload.get("completed_at")),
    )


def _time(text: str) -> datetime:
    found = moment(text)
    if found is None:
        raise ValueError("a time is missing")
    return found


def _pull_request(listed_requests: Sequence[Mapping[str, Any]], branch: str) -> str | None:
    if listed_requests:
        return str(listed_requests[0]["number"])
    queued = MERGE_QUEUE_BRANCH.match(branch)
    return queued.group(1) if queued else None
