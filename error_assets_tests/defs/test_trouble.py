"""Trouble outside costs what it must and no more, and is told in one line."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from error_assets.clients.collecting import Collected, collect_failures
from error_assets.clients.github import GitHub
from error_assets.clients.github_errors import Refused, RepositoryUnreadable, TokenRefused
from error_assets.clients.hour_store import HourStore
from error_assets.clients.local_index import LocalIndex
from error_assets.clients.log_store import LogStore
from error_assets.clients.outside import OutsideError
from error_assets.defs.running import ASSETS_IN_ORDER
from error_assets.defs.schedules import due_hours, is_complete
from error_assets.hours import HOUR, hour_end, hour_start, hours_between
from error_assets.records import Annotation, Classification, JobOutcome
from error_assets.samples.replay import Replay
from error_assets_tests.defs.installation import installed


@pytest.fixture(scope="module")
def replay() -> Iterator[Replay]:
    with Replay() as replay:
        yield replay


def failed_hour(replay: Replay) -> str:
    """An hour in which both repositories have a failure."""
    hours = [{a.hour for a in replay.all_attempts() if a.failed and a.repo == repo} for repo in replay.repos]
    return sorted(set.intersection(*hours))[0]


def test_annotations_that_one_repository_refuses_cost_that_repository_alone(
    replay: Replay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusing, other = replay.repos

    def annotations_of(_: GitHub, outcomes: Iterator[JobOutcome]) -> Iterator[tuple[Annotation, ...]]:
        for outcome in outcomes:
            if outcome.repo == refusing:
                raise Refused(403, f"/repos/{refusing}/check-runs", "Resource not accessible by personal access token")
            yield ()

    monkeypatch.setattr(GitHub, "annotations_of", annotations_of)
    hour = failed_hour(replay)
    with installed(tmp_path, replay) as installation:
        assert installation.materialise([hour]) == []
        rows = installation.rows()
    assert rows["raw_failures", hour, other] and not rows["raw_failures", hour, refusing]
    skips = rows["raw_failures.skipped", hour, refusing]
    assert [(skip.kind, skip.reason) for skip in skips] == [("repository", "repository_forbidden")]


def outcome_of(replay: Replay, github: GitHub) -> JobOutcome:
    attempt = next(a for a in replay.all_attempts() if a.failed and a.log_state == "stored" and a.sample)
    found = github.outcomes(attempt.repo, attempt.hour).outcomes
    return next(o for o in found if (o.job_id, o.attempt) == (attempt.job_id, attempt.attempt))


class Reading:
    """A log that comes as far as its chunks go, then is what `state` says."""

    def __init__(self, outcome: JobOutcome, chunks: Sequence[bytes], state: str) -> None:
        self.outcome, self.chunks, self.state = outcome, chunks, state

    def __iter__(self) -> Iterator[bytes]:
        yield from self.chunks


@pytest.mark.parametrize(
    ("then", "state", "kept"),
    [
        (((), "expired"), "cut", b"one\ntwo\n"),
        (((b"one\n",), "cut"), "cut", b"one\ntwo\n"),
        (((b"one\n", b"two\n", b"three\n"), "cut"), "cut", b"one\ntwo\nthree\n"),
        (((b"new\n",), "stored"), "stored", b"new\n"),
    ],
)
def test_a_part_of_a_log_is_never_lost_to_less(
    replay: Replay,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    then: tuple[Sequence[bytes], str],
    state: str,
    kept: bytes,
) -> None:
    logs = LogStore(str(tmp_path))
    with GitHub(replay.api_url, token="demo") as github:
        outcome = outcome_of(replay, github)

        def swept(chunks: Sequence[bytes], state: str, before: Collected) -> Collected:
            monkeypatch.setattr(github, "log", lambda outcome: Reading(outcome, chunks, state))
            return collect_failures(github, logs, [outcome], before)

        first = swept((b"one\n", b"two\n"), "cut", Collected(failures=(), skipped=()))
        second = swept(*then, first)
    failure = second.failures[0]
    assert failure.log_state == state and failure.log_key is not None
    assert b"".join(logs.read(failure.log_key)) == kept
    assert failure.log_bytes == len(kept)


def test_an_hour_that_only_a_partial_run_indexed_is_due(tmp_path: Path) -> None:
    store, hour = HourStore(str(tmp_path)), "2026-11-24-09:00"
    during, after = hour_start(hour) + HOUR / 2, hour_end(hour)
    assert not is_complete(store, hour)
    store.write("job_outcomes", hour, "acme/shop", (), JobOutcome, swept_at=during)
    assert not is_complete(store, hour)
    store.write("job_outcomes", hour, "acme/shop", (), JobOutcome, swept_at=after)
    assert is_complete(store, hour)
    store.write("job_outcomes", hour, "acme/other", (), JobOutcome, swept_at=during)
    assert not is_complete(store, hour), "one repository is still open"
    now = hour_start("2026-11-24-12:00") + timedelta(minutes=7)
    assert hour in due_hours(now, "2026-01-01-00:00", set(), 24, 0)


def test_an_unreadable_sweep_does_not_shadow_an_older_good_one(
    replay: Replay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hour = failed_hour(replay)
    repo = replay.repos[0]
    with installed(tmp_path, replay) as installation:
        good = installation.materialise([hour], ["job_outcomes"])
        assert good == []
        before = installation.store.read("job_outcomes", hour, JobOutcome)[repo]

        original = GitHub.outcomes_in

        def outcomes_in(self: GitHub, name: str, hours: Sequence[str]):  # type: ignore[no-untyped-def]
            if name == repo:
                raise RepositoryUnreadable(repo, "repository_unreadable", "502")
            return original(self, name, hours)

        monkeypatch.setattr(GitHub, "outcomes_in", outcomes_in)
        assert installation.materialise([hour], ["job_outcomes"]) == []
        after = installation.store.read("job_outcomes", hour, JobOutcome)[repo]
        skips = installation.rows()["job_outcomes.skipped", hour, repo]
    assert after == before, "rows and time of the good sweep stand"
    assert [skip.reason for skip in skips] == ["repository_unreadable"]


def test_a_newer_sweep_that_is_stored_while_the_index_is_written_stands_last(
    replay: Replay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hour = failed_hour(replay)
    with installed(tmp_path, replay) as installation:
        assert installation.materialise([hour], ASSETS_IN_ORDER[:-1]) == []
        original, once = LocalIndex.replace_hour, threading.Event()

        def replace_hour(self: LocalIndex, *args):  # type: ignore[no-untyped-def]
            original(self, *args)
            if not once.is_set():
                once.set()
                table = "classifications"
                for repo, slice_ in installation.store.read(table, hour, Classification).items():
                    later = slice_.swept_at + timedelta(minutes=1)
                    changed = tuple(replace(row, root_cause="said by the newer sweep") for row in slice_.rows)
                    installation.store.write(table, hour, repo, changed, Classification, swept_at=later)

        monkeypatch.setattr(LocalIndex, "replace_hour", replace_hour)
        assert installation.materialise([hour], ["opensearch_index"]) == []
        documents = installation.documents()
    assert documents and {d["s_root_cause_summary"] for d in documents.values()} == {"said by the newer sweep"}


def test_a_refused_token_is_one_line_for_all_hours(
    replay: Replay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def outcomes_in(_: GitHub, repo: str, hours: Sequence[str]) -> None:
        asked.append((repo, hours))
        raise TokenRefused("GitHub refuses these credentials (401): look at GITHUB_TOKEN")

    monkeypatch.setattr(GitHub, "outcomes_in", outcomes_in)
    hours = list(hours_between(*replay.hours))[:5]
    with installed(tmp_path, replay) as installation, pytest.raises(OutsideError) as caught:
        installation.materialise(hours)
    assert str(caught.value) == "GitHub refuses these credentials (401): look at GITHUB_TOKEN"
    assert len(asked) == 1, "a refused token was tried again"
