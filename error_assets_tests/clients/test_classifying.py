"""What the hours say: who decides, what is asked of Claude and what is not, over HTTP against a small server."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from error_assets.clients.classifying import Classified, Classifier, SignaturesOfHour, waits
from error_assets.clients.claude import Claude
from error_assets.clients.claude_messages import MAX_ATTEMPTS, Limits, Messages
from error_assets.clients.ledger import Ledger
from error_assets.hours import HOUR, UTC, hour_end, hour_of, hour_start
from error_assets.records import UNCLASSIFIED_REASONS, Classification, ErrorSignature
from error_assets.settings import settings_of
from error_assets.taxonomy.classify import unclassified
from error_assets_tests.clients.messages_server import Answer, MessagesServer, fails, refuses, running, says, verdicts
from error_assets_tests.taxonomy.signatures_made import signature

NOON = datetime(2026, 11, 24, 12, 5, tzinfo=UTC)
FIRST, STRONGER = "claude-haiku-5-5", "claude-sonnet-5-5"
WEAK = 0.6
A_RULE_KNOWS = "OSError: [Errno 28] No space left on device"


class Clock:
    """A clock that moves only when somebody sleeps or sets it."""

    def __init__(self) -> None:
        self.moment = NOON

    def now(self) -> datetime:
        return self.moment

    def sleep(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


class Installation:
    """A server, a ledger and a clock, and a new Classifier for each run."""

    def __init__(self, server: MessagesServer, ledger: Ledger, clock: Clock) -> None:
        self.server, self.ledger, self.clock = server, ledger, clock

    def classifier(self, **values: Any) -> Classifier:
        settings = settings_of(anthropic_api_key="sk-ant-test", **values)
        stronger = settings.claude_escalation_model
        limits = Limits(settings.max_rpm, settings.claude_daily_budget_usd, settings.claude_run_budget_usd)
        messages = Messages(
            "sk-ant-test",
            self.server.url,
            self.ledger.requests,
            limits,
            now=self.clock.now,
            sleep=self.clock.sleep,
        )
        claude = Claude(
            messages=messages,
            ledger=self.ledger,
            model=settings.anthropic_model,
            escalation_model=None if stronger == "none" else stronger,
            batch_size=settings.batch_size,
            max_error_length=settings.max_error_length,
            min_confidence=settings.min_confidence_for_reuse,
        )
        return Classifier(settings, self.ledger, claude if settings.asks_claude else None)

    def run(self, *slices: SignaturesOfHour, **values: Any) -> list[Classified]:
        return self.classifier(**values).classify(slices)

    def rows(self, *slices: SignaturesOfHour, **values: Any) -> list[Classification]:
        return [row for found in self.run(*slices, **values) for row in found.rows]

    def row(self, slice_: SignaturesOfHour, **values: Any) -> Classification:
        (row,) = self.rows(slice_, **values)
        return row

    def correct(self, fingerprint: str) -> None:
        self.ledger.correct(
            fingerprint,
            category="flaky_test",
            subcategory="",
            root_cause="seen",
            suggested_fix="",
            example_message="m",
            author="someone",
            at=NOON,
        )

    @property
    def asked_models(self) -> list[str]:
        return [request["model"] for request in self.server.requests]


@pytest.fixture
def it(tmp_path: Path) -> Iterator[Installation]:
    with running() as server:
        yield Installation(server, Ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}"), Clock())


def made(number: int, *, hours: int = 0, repo: str = "acme/shop", message: str = "", test: str = "") -> ErrorSignature:
    """An error of the hour `hours` after noon, which no rule knows unless `message` says something known."""
    seen = NOON + hours * HOUR
    text = message or f"frobnicator {number}: the flux is inverted"
    return signature(
        repo=repo,
        fingerprint=f"{number:016x}",
        first_seen=seen,
        last_seen=seen,
        example_error_id=f"{number}{hours:+}-{repo}",
        example_message=text,
        example_text=text,
        example_test_name=test,
    )


def hour(*signatures: ErrorSignature, partial: bool = False) -> SignaturesOfHour:
    key = hour_of(signatures[0].first_seen)
    swept_at = hour_start(key) + HOUR / 2 if partial else hour_end(key)
    return SignaturesOfHour(hour=key, signatures=signatures, swept_at=swept_at)


@pytest.mark.parametrize(
    ("corrected", "ruled", "remembered", "source", "asked"),
    [
        (True, True, True, "correction", 0),
        (True, False, True, "correction", 0),
        (True, False, False, "correction", 0),
        (False, True, True, "rule", 0),
        (False, True, False, "rule", 0),
        (False, False, True, "claude", 0),
        (False, False, False, "claude", 1),
    ],
)
def test_a_correction_goes_before_a_rule_a_rule_before_memory_and_memory_before_claude(
    it: Installation, corrected: bool, ruled: bool, remembered: bool, source: str, asked: int
) -> None:
    if remembered:
        it.run(hour(made(1)))
        it.server.requests.clear()
    if corrected:
        it.correct(made(1).fingerprint)
    row = it.row(hour(made(1, message=A_RULE_KNOWS if ruled else "")))
    assert row.verdict_source == source
    assert len(it.server.requests) == asked


def test_a_weak_answer_goes_to_the_stronger_model_once_and_then_serves(it: Installation) -> None:
    it.server.script = [verdicts(confidence=WEAK), verdicts(confidence=WEAK, root_cause="Better.")]
    slice_ = hour(made(1))
    first = it.row(slice_)
    assert (first.model, first.root_cause) == (STRONGER, "Better.")
    assert it.row(slice_) == first
    assert it.row(slice_, claude_escalation_model="claude-opus-5-5") == first, "asked twice is asked twice"
    assert it.row(slice_, anthropic_model=STRONGER) == first
    assert it.asked_models == [FIRST, STRONGER]


def test_a_weak_memory_goes_to_the_stronger_model_without_the_first(it: Installation) -> None:
    it.server.script = [verdicts(confidence=WEAK)]
    slice_ = hour(made(1))
    weak = it.row(slice_, claude_escalation_model="none")
    assert (weak.model, weak.confidence) == (FIRST, WEAK)
    assert it.row(slice_).model == STRONGER
    assert it.asked_models == [FIRST, STRONGER]


def test_a_sure_verdict_that_expired_is_asked_of_the_first_model_and_the_old_hour_stays(it: Installation) -> None:
    old, new = hour(made(1)), hour(made(1, hours=24 * 9))
    before = it.row(old)
    it.clock.moment = NOON + 24 * 9 * HOUR
    again = it.row(new)
    assert again.classified_at == it.clock.moment
    assert it.rows(old, new) == [before, again]
    assert it.asked_models == [FIRST, FIRST]


def test_a_weak_verdict_of_an_older_time_and_a_new_one_are_asked_for_apart(it: Installation) -> None:
    """The new hour's verdict is bought first; the old hour keeps its weak one until the next call escalates it."""
    it.server.script = [verdicts(confidence=WEAK)]
    old, new = hour(made(1)), hour(made(1, hours=24 * 9))
    weak = it.row(old, claude_escalation_model="none")
    it.clock.moment = NOON + 24 * 9 * HOUR
    first, second = it.rows(old, new)
    assert first == weak
    assert (second.model, second.classified_at) == (FIRST, it.clock.moment)
    assert [row.model for row in it.rows(old, new)] == [STRONGER, FIRST]
    assert it.rows(old, new) == it.rows(new, old)[::-1]
    assert it.asked_models == [FIRST, FIRST, STRONGER]


