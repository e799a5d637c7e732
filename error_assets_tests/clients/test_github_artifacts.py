"""JUnit XML from artifacts: which jobs it may speak of, and what is not opened."""

import io
import zipfile
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from error_assets.clients import github_artifacts
from error_assets.clients.github import GitHub
from error_assets.clients.github_artifacts import JUnitFile, may_speak_of
from error_assets.clients.github_records import Artifact
from error_assets.records import JobOutcome, Skipped
from error_assets.samples.replay_server import ReplayServer
from error_assets.samples.replay_world import ReplayArtifact
from error_assets_tests.samples.made_runs import HOUR_KEY, NOON, HandClock, job, run, world

XML = b"<testsuite><testcase name='a'><failure message='b'/></testcase></testsuite>"


def zipped(*members: tuple[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return held.getvalue()


def uploaded(content: bytes, name: str = "test-results", **facts: Any) -> ReplayArtifact:
    facts.setdefault("size", len(content))
    return ReplayArtifact(
        artifact_id=facts.pop("artifact_id", 5),
        name=name,
        created_at=facts.pop("created_at", NOON - timedelta(minutes=1)),
        zipped=lambda: content,
        **facts,
    )


def junit(artifacts: Sequence[ReplayArtifact], patterns: str = "*test-results*") -> list[JUnitFile | Skipped]:
    made = world(run(1, [job(7, NOON)], artifacts=tuple(artifacts)))
    with (
        ReplayServer(made) as server,
        GitHub(server.api_url, token="t", junit_artifacts=patterns, clock=HandClock()) as github,
    ):
        failed = github.outcomes("acme/shop", HOUR_KEY).outcomes
        found = list(github.junit("acme/shop", "1", failed))
        assert server.leaked == 0
        return found


def test_xml_members_of_matching_artifacts_come_with_their_job() -> None:
    content = zipped(("reports/a.xml", XML), ("reports/", b""), ("notes.txt", b"no"), ("B.XML", XML))
    found = junit([uploaded(content), uploaded(content, name="coverage", artifact_id=6)])
    assert found == [
        JUnitFile(artifact="test-results", member="reports/a.xml", job_ids=("7",), content=XML),
        JUnitFile(artifact="test-results", member="B.XML", job_ids=("7",), content=XML),
    ]


def test_several_patterns_are_separated_by_commas() -> None:
    content = zipped(("a.xml", XML))
    artifacts = [uploaded(content, name=name, artifact_id=5 + at) for at, name in enumerate(("junit-1", "x", "report"))]
    found = junit(artifacts, patterns="junit-*, report")
    assert [file.artifact for file in found if isinstance(file, JUnitFile)] == ["junit-1", "report"]


def test_without_patterns_artifacts_are_not_asked_for() -> None:
    made = world(run(1, [job(7, NOON)], artifacts=(uploaded(zipped(("a.xml", XML))),)))
    with ReplayServer(made) as server, GitHub(server.api_url, token="t", clock=HandClock()) as github:
        assert list(github.junit("acme/shop", "1", github.outcomes("acme/shop", HOUR_KEY).outcomes)) == []
        assert server.served["artifacts", 200] == 0


def test_an_expired_artifact_is_skipped_with_its_reason() -> None:
    (skipped,) = junit([uploaded(zipped(("a.xml", XML)), expired=True)])
    assert isinstance(skipped, Skipped)
    assert (skipped.kind, skipped.item_id, skipped.reason) == ("artifact", "5", "artifact_expired")


def encrypted() -> bytes:
    content = bytearray(zipped(("a.xml", XML)))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (zipped(("../outside.xml", XML)), "outside"),
        (zipped(("/etc/passwd.xml", XML)), "outside"),
        (zipped(("..\\outside.xml", XML)), "outside"),
        (zipped(("C:/windows.xml", XML)), "outside"),
        (zipped(("a.xml", b"<a/>" * 3_000_000)), "1 in"),
        (zipped(("a.xml", XML))[:-30], "not a zip"),
        (b"<html>no zip</html>", "not a zip"),
        (encrypted(), "encrypted"),
    ],
)
def test_an_artifact_that_breaks_a_limit_is_refused_and_says_which(content: bytes, said: str) -> None:
    (skipped,) = junit([uploaded(content)])
    assert isinstance(skipped, Skipped)
    assert skipped.reason == "artifact_refused"
    assert said in skipped.detail


def test_too_large_too_many_and_too_much_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = zipped(*((f"{number}.xml", b"%d" % number * 50) for number in range(20)))
    for name, limit in {
        "MOST_ZIP_BYTES": len(content) - 1,
        "MOST_MEMBERS": 19,
        "MOST_MEMBER_BYTES": 60,
        "MOST_TOTAL_BYTES": 500,
    }.items():
        with monkeypatch.context() as patched:
            patched.setattr(github_artifacts, name, limit)
            (skipped,) = junit([uploaded(content)])
            assert isinstance(skipped, Skipped), name
            (unannounced,) = junit([uploaded(content, size=10)])
            assert isinstance(unannounced, Skipped), name
    assert len(junit([uploaded(content)])) == 20


def attempt(job_id: str, name: str, start: int = 0, end: int = 10) -> JobOutcome:
    return JobOutcome(
        repo="acme/shop",
        run_id="1",
        attempt=1,
        job_id=job_id,
        job_name=name,
        conclusion="failure",
        started_at=NOON + timedelta(minutes=start),
        completed_at=NOON + timedelta(minutes=end),
    )


@pytest.mark.parametrize(
    ("artifact", "minute", "jobs", "expected"),
    [
        ("results", 5, (attempt("1", "test"),), ("1",)),
        ("test-results-linux", 5, (attempt("1", "test (linux)"), attempt("2", "test (mac)")), ("1",)),
        ("results-test-3.12", 5, (attempt("1", "test"), attempt("2", "test (3.12)")), ("2",)),
        ("results", 5, (attempt("1", "test (linux)"), attempt("2", "test (mac)")), ("1", "2")),
        ("results", 25, (attempt("1", "test"), attempt("2", "test", start=20, end=30)), ("2",)),
        ("results", 50, (attempt("1", "test"),), ()),
    ],
)
def test_an_artifact_may_speak_of_the_jobs_that_ran_when_it_was_made(
    artifact: str, minute: int, jobs: tuple[JobOutcome, ...], expected: tuple[str, ...]
) -> None:
    made = Artifact(artifact_id="1", name=artifact, size=1, expired=False, created_at=NOON + timedelta(minutes=minute))
    assert may_speak_of(made, jobs) == expected
