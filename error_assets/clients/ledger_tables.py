"""The ledger's tables, and how its database is opened: SQLite or PostgreSQL by SQLAlchemy URL.

Money is whole nano-dollars (1e-9 USD), so that sums and shares are exact; times are UTC text with microseconds, which
sorts as it is read.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Engine,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from error_assets.clients.ledger_periods import Given
from error_assets.clients.outside import OutsideError
from error_assets.hours import UTC
from error_assets.records import Classification
from error_assets.taxonomy.categories import TAXONOMY_VERSION, domain_of

NANO_PER_USD = 1_000_000_000
BUSY_SECONDS = 60
"""How long a process waits for another one's transaction, which takes milliseconds."""
POSTGRES_LOCK = 0x6572726F72
"""Key of the advisory lock that lets one process at a time change the ledger; any number that nobody else uses."""
TIME_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"

metadata = MetaData()
Id = BigInteger().with_variant(Integer, "sqlite")

requests = Table(
    "requests",
    metadata,
    Column("id", Id, primary_key=True),
    Column("asked_at", String(27), nullable=False, index=True),
    Column("model", String(100), nullable=False),
    Column("method", String(20), nullable=False),
    Column("outcome", String(40), nullable=False),
    Column("signatures", Integer, nullable=False),
    Column("uncached_tokens", Integer, nullable=False, default=0),
    Column("written_tokens", Integer, nullable=False, default=0),
    Column("read_tokens", Integer, nullable=False, default=0),
    Column("output_tokens", Integer, nullable=False, default=0),
    Column("cost_nano_usd", BigInteger, nullable=False),
    Column("detail", Text, nullable=False, default=""),
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("taxonomy_version", String(40), nullable=False),
    Column("prompt_version", String(40), nullable=False),
    Column("classified_at", String(27), nullable=False),
    Column("asked_about", String(27)),
    Column("repo", String(200), nullable=False),
    Column("domain", String(40), nullable=False),
    Column("category", String(40), nullable=False),
    Column("subcategory", String(80), nullable=False),
    Column("confidence", Float(53), nullable=False),
    Column("root_cause", Text, nullable=False),
    Column("suggested_fix", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("verdict_source", String(20), nullable=False),
    Column("reason", String(40)),
    Column("decided_by", String(200), nullable=False),
    Column("model", String(100)),
    Column("method", String(20)),
    Column("asked_error_id", String(100)),
    Column("prompt_tokens", Integer, nullable=False),
    Column("completion_tokens", Integer, nullable=False),
    Column("cached_tokens", Integer, nullable=False),
    Column("cost_nano_usd", BigInteger, nullable=False),
    Column("example_message", Text, nullable=False),
    Index("verdicts_by_fingerprint", "fingerprint", "taxonomy_version", "prompt_version"),
)

corrections = Table(
    "corrections",
    metadata,
    Column("id", Id, primary_key=True),
    Column("fingerprint", String(64), nullable=False, index=True),
    Column("corrected_at", String(27), nullable=False),
    Column("author", String(200), nullable=False),
    Column("category", String(40), nullable=False),
    Column("subcategory", String(80), nullable=False),
    Column("root_cause", Text, nullable=False),
    Column("suggested_fix", Text, nullable=False),
    Column("example_message", Text, nullable=False),
)


class LedgerError(OutsideError):
    """The ledger cannot be used. The message says where it is (without a password) and why."""


def text_of(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(TIME_FORMAT)


def moment_of(text: str) -> datetime:
    return datetime.strptime(text, TIME_FORMAT).replace(tzinfo=UTC)


@cache
def engine_of(url: str) -> Engine:
    """The database at `url`, its tables made if they are missing; one engine a process. Raises LedgerError."""
    try:
        shown = make_url(url).render_as_string(hide_password=True)
    except SQLAlchemyError:
        raise LedgerError("ERROR_ASSETS_LEDGER_URL is no SQLAlchemy URL, like postgresql://host/name") from None
    try:
        engine = _sqlite_engine(url) if make_url(url).get_backend_name() == "sqlite" else create_engine(url)
        with changing(engine) as connection:
            metadata.create_all(connection)
    except (SQLAlchemyError, OSError, ModuleNotFoundError) as error:
        raise LedgerError(f"the ledger {shown} cannot be opened: {str(error).splitlines()[0]}") from error
    return engine


@contextmanager
def changing(engine: Engine) -> Iterator[Connection]:
    """A transaction that no other process's change runs beside: what it reads stays true until it ends."""
    with engine.execution_options(changing=True).begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({POSTGRES_LOCK})")
        yield connection


def _sqlite_engine(url: str) -> Engine:
    file = make_url(url).database
    if file and file != ":memory:":
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Leave transactions to `_begin_sqlite`: Python's driver begins them too late to hold the lock while reading."""
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("changing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def verdict_values(
    verdict: Classification, nano_usd: int, example_message: str, asked_about: datetime | None
) -> dict[str, Any]:
    """A row of `verdicts`. Raises ValueError if nobody says when the verdict was given."""
    if verdict.classified_at is None:
        raise ValueError(f"the verdict on {verdict.fingerprint} has no classified_at")
    values: dict[str, Any] = {name: getattr(verdict, name) for name in _COPIED}
    return values | {
        "classified_at": text_of(verdict.classified_at),
        "asked_about": None if asked_about is None else text_of(asked_about),
        "cost_nano_usd": nano_usd,
        "example_message": example_message,
    }


_COPIED = tuple(
    column.name
    for column in verdicts.columns
    if column.name not in ("id", "asked_about", "classified_at", "cost_nano_usd", "example_message")
)


def given_of(row: Any) -> Given:
    """A row of `verdicts` as a record."""
    given_at = moment_of(row.classified_at)
    verdict = Classification(
        **{name: getattr(row, name) for name in _COPIED},
        classified_at=given_at,
        cost_usd=row.cost_nano_usd / NANO_PER_USD,
    )
    about = None if row.asked_about is None else moment_of(row.asked_about)
    return Given(id=row.id, at=given_at, asked_about=about, verdict=verdict)


def correction_of(row: Any) -> Classification:
    """A row of `corrections` as a record, for no repository."""
    return Classification(
        repo="",
        fingerprint=row.fingerprint,
        domain=domain_of(row.category),
        category=row.category,
        subcategory=row.subcategory,
        confidence=1.0,
        root_cause=row.root_cause,
        suggested_fix=row.suggested_fix,
        evidence="",
        verdict_source="correction",
        decided_by=row.author,
        taxonomy_version=TAXONOMY_VERSION,
        classified_at=moment_of(row.corrected_at),
    )
