"""The replay's facts as GitHub's JSON.

Source: GitHub's OpenAPI description (npm package @octokit/openapi): `workflow-run`, `job`, `check-annotation`,
`artifact`, `minimal-repository`, `simple-user`. A test validates what is made here against it.
"""

import base64
import zlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from error_assets.records import Annotation, Step
from error_assets.samples.replay_world import ReplayArtifact, ReplayJob, ReplayRepo, ReplayRun

Payload = dict[str, Any]

WEB = "https://github.com"
ARTIFACT_DAYS = 90
USER_URLS = {
    "followers_url": "/followers",
    "following_url": "/following{/other_user}",
    "gists_url": "/gists{/gist_id}",
    "starred_url": "/starred{/owner}{/repo}",
    "subscriptions_url": "/subscriptions",
    "organizations_url": "/orgs",
    "repos_url": "/repos",
    "events_url": "/events{/privacy}",
    "received_events_url": "/received_events",
}
REPO_URLS = {
    "archive_url": "/{archive_format}{/ref}",
    "assignees_url": "/assignees{/user}",
    "blobs_url": "/git/blobs{/sha}",
    "branches_url": "/branches{/branch}",
    "collaborators_url": "/collaborators{/collaborator}",
    "comments_url": "/comments{/number}",
    "commits_url": "/commits{/sha}",
    "compare_url": "/compare/{base}...{head}",
    "contents_url": "/contents/{+path}",
    "contributors_url": "/contributors",
    "deployments_url": "/deployments",
    "downloads_url": "/downloads",
    "events_url": "/events",
    "forks_url": "/forks",
    "git_commits_url": "/git/commits{/sha}",
    "git_refs_url": "/git/refs{/sha}",
    "git_tags_url": "/git/tags{/sha}",
    "hooks_url": "/hooks",
    "issue_comment_url": "/issues/comments{/number}",
    "issue_events_url": "/issues/events{/number}",
    "issues_url": "/issues{/number}",
    "keys_url": "/keys{/key_id}",
    "labels_url": "/labels{/name}",
    "languages_url": "/languages",
    "merges_url": "/merges",
    "milestones_url": "/milestones{/number}",
    "notifications_url": "/notifications{?since,all,participating}",
    "pulls_url": "/pulls{/number}",
    "releases_url": "/releases{/id}",
    "stargazers_url": "/stargazers",
    "statuses_url": "/statuses/{sha}",
    "subscribers_url": "/subscribers",
    "subscription_url": "/subscription",
    "tags_url": "/tags",
    "teams_url": "/teams",
    "trees_url": "/git/trees{/sha}",
}


def number_of(text: str) -> int:
    """A small id that is always the same for the same text."""
    return zlib.crc32(text.encode("utf-8", "surrogatepass")) % 900_000_000 + 100_000_000


def node_id(kind: str, number: int) -> str:
    return base64.b64encode(f"{kind}{number}".encode()).decode()


def time_of(moment: datetime | None) -> str | None:
    return None if moment is None else moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def user(api: str, login: str, kind: str = "User") -> Payload:
    number = number_of(login)
    url = f"{api}/users/{login}"
    return {
        "login": login,
        "id": number,
        "node_id": node_id(kind, number),
        "avatar_url": f"https://avatars.githubusercontent.com/u/{number}?v=4",
        "gravatar_id": "",
        "url": url,
        "html_url": f"{WEB}/{login}",
        **{name: url + rest for name, rest in USER_URLS.items()},
        "type": kind,
        "site_admin": False,
    }


def repository(api: str, repo: ReplayRepo) -> Payload:
    number = number_of(repo.full_name)
    url = f"{api}/repos/{repo.full_name}"
    return {
        "id": number,
        "node_id": node_id("Repository", number),
        "name": repo.name,
        "full_name": repo.full_name,
        "private": False,
        "owner": user(api, repo.owner, "Organization"),
        "html_url": f"{WEB}/{repo.full_name}",
        "description": None,
        "fork": False,
        "url": url,
        **{name: url + rest for name, rest in REPO_URLS.items()},
    }


def full_repository(api: str, repo: ReplayRepo) -> Payload:
    """A repository as its own address and an App's installation show it: with settings and counts."""
    counts = ("forks", "forks_count", "open_issues", "open_issues_count", "stargazers_count", "watchers")
    more = ("watchers_count", "network_count", "subscribers_count", "size")
    features = ("has_downloads", "has_issues", "has_pages", "has_projects", "has_wiki", "has_discussions")
    return {
        **repository(api, repo),
        "clone_url": f"{WEB}/{repo.full_name}.git",
        "git_url": f"git://github.com/{repo.full_name}.git",
        "ssh_url": f"git@github.com:{repo.full_name}.git",
        "svn_url": f"{WEB}/{repo.full_name}",
        "mirror_url": None,
        "homepage": None,
        "language": None,
        "license": None,
        "default_branch": "main",
        "archived": False,
        "disabled": False,
        **dict.fromkeys((*counts, *more), 0),
        **dict.fromkeys(features, False),
        "created_at": "2026-01-01T00:00:00Z",
        "pushed_at": "2026-01-01T00:00:00Z",
        "updated_at": "2026-01-01T00:00:00Z",
    }


def installation(api: str, owner: str, number: int) -> Payload:
    """A GitHub App's installation at `owner`, for all its repositories."""
    return {
        "id": number,
        "account": user(api, owner, "Organization"),
        "repository_selection": "all",
        "access_tokens_url": f"{api}/app/installations/{number}/access_tokens",
        "repositories_url": f"{api}/installation/repositories",
        "html_url": f"{WEB}/organizations/{owner}/settings/installations/{number}",
        "app_id": 1,
        "app_slug": "error-assets",
        "target_id": number_of(owner),
        "target_type": "Organization",
        "permissions": {"actions": "read", "checks": "read", "metadata": "read"},
        "events": [],
        "created_at": "2026-01-01T00:00:00Z",
        "updated_at": "2026-01-01T00:00:00Z",
        "single_file_name": None,
        "suspended_by": None,
        "suspended_at": None,
    }


def rate_limit(limit: int, remaining: int, reset: int) -> Payload:
    """What is left of the quota; `reset` is a Unix time."""
    left = {"limit": limit, "remaining": remaining, "reset": reset, "used": limit - remaining}
    return {"resources": {"core": left, "search": left}, "rate": left}


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
