"""Logs: streamed from another host, resumed after cuts, late or gone."""

import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from error_assets.clients.github import GitHub
from error_assets.clients.github_errors import GitHubError, Refused, Unanswered
from error_assets.clients.github_logs import LogReading
from error_assets.clients.github_transport import Patience
from error_assets.records import Annotation, JobOutcome
from error_assets.samples.replay_messages import Asked, Reply, refusal
from error_assets.samples.replay_server import ReplayServer
from error_assets_tests.samples.made_runs import NOON, HandClock, job, run, world

LOG = b"".join(b"line %d of the log\n" % number for number in range(20_000))
HURRIED = Patience(connect_seconds=2, read_seconds=0.3, backoff_seconds=0.001)
LATER = NOON + timedelta(hours=5)


def reading_of(
    disturb: Callable[[Asked, Reply], Reply] | None = None,
    clock: HandClock | None = None,
    **facts: Any,
) -> tuple[bytes, LogReading, ReplayServer]:
    facts.setdefault("log", lambda: LOG)
    made = world(run(1, [job(7, NOON, **facts)]))
    with (
        ReplayServer(made, disturb=disturb) as server,
        GitHub(server.api_url, token="t", clock=clock or HandClock(at=LATER), patience=HURRIED) as github,
    ):
        reading = github.log(outcome())
        return b"".join(reading), reading, server


def outcome(job_id: str = "7") -> JobOutcome:
    return JobOutcome(
        repo="acme/shop",
        run_id="1",
        attempt=1,
        job_id=job_id,
        job_name="a",
        conclusion="failure",
        completed_at=NOON,
    )


def on_log_host(spoil: Callable[[int, Asked, Reply], Reply]) -> Callable[[Asked, Reply], Reply]:
    """A disturbance of the log host; `spoil` gets the number of questions it had before."""
    asked_before = [0]

    def disturb(asked: Asked, reply: Reply) -> Reply:
        if asked.host != "logs":
            return reply
        asked_before[0] += 1
        return spoil(asked_before[0] - 1, asked, reply)

    return disturb


def test_a_whole_log_arrives_and_the_log_host_sees_no_credentials() -> None:
    content, reading, server = reading_of()
    assert (content, reading.state, reading.bytes) == (LOG, "stored", len(LOG))
    assert server.leaked == 0


def test_the_log_host_of_the_replay_would_notice_credentials() -> None:
    made = world(run(1, [job(7, NOON)]))
    with ReplayServer(made) as server:
        assert server.reply("GET", "logs", "/logs/acme/shop/7", {"Authorization": "Bearer t"}).status == 400
    assert server.leaked == 1


