"""Every request to Claude: its place in the rate and the budget before it is sent, what it used and cost afterwards.

One row for each HTTP request, repeats and refusals too. What was spent when is answered here and nowhere else.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from error_assets.hours import UTC

if TYPE_CHECKING:
    from sqlalchemy import Engine

RATE_WINDOW = timedelta(minutes=1)
"""What MAX_RPM counts over."""
RESERVED = "reserved"
"""Outcome of a request that is under way, or whose process died: it counts at its highest possible cost."""


class BudgetReached(Exception):
    """The request would take the cost over a budget. The message names the setting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """What one request used: input that was not cached, written to and read from the cache, and output."""

    uncached: int = 0
    written: int = 0
    read: int = 0
    output: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRow:
    """One request as it is kept. `outcome`: answered, refused, max_tokens, too_large, rate_limited, failed,
    timed_out (at its highest cost: it may have been billed), spend_limit or reserved."""

    asked_at: datetime
    model: str
    method: str
    outcome: str
    signatures: int
    tokens: Tokens
    cost_usd: float
    detail: str


class Requests:
    """The requests of a ledger."""

    def __init__(self, engine: "Callable[[], Engine]") -> None:
        self._engine = engine

    def reserve(
        self,
        *,
        model: str,
        method: str,
        signatures: int,
        highest_nano_usd: int,
        max_rpm: int,
        daily_budget_usd: float,
        now: datetime,
    ) -> int | float:
        """Take a place for one request: its row's id (int), or the seconds (float) after which to try again.

        Over all processes on this ledger at most `max_rpm` requests begin in a minute, and the day's (UTC) cost, with
        requests under way at their highest, does not pass `daily_budget_usd`: else raises BudgetReached.
        """
        from sqlalchemy import func, insert, select

        from error_assets.clients.ledger_tables import NANO_PER_USD, changing, moment_of, requests, text_of

        recent = (
            select(requests.c.asked_at)
            .where(requests.c.asked_at > text_of(now - RATE_WINDOW))
            .order_by(requests.c.asked_at.desc())
            .limit(max_rpm)
        )
        spent = select(func.coalesce(func.sum(requests.c.cost_nano_usd), 0)).where(*_on_day(now.astimezone(UTC).date()))
        row = insert(requests).values(
            asked_at=text_of(now),
            model=model,
            method=method,
            outcome=RESERVED,
            signatures=signatures,
            cost_nano_usd=highest_nano_usd,
        )
        with changing(self._engine()) as connection:
            if int(connection.scalar(spent) or 0) + highest_nano_usd > round(daily_budget_usd * NANO_PER_USD):
                raise BudgetReached(f"CLAUDE_DAILY_BUDGET_USD={daily_budget_usd} is reached")
            begun = connection.scalars(recent).all()
            if len(begun) >= max_rpm:
                return max(0.001, (moment_of(begun[-1]) + RATE_WINDOW - now).total_seconds())
            return int(connection.scalar(row.returning(requests.c.id)) or 0)

    def settle(self, request: int, *, outcome: str, tokens: Tokens, nano_usd: int, detail: str = "") -> None:
        """Say what became of a reserved request."""
        from sqlalchemy import update

        from error_assets.clients.ledger_tables import changing, requests

        row = (
            update(requests)
            .where(requests.c.id == request)
            .values(
                outcome=outcome,
                uncached_tokens=tokens.uncached,
                written_tokens=tokens.written,
                read_tokens=tokens.read,
                output_tokens=tokens.output,
                cost_nano_usd=nano_usd,
                detail=detail,
            )
        )
        with changing(self._engine()) as connection:
            connection.execute(row)

    def withdraw(self, request: int) -> None:
        """Give a reserved place back: nothing was sent."""
        from sqlalchemy import delete

        from error_assets.clients.ledger_tables import changing, requests

        with changing(self._engine()) as connection:
            connection.execute(delete(requests).where(requests.c.id == request, requests.c.outcome == RESERVED))

    def spent_usd(self, day: date | None = None) -> float:
        """What all requests, or those of a day (UTC), cost, refusals and repeats included, those under way at their
        highest."""
        from sqlalchemy import func, select

        from error_assets.clients.ledger_tables import NANO_PER_USD, requests

        with self._engine().connect() as connection:
            total = select(func.sum(requests.c.cost_nano_usd))
            nano = connection.scalar(total if day is None else total.where(*_on_day(day)))
        return int(nano or 0) / NANO_PER_USD

    def rows(self) -> tuple[RequestRow, ...]:
        """Every request, oldest first."""
        from sqlalchemy import select

        from error_assets.clients.ledger_tables import requests

        with self._engine().connect() as connection:
            rows = connection.execute(select(requests).order_by(requests.c.asked_at, requests.c.id)).all()
        return tuple(_request(row) for row in rows)


def shares_of(total: int, parts: int) -> list[int]:
    """`total` cut into `parts` whole numbers that differ by at most one and add up to it, the larger ones first."""
    share, rest = divmod(total, parts)
    return [share + 1] * rest + [share] * (parts - rest)


def _on_day(day: date) -> tuple[Any, Any]:
    from error_assets.clients.ledger_tables import requests

    asked_at = requests.c.asked_at
    return asked_at >= f"{day:%Y-%m-%d}", asked_at < f"{day + timedelta(days=1):%Y-%m-%d}"


def _request(row: Any) -> RequestRow:
    from error_assets.clients.ledger_tables import NANO_PER_USD, moment_of

    return RequestRow(
        asked_at=moment_of(row.asked_at),
        model=row.model,
        method=row.method,
        outcome=row.outcome,
        signatures=row.signatures,
        tokens=Tokens(
            uncached=row.uncached_tokens,
            written=row.written_tokens,
            read=row.read_tokens,
            output=row.output_tokens,
        ),
        cost_usd=row.cost_nano_usd / NANO_PER_USD,
        detail=row.detail,
    )
