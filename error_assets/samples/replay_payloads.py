"""The replay's facts as GitHub's JSON.

Source: GitHub's OpenAPI description (npm package @octokit/openapi): `workflow-run`, `job`, `check-annotation`,
`artifact`. A test validates what is made here against it.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from error_assets.records import Annotation, Step
from error_assets.samples.replay_owners import WEB, Payload, node_id, number_of, time_of, user
from error_assets.samples.replay_world import ReplayArtifact, ReplayJob, ReplayRepo, ReplayRun

ARTIFACT_DAYS = 90


def run_payload(api: str, repo: ReplayRepo, run: ReplayRun, shown: Mapping[str, Any]) -> Payload:
    """A workflow run. `shown` is `repository(api, repo)`, made once for a page."""
    url = f"{api}/repos/{repo.full_name}/actions/runs/{run.run_id}"
    suite = run.run_id + 7
    author = {"name": run.actor, "email": f"{run.actor}@users.noreply.github.com"}
    return {
        "id": run.run_id,
        "name": run.workflow,
        "node_id": node_id("WorkflowRun", run.run_id),
        "head_branch": run.branch,
        "head_sha": run.sha,
        "path": run.path,
        "display_title": run.title,
        "run_number": run.number,
        "event": run.event,
        "status": run.status,
        "conclusion": run.conclusion,
        "workflow_id": number_of(run.path),
        "check_suite_id": suite,
        "check_suite_node_id": node_id("CheckSuite", suite),
        "url": url,
        "html_url": f"{WEB}/{repo.full_name}/actions/runs/{run.run_id}",
        "pull_requests": [_pull_request(api, repo, run)] if run.pull_request is not None else [],
        "created_at": time_of(run.created_at),
        "updated_at": time_of(run.updated_at),
        "actor": user(api, run.actor),
        "run_attempt": run.attempt,
        "referenced_workflows": [],
        "run_started_at": time_of(run.started_at),
        "triggering_actor": user(api, run.actor),
        "jobs_url": f"{url}/jobs",
        "logs_url": f"{url}/logs",
        "check_suite_url": f"{api}/repos/{repo.full_name}/check-suites/{suite}",
        "artifacts_url": f"{url}/artifacts",
        "cancel_url": f"{url}/cancel",
        "rerun_url": f"{url}/rerun",
        "previous_attempt_url": f"{url}/attempts/{run.attempt - 1}" if run.attempt > 1 else None,
        "workflow_url": f"{api}/repos/{repo.full_name}/actions/workflows/{number_of(run.path)}",
        "head_commit": {
            "id": run.sha,
            "tree_id": run.sha[::-1],
            "message": run.title,
            "timestamp": time_of(run.created_at),
            "author": author,
            "committer": author,
        },
        "repository": shown,
        "head_repository": shown,
    }


def job_payload(api: str, repo: ReplayRepo, run: ReplayRun, job: ReplayJob) -> Payload:
    url = f"{api}/repos/{repo.full_name}"
    return {
        "id": job.job_id,
        "run_id": run.run_id,
        "workflow_name": run.workflow,
        "head_branch": run.branch,
        "run_url": f"{url}/actions/runs/{run.run_id}",
        "run_attempt": job.attempt,
        "node_id": node_id("CheckRun", job.job_id),
        "head_sha": run.sha,
        "url": f"{url}/actions/jobs/{job.job_id}",
        "html_url": f"{WEB}/{repo.full_name}/actions/runs/{run.run_id}/job/{job.job_id}",
        "status": job.status,
        "conclusion": job.conclusion,
        "created_at": time_of(job.created_at),
        "started_at": time_of(job.started_at),
        "completed_at": time_of(job.completed_at),
        "name": job.name,
        "steps": [_step(step) for step in job.steps],
        "check_run_url": f"{url}/check-runs/{job.job_id}",
        "labels": list(job.labels),
        "runner_id": number_of(job.runner) if job.runner else None,
        "runner_name": job.runner,
        "runner_group_id": 0 if job.runner else None,
        "runner_group_name": "GitHub Actions" if job.runner else None,
    }


def annotation_payload(repo: ReplayRepo, run: ReplayRun, annotation: Annotation) -> Payload:
    path = annotation.path or ".github"
    start = annotation.line_start or 1
    return {
        "path": path,
        "blob_href": f"{WEB}/{repo.full_name}/blob/{run.sha}/{path}",
        "start_line": start,
        "start_column": None,
        "end_line": annotation.line_end or start,
        "end_column": None,
        "annotation_level": annotation.level,
        "title": annotation.title,
        "message": annotation.message,
        "raw_details": "",
    }


def artifact_payload(api: str, repo: ReplayRepo, run: ReplayRun, artifact: ReplayArtifact) -> Payload:
    url = f"{api}/repos/{repo.full_name}/actions/artifacts/{artifact.artifact_id}"
    number = number_of(repo.full_name)
    return {
        "id": artifact.artifact_id,
        "node_id": node_id("Artifact", artifact.artifact_id),
        "name": artifact.name,
        "size_in_bytes": artifact.size,
        "url": url,
        "archive_download_url": f"{url}/zip",
        "expired": artifact.expired,
        "digest": None,
        "created_at": time_of(artifact.created_at),
        "updated_at": time_of(artifact.created_at),
        "expires_at": time_of(artifact.created_at + timedelta(days=ARTIFACT_DAYS)),
        "workflow_run": {
            "id": run.run_id,
            "repository_id": number,
            "head_repository_id": number,
            "head_branch": run.branch,
            "head_sha": run.sha,
        },
    }


def _step(step: Step) -> Payload:
    return {
        "name": step.name,
        "status": "completed" if step.conclusion else "queued",
        "conclusion": step.conclusion,
        "number": step.number,
        "started_at": time_of(step.started_at),
        "completed_at": time_of(step.completed_at),
    }


def _pull_request(api: str, repo: ReplayRepo, run: ReplayRun) -> Payload:
    number = run.pull_request
    url = f"{api}/repos/{repo.full_name}"
    shown = {"id": number_of(repo.full_name), "url": url, "name": repo.name}
    return {
        "id": number_of(f"{repo.full_name}#{number}"),
        "number": number,
        "url": f"{url}/pulls/{number}",
        "head": {"ref": run.branch, "sha": run.sha, "repo": shown},
        "base": {"ref": "main", "sha": run.sha[::-1], "repo": shown},
    }
