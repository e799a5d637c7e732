"""Between assets: typed rows by hour and repository, in Parquet."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

import dagster as dg

from error_assets.clients.hour_store import HourStore, Slice
from error_assets.records import (
    Classification,
    ErrorSignature,
    ExtractedError,
    JobOutcome,
    RawFailure,
    Skipped,
)

Row = TypeVar("Row")

RECORD_OF: dict[str, type[Any]] = {
    "job_outcomes": JobOutcome,
    "raw_failures": RawFailure,
    "extracted_errors": ExtractedError,
    "error_signatures": ErrorSignature,
    "classifications": Classification,
}
"""What a row of each asset is."""

STORED = dg.AssetIn(dagster_type=dg.Any)
"""An upstream asset as an argument: its `Hours`, whose row type is mypy's business, not Dagster's."""

SKIPPED_SUFFIX = ".skipped"
"""Beside an asset's table stands one with what it did not carry on."""


class HourNotStored(LookupError):
    """An upstream hour is not there; the message says which asset to materialise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RepoHour(Generic[Row]):
    """What an asset has of one repository and hour: rows in canonical order, and what it did not carry on."""

    rows: tuple[Row, ...]
    swept_at: datetime
    skipped: tuple[Skipped, ...] = ()


HourRows = Mapping[str, RepoHour[Row]]
"""An hour's rows by repository."""


@dataclass(frozen=True)
class Hours(Generic[Row]):
    """The stored hours of an asset, each read when it is asked for, so that the newest sweep is what one gets."""

    store: HourStore
    table: str
    keys: Sequence[str] = field(default=())

    def __getitem__(self, hour: str) -> dict[str, Slice[Row]]:
        """The hour's slices by repository. Raises HourNotStored if the hour was never materialised."""
        slices = self.store.read(self.table, hour, RECORD_OF[self.table])
        if not slices:
            raise HourNotStored(f"{self.table} has no hour {hour}: materialise {self.table} for it first")
        return slices


def store_hour(store: HourStore, table: str, hour: str, rows: HourRows[Any]) -> tuple[str, ...]:
    """Replace the hour's slices; the repositories of which a newer sweep was already stored and was left alone."""
    older: list[str] = []
    for repo, slice_ in rows.items():
        stored = store.write(table, hour, repo, slice_.rows, RECORD_OF[table], swept_at=slice_.swept_at)
        if not stored:
            older.append(repo)
        elif slice_.skipped or store.read(table + SKIPPED_SUFFIX, hour, Skipped, repo):
            store.write(table + SKIPPED_SUFFIX, hour, repo, slice_.skipped, Skipped, swept_at=slice_.swept_at)
    return tuple(older)


class HourlyParquetIOManager(dg.IOManager):
    """Hands `Hours` to an asset and stores what `hour_by_hour` made of them.

    The hours of a run are stored one by one as they are done (so that a step which dies half-way keeps them), by
    `hour_by_hour`; what arrives here as the step's output is stored already.
    """

    def __init__(self, store: Callable[[], HourStore]) -> None:
        self._store = store

    def handle_output(self, context: dg.OutputContext, obj: object) -> None:
        """Nothing is left to do: see the class."""

    def load_input(self, context: dg.InputContext) -> Hours[Any]:
        return Hours(self._store(), context.asset_key.to_user_string(), tuple(context.asset_partition_keys))
