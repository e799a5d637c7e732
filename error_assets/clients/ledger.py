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

from error_assets.clients.ledger_periods import Given, Remembered, serving
from error_assets.clients.ledger_requests import Requests
from error_assets.records import Classification
from error_assets.taxonomy.categories import TAXONOMY_VERSION, domain_of
from error_assets.taxonomy.prompt import PROMPT_VERSION

if TYPE_CHECKING:
    from sqlalchemy import Engine

QUERY_FINGERPRINTS = 500
"""Fingerprints in one query: SQLite takes at most 999 parameters in old builds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """A verdict of Claude and the message it was asked about. `nano_usd` is its exact share of the request's cost.

    `asked_about` is None for a first verdict; for one of the stronger model, when the weak verdict that it was asked
    about was given.
    """

    classification: Classification
    example_message: str
    nano_usd: int
    asked_about: datetime | None = None


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
    ) -> dict[str, Remembered]:
        """The verdict that serves an error of the moment `at`, for each fingerprint that has one (ledger_periods.py).

        The answer depends on the ledger and `at` alone, never on the clock or on the order in which hours are
        classified. `repo`, tokens and cost are those of the request that brought this very verdict: where a weak
        verdict and the stronger model's were both paid for, each keeps its own, and the sum is the requests'.
        """
        from sqlalchemy import select

        from error_assets.clients.ledger_tables import given_of, verdicts

        columns = verdicts.c
        query = select(verdicts).where(
            columns.taxonomy_version == taxonomy_version, columns.prompt_version == prompt_version
        )
        given: dict[str, list[Given]] = {}
        for row in self._rows(query, columns.fingerprint, fingerprints):
            given.setdefault(row.fingerprint, []).append(given_of(row))
        ttl = timedelta(hours=ttl_hours)
        found = {name: serving(held, at=at, ttl=ttl) for name, held in sorted(given.items())}
        return {name: verdict for name, verdict in found.items() if verdict is not None}

    def record_verdicts(self, bought: Sequence[Bought]) -> None:
        """Keep verdicts, beside those that there are. Raises ValueError for one that does not say when it was given."""
        from sqlalchemy import insert

        from error_assets.clients.ledger_tables import changing, verdict_values, verdicts

        rows = [
            verdict_values(item.classification, item.nano_usd, item.example_message, item.asked_about)
            for item in bought
        ]
        with changing(self._engine) as connection:
            for row in rows:
                connection.execute(insert(verdicts).values(**row))

    def mark(self) -> int:
        """A point in the order in which verdicts are kept, for `bought_since`."""
        from sqlalchemy import func, select

        from error_assets.clients.ledger_tables import verdicts

        with self._engine.connect() as connection:
            return int(connection.scalar(select(func.max(verdicts.c.id))) or 0)

    def bought_since(self, mark: int, fingerprints: Sequence[str], *, escalated: bool) -> set[str]:
        """The fingerprints on which a verdict was kept after `mark`; with `escalated`, one of the stronger model."""
        from sqlalchemy import select

        from error_assets.clients.ledger_tables import verdicts

        columns = verdicts.c
        query = select(columns.fingerprint).where(
            columns.id > mark, columns.taxonomy_version == TAXONOMY_VERSION, columns.prompt_version == PROMPT_VERSION
        )
        if escalated:
            query = query.where(columns.asked_about.is_not(None))
        return {row.fingerprint for row in self._rows(query, columns.fingerprint, fingerprints)}

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
