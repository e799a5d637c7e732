"""The replay behaves as GitHub does where a client could tell the difference."""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import requests

from error_assets.samples.replay_server import ReplayServer
from error_assets_tests.samples.made_runs import NOON, job, run, world

RUNS = [
    run(
        number,
        [job(number, NOON + timedelta(seconds=number), conclusion="success" if number % 2 else "failure")],
        created_at=NOON + timedelta(seconds=number),
        conclusion="success" if number % 2 else "failure",
        event="push" if number % 3 else "schedule",
    )
    for number in range(1, 1_201)
]


@pytest.fixture(scope="module")
def server() -> Iterator[ReplayServer]:
    with ReplayServer(world(*RUNS)) as serving:
        yield serving


def get(server: ReplayServer, path: str, **query: Any) -> requests.Response:
    return requests.get(f"{server.api_url}/repos/acme/shop{path}", params=query, timeout=10, allow_redirects=False)


def pages(server: ReplayServer, **query: Any) -> list[int]:
    found: list[int] = []
    url: str | None = f"{server.api_url}/repos/acme/shop/actions/runs"
    while url:
        answer = requests.get(url, params=query, timeout=10)
        found += [one["id"] for one in answer.json()["workflow_runs"]]
        url, query = answer.links.get("next", {}).get("url"), {}
    return found


def test_an_unfiltered_listing_goes_on_to_its_end_the_newest_first(server: ReplayServer) -> None:
    assert pages(server, per_page=100) == list(range(1_200, 0, -1))


@pytest.mark.parametrize("query", [{"created": "2026-11-02"}, {"created": ">=2026-11-02T00:00:00Z"}])
def test_a_filtered_search_counts_all_and_lists_a_thousand(server: ReplayServer, query: dict[str, str]) -> None:
    assert pages(server, per_page=100, **query) == list(range(1_200, 200, -1))
    assert get(server, "/actions/runs", **query).json()["total_count"] == 1_200


def test_filters_filter(server: ReplayServer) -> None:
    span = "2026-11-02T12:00:10Z..2026-11-02T12:00:13Z"
    assert pages(server, created=span) == [13, 12, 11, 10]
    assert pages(server, created=span, status="failure") == [12, 10]
    assert pages(server, created=span, event="schedule") == [12]
    assert pages(server, created=span, status="queued") == []


def test_pages_are_30_long_unless_asked_and_100_at_most(server: ReplayServer) -> None:
    assert len(get(server, "/actions/runs").json()["workflow_runs"]) == 30
    assert len(get(server, "/actions/runs", per_page=500).json()["workflow_runs"]) == 100


def test_an_unchanged_answer_is_a_304_that_costs_no_quota(server: ReplayServer) -> None:
    first = get(server, "/actions/runs")
    again = requests.get(first.url, headers={"If-None-Match": first.headers["ETag"]}, timeout=10)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["X-RateLimit-Remaining"] == first.headers["X-RateLimit-Remaining"]


def test_jobs_are_those_of_the_latest_attempt_unless_all_are_asked_for() -> None:
    rerun = run(1, [job(1, NOON), job(2, NOON, attempt=2)], attempt=2)
    with ReplayServer(world(rerun)) as server:
        latest = get(server, "/actions/runs/1/jobs").json()
        every = get(server, "/actions/runs/1/jobs", filter="all").json()
    assert [one["id"] for one in latest["jobs"]] == [2]
    assert [one["id"] for one in every["jobs"]] == [1, 2]
    assert every["total_count"] == 2


def test_a_log_lies_on_another_host_under_a_signature(server: ReplayServer) -> None:
    address = get(server, "/actions/jobs/5/logs")
    assert address.status_code == 302
    where = address.headers["Location"]
    assert not where.startswith(server.api_url)
    assert requests.get(where, timeout=10).content == b"one line\n"
    assert requests.get(where.partition("?")[0], timeout=10).status_code == 403
    part = requests.get(where, headers={"Range": "bytes=4-"}, timeout=10)
    assert (part.status_code, part.content, part.headers["Content-Range"]) == (206, b"line\n", "bytes 4-8/9")


def test_what_is_not_there_is_a_404_as_github_words_it(server: ReplayServer) -> None:
    for path in ("/actions/runs/99999/jobs", "/actions/jobs/99999/logs", "/check-runs/99999/annotations", "/nothing"):
        answer = get(server, path)
        assert (answer.status_code, answer.json()["message"]) == (404, "Not Found")


def test_a_quota_runs_out_and_is_renewed() -> None:
    with ReplayServer(world(), quota=2, quota_seconds=0.5) as server:
        answers = [get(server, "/actions/runs") for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 403]
        assert answers[2].headers["X-RateLimit-Remaining"] == "0"
        time.sleep(0.6)
        assert get(server, "/actions/runs").status_code == 200