@pytest.mark.parametrize("trouble", [fails(529, "overloaded_error"), fails(404, "not_found_error")])
def test_a_weak_memory_serves_where_the_stronger_model_does_not_answer(it: Installation, trouble: Any) -> None:
    it.server.script = [verdicts(confidence=WEAK)]
    slice_ = hour(made(1))
    weak = it.row(slice_, claude_escalation_model="none")
    it.server.script = [trouble] * MAX_ATTEMPTS
    (found,) = it.run(slice_)
    assert found.rows == (weak,)
    assert len(found.troubles) == 1
    assert not waits(found.rows)


def test_what_an_hour_says_of_a_weak_memory_does_not_depend_on_what_else_is_asked(it: Installation) -> None:
    """Alone, a partial hour that may not ask said `waiting`; beside a closed hour with something new, the verdict."""
    it.server.script = [verdicts(confidence=WEAK)]
    closed = hour(made(1, test="t"))
    weak = it.row(closed, claude_escalation_model="none")
    open_hour = hour(made(1, hours=1, test="t"), partial=True)
    alone = it.row(open_hour)
    beside = it.rows(open_hour, hour(made(2)))[0]
    assert alone == beside == weak


@pytest.mark.parametrize(
    ("threshold", "asked"),
    [("infrastructure", {"build"}), ("all", {"build", "test"}), ("none", set())],
)
def test_a_partial_hour_asks_what_the_threshold_names(it: Installation, threshold: str, asked: set[str]) -> None:
    build, test, known = made(1), made(2, test="test_flux"), made(3, message=A_RULE_KNOWS)
    values = {"classify_realtime_threshold": threshold}
    rows = it.rows(hour(build, test, known, partial=True), **values)
    assert rows[2].verdict_source == "rule"
    told = {name for name, row in zip(("build", "test"), rows, strict=False) if row.verdict_source == "claude"}
    assert told == asked
    assert {row.reason for row in rows if row.verdict_source == "none"} <= {"waiting"}
    closed = it.rows(hour(build, test, known), **values)
    assert [row.verdict_source for row in closed] == ["claude", "claude", "rule"]
    assert sum(row.signatures for row in it.ledger.requests.rows()) == 2


