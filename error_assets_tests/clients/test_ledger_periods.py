"""Which verdict serves an hour: old hours stay as they were, and the order of writing does not matter."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations

import pytest

from error_assets.clients.ledger_periods import Given, serving
from error_assets.hours import UTC
from error_assets_tests.taxonomy.signatures_made import classification

GIVEN = datetime(2026, 11, 2, 10, 20, tzinfo=UTC)
WEEK = timedelta(days=7)
SECOND = timedelta(seconds=1)


def given(word: str, at: datetime, about: datetime | None = None) -> Given:
    return Given(id=1, at=at, asked_about=about, verdict=classification(root_cause=word, classified_at=at))


WEAK = given("weak", GIVEN)
STRONG = given("strong", GIVEN + 9 * SECOND, about=GIVEN)
AGAIN = given("again", GIVEN + timedelta(days=9))
BETTER = given("better", GIVEN + timedelta(days=9, seconds=9), about=AGAIN.at)


def served(held: list[Given], at: datetime, ttl: timedelta = WEEK) -> str | None:
    found = serving([replace(item, id=number) for number, item in enumerate(held)], at=at, ttl=ttl)
    return None if found is None else found.verdict.root_cause


@pytest.mark.parametrize("after", [[AGAIN], [AGAIN, BETTER], [BETTER, AGAIN]])
def test_asking_again_after_the_ttl_leaves_the_old_hours_as_they_were(after: list[Given]) -> None:
    for moment in (GIVEN - timedelta(days=100), GIVEN, GIVEN + WEEK):
        assert served([WEAK], moment) == served([WEAK, *after], moment) == "weak"
    assert served([WEAK], GIVEN + WEEK + SECOND) is None
    assert served([WEAK, *after], GIVEN + WEEK + SECOND) == ("better" if BETTER in after else "again")


@pytest.mark.parametrize("late", [given("late", GIVEN + 20 * SECOND), given("late", GIVEN - 20 * SECOND)])
def test_two_writers_in_any_order_give_what_the_stronger_model_said(late: Given) -> None:
    answers = {served(list(order), GIVEN + timedelta(days=1)) for order in permutations([WEAK, STRONG, late])}
    assert answers == {"strong"}


def test_what_the_stronger_model_said_long_after_serves_the_period_it_was_asked_about_and_no_other() -> None:
    """A backfill of an old hour asks about the weak verdict of then: asked once, and the newer hours stay."""
    long_after = given("long after", GIVEN + timedelta(days=60), about=GIVEN)
    held = [WEAK, AGAIN, long_after]
    assert served(held, GIVEN) == "long after"
    assert served(held, GIVEN + timedelta(days=10)) == "again"
    assert served(held, GIVEN + timedelta(days=50)) is None


def test_of_two_first_verdicts_of_one_period_the_earliest_serves_and_the_other_opens_none() -> None:
    late = given("late", GIVEN + timedelta(minutes=5))
    assert served([late, WEAK], GIVEN) == "weak"
    assert served([late, WEAK], GIVEN + WEEK + SECOND) is None


def test_an_hour_that_the_last_verdict_does_not_reach_opens_a_period_from_its_beginning_on() -> None:
    """The hour ends after the week is over and asks before it is: its verdict is no double of the old one."""
    running = datetime(2026, 11, 9, 11, tzinfo=UTC)
    assert running > GIVEN + WEEK
    fresh = given("fresh", running - timedelta(minutes=59))
    assert fresh.at < GIVEN + WEEK
    assert served([WEAK, fresh], running) == "fresh"
    assert served([WEAK, fresh], GIVEN + WEEK) == "weak"


@pytest.mark.parametrize("hours", [1, 2, 168])
def test_a_verdict_serves_until_the_ttl_is_over(hours: int) -> None:
    ttl = timedelta(hours=hours)
    assert served([WEAK], GIVEN + ttl, ttl) == "weak"
    assert served([WEAK], GIVEN + ttl + SECOND, ttl) is None
