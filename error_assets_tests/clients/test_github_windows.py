"""Listing every run although a filtered search lists 1,000 at most."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from error_assets.clients.github_auth import Token
from error_assets.clients.github_cache import Cache
from error_assets.clients.github_errors import Unanswered
from error_assets.clients.github_runs import Runs, day_windows
from error_assets.clients.github_session import Session
from error_assets.clients.github_transport import Patience, Transport
from error_assets.samples.replay_messages import Asked, Reply, json_reply
from error_assets.samples.replay_server import ReplayServer
from error_assets.samples.replay_world import World
from error_assets_tests.samples.made_runs import NOON, HandClock, run, world


def crowded(runs: int, per_second: int = 1) -> World:
    """Runs created one second after the other, or several in one."""
    start = NOON - timedelta(hours=3)
    return world(
        *(run(number, created_at=start + timedelta(seconds=number // per_second)) for number in range(1, runs + 1))
    )


def listed(made: World, **options: Any) -> tuple[set[str], list[str], ReplayServer]:
    lines: list[str] = []
    transport = Transport(Patience(), HandClock(), lines.append)
    with ReplayServer(made, **options) as server, Cache(None) as cache:
        runs = Runs(Session(server.api_url, transport, Token("t"), cache), cache, lines.append)
        found = {one.run_id for one in runs.created("acme/shop", NOON - timedelta(hours=72), NOON)}
        transport.close()
    return found, lines, server


@pytest.mark.parametrize(("runs", "per_second"), [(1_000, 1), (1_001, 1), (2_345, 1), (2_500, 40)])
def test_more_than_a_thousand_runs_in_a_window_are_all_listed(runs: int, per_second: int) -> None:
    found, lines, _ = listed(crowded(runs, per_second))
    assert len(found) == runs
    assert lines == []


def test_splitting_costs_few_requests_beyond_the_pages() -> None:
    _, _, server = listed(crowded(2_345))
    windows = 4
    assert server.served["runs", 200] <= 24 + windows + 2


def test_more_than_a_thousand_runs_in_one_second_are_told_of() -> None:
    found, lines, _ = listed(crowded(1_500, per_second=2_000))
    assert len(found) == 1_000
    assert "1500" in lines[0]


def test_a_listing_in_another_order_loses_nothing() -> None:
    made = crowded(2_345)
    made.repos[0].runs = tuple(reversed(made.repos[0].runs))
    found, _, _ = listed(made)
    assert len(found) == 2_345


def test_a_search_that_counts_runs_and_lists_none_is_a_failed_read() -> None:
    def empty(asked: Asked, reply: Reply) -> Reply:
        if asked.path.endswith("/runs"):
            return json_reply({"total_count": 3, "workflow_runs": []})
        return reply

    with pytest.raises(Unanswered, match="lists none"):
        listed(crowded(3), disturb=empty)


def test_a_page_that_comes_back_short_is_made_up_for() -> None:
    """GitHub now and then leaves the end of a listing out although it counts it."""
    made = crowded(250)
    asked_pages: list[str] = []

    def short(asked: Asked, reply: Reply) -> Reply:
        if asked.path.endswith("/runs") and asked.query.get("page") == "2" and not asked_pages:
            asked_pages.append("2")
            return replace(reply, headers=tuple(pair for pair in reply.headers if pair[0] != "Link"))
        return reply

    found, _, _ = listed(made, disturb=short)
    assert len(found) == 250


def test_windows_are_days_and_the_oldest_begins_at_a_quarter() -> None:
    first, end = NOON - timedelta(hours=25, minutes=30), NOON + timedelta(hours=1)
    assert [(at.isoformat()[5:16], last.isoformat()[5:19]) for at, last in day_windows(first, end)] == [
        ("11-01T06:00", "11-01T23:59:59"),
        ("11-02T00:00", "11-02T23:59:59"),
    ]