def test_a_partial_hour_that_waits_says_so_beside_an_hour_whose_budget_ended(it: Installation) -> None:
    open_hour, closed = hour(made(1, hours=1, test="t"), partial=True), hour(made(1, test="t"))
    rows = it.rows(open_hour, closed, claude_run_budget_usd=0.0)
    assert [row.reason for row in rows] == ["waiting", "budget"]


def test_a_budget_that_ends_in_the_middle_leaves_the_rest_for_a_later_run(it: Installation) -> None:
    highest: list[float] = []

    def act(server: MessagesServer, request: dict[str, Any]) -> Answer:
        highest.append(it.ledger.spent_usd(NOON.date()))
        return verdicts()(server, request)

    it.server.script = [act]
    it.run(hour(made(50)))
    each = it.row(hour(made(51))).cost_usd
    slice_ = hour(*(made(number) for number in range(20, 32)), made(99, message=A_RULE_KNOWS))
    (found,) = it.run(slice_, batch_size=1, claude_run_budget_usd=highest[0] + 4.5 * each)
    reasons = [row.reason for row in found.rows]
    bought = reasons.index("budget")
    assert 0 < bought < 12
    assert reasons == [None] * bought + ["budget"] * (12 - bought) + [None]
    assert found.troubles == (), "a budget of our own is no trouble of Claude's"
    assert waits(found.rows)
    (later,) = it.run(slice_)
    assert not waits(later.rows)
    assert later.rows[:bought] == found.rows[:bought]


def test_a_spend_limit_of_the_provider_is_budget_and_trouble(it: Installation) -> None:
    it.server.script = [fails(429, "rate_limit_error", error_code="enforced_spend_limit_reached")]
    (found,) = it.run(hour(made(1)))
    assert [row.reason for row in found.rows] == ["budget"]
    assert len(found.troubles) == 1


@pytest.mark.parametrize(
    ("act", "reason"),
    [(refuses(), "refused"), (says("no JSON"), "answer_invalid"), (verdicts(number=9), "answer_invalid")],
)
def test_what_was_refused_or_invalid_is_paid_remembered_and_not_asked_again(
    it: Installation, act: Any, reason: str
) -> None:
    it.server.script = [act]
    slice_ = hour(made(1))
    row = it.row(slice_, claude_escalation_model="none")
    assert (row.reason, row.category, row.verdict_source) == (reason, "unclassified", "none")
    assert row.cost_usd > 0
    assert it.row(slice_, claude_escalation_model="none") == row
    assert not waits([row])
    assert len(it.server.requests) == 1


def test_switched_off_nothing_is_asked_and_rules_corrections_and_memory_go_on(it: Installation) -> None:
    remembered = it.row(hour(made(1)))
    it.correct(made(2).fingerprint)
    slice_ = hour(made(1), made(2), made(3, message=A_RULE_KNOWS), made(4))
    (found,) = it.run(slice_, enable_error_classification=False)
    assert found.rows[0] == remembered
    assert [row.verdict_source for row in found.rows] == ["claude", "correction", "rule", "none"]
    assert found.rows[3].reason == "switched_off"
    assert not waits(found.rows)
    assert len(it.server.requests) == 1


def test_a_wrong_key_costs_no_hour_what_its_rules_decide(it: Installation) -> None:
    it.server.script = [fails(401, "authentication_error")] * 9
    by_rules = hour(made(1, message=A_RULE_KNOWS))
    asking = hour(made(2, hours=1), made(3, hours=1, message=A_RULE_KNOWS))
    ruled, waiting = it.run(by_rules, asking)
    assert [row.verdict_source for row in (*ruled.rows, *waiting.rows)] == ["rule", "none", "rule"]
    assert ruled.troubles == ()
    assert [("ANTHROPIC_API_KEY" in line) for line in waiting.troubles] == [True]
    assert waiting.rows[0].reason == "waiting"
    assert waits(waiting.rows) and not waits(ruled.rows)


def test_one_kind_of_error_in_several_hours_and_repositories_is_asked_for_once_about_the_earliest(
    it: Installation,
) -> None:
    slices = [
        hour(made(1, hours=2)),
        hour(made(1, hours=1, repo="acme/other"), made(2, hours=1, repo="acme/other")),
        hour(made(1)),
    ]
    rows = it.rows(*slices)
    assert [row.signatures for row in it.ledger.requests.rows()] == [2]
    assert [row.repo for row in rows] == ["acme/shop", "acme/other", "acme/other", "acme/shop"]
    same = [replace(row, repo="") for row in rows if row.fingerprint == made(1).fingerprint]
    assert same == [same[0]] * 3
    assert same[0].asked_error_id == made(1).example_error_id


