"""Which of a fingerprint's verdicts serves an hour: a pure function of the verdicts, the hour and the TTL.

The verdicts fall into periods. A first verdict opens one and serves what came before it and, for the TTL, what comes
after it; the next period is opened by the first verdict that an hour after that time asked for. What the stronger
model said belongs to the period of the weak verdict it was asked about, however much later it was bought, and serves
in its place. So a new period leaves the hours of an older one as they were.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from error_assets.hours import HOUR
from error_assets.records import Classification


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A verdict as the ledger holds it. `asked_about` is None for a first one, else when the weak one was given."""

    id: int
    at: datetime
    asked_about: datetime | None
    verdict: Classification


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """The verdict that serves an hour, and whether the stronger model gave it: then it is not asked for once more."""

    verdict: Classification
    escalated: bool


def serving(given: Iterable[Given], *, at: datetime, ttl: timedelta) -> Remembered | None:
    """The verdict that serves an error of the moment `at`; None if every period ended before.

    Of the periods that reach `at` the earliest; of its verdicts what the stronger model said first, else its opening.
    """
    held = sorted(given, key=lambda item: (item.at, item.id))
    opened = _openings([item for item in held if item.asked_about is None], ttl)
    number = next((number for number, opening in enumerate(opened) if at - opening.at <= ttl), None)
    if number is None:
        return None
    begins = [opening.at for opening in opened]
    for item in held:
        if item.asked_about is not None and max(0, bisect_right(begins, item.asked_about) - 1) == number:
            return Remembered(verdict=item.verdict, escalated=True)
    return Remembered(verdict=opened[number].verdict, escalated=False)


def _openings(firsts: list[Given], ttl: timedelta) -> list[Given]:
    """The first verdicts that open a period. The others came from a process that asked beside another one.

    An hour's memory is read for its end and it may ask from its beginning on: a first verdict that it needed comes
    more than the TTL less one hour after the last period was opened.
    """
    opened: list[Given] = []
    for first in firsts:
        if not opened or first.at - opened[-1].at > ttl - HOUR:
            opened.append(first)
    return opened
