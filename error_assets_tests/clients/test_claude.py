"""What Claude is asked, what becomes of each kind of answer and what it costs, over HTTP against a small server."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from error_assets.clients.claude import Claude
from error_assets.clients.claude_messages import MAX_ATTEMPTS, Limits, Messages
from error_assets.clients.ledger import Ledger
from error_assets.hours import UTC
from error_assets.records import Classification, ErrorSignature
from error_assets_tests.clients.messages_server import (
    Answer,
    MessagesServer,
    fails,
    hangs_up,
    refuses,
    running,
    says,
    verdicts,
)

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
FIRST, STRONGER = "claude-haiku-5-5", "claude-sonnet-5-5"
KEY = "sk-ant-test-0123456789"
NANO = 1_000_000_000


class Clock:
    """A clock that moves only when somebody sleeps."""

    def __init__(self) -> None:
        self.moment = NOON
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.moment

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.moment += timedelta(seconds=seconds)


@pytest.fixture
def server() -> Iterator[MessagesServer]:
    with running() as started:
        yield started


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}")


@pytest.fixture
def clock() -> Clock:
    return Clock()


def signature(number: int) -> ErrorSignature:
    message = f"ModuleNotFoundError: No module named 'part{number}'"
    return ErrorSignature(
        repo="example/engine",
        fingerprint=f"{number:016x}",
        template="ModuleNotFoundError: No module named <str>",
        grouping_version="1",
        occurrence_count=1,
        first_seen=NOON,
        last_seen=NOON,
        error_ids=(f"{number}-1-1",),
        example_error_id=f"{number}-1-1",
        example_message=message,
        example_text=f"Traceback\n{message}",
        example_source="github_log",
        example_dialect="python",
    )


def claude(server: MessagesServer, ledger: Ledger, clock: Clock, **changes: Any) -> Claude:
    limits = Limits(
        max_rpm=changes.pop("max_rpm", 50),
        daily_budget_usd=changes.pop("daily_budget_usd", 1.0),
        run_budget_usd=changes.pop("run_budget_usd", None),
    )
    settings = {
        "model": FIRST,
        "escalation_model": STRONGER,
        "batch_size": 10,
        "max_error_length": 10_000,
        "min_confidence": 0.8,
        **changes,
    }
    messages = Messages(KEY, server.url, ledger.requests, limits, now=clock.now, sleep=clock.sleep)
    return Claude(messages=messages, ledger=ledger, **settings)


def remembered(ledger: Ledger, fingerprints: Iterable[str]) -> dict[str, Classification]:
    found = ledger.remembered(list(fingerprints), at=NOON, ttl_hours=1)
    return {name: held.verdict for name, held in found.items()}


def outcomes(ledger: Ledger) -> list[tuple[str, str]]:
    return [(row.model, row.outcome) for row in ledger.requests.rows()]


def test_ten_signatures_are_one_request_and_come_back_checked(
    server: MessagesServer, ledger: Ledger, clock: Clock
) -> None:
    asked = [signature(number) for number in range(25)]
    found = claude(server, ledger, clock).classify(asked, weak={}).verdicts
    assert list(found) == [item.fingerprint for item in asked]
    assert {verdict.category for verdict in found.values()} == {"dependency_error"}
    assert [row.signatures for row in ledger.requests.rows()] == [10, 10, 5]
    assert found[asked[3].fingerprint].evidence == asked[3].example_message
    assert found[asked[3].fingerprint].asked_error_id == "3-1-1"


def test_the_answer_is_what_the_ledger_remembers(server: MessagesServer, ledger: Ledger, clock: Clock) -> None:
    found = claude(server, ledger, clock).classify([signature(1), signature(2)], weak={}).verdicts
    assert remembered(ledger, found) == found


def test_the_request_is_what_the_api_takes(server: MessagesServer, ledger: Ledger, clock: Clock) -> None:
    claude(server, ledger, clock).classify([signature(1)], weak={})
    (request,) = server.requests
    assert set(request) == {"model", "max_tokens", "system", "messages", "output_config"}
    assert request["output_config"]["format"]["type"] == "json_schema"
    assert request["system"][0]["cache_control"] == {"type": "ephemeral"}
    assert server.keys == [KEY]


def test_the_instructions_are_long_enough_for_the_cache_and_read_from_it(
    server: MessagesServer, ledger: Ledger, clock: Clock
) -> None:
    claude(server, ledger, clock, batch_size=1).classify([signature(1), signature(2)], weak={})
    first, second = (row.tokens for row in ledger.requests.rows())
    assert first.written > 0
    assert first.read == 0
    assert second.read == first.written
    assert second.written == 0


def test_tokens_and_cost_are_split_without_rest(server: MessagesServer, ledger: Ledger, clock: Clock) -> None:
    found = (
        claude(server, ledger, clock).classify([signature(number) for number in range(7)], weak={}).verdicts.values()
    )
    (row,) = ledger.requests.rows()
    used = row.tokens
    assert sum(verdict.prompt_tokens for verdict in found) == used.uncached + used.written + used.read
    assert sum(verdict.completion_tokens for verdict in found) == used.output
    assert sum(verdict.cached_tokens for verdict in found) == used.read
    assert sum(round(verdict.cost_usd * NANO) for verdict in found) == round(row.cost_usd * NANO)
    # $0.10 in, 1.25 times that for a cache write, $0.50 out per million tokens
    nano = used.uncached * 100 + used.written * 125 + used.output * 500
    assert round(row.cost_usd * NANO) == nano
    assert ledger.spent_usd(NOON.date()) == row.cost_usd


def test_a_weak_verdict_is_asked_once_more_of_the_stronger_model(
    server: MessagesServer, ledger: Ledger, clock: Clock
) -> None:
    server.script = [verdicts(confidence=0.6), verdicts(confidence=0.7, root_cause="Better.")]
    (verdict,) = claude(server, ledger, clock).classify([signature(1)], weak={}).verdicts.values()
    assert (verdict.model, verdict.root_cause) == (STRONGER, "Better.")
    assert outcomes(ledger) == [(FIRST, "answered"), (STRONGER, "answered")]
    assert remembered(ledger, [verdict.fingerprint]) == {verdict.fingerprint: verdict}


def test_a_weak_verdict_stays_where_there_is_no_stronger_model(
    server: MessagesServer, ledger: Ledger, clock: Clock
) -> None:
    server.script = [verdicts(confidence=0.6)]
    (verdict,) = (
        claude(server, ledger, clock, escalation_model=None).classify([signature(1)], weak={}).verdicts.values()
    )
    assert (verdict.model, verdict.confidence) == (FIRST, 0.6)
    assert len(server.requests) == 1


def test_a_weak_verdict_of_an_earlier_run_goes_to_the_stronger_model_at_once(
    server: MessagesServer, ledger: Ledger, clock: Clock
) -> None:
    server.script = [verdicts(confidence=0.6)]
    (weak,) = claude(server, ledger, clock, escalation_model=None).classify([signature(1)], weak={}).verdicts.values()
    assert weak.classified_at is not None
    found = claude(server, ledger, clock).classify([signature(1), signature(2)], weak={f"{1:016x}": weak.classified_at})
    assert [verdict.model for verdict in found.verdicts.values()] == [FIRST, STRONGER]
    assert [request["model"] for request in server.requests] == [FIRST, FIRST, STRONGER]
    assert remembered(ledger, found.verdicts) == found.verdicts


def test_what_the_ledger_holds_of_an_older_time_is_bought_anew_from_the_first_model(
    server: MessagesServer, ledger: Ledger, clock: Clock
) -> None:
    """A strong verdict that had expired went to the stronger model, as if it had been weak."""
    claude(server, ledger, clock).classify([signature(1)], weak={})
    clock.moment += timedelta(days=8)
    claude(server, ledger, clock).classify([signature(1)], weak={})
    assert [request["model"] for request in server.requests] == [FIRST, FIRST]


def test_what_another_process_bought_meanwhile_is_not_bought_again(
    server: MessagesServer, ledger: Ledger, clock: Clock
) -> None:
    before = ledger.mark()
    claude(server, ledger, clock).classify([signature(2)], weak={})
    found = claude(server, ledger, clock).classify([signature(number) for number in (1, 2, 3)], weak={}, since=before)
    assert [row.signatures for row in ledger.requests.rows()] == [1, 2], "the withdrawn request leaves no row"
    assert list(found.verdicts) == [f"{number:016x}" for number in (1, 3)]


def test_both_verdicts_that_were_paid_for_one_error_keep_their_own_share(
    server: MessagesServer, ledger: Ledger, clock: Clock
) -> None:
    server.script = [verdicts(confidence=0.6)]
    found = claude(server, ledger, clock).classify([signature(number) for number in range(3)], weak={}).verdicts
    first, stronger = ledger.requests.rows()
    assert (first.signatures, stronger.signatures) == (3, 3)
    assert sum(round(verdict.cost_usd * NANO) for verdict in found.values()) == round(stronger.cost_usd * NANO)
    assert ledger.spent_usd(NOON.date()) == pytest.approx(first.cost_usd + stronger.cost_usd, abs=1e-12)


def test_a_refusal_of_one_error_does_not_cost_the_others_their_verdict(
    server: MessagesServer, ledger: Ledger, clock: Clock
) -> None:
    server.script = [refuses(), refuses(), verdicts()]
    found = (
        claude(server, ledger, clock, escalation_model=None).classify([signature(1), signature(2)], weak={}).verdicts
    )
    assert [verdict.reason for verdict in found.values()] == ["refused", None]
    assert [row.outcome for row in ledger.requests.rows()] == ["refused", "refused", "answered"]
    assert remembered(ledger, found) == found


def test_a_cut_answer_is_asked_for_in_halves(server: MessagesServer, ledger: Ledger, clock: Clock) -> None:
    server.script = [says('{"verdicts": [', "max_tokens")]
    found = claude(server, ledger, clock).classify([signature(number) for number in range(5)], weak={}).verdicts
    assert {verdict.category for verdict in found.values()} == {"dependency_error"}
    assert [(row.outcome, row.signatures) for row in ledger.requests.rows()] == [
        ("max_tokens", 5),
        ("answered", 2),
        ("answered", 3),
    ]


@pytest.mark.parametrize(
    "act",
    [
        says("the cause is a missing module"),
        says('```json\n{"verdicts": []}\n```'),
        verdicts(evidence="a line that does not stand there"),
        verdicts(category="bad_luck"),
        verdicts(number=7),
        says("", "max_tokens"),
    ],
    ids=["prose", "fenced", "invented evidence", "unknown category", "wrong number", "cut"],
)
def test_an_answer_that_fails_its_checks_is_no_verdict(
    server: MessagesServer, ledger: Ledger, clock: Clock, act: Any
) -> None:
    server.script = [act]
    (verdict,) = (
        claude(server, ledger, clock, escalation_model=None).classify([signature(1)], weak={}).verdicts.values()
    )
    assert (verdict.category, verdict.reason, verdict.confidence) == ("unclassified", "answer_invalid", 0.0)
    assert verdict.cost_usd > 0


def test_an_invalid_answer_is_asked_of_the_stronger_model(server: MessagesServer, ledger: Ledger, clock: Clock) -> None:
    server.script = [says("no JSON")]
    (verdict,) = claude(server, ledger, clock).classify([signature(1)], weak={}).verdicts.values()
    assert (verdict.category, verdict.model) == ("dependency_error", STRONGER)


def test_a_busy_server_is_waited_for_as_long_as_it_says(server: MessagesServer, ledger: Ledger, clock: Clock) -> None:
    server.script = [fails(429, "rate_limit_error", retry_after="17"), fails(529, "overloaded_error")]
    (verdict,) = claude(server, ledger, clock).classify([signature(1)], weak={}).verdicts.values()
    assert verdict.category == "dependency_error"
    assert clock.slept == [17.0, 2.0]
    assert [row.outcome for row in ledger.requests.rows()] == ["rate_limited", "failed", "answered"]


def test_a_server_that_stays_busy_leaves_the_error_for_a_later_run(
    server: MessagesServer, ledger: Ledger, clock: Clock
) -> None:
    server.script = [fails(529, "overloaded_error")] * MAX_ATTEMPTS
    found = claude(server, ledger, clock, batch_size=1).classify([signature(1), signature(2)], weak={}).verdicts
    assert [verdict.reason for verdict in found.values()] == ["waiting", "waiting"]
    assert len(server.requests) == MAX_ATTEMPTS
    assert remembered(ledger, found) == {}


def test_a_spend_limit_is_not_tried_again(server: MessagesServer, ledger: Ledger, clock: Clock) -> None:
    limit = fails(429, "rate_limit_error", error_code="enforced_spend_limit_reached", retry_after="1")
    server.script = [limit]
    found = claude(server, ledger, clock, batch_size=1).classify([signature(1), signature(2)], weak={}).verdicts
    assert [verdict.reason for verdict in found.values()] == ["budget", "budget"]
    assert len(server.requests) == 1
    assert clock.slept == []
    assert ledger.spent_usd(NOON.date()) == 0.0


def test_a_wrong_key_names_the_setting_without_the_key_and_leaves_the_errors_for_a_later_run(
    server: MessagesServer, ledger: Ledger, clock: Clock
) -> None:
    server.script = [fails(401, "authentication_error")]
    found = claude(server, ledger, clock, batch_size=1).classify([signature(1), signature(2)], weak={})
    assert [verdict.reason for verdict in found.verdicts.values()] == ["waiting", "waiting"]
    (line,) = set(found.troubles.values())
    assert "ANTHROPIC_API_KEY" in line and KEY not in line
    assert list(found.troubles) == list(found.verdicts)
    assert outcomes(ledger) == [(FIRST, "failed")]


def test_an_unknown_stronger_model_leaves_the_weak_verdicts_standing(
    server: MessagesServer, ledger: Ledger, clock: Clock
) -> None:
    server.script = [verdicts(confidence=0.6), fails(404, "not_found_error")]
    found = claude(server, ledger, clock).classify([signature(1)], weak={})
    assert [(verdict.model, verdict.confidence) for verdict in found.verdicts.values()] == [(FIRST, 0.6)]
    assert "CLAUDE_ESCALATION_MODEL" in found.troubles[f"{1:016x}"]


def test_a_prompt_that_is_too_long_is_asked_in_halves_and_alone_is_invalid(
    server: MessagesServer, ledger: Ledger, clock: Clock
) -> None:
    too_long = fails(400, "invalid_request_error", said="prompt is too long: 1200000 tokens > 1000000 maximum")
    server.script = [too_long, too_long]
    found = claude(server, ledger, clock, escalation_model=None).classify([signature(1), signature(2)], weak={})
    assert [verdict.reason for verdict in found.verdicts.values()] == ["answer_invalid", None]
    assert found.troubles == {}
    assert [(row.outcome, row.signatures) for row in ledger.requests.rows()] == [
        ("too_large", 2),
        ("too_large", 1),
        ("answered", 1),
    ]


def test_a_request_whose_connection_broke_is_counted_at_its_highest(
    server: MessagesServer, ledger: Ledger, clock: Clock
) -> None:
    server.script = [hangs_up()]
    found = claude(server, ledger, clock).classify([signature(1)], weak={}).verdicts
    broken, answered = ledger.requests.rows()
    assert (broken.outcome, answered.outcome) == ("timed_out", "answered")
    assert broken.cost_usd > answered.cost_usd > 0
    assert sum(verdict.cost_usd for verdict in found.values()) == answered.cost_usd


def test_a_request_that_was_never_sent_costs_nothing(ledger: Ledger, clock: Clock) -> None:
    nowhere = MessagesServer("http://127.0.0.1:9")
    found = claude(nowhere, ledger, clock).classify([signature(1)], weak={})
    assert [verdict.reason for verdict in found.verdicts.values()] == ["waiting"]
    assert {row.outcome for row in ledger.requests.rows()} == {"failed"}
    assert ledger.spent_usd(NOON.date()) == 0.0
    assert list(found.troubles) == list(found.verdicts)


@pytest.mark.parametrize("text", ["接続がタイムアウトしました" * 400, "ZJ4x9Kq+" * 700], ids=["Japanese", "base64"])
def test_what_is_reserved_is_enough_for_a_token_a_byte(
    server: MessagesServer, ledger: Ledger, clock: Clock, text: str
) -> None:
    request: list[float] = []

    def act(server: MessagesServer, sent: dict[str, Any]) -> Answer:
        request.append(ledger.spent_usd(NOON.date()))
        return says("{}")(server, sent)

    server.script = [act]
    claude(server, ledger, clock, escalation_model=None).classify([replace(signature(1), example_text=text)], weak={})
    sent = server.requests[0]
    size = len((sent["system"][0]["text"] + sent["messages"][0]["content"]).encode())
    assert request[0] * NANO >= size * 125 + sent["max_tokens"] * 500


def test_a_budget_is_not_passed_and_what_was_bought_before_is_kept(
    server: MessagesServer, ledger: Ledger, clock: Clock
) -> None:
    once = claude(server, ledger, clock, batch_size=1)
    once.classify([signature(0)], weak={})
    budget = ledger.spent_usd(NOON.date()) + 0.006
    found = (
        claude(server, ledger, clock, batch_size=1, daily_budget_usd=budget)
        .classify([signature(number) for number in range(1, 30)], weak={})
        .verdicts
    )
    reasons = [verdict.reason for verdict in found.values()]
    assert reasons[0] is None
    assert reasons[-1] == "budget"
    assert ledger.spent_usd(NOON.date()) <= budget
    clock.moment += timedelta(days=1)
    later = claude(server, ledger, clock, batch_size=1, daily_budget_usd=budget).classify([signature(29)], weak={})
    assert [verdict.reason for verdict in later.verdicts.values()] == [None]


def test_a_run_budget_holds_for_one_run(server: MessagesServer, ledger: Ledger, clock: Clock) -> None:
    found = claude(server, ledger, clock, run_budget_usd=0.0).classify([signature(1)], weak={}).verdicts
    assert [verdict.reason for verdict in found.values()] == ["budget"]
    assert server.requests == []


def test_the_rate_is_kept_by_waiting(server: MessagesServer, ledger: Ledger, clock: Clock) -> None:
    claude(server, ledger, clock, batch_size=1, max_rpm=2).classify([signature(number) for number in range(5)], weak={})
    times = [row.asked_at for row in ledger.requests.rows()]
    assert all(third - first >= timedelta(minutes=1) for first, third in zip(times, times[2:], strict=False))


def test_a_model_near_its_end_is_warned_of_with_the_date(
    server: MessagesServer, ledger: Ledger, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        claude(server, ledger, clock, model="claude-sonnet-4-5-20250929", batch_size=1).classify(
            [signature(1), signature(2)], weak={}
        )
    warned = [record.getMessage() for record in caplog.records]
    assert len(warned) == 1
    assert "November 30th, 2026" in warned[0]


def test_each_fingerprint_is_asked_for_once(server: MessagesServer, ledger: Ledger, clock: Clock) -> None:
    claude(server, ledger, clock).classify([signature(1), replace(signature(1), repo="example/other")], weak={})
    assert [row.signatures for row in ledger.requests.rows()] == [1]


def test_nothing_is_imported_or_opened_for_no_signatures(server: MessagesServer, tmp_path: Path, clock: Clock) -> None:
    file = tmp_path / "none.sqlite"
    assert claude(server, Ledger(f"sqlite:///{file}"), clock).classify([], weak={}).verdicts == {}
    assert not file.exists()
