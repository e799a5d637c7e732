"""The ledger after a change of masks: its verdicts and corrections go where their example messages go today.

A row is never removed: what merges stands side by side under one fingerprint, where the latest correction holds.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from error_assets.signatures.migrate import Migration, Stored, migrated, migration_text

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerMigration:
    """What became of the fingerprints, and how many rows were looked at.

    `without_example` have no message to be known by and stay as they are. `spread` counts corrections written once
    more, because the fingerprint that they corrected is several today.
    """

    migration: Migration
    verdicts: int
    corrections: int
    without_example: int
    spread: int


def migrate_ledger(url: str, *, dry_run: bool = False) -> LedgerMigration:
    """Give every verdict and correction of the ledger at `url` the fingerprint that today's masks give its example.

    One transaction: all of it or nothing; nothing with `dry_run`. A second time changes nothing. Raises LedgerError.
    """
    from error_assets.clients.ledger_tables import changing, corrections, engine_of, verdicts

    engine = engine_of(url)
    with engine.connect() if dry_run else changing(engine) as connection:
        judged, corrected = _rows(connection, verdicts), _rows(connection, corrections)
        known = [row for row in (*judged, *corrected) if row.example_message]
        migration = migrated(_stored(row) for row in known)
        spread = list(_spread(migration, corrected))
        if not dry_run:
            for table, rows in ((verdicts, judged), (corrections, corrected)):
                _move(connection, table, rows, migration)
            if spread:
                connection.execute(corrections.insert(), spread)
    return LedgerMigration(
        migration=migration,
        verdicts=len(judged),
        corrections=len(corrected),
        without_example=len(judged) + len(corrected) - len(known),
        spread=len(spread),
    )


def ledger_migration_text(done: LedgerMigration) -> str:
    """The lines that `error-assets migrate` prints."""
    lines = [f"{done.verdicts} verdicts and {done.corrections} corrections", migration_text(done.migration)]
    if done.spread:
        lines.append(f"{done.spread} corrections stand for each part of a kind that split")
    if done.without_example:
        lines.append(f"{done.without_example} without an example message stay as they are")
    return "\n".join(lines)


def _rows(connection: "Connection", table: Any) -> Sequence[Any]:
    return connection.execute(table.select().order_by(table.c.id)).all()


def _stored(row: Any) -> Stored:
    return Stored(row.fingerprint, row.example_message)


def _move(connection: "Connection", table: Any, rows: Iterable[Any], migration: Migration) -> None:
    for row in rows:
        new = migration.fingerprints.get(_stored(row), row.fingerprint)
        if new != row.fingerprint:
            connection.execute(table.update().where(table.c.id == row.id).values(fingerprint=new))


def _spread(migration: Migration, corrected: Sequence[Any]) -> Iterator[dict[str, Any]]:
    """For each fingerprint that split, its holding correction as a row for every part that does not get it anyway.

    Who corrected it spoke of all its errors, and an older correction must not hold again for some of them.
    """
    examples = {new: row.example_message for row, new in reversed(list(migration.fingerprints.items()))}
    holding = {row.fingerprint: row for row in sorted(corrected, key=lambda row: (row.corrected_at, row.id))}
    for old in sorted(holding.keys() & migration.split.keys()):
        row = holding[old]
        for new in migration.split[old]:
            if new != migration.fingerprints.get(_stored(row)):
                values = {name: value for name, value in row._mapping.items() if name != "id"}
                yield values | {"fingerprint": new, "example_message": examples[new]}
