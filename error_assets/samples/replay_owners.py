"""Owners, repositories, installations and quotas of the replay as GitHub's JSON.

Source: GitHub's OpenAPI description (npm package @octokit/openapi): `simple-user`, `minimal-repository`,
`full-repository`, `installation`, `rate-limit-overview`.
"""

import base64
import zlib
from datetime import datetime
from typing import Any

from error_assets.samples.replay_world import ReplayRepo

Payload = dict[str, Any]

WEB = "https://github.com"
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
