"""The ledger: what it remembers when, and that processes share one rate and one budget."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations
from multiprocessing import get_context
from pathlib import Path

import pytest

from error_assets.clients.ledger import Bought, Ledger
from error_assets.clients.ledger_requests import BudgetReached, Tokens, shares_of
from error_assets.clients.ledger_tables import LedgerError, engine_of, metadata
from error_assets.hours import UTC
from error_assets.records import Classification
from error_assets.taxonomy.categories import TAXONOMY_VERSION
from error_assets.taxonomy.prompt import PROMPT_VERSION
from error_assets_tests.clients import postgres

GIVEN = datetime(2026, 11, 24, 12, 0, 0, 123000, tzinfo=UTC)
WEEK = 168.0
VERDICT = Classification(
    repo="example/engine",
    fingerprint="0f" * 8,
    domain="code",
    category="timeout",
    subcategory="test_timeout",
    confidence=0.1 + 0.2,
    root_cause="It hangs.",
    suggested_fix="Find out where.",
    evidence="Timeout >120s",
    verdict_source="claude",
    taxonomy_version=TAXONOMY_VERSION,
    prompt_version=PROMPT_VERSION,
    model="claude-haiku-5-5",
    method="realtime",
    classified_at=GIVEN,
    asked_error_id="101-1-1",
    prompt_tokens=900,
    completion_tokens=80,
    cached_tokens=700,
    cost_usd=0.000123457,
)


@pytest.fixture(scope="module")
def postgres_url() -> Iterator[str]:
    reason = postgres.missing()
    if reason is not None:
        pytest.skip(reason)
    with postgres.running() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty ledger; every test that takes this runs on both databases."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'new folder' / 'ledger.sqlite'}"
        return
    address = request.getfixturevalue("postgres_url")
    yield address
    engine = engine_of(address)
    metadata.drop_all(engine)
    engine.dispose()
    engine_of.cache_clear()


@pytest.fixture
def ledger(url: str) -> Ledger:
    return Ledger(url)


def bought(verdict: Classification, asked_about: datetime | None = None) -> Bought:
    nano_usd = round(verdict.cost_usd * 1e9)
    return Bought(classification=verdict, example_message="m", nano_usd=nano_usd, asked_about=asked_about)


def remembered(ledger: Ledger, at: datetime, ttl_hours: float = WEEK) -> Classification | None:
    held = ledger.remembered([VERDICT.fingerprint], at=at, ttl_hours=ttl_hours).get(VERDICT.fingerprint)
    return None if held is None else held.verdict


def reserve(ledger: Ledger, now: datetime = GIVEN, **changes: float) -> int | float:
    values = {"highest_nano_usd": 100_000_000, "max_rpm": 50, "daily_budget_usd": 1.0, **changes}
    return ledger.requests.reserve(model="m", method="realtime", signatures=1, now=now, **values)  # type: ignore[arg-type]


def test_a_verdict_comes_back_with_every_field(ledger: Ledger) -> None:
    ledger.record_verdicts([bought(VERDICT)])
    assert remembered(ledger, GIVEN) == VERDICT


def test_a_verdict_serves_everything_before_it_and_a_week_after_it(ledger: Ledger) -> None:
    ledger.record_verdicts([bought(VERDICT)])
    assert remembered(ledger, GIVEN - timedelta(days=300)) == VERDICT
    assert remembered(ledger, GIVEN + timedelta(hours=WEEK)) == VERDICT
    assert remembered(ledger, GIVEN + timedelta(hours=WEEK, milliseconds=1)) is None


def test_a_verdict_of_other_versions_is_not_remembered(ledger: Ledger) -> None:
    ledger.record_verdicts([bought(replace(VERDICT, prompt_version="older"))])
    ledger.record_verdicts([bought(replace(VERDICT, taxonomy_version="older"))])
    assert remembered(ledger, GIVEN) is None


def test_what_the_stronger_model_said_replaces_what_it_was_asked_about(ledger: Ledger) -> None:
    stronger = replace(VERDICT, model="claude-sonnet-5-5", classified_at=GIVEN + timedelta(seconds=9))
    ledger.record_verdicts([bought(VERDICT)])
    ledger.record_verdicts([bought(stronger, asked_about=GIVEN)])
    assert remembered(ledger, GIVEN - timedelta(days=1)) == stronger
    assert remembered(ledger, GIVEN + timedelta(days=1)) == stronger
    assert ledger.remembered([VERDICT.fingerprint], at=GIVEN, ttl_hours=WEEK)[VERDICT.fingerprint].escalated


def test_what_was_bought_since_a_mark_is_known(ledger: Ledger) -> None:
    names = [VERDICT.fingerprint, "other"]
    ledger.record_verdicts([bought(VERDICT)])
    mark = ledger.mark()
    assert ledger.bought_since(mark, names, escalated=False) == set()
    ledger.record_verdicts([bought(replace(VERDICT, fingerprint="other"))])
    assert ledger.bought_since(mark, names, escalated=False) == {"other"}
    assert ledger.bought_since(mark, names, escalated=True) == set()
    ledger.record_verdicts([bought(VERDICT, asked_about=GIVEN)])
    assert ledger.bought_since(mark, names, escalated=True) == {VERDICT.fingerprint}


def test_a_withdrawn_request_gives_its_place_and_its_money_back(ledger: Ledger) -> None:
    request = reserve(ledger, highest_nano_usd=900_000_000, max_rpm=1)
    assert isinstance(request, int)
    ledger.requests.withdraw(request)
    assert ledger.requests.rows() == ()
    assert isinstance(reserve(ledger, highest_nano_usd=900_000_000, max_rpm=1), int)


def test_asking_does_not_change_what_is_remembered(ledger: Ledger) -> None:
    ledger.record_verdicts([bought(VERDICT)])
    moments = [GIVEN - timedelta(days=1), GIVEN, GIVEN + timedelta(days=8)]
    answers = {tuple(remembered(ledger, moment) is None for moment in order) for order in permutations(moments)}
    assert answers == set(permutations([False, False, True]))


def test_more_fingerprints_than_a_statement_takes_are_answered(ledger: Ledger) -> None:
    names = [f"{number:016x}" for number in range(1_700)]
    ledger.record_verdicts([bought(replace(VERDICT, fingerprint=name)) for name in names])
    assert list(ledger.remembered(names, at=GIVEN, ttl_hours=1)) == names


def test_the_latest_correction_holds(ledger: Ledger) -> None:
    for category, hours in (("network_error", 0), ("flaky_test", 2), ("timeout", 1)):
        ledger.correct(
            VERDICT.fingerprint,
            category=category,
            subcategory="",
            root_cause="seen by a person",
            suggested_fix="",
            example_message="m",
            author="someone",
            at=GIVEN + timedelta(hours=hours),
        )
    found = ledger.corrections([VERDICT.fingerprint, "other"])[VERDICT.fingerprint]
    assert (found.category, found.domain, found.verdict_source) == ("flaky_test", "code", "correction")
    assert (found.decided_by, found.confidence) == ("someone", 1.0)


def test_a_correction_to_an_unknown_category_is_refused(ledger: Ledger) -> None:
    with pytest.raises(KeyError):
        ledger.correct(
            "f",
            category="bad_luck",
            subcategory="",
            root_cause="",
            suggested_fix="",
            example_message="",
            author="",
            at=GIVEN,
        )
    assert ledger.corrections(["f"]) == {}


def test_a_request_counts_at_its_highest_until_it_is_settled(ledger: Ledger) -> None:
    request = reserve(ledger, highest_nano_usd=900_000_000)
    assert isinstance(request, int)
    with pytest.raises(BudgetReached, match="CLAUDE_DAILY_BUDGET_USD"):
        reserve(ledger, highest_nano_usd=200_000_000)
    ledger.requests.settle(request, outcome="answered", tokens=Tokens(uncached=5, output=7), nano_usd=1_000)
    assert ledger.spent_usd(GIVEN.date()) == 1e-6
    assert isinstance(reserve(ledger, highest_nano_usd=200_000_000), int)


def test_the_budget_is_of_the_utc_day(ledger: Ledger) -> None:
    reserve(ledger, now=datetime(2026, 11, 24, 23, 59, tzinfo=UTC), highest_nano_usd=1_000_000_000)
    assert isinstance(reserve(ledger, now=datetime(2026, 11, 25, 0, 0, tzinfo=UTC)), int)
    assert ledger.spent_usd(datetime(2026, 11, 24, tzinfo=UTC).date()) == 1.0


def test_a_full_minute_says_how_long_to_wait(ledger: Ledger) -> None:
    assert isinstance(reserve(ledger, max_rpm=2), int)
    assert isinstance(reserve(ledger, now=GIVEN + timedelta(seconds=10), max_rpm=2), int)
    assert reserve(ledger, now=GIVEN + timedelta(seconds=20), max_rpm=2) == 40.0
    assert isinstance(reserve(ledger, now=GIVEN + timedelta(seconds=60), max_rpm=2), int)


def test_processes_share_one_rate_and_one_budget(url: str) -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        taken = list(pool.map(_take, [url] * 24, range(24)))
    assert taken.count("taken") == 10
    assert taken.count("budget") == 14
    assert Ledger(url).spent_usd(GIVEN.date()) == 1.0


def _take(url: str, number: int) -> str:
    try:
        return "taken" if isinstance(reserve(Ledger(url), now=GIVEN + timedelta(seconds=number)), int) else "wait"
    except BudgetReached:
        return "budget"


@pytest.mark.parametrize(("total", "parts"), [(10, 3), (0, 4), (7, 7), (3, 5), (1_000_003, 10)])
def test_shares_add_up_and_differ_by_one_at_most(total: int, parts: int) -> None:
    shares = shares_of(total, parts)
    assert sum(shares) == total
    assert len(shares) == parts
    assert max(shares) - min(shares) <= 1


def test_a_ledger_that_cannot_be_opened_is_named_without_its_password(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(LedgerError, match="cannot be opened"):
        Ledger(f"sqlite:///{tmp_path}/file/ledger.sqlite").corrections(["f"])
    with pytest.raises(LedgerError) as raised:
        Ledger("postgresql://user:geheim@127.0.0.1:1/ledger").corrections(["f"])
    assert "geheim" not in str(raised.value)
