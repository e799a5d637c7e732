"""Rate limits, retries and time-outs: what is waited for, for how long, and what is not."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from error_assets.clients.github import GitHub
from error_assets.clients.github_errors import RepositoryUnreadable
from error_assets.clients.github_limits import asked_wait
from error_assets.clients.github_transport import Counters, Patience
from error_assets.samples.replay_messages import Asked, Reply, refusal
from error_assets.samples.replay_server import ReplayServer
from error_assets_tests.samples.made_runs import HOUR_KEY, NOON, HandClock, job, run, world

SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
DATE = "Mon, 02 Nov 2026 12:00:00 GMT"
HURRIED = Patience(connect_seconds=2, read_seconds=0.3, backoff_seconds=0.001)


def answers_first(*replies: Reply) -> Callable[[Asked, Reply], Reply]:
    """The first questions get these answers, the others the healthy ones."""
    left = list(replies)

    def disturb(asked: Asked, reply: Reply) -> Reply:  # noqa: ARG001
        return left.pop(0) if left else reply

    return disturb


def outcomes(*replies: Reply, **options: Any) -> tuple[int, HandClock, list[str], Counters]:
    clock, lines = HandClock(), list[str]()
    with (
        ReplayServer(world(run(1, [job(1, NOON)])), disturb=answers_first(*replies), **options) as server,
        GitHub(server.api_url, token="t", clock=clock, log=lines.append, patience=HURRIED, lookback_hours=1) as github,
    ):
        found = github.outcomes("acme/shop", HOUR_KEY).outcomes
        return len(found), clock, lines, github.counters


def limited(status: int, message: str, **headers: str) -> Reply:
    told = refusal(status, message)
    return replace(told, headers=(*told.headers, *((name.replace("_", "-"), value) for name, value in headers.items())))


def test_a_primary_limit_is_waited_for_until_its_reset_and_said_aloud() -> None:
    primary = limited(403, "API rate limit exceeded", **{"X-RateLimit-Remaining": "0", "X-RateLimit-Limit": "5000"})
    reset = str(int(datetime.now().astimezone().timestamp()) + 90)
    primary = replace(primary, headers=(*primary.headers, ("X-RateLimit-Reset", reset)))
    found, clock, lines, counters = outcomes(primary)
    assert found == 1
    assert 88 <= sum(clock.slept) <= 93
    assert lines == [f"waiting {sum(clock.slept):.0f} s: GitHub's primary rate limit (5000 requests an hour)"]
    assert counters.waited_seconds == pytest.approx(sum(clock.slept), abs=0.1)


@pytest.mark.parametrize("status", [403, 429])
def test_retry_after_is_waited_for_exactly(status: int) -> None:
    found, clock, lines, _ = outcomes(limited(status, SECONDARY, Retry_After="17"))
    assert (found, clock.slept) == (1, [17.0])
    assert "secondary" in lines[0]


@pytest.mark.parametrize("status", [403, 429])
def test_a_secondary_limit_without_a_number_waits_a_minute_then_two(status: int) -> None:
    found, clock, _, _ = outcomes(limited(status, SECONDARY), limited(status, SECONDARY))
    assert (found, clock.slept) == (1, [60.0, 120.0])


def test_a_limit_that_does_not_end_ends_the_question() -> None:
    with pytest.raises(RepositoryUnreadable, match="still limited after 6 waits") as refused:
        outcomes(*(limited(429, SECONDARY, Retry_After="1") for _ in range(50)))
    assert refused.value.reason == "repository_unreadable"


def test_a_wait_of_two_hours_is_not_begun() -> None:
    with pytest.raises(RepositoryUnreadable, match="7,200 s"):
        outcomes(limited(429, SECONDARY, Retry_After="7200"))


@pytest.mark.parametrize(
    ("status", "headers", "body", "seconds"),
    [
        (200, {"x-ratelimit-remaining": "0"}, "", None),
        (403, {"x-ratelimit-remaining": "4000"}, "Resource not accessible by integration", None),
        (404, {"retry-after": "9"}, "", None),
        (403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1793620830", "date": DATE}, "", 31.0),
        (403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1793620000", "date": DATE}, "", 1.0),
        (403, {"x-ratelimit-remaining": "0"}, "", 60.0),
        (429, {}, "", 60.0),
        (403, {}, "You have triggered an abuse detection mechanism", 60.0),
    ],
)
def test_which_answers_ask_for_a_wait(status: int, headers: dict[str, str], body: str, seconds: float | None) -> None:
    wrong_clock = NOON + timedelta(hours=9)
    wait = asked_wait(status, headers, body, 0, wrong_clock)
    assert (wait.seconds if wait else None) == seconds


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_server_errors_are_tried_again(status: int) -> None:
    found, _, _, counters = outcomes(*(Reply(status, b"<html>Unicorn!</html>") for _ in range(3)))
    assert found == 1
    assert counters.requests == 2 + 3


def test_server_errors_without_end_are_one_line() -> None:
    with pytest.raises(RepositoryUnreadable, match=r"/repos/acme/shop/actions/runs: 502 after 5 tries") as refused:
        outcomes(*(Reply(502, b"<html>Unicorn!</html>") for _ in range(50)))
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("status", [400, 418, 422])
def test_other_refusals_are_not_tried_again(status: int) -> None:
    with pytest.raises(RepositoryUnreadable):
        outcomes(Reply(status, b"{}"))


def test_a_cut_answer_is_asked_for_again() -> None:
    def cut_once(asked: Asked, reply: Reply) -> Reply:
        seen.append(asked.path)
        return replace(reply, cut_after=40) if len(seen) in (1, 3) else reply

    seen: list[str] = []
    with (
        ReplayServer(world(run(1, [job(1, NOON)])), disturb=cut_once) as server,
        GitHub(server.api_url, token="t", clock=HandClock(), patience=HURRIED) as github,
    ):
        assert len(github.outcomes("acme/shop", HOUR_KEY).outcomes) == 1


def test_a_stalled_answer_is_asked_for_again() -> None:
    def stall_once(asked: Asked, reply: Reply) -> Reply:
        seen.append(asked.path)
        return replace(reply, stall=1.0) if len(seen) == 1 else reply

    seen: list[str] = []
    with (
        ReplayServer(world(run(1, [job(1, NOON)])), disturb=stall_once) as server,
        GitHub(server.api_url, token="t", clock=HandClock(), patience=HURRIED) as github,
    ):
        assert len(github.outcomes("acme/shop", HOUR_KEY).outcomes) == 1


def test_nobody_at_the_address_is_one_line() -> None:
    with (
        GitHub("http://127.0.0.1:9", token="t", patience=HURRIED) as github,
        pytest.raises(RepositoryUnreadable, match="no answer"),
    ):
        github.outcomes("acme/shop", HOUR_KEY)


def test_a_page_of_a_proxy_is_no_answer() -> None:
    with pytest.raises(RepositoryUnreadable, match="not JSON"):
        outcomes(Reply(200, b"<html>Please log in</html>"))


def test_the_replays_own_quota_is_survived() -> None:
    """Three requests an hour: the fourth is refused until the quota is renewed, by the server's own headers."""
    clock = HandClock()
    with ReplayServer(world(*(run(n, [job(n, NOON)]) for n in range(1, 9))), quota=3, quota_seconds=1.0) as server:
        waits: list[float] = []

        def really(seconds: float) -> None:
            waits.append(seconds)
            HandClock.sleep(clock, seconds)
            time.sleep(min(seconds, 1.5))

        clock.sleep = really  # type: ignore[method-assign]
        with GitHub(server.api_url, token="t", clock=clock, patience=HURRIED) as github:
            assert len(github.outcomes("acme/shop", HOUR_KEY).outcomes) == 8
            assert github.counters.remaining is not None
    assert waits