def test_primary_errors_are_asked_for_before_the_rest_of_a_job_with_many(it: Installation) -> None:
    many = [replace(made(number), error_ids=(f"7-1-{number}",)) for number in range(2, 40)]
    primary = replace(made(50, hours=1), error_ids=("8-1-1",))
    reserved: list[float] = []

    def act(server: MessagesServer, request: dict[str, Any]) -> Answer:
        reserved.append(it.ledger.spent_usd(NOON.date()))
        return verdicts()(server, request)

    it.server.script = [act]
    each = it.row(hour(made(51))).cost_usd
    rows = it.rows(hour(*many), hour(primary), batch_size=1, claude_run_budget_usd=reserved[0] + 4.5 * each)
    assert rows[-1].verdict_source == "claude"
    assert "budget" in [row.reason for row in rows[:-1]]


def test_the_order_of_hours_does_not_matter(it: Installation) -> None:
    slices = [hour(made(number % 3, hours=number), made(number + 10, hours=number)) for number in range(4)]
    expected = it.rows(*slices)
    for order in permutations(range(4)):
        found = it.run(*(slices[number] for number in order))
        rows = {number: result.rows for number, result in zip(order, found, strict=True)}
        assert [row for number in range(4) for row in rows[number]] == expected
    assert len(it.server.requests) == 1


@pytest.mark.parametrize(("size", "requests"), [(1, [1] * 7), (3, [3, 3, 1]), (7, [7]), (50, [7])])
def test_requests_hold_as_many_signatures_as_batch_size_says_and_their_shares_add_up(
    it: Installation, size: int, requests: list[int]
) -> None:
    rows = it.rows(hour(*(made(number) for number in range(7))), batch_size=size)
    paid = it.ledger.requests.rows()
    assert [row.signatures for row in paid] == requests
    used = [row.tokens for row in paid]
    assert sum(row.prompt_tokens for row in rows) == sum(t.uncached + t.written + t.read for t in used)
    assert sum(row.completion_tokens for row in rows) == sum(t.output for t in used)
    assert sum(row.cached_tokens for row in rows) == sum(t.read for t in used)
    assert sum(round(row.cost_usd * 1e9) for row in rows) == sum(round(row.cost_usd * 1e9) for row in paid)


def test_everything_that_a_bought_row_says_is_what_the_ledger_says(it: Installation) -> None:
    it.server.script = [verdicts(confidence=WEAK)]
    signatures = [made(number) for number in range(3)]
    rows = it.rows(hour(*signatures))
    held = it.ledger.remembered([row.fingerprint for row in rows], at=NOON, ttl_hours=1)
    assert {row.fingerprint: row for row in rows} == {name: kept.verdict for name, kept in held.items()}
    assert [row.asked_error_id for row in rows] == [item.example_error_id for item in signatures]
    first, stronger = it.ledger.requests.rows()
    assert sum(round(row.cost_usd * 1e9) for row in rows) == round(stronger.cost_usd * 1e9), "each its own share"
    assert first.cost_usd > 0


def test_two_processes_that_begin_at_once_buy_once(it: Installation) -> None:
    """The other one buys while this one has read the ledger and waits for its place."""
    slice_ = hour(made(1), made(2))
    late = it.classifier(max_rpm=1)
    reserve = it.ledger.requests.reserve(
        model=FIRST,
        method="realtime",
        signatures=1,
        highest_nano_usd=0,
        max_rpm=1,
        daily_budget_usd=1.0,
        now=it.clock.moment,
    )
    assert isinstance(reserve, int)
    bought: list[Classification] = []

    def sleep(seconds: float) -> None:
        it.clock.moment += timedelta(seconds=seconds)
        if not bought:
            bought.extend(it.rows(hour(made(1))))
            it.clock.moment += timedelta(minutes=1)

    late._claude._messages._sleep = sleep  # type: ignore[union-attr]
    (found,) = late.classify([slice_])
    assert found.rows[0] == bought[0]
    assert found.rows[1].verdict_source == "claude"
    assert [row.signatures for row in it.ledger.requests.rows()][1:] == [1, 1]


@pytest.mark.parametrize("reason", UNCLASSIFIED_REASONS)
def test_an_hour_waits_for_what_a_later_run_asks(reason: str) -> None:
    decided = replace(unclassified(signature(), "cannot_tell"), reason=None)
    assert waits([decided, unclassified(signature(), reason)]) is (reason in ("waiting", "budget"))
    assert not waits([decided])
    assert not waits([])