def test_a_netrc_of_the_machine_reaches_no_host(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    content, _, server = reading_of()
    assert content == LOG
    assert server.leaked == 0


@pytest.mark.parametrize("empty", [b"", b"\xef\xbb\xbf"])
def test_an_empty_log_is_a_whole_log(empty: bytes) -> None:
    content, reading, _ = reading_of(log=lambda: empty)
    assert (content, reading.state) == (empty, "stored")


def test_a_cut_log_is_resumed_where_it_was_cut() -> None:
    def cut(before: int, asked: Asked, reply: Reply) -> Reply:  # noqa: ARG001
        return replace(reply, cut_after=100_001) if before < 2 else reply

    content, reading, server = reading_of(on_log_host(cut))
    assert (content, reading.state) == (LOG, "stored")
    assert server.served["log", 206] == 2


def test_a_host_that_knows_no_ranges_sends_a_cut_log_once_more() -> None:
    def cut(before: int, asked: Asked, reply: Reply) -> Reply:  # noqa: ARG001
        return Reply(200, LOG, (), cut_after=70_000 * (before + 1) if before < 3 else None)

    content, reading, _ = reading_of(on_log_host(cut))
    assert (content, reading.state) == (LOG, "stored")


def test_a_log_that_is_another_one_after_a_cut_is_not_mixed_with_it() -> None:
    def another(before: int, asked: Asked, reply: Reply) -> Reply:  # noqa: ARG001
        return Reply(200, LOG, (), cut_after=100_000) if before == 0 else Reply(200, LOG.replace(b"line", b"LINE"))

    content, reading, _ = reading_of(on_log_host(another))
    assert (content, reading.state) == (LOG[: len(content)], "cut")
    assert 0 < len(content) < len(LOG)


def test_a_log_that_always_ends_early_is_cut_and_what_came_is_kept() -> None:
    content, reading, _ = reading_of(log_state="cut")
    assert (content, reading.state) == (LOG[: len(LOG) // 2], "cut")


def test_a_stalled_log_is_asked_for_again() -> None:
    def stall(before: int, asked: Asked, reply: Reply) -> Reply:  # noqa: ARG001
        return replace(reply, stall=1.0) if before == 0 else reply

    content, reading, _ = reading_of(on_log_host(stall))
    assert (content, reading.state) == (LOG, "stored")


def test_a_log_in_chunks_of_unknown_length_is_streamed() -> None:
    def blocks() -> Iterator[bytes]:
        for start in range(0, len(LOG), 5_000):
            yield LOG[start : start + 5_000]

    content, reading, _ = reading_of(log=blocks)
    assert (content, reading.state) == (LOG, "stored")


def test_an_address_whose_signature_ended_is_asked_for_again() -> None:
    def expired(before: int, asked: Asked, reply: Reply) -> Reply:  # noqa: ARG001
        return Reply(403, b"<Error><Code>AuthenticationFailed</Code></Error>") if before == 0 else reply

    content, reading, server = reading_of(on_log_host(expired))
    assert (content, reading.state) == (LOG, "stored")
    assert server.served["logs", 302] == 2


def test_a_log_host_that_is_down_is_a_failed_read() -> None:
    with pytest.raises(Unanswered, match="job 7 of acme/shop"):
        reading_of(on_log_host(lambda before, asked, reply: Reply(503, b"down")))  # noqa: ARG005


def test_an_expired_log_says_so() -> None:
    content, reading, _ = reading_of(log_state="expired")
    assert (content, reading.state) == (b"", "expired")


def test_404_is_missing_ten_minutes_after_the_job_and_late_before() -> None:
    for minutes, state in ((11, "missing"), (9, "late"), (2, "late")):
        clock = HandClock(at=NOON + timedelta(minutes=minutes))
        _, reading, _ = reading_of(log_state="missing", clock=clock)
        assert (reading.state, clock.slept) == (state, [])


def test_the_log_of_a_job_that_has_just_ended_is_waited_for() -> None:
    clock = HandClock(at=NOON + timedelta(seconds=3))

    def late(asked: Asked, reply: Reply) -> Reply:
        early = clock.now() < NOON + timedelta(seconds=20)
        return refusal(404, "Not Found") if early and asked.path.endswith("/logs") else reply

    content, reading, _ = reading_of(late, clock)
    assert (content, reading.state) == (LOG, "stored")
    assert clock.slept == [5.0] * 4


def test_a_log_that_does_not_come_within_a_minute_is_late() -> None:
    clock = HandClock(at=NOON + timedelta(seconds=3))
    content, reading, _ = reading_of(log_state="missing", clock=clock)
    assert (content, reading.state) == (b"", "late")
    assert 55 <= sum(clock.slept) <= 65


def test_a_refused_log_is_a_failed_read_not_a_missing_log() -> None:
    def forbid(asked: Asked, reply: Reply) -> Reply:
        return refusal(403, "Must have admin rights to Repository.") if asked.path.endswith("/logs") else reply

    with pytest.raises(Refused, match="admin rights"):
        reading_of(forbid)


def test_several_logs_come_in_the_order_of_their_jobs_and_one_failure_is_raised_at_its_turn() -> None:
    made = world(run(1, [job(number, NOON, log=lambda number=number: b"%d" % number) for number in range(1, 30)]))

    def down(asked: Asked, reply: Reply) -> Reply:
        return refusal(403, "no") if asked.path.endswith("/20/logs") else reply

    def whole(reading: LogReading) -> int:
        return int(b"".join(reading))

    with (
        ReplayServer(made, disturb=down) as server,
        GitHub(server.api_url, token="t", clock=HandClock(at=LATER), patience=HURRIED) as github,
    ):
        come: list[int] = []
        with pytest.raises(GitHubError):
            come.extend(github.each_log((outcome(str(number)) for number in range(1, 30)), whole))
        one_by_one = github.each_log((outcome(str(number)) for number in range(1, 30)), whole)
        assert [next(one_by_one) for _ in range(19)] == list(range(1, 20))
        one_by_one.close()


def test_annotations_of_several_jobs_come_in_their_order() -> None:
    told = [Annotation(level="failure", message=f"of {number}") for number in range(1, 30)]
    made = world(run(1, [job(number, NOON, annotations=(told[number - 1],)) for number in range(1, 30)]))
    with ReplayServer(made) as server, GitHub(server.api_url, token="t") as github:
        found = list(github.annotations_of(outcome(str(number)) for number in range(1, 30)))
    assert [one.message for (one,) in found] == [one.message for one in told]


def test_a_large_log_is_never_whole_in_memory() -> None:
    block = b"x" * 65_536
    made = world(run(1, [job(7, NOON, log=lambda: (block for _ in range(800)))]))
    with (
        ReplayServer(made) as server,
        GitHub(server.api_url, token="t", clock=HandClock(at=LATER)) as github,
    ):
        tracemalloc.start()
        seen = sum(len(found) for found in github.log(outcome()))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert seen == 800 * 65_536
    assert peak < 4_000_000
