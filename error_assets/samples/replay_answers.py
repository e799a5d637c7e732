"""What the replay answers to each of GitHub's addresses, as a function from a question to a reply. No sockets."""

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from error_assets.hours import UTC
from error_assets.samples import replay_owners as owners
from error_assets.samples import replay_payloads as payloads
from error_assets.samples.replay_messages import Asked, Reply, json_reply, refusal
from error_assets.samples.replay_search import FILTERS, SEARCH_CAP, matches
from error_assets.samples.replay_world import ReplayRepo, World

DEFAULT_PER_PAGE = 30
MOST_PER_PAGE = 100
INSTALLATION_ID = 4_711
TOKEN_LIFE = timedelta(hours=1)
CUT_SHARE = 2
"""A log whose state is `cut` ends after one half."""


class Answers:
    """The API at `api` and the log host at `logs` (addresses without a slash at the end) over one world."""

    def __init__(self, world: World, api: str, logs: str, signature: str) -> None:
        self._world = world
        self._api = api
        self._logs = logs
        self._signature = signature
        self._tokens = 0

    def to(self, asked: Asked) -> Reply:
        """The reply of a healthy GitHub."""
        for host, method, pattern, answer in ROUTES:
            if host == asked.host and method == asked.method and (found := re.fullmatch(pattern, asked.path)):
                reply = answer(self, asked, *found.groups())
                return _not_modified(asked, reply)
        return refusal(404, "Not Found")

    def repository(self, asked: Asked, name: str) -> Reply:  # noqa: ARG002
        repo, refused = self._repo(name)
        return refused or json_reply(owners.full_repository(self._api, repo))

    def runs(self, asked: Asked, name: str) -> Reply:
        repo, refused = self._repo(name)
        if refused:
            return refused
        found = [run for run in repo.runs if matches(run, asked.query)]
        listed = found[:SEARCH_CAP] if any(asked.query.get(name) for name in FILTERS) else found
        shown = owners.repository(self._api, repo)
        return self._page(
            asked, listed, lambda run: payloads.run_payload(self._api, repo, run, shown), "workflow_runs", len(found)
        )

    def jobs(self, asked: Asked, name: str, run_id: str) -> Reply:
        repo, refused = self._repo(name)
        run = None if refused else self._world.run(repo, int(run_id))
        if run is None:
            return refused or refusal(404, "Not Found")
        every = asked.query.get("filter") == "all"
        jobs = [job for job in run.jobs if every or job.attempt == run.attempt]
        return self._page(asked, jobs, lambda job: payloads.job_payload(self._api, repo, run, job), "jobs")

    def job_log(self, asked: Asked, name: str, job_id: str) -> Reply:  # noqa: ARG002
        repo, refused = self._repo(name)
        found = None if refused else self._world.job(repo, int(job_id))
        if found is None:
            return refused or refusal(404, "Not Found")
        state = found[1].log_state
        if state == "expired":
            return refusal(410, "Server Error")
        if state in ("missing", "none", "late"):
            return refusal(404, "Not Found")
        return self._elsewhere(f"/logs/{repo.full_name}/{job_id}")

    def annotations(self, asked: Asked, name: str, job_id: str) -> Reply:
        repo, refused = self._repo(name)
        found = None if refused else self._world.job(repo, int(job_id))
        if found is None:
            return refused or refusal(404, "Not Found")
        run, job = found
        return self._page(asked, job.annotations, lambda one: payloads.annotation_payload(repo, run, one), None)

    def artifacts(self, asked: Asked, name: str, run_id: str) -> Reply:
        repo, refused = self._repo(name)
        run = None if refused else self._world.run(repo, int(run_id))
        if run is None:
            return refused or refusal(404, "Not Found")
        return self._page(
            asked, run.artifacts, lambda one: payloads.artifact_payload(self._api, repo, run, one), "artifacts"
        )

    def artifact_zip(self, asked: Asked, name: str, artifact_id: str) -> Reply:  # noqa: ARG002
        repo, refused = self._repo(name)
        found = None if refused else self._world.artifact(repo, int(artifact_id))
        if found is None:
            return refused or refusal(404, "Not Found")
        if found[1].expired:
            return refusal(410, "Artifact has expired")
        return self._elsewhere(f"/artifacts/{repo.full_name}/{artifact_id}")

    def owned(self, asked: Asked, owner: str) -> Reply:
        repos = [repo for repo in self._world.repos if repo.owner.lower() == owner.lower()]
        if not repos:
            return refusal(404, "Not Found")
        return self._page(asked, repos, lambda repo: owners.repository(self._api, repo), None)

    def installed(self, asked: Asked) -> Reply:
        return self._page(
            asked, self._world.repos, lambda repo: owners.full_repository(self._api, repo), "repositories"
        )

    def installation(self, asked: Asked, owner: str) -> Reply:  # noqa: ARG002
        if not any(repo.owner.lower() == owner.lower() for repo in self._world.repos):
            return refusal(404, "Not Found")
        return json_reply(owners.installation(self._api, owner, INSTALLATION_ID))

    def access_token(self, asked: Asked, installation_id: str) -> Reply:  # noqa: ARG002
        self._tokens += 1
        ends_at = owners.time_of(datetime.now(UTC) + TOKEN_LIFE)
        token = {"token": f"ghs_replay{self._tokens:026d}", "expires_at": ends_at, "repository_selection": "all"}
        return replace(json_reply(token), status=201)

    def stored_log(self, asked: Asked, name: str, job_id: str) -> Reply:
        repo = self._world.repo(name)
        found = self._world.job(repo, int(job_id)) if repo else None
        if found is None or not self._is_signed(asked):
            return Reply(404 if found is None else 403, b"<Error/>", (("Content-Type", "application/xml"),))
        content = found[1].log()
        reply = _ranged(asked, content, "text/plain; charset=utf-8")
        if found[1].log_state == "cut" and isinstance(content, bytes):
            already = len(content) - len(reply.body) if isinstance(reply.body, bytes) else 0
            return replace(reply, cut_after=max(0, len(content) // CUT_SHARE - already))
        return reply

    def stored_zip(self, asked: Asked, name: str, artifact_id: str) -> Reply:
        repo = self._world.repo(name)
        found = self._world.artifact(repo, int(artifact_id)) if repo else None
        if found is None or not self._is_signed(asked):
            return Reply(404 if found is None else 403, b"<Error/>", (("Content-Type", "application/xml"),))
        return _ranged(asked, found[1].zipped(), "application/zip")

    def _repo(self, name: str) -> tuple[ReplayRepo, Reply | None]:
        repo = self._world.repo(name)
        if repo is None:
            return ReplayRepo("", "", ()), refusal(404, "Not Found")
        return repo, refusal(*repo.refusal) if repo.refusal else None

    def _elsewhere(self, path: str) -> Reply:
        signed = urlencode({"se": "2026-12-31T23:59:59Z", "sig": _signed(self._signature, path)})
        return Reply(302, b"", (("Location", f"{self._logs}{path}?{signed}"),))

    def _is_signed(self, asked: Asked) -> bool:
        return asked.query.get("sig") == _signed(self._signature, asked.path)

    def _page(
        self,
        asked: Asked,
        items: Sequence[Any],
        shown: Callable[[Any], Any],
        key: str | None,
        total: int | None = None,
    ) -> Reply:
        size = min(int(asked.query.get("per_page", DEFAULT_PER_PAGE)), MOST_PER_PAGE)
        number = max(int(asked.query.get("page", 1)), 1)
        last = max(-(-len(items) // size), 1)
        content: Any = [shown(item) for item in items[(number - 1) * size : number * size]]
        if key is not None:
            content = {"total_count": len(items) if total is None else total, key: content}
        return json_reply(content, *self._links(asked, number, last))

    def _links(self, asked: Asked, number: int, last: int) -> tuple[tuple[str, str], ...]:
        pages = {"prev": number - 1, "next": number + 1, "last": last, "first": 1}
        if number == 1:
            del pages["prev"], pages["first"]
        if number >= last:
            del pages["next"], pages["last"]
        links = [
            f'<{self._api}{asked.path}?{urlencode({**asked.query, "page": page})}>; rel="{name}"'
            for name, page in pages.items()
        ]
        return (("Link", ", ".join(links)),) if links else ()


Route = tuple[str, str, str, Callable[..., Reply]]
REPO = r"/repos/([^/]+/[^/]+)"
ROUTES: tuple[Route, ...] = (
    ("api", "GET", REPO, Answers.repository),
    ("api", "GET", REPO + r"/actions/runs", Answers.runs),
    ("api", "GET", REPO + r"/actions/runs/(\d+)/jobs", Answers.jobs),
    ("api", "GET", REPO + r"/actions/jobs/(\d+)/logs", Answers.job_log),
    ("api", "GET", REPO + r"/check-runs/(\d+)/annotations", Answers.annotations),
    ("api", "GET", REPO + r"/actions/runs/(\d+)/artifacts", Answers.artifacts),
    ("api", "GET", REPO + r"/actions/artifacts/(\d+)/zip", Answers.artifact_zip),
    ("api", "GET", r"/orgs/([^/]+)/repos", Answers.owned),
    ("api", "GET", r"/users/([^/]+)/repos", Answers.owned),
    ("api", "GET", r"/users/([^/]+)/installation", Answers.installation),
    ("api", "GET", r"/installation/repositories", Answers.installed),
    ("api", "POST", r"/app/installations/(\d+)/access_tokens", Answers.access_token),
    ("logs", "GET", r"/logs/([^/]+/[^/]+)/(\d+)", Answers.stored_log),
    ("logs", "GET", r"/artifacts/([^/]+/[^/]+)/(\d+)", Answers.stored_zip),
)


def _not_modified(asked: Asked, reply: Reply) -> Reply:
    etag = dict(reply.headers).get("ETag")
    if reply.status == 200 and etag is not None and asked.headers.get("If-None-Match") == etag:
        return Reply(304, b"", (("ETag", etag),))
    return reply


def _ranged(asked: Asked, content: bytes | Iterable[bytes], kind: str) -> Reply:
    headers = (("Content-Type", kind), ("Accept-Ranges", "bytes"))
    wanted = re.fullmatch(r"bytes=(\d+)-", asked.headers.get("Range") or "")
    if wanted is None or not isinstance(content, bytes):
        return Reply(200, content, headers)
    first = int(wanted.group(1))
    if first >= len(content):
        return Reply(416, b"", headers)
    span = ("Content-Range", f"bytes {first}-{len(content) - 1}/{len(content)}")
    return Reply(206, content[first:], (*headers, span))


def _signed(signature: str, path: str) -> str:
    return hashlib.sha256(f"{signature}{path}".encode()).hexdigest()
