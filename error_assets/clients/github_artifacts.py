"""JUnit XML from a run's artifacts: which artifacts, which of their members, and which job attempts they may speak of.

An artifact is somebody's upload: its zip is opened in memory, within limits, and nothing of it is written anywhere.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

import requests

from error_assets.clients import github_kept
from error_assets.clients.github_errors import Refused, Unanswered
from error_assets.clients.github_logs import BLOCK_BYTES, Outside, redirected
from error_assets.clients.github_records import Artifact, artifact_of, listed
from error_assets.clients.github_runs import owner_of
from error_assets.clients.github_session import PER_PAGE, Session
from error_assets.records import JobOutcome, Skipped

MOST_ZIP_BYTES = 64 * 1024 * 1024
"""Held in memory. Test reports are a few hundred kB; what is larger is coverage data or screenshots."""
MOST_MEMBERS = 5_000
MOST_MEMBER_BYTES = 32 * 1024 * 1024
MOST_TOTAL_BYTES = 256 * 1024 * 1024
MOST_RATIO = 200
"""XML of equal test cases packs to 1 in 100 at most; bombs begin near 1 in 1,000."""
RATIO_COUNTS_FROM_BYTES = 1024 * 1024
"""A small file may pack better than any ratio."""
TRIES = 4
CLOCKS_DIFFER = timedelta(seconds=30)
"""Between the artifact service's clock and that of the job."""
WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class JUnitFile:
    """One XML member of an artifact. `job_ids` are the failed jobs it may speak of: one, or several to tell apart by
    their tests."""

    artifact: str
    member: str
    job_ids: tuple[str, ...]
    content: bytes = field(repr=False)


class _Breaks(Exception):
    """The artifact breaks a limit: which one."""


class Artifacts:
    """The artifacts of runs whose names match one of `patterns`."""

    def __init__(self, session: Session, outside: Outside, patterns: Sequence[str]) -> None:
        self._session = session
        self._outside = outside
        self._patterns = tuple(patterns)

    def junit(self, repo: str, run_id: str, failed: Sequence[JobOutcome]) -> Iterator[JUnitFile | Skipped]:
        """XML members of the matching artifacts of one run that may speak of one of its `failed` attempts.

        What cannot be used is a Skipped of kind "artifact". Raises GitHubError if GitHub could not be asked.
        """
        if not self._patterns or not failed:
            return
        for artifact in self._listed(repo, run_id):
            if not any(fnmatchcase(artifact.name, pattern) for pattern in self._patterns):
                continue
            jobs = may_speak_of(artifact, failed)
            if not jobs:
                continue
            if artifact.expired:
                yield _skipped(repo, artifact, "artifact_expired", "")
                continue
            try:
                for member, content in xml_members(self._zip(repo, artifact)):
                    yield JUnitFile(artifact=artifact.name, member=member, job_ids=jobs, content=content)
            except _Breaks as limit:
                yield _skipped(repo, artifact, "artifact_refused", str(limit))
            except Refused as error:
                if error.status not in (404, 410):
                    raise
                yield _skipped(repo, artifact, "artifact_expired", str(error.status))

    def _listed(self, repo: str, run_id: str) -> Iterator[Artifact]:
        path = f"/repos/{repo}/actions/runs/{run_id}/artifacts?per_page={PER_PAGE}"
        for page in self._session.pages(path, owner_of(repo), github_kept.artifacts):
            for payload in listed(page, "artifacts"):
                yield artifact_of(payload)

    def _zip(self, repo: str, artifact: Artifact) -> io.BytesIO:
        if artifact.size > MOST_ZIP_BYTES:
            raise _Breaks(f"{artifact.size:,} bytes, more than {MOST_ZIP_BYTES:,}")
        url = self._session.url(f"/repos/{repo}/actions/artifacts/{artifact.artifact_id}/zip")
        for _ in range(TRIES):
            try:
                with self._outside.open(redirected(self._session, url, owner_of(repo))) as response:
                    if response.status_code == 200:
                        return _held(response)
            except requests.exceptions.RequestException:
                continue
            if response.status_code in (404, 410):
                raise Refused(response.status_code, "the artifact's host", "")
        raise Unanswered(f"artifact {artifact.artifact_id} of {repo} could not be read in {TRIES} tries")


def xml_members(zipped: io.BytesIO) -> Iterator[tuple[str, bytes]]:
    """Name and content of each `.xml` member. Raises _Breaks before anything is unpacked, or when a member lies."""
    try:
        with zipfile.ZipFile(zipped) as opened:
            members = [member for member in opened.infolist() if not member.is_dir()]
            _check(members)
            for member in members:
                if member.filename.lower().endswith(".xml"):
                    with opened.open(member) as stream:
                        content = stream.read(MOST_MEMBER_BYTES + 1)
                    if len(content) > MOST_MEMBER_BYTES:
                        raise _Breaks("a member is larger than it says")
                    yield member.filename, content
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise _Breaks(f"not a zip that can be opened ({type(error).__name__})") from None


def may_speak_of(artifact: Artifact, failed: Sequence[JobOutcome]) -> tuple[str, ...]:
    """Ids of the failed attempts that may have uploaded `artifact`.

    A job uploads while it runs: attempts that were not running at `created_at` are out. Of the others: those of whose
    names every word stands in the artifact's name (the most words win: "test (3.12, linux)" before "test"), else all.
    """
    running = [job for job in failed if _ran_at(job, artifact)]
    named = set(WORD.findall(artifact.name.lower()))
    words = {job.job_id: set(WORD.findall(job.job_name.lower())) for job in running}
    matching = {job_id: len(found) for job_id, found in words.items() if found and found <= named}
    if matching:
        most = max(matching.values())
        return tuple(job_id for job_id, count in matching.items() if count == most)
    return tuple(words)


def _ran_at(job: JobOutcome, artifact: Artifact) -> bool:
    if artifact.created_at is None or job.started_at is None:
        return True
    return job.started_at - CLOCKS_DIFFER <= artifact.created_at <= job.completed_at + CLOCKS_DIFFER


def _check(members: Sequence[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_MEMBERS:
        raise _Breaks(f"{len(members):,} members, more than {MOST_MEMBERS:,}")
    if sum(member.file_size for member in members) > MOST_TOTAL_BYTES:
        raise _Breaks(f"unpacks to more than {MOST_TOTAL_BYTES:,} bytes")
    for member in members:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
            raise _Breaks("a member's path leads outside")
        if member.flag_bits & 0x1:
            raise _Breaks("a member is encrypted")
        if member.file_size > MOST_MEMBER_BYTES:
            raise _Breaks(f"a member of {member.file_size:,} bytes, more than {MOST_MEMBER_BYTES:,}")
        packed = max(member.compress_size, 1)
        if member.file_size > RATIO_COUNTS_FROM_BYTES and member.file_size / packed > MOST_RATIO:
            raise _Breaks(f"a member packed 1 in {member.file_size // packed}, more than 1 in {MOST_RATIO}")


def _held(response: requests.Response) -> io.BytesIO:
    held = io.BytesIO()
    for block in response.iter_content(BLOCK_BYTES):
        held.write(block)
        if held.tell() > MOST_ZIP_BYTES:
            raise _Breaks(f"more than {MOST_ZIP_BYTES:,} bytes")
    held.seek(0)
    return held


def _skipped(repo: str, artifact: Artifact, reason: str, detail: str) -> Skipped:
    detail = f"{artifact.name} {detail}".strip()
    return Skipped(repo=repo, kind="artifact", item_id=artifact.artifact_id, reason=reason, detail=detail)
