"""What a sweep costs, and that a second one costs no quota."""

import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import zstandard

from error_assets.clients.github import GitHub
from error_assets.clients.github_cache import Cache, KnownAnswer
from error_assets.failures import needs_annotations
from error_assets.hours import hour_start, hours_between
from error_assets.records import Annotation
from error_assets.samples.replay import Replay
from error_assets.samples.replay_server import ReplayServer
from error_assets.samples.replay_world import World
from error_assets_tests.samples.made_runs import HOUR_KEY, NOON, HandClock, job, run, world
from error_assets_tests.samples.storm_world import BIG_MATRIX, quiet_repo

RUNS, MATTERING, FAILED = 9_000, 150, 40
PER_PAGE = 100


def swept(github: GitHub, repo: str) -> int:
    """One sweep of the hour with annotations and logs of what failed. Returns the number of outcomes."""
    outcomes = github.outcomes(repo, HOUR_KEY).outcomes
    failed = [outcome for outcome in outcomes if needs_annotations(outcome)]
    assert len(failed) == FAILED
    for outcome in failed:
        github.annotations(outcome)
    assert set(github.each_log(failed, lambda reading: sum(map(len, reading)) and reading.state)) == {"stored"}
    return len(outcomes)


def test_nine_thousand_runs_cost_their_pages_and_what_matters(tmp_path: Path) -> None:
    made = World((quiet_repo("big/mono", hour_start(HOUR_KEY), RUNS, MATTERING, FAILED),))
    with ReplayServer(made, quota=20_000) as server:
        with GitHub(server.api_url, token="t", cache_path=tmp_path / "github.sqlite") as github:
            found = swept(github, "big/mono")
            first = github.counters
        asked_logs = server.served["log", 200]
        with GitHub(server.api_url, token="t", cache_path=tmp_path / "github.sqlite") as github:
            assert len(github.outcomes("big/mono", HOUR_KEY).outcomes) == found
            second = github.counters
    pages_of_jobs = MATTERING - 1 + -(-BIG_MATRIX // PER_PAGE)
    assert first.requests <= RUNS // PER_PAGE + pages_of_jobs + 2 * FAILED + 10
    assert asked_logs == FAILED
    still_running = MATTERING // 25
    assert second.not_modified == second.requests <= RUNS // PER_PAGE + still_running + 10


def test_what_is_remembered_tells_the_same_as_what_came(tmp_path: Path) -> None:
    """From a 304 and from a remembered attempt come the very outcomes that came from the full answers."""
    with Replay() as replay:
        hours = list(hours_between(*replay.hours))
        tellings = []
        for _ in range(2):
            with GitHub(replay.api_url, token="t", cache_path=tmp_path / "github.sqlite") as github:
                tellings.append([github.outcomes_in(repo, hours) for repo in replay.repos])
                assert github.repositories(["acme/*"]) == list(replay.repos)
                counters = github.counters
    assert tellings[0] == tellings[1]
    assert counters.not_modified == counters.requests


def test_no_secret_is_remembered_on_disk(tmp_path: Path) -> None:
    """Commit messages and titles may hold secrets and are not kept; annotations are kept redacted."""
    secret = "ghp_Zk3vQ9xR7mT2wLp8Yb4nHs6cJd1fGa5eVu0K"
    told = job(1, NOON, annotations=(Annotation(level="failure", message=f"token {secret}"),))
    made = world(replace(run(1, [told]), title=secret, actor="bo-chen"))
    path = tmp_path / "github.sqlite"
    with ReplayServer(made) as server, GitHub(server.api_url, token="t", clock=HandClock(), cache_path=path) as github:
        (outcome,) = github.outcomes("acme/shop", HOUR_KEY).outcomes
        first = github.annotations(outcome)
        assert first[0].message.startswith("token ")
        assert github.annotations(outcome) == first
        assert server.served["annotations", 304] == 1
    with closing(sqlite3.connect(path)) as db:
        bodies = [row[0] for table in ("answers", "finals") for row in db.execute(f"SELECT body FROM {table}")]
    texts = [zstandard.ZstdDecompressor().decompress(body).decode() for body in bodies]
    assert any("bo-chen" in text for text in texts)
    assert not any(secret in text for text in texts)


def test_a_rerun_of_a_remembered_run_is_seen(tmp_path: Path) -> None:
    cache = tmp_path / "github.sqlite"
    before = world(run(1, [job(1, NOON)]))
    after = world(run(1, [job(1, NOON), job(2, NOON, attempt=2, conclusion="success", name="job 1")], attempt=2))
    with ReplayServer(before) as server:
        with GitHub(server.api_url, token="t", clock=HandClock(), cache_path=cache) as github:
            assert len(github.outcomes("acme/shop", HOUR_KEY).outcomes) == 1
        server.world = after
        with GitHub(server.api_url, token="t", clock=HandClock(), cache_path=cache) as github:
            assert [found.attempt for found in github.outcomes("acme/shop", HOUR_KEY).outcomes] == [1, 2]


def test_a_run_whose_jobs_are_not_all_completed_is_asked_again(tmp_path: Path) -> None:
    made = world(run(1, [job(1, NOON), job(2, None)], status="completed"))
    with ReplayServer(made) as server:
        for _ in range(2):
            with GitHub(server.api_url, token="t", clock=HandClock(), cache_path=tmp_path / "c") as github:
                github.outcomes("acme/shop", HOUR_KEY)
        assert (server.served["jobs", 200], server.served["jobs", 304]) == (1, 1)


def test_a_later_listing_sees_what_changed_on_the_same_day(tmp_path: Path) -> None:
    clock = HandClock()
    with (
        ReplayServer(world(run(1, [job(1, NOON)]))) as server,
        GitHub(server.api_url, token="t", clock=clock, cache_path=tmp_path / "c") as github,
    ):
        assert len(github.outcomes("acme/shop", HOUR_KEY).outcomes) == 1
        server.world = world(run(1, [job(1, NOON)]), run(2, [job(2, NOON)]))
        clock.sleep(301)
        assert len(github.outcomes("acme/shop", HOUR_KEY).outcomes) == 2


def test_a_damaged_cache_is_thrown_away(tmp_path: Path) -> None:
    path = tmp_path / "github.sqlite"
    path.write_bytes(b"this is no database, and long enough to be looked at" * 50)
    with Cache(path) as cache:
        cache.keep("u", KnownAnswer("etag", "", b"body"))
        assert cache.known("u") == KnownAnswer("etag", "", b"body")


def test_two_processes_may_share_a_cache(tmp_path: Path) -> None:
    path = tmp_path / "github.sqlite"
    with Cache(path) as one, Cache(path) as other:
        one.keep_final("run", [b"page 1", b"page 2"])
        assert other.final("run") == [b"page 1", b"page 2"]
        other.keep_final("run", [b"page"])
        assert one.final("run") == [b"page"]


@pytest.mark.parametrize("repeat", [1, 2])
def test_requests_are_counted_as_the_server_counts_them(repeat: int) -> None:
    with (
        ReplayServer(world(run(1, [job(1, NOON)]))) as server,
        GitHub(server.api_url, token="t", clock=HandClock()) as github,
    ):
        for number in range(repeat):
            github.outcomes("acme/shop", HOUR_KEY)
            github.repositories(["acme/*"])
            assert github.counters.not_modified == number
        by_kind: Counter[tuple[str, int]] = server.served
        assert github.counters.requests == by_kind.total()
        assert github.counters.remaining == 5_000 - by_kind.total() + github.counters.not_modified
