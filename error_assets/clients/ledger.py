"""What was asked of Claude, answered and paid, and what people corrected: the truth that hours are classified by.

The index and the stored hours copy from here. Losing the ledger costs tokens, never correctness. Each function is one
transaction; several processes may work on one ledger.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Any

from typing_extensions import Self

from error_assets.clients.ledger_requests import Requests
from error_assets.records import Classification
from error_assets.taxonomy.categories import TAXONOMY_VERSION, domain_of
from error_assets.taxonomy.prompt import PROMPT_VERSION

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

QUERY_FINGERPRINTS = 500
"""Fingerprints in one query: SQLite takes at most 999 parameters in old builds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """A verdict of Claude and the message it was asked about. `nano_usd` is its exact share of the request's cost."""

    classification: Classification
    example_message: str
    nano_usd: int


class Ledger:
    """The ledger at a SQLAlchemy URL. Nothing is opened before the first call; then LedgerError if it cannot be."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.requests = Requests(lambda: self._engine)

    @property
    def _engine(self) -> "Engine":
        from error_assets.clients.ledger_tables import engine_of

        return engine_of(self._url)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing to close: the process keeps one pool of connections for each ledger."""

    def remembered(
        self,
        fingerprints: Sequence[str],
        *,
        at: datetime,
        ttl_hours: float,
        taxonomy_version: str = TAXONOMY_VERSION,
        prompt_version: str = PROMPT_VERSION,
    ) -> dict[str, Classification]:
        """The verdict that serves an error of the moment `at`, for each fingerprint that has one.

        A verdict serves until `ttl_hours` after it was given, and everything before it was given too. Of several the
        one asked for most often serves (what the stronger model said replaces the weak verdict it was asked about),
        then the earliest. So the answer depends on the ledger and `at` alone, never on the clock or on the order in
        which hours are classified. `repo` is the one for which it was asked.
        """
        from sqlalchemy import select

        from error_assets.clients.ledger_tables import classification_of, text_of, verdicts

        columns = verdicts.c
        query = (
            select(verdicts)
            .where(columns.taxonomy_version == taxonomy_version, columns.prompt_version == prompt_version)
            .where(columns.classified_at >= text_of(at - timedelta(hours=ttl_hours)))
            .order_by(columns.asks.desc(), columns.classified_at, columns.id)
        )
        found: dict[str, Classification] = {}
        for row in self._rows(query, columns.fingerprint, fingerprints):
            found.setdefault(row.fingerprint, classification_of(row))
        return found

    def record_verdicts(self, bought: Sequence[Bought]) -> None:
        """Keep verdicts. One for a fingerprint and versions that have some already counts as asked once more."""
        from sqlalchemy import insert

        from error_assets.clients.ledger_tables import changing, verdict_values, verdicts

        with changing(self._engine) as connection:
            for verdict in bought:
                asks = 1 + _asks(connection, verdict.classification)
                values = verdict_values(verdict.classification, verdict.nano_usd, verdict.example_message)
                connection.execute(insert(verdicts).values(asks=asks, **values))

    def corrections(self, fingerprints: Sequence[str]) -> dict[str, Classification]:
        """The latest correction of each fingerprint that has one; `decided_by` is its author."""
        from sqlalchemy import select

        from error_assets.clients.ledger_tables import correction_of, corrections

        query = select(corrections).order_by(corrections.c.corrected_at, corrections.c.id)
        rows = self._rows(query, corrections.c.fingerprint, fingerprints)
        return {row.fingerprint: correction_of(row) for row in rows}

    def correct(
        self,
        fingerprint: str,
        *,
        category: str,
        subcategory: str,
        root_cause: str,
        suggested_fix: str,
        example_message: str,
        author: str,
        at: datetime,
    ) -> None:
        """Keep a person's verdict, which goes before every other. Raises KeyError for an unknown category."""
        from sqlalchemy import insert

        from error_assets.clients.ledger_tables import changing, corrections, text_of

        domain_of(category)
        row = insert(corrections).values(
            fingerprint=fingerprint,
            category=category,
            subcategory=subcategory,
            root_cause=root_cause,
            suggested_fix=suggested_fix,
            example_message=example_message,
            author=author,
            corrected_at=text_of(at),
        )
        with changing(self._engine) as connection:
            connection.execute(row)

    def spent_usd(self, day: date) -> float:
        """What the requests of a day (UTC) cost, refusals and repeats included, those under way at their highest."""
        return self.requests.spent_usd(day)

    def _rows(self, query: Any, column: Any, fingerprints: Sequence[str]) -> list[Any]:
        rows: list[Any] = []
        wanted = sorted(set(fingerprints))
        with self._engine.connect() as connection:
            for start in range(0, len(wanted), QUERY_FINGERPRINTS):
                part = wanted[start : start + QUERY_FINGERPRINTS]
                rows += connection.execute(query.where(column.in_(part))).all()
        return rows


def _asks(connection: "Connection", verdict: Classification) -> int:
    from sqlalchemy import func, select

    from error_assets.clients.ledger_tables import verdicts

    asked = select(func.max(verdicts.c.asks)).where(
        verdicts.c.fingerprint == verdict.fingerprint,
        verdicts.c.taxonomy_version == verdict.taxonomy_version,
        verdicts.c.prompt_version == verdict.prompt_version,
    )
    return int(connection.scalar(asked) or 0)
