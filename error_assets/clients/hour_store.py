"""Typed hand-offs between assets: one Parquet file for each (table, hour, repository), replaced as a whole.

    <root>/<table>/hour=2026-11-24-10/<owner>%2F<name>.parquet

Columns are fixed by the record type (record_columns.py), rows keep the order in which they are given, and equal rows of
one sweep are equal bytes. When the outside was swept stands in the file's key-value metadata, not in the rows.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic

from error_assets.clients.recent_files import recent_files
from error_assets.clients.record_columns import Record, layout_of
from error_assets.clients.storage import StorageError, children, escaped, place, replacing, unescaped
from error_assets.hours import UTC, hour_start

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from error_assets.clients.storage import Place

SWEPT_AT = b"swept_at"
SUFFIX = ".parquet"
HOUR_FOLDER = "hour="
LOCK_SECONDS = 60
"""How long a writer waits for another one, which holds the lock for milliseconds, before it gives up."""


@dataclass(frozen=True, slots=True)
class Slice(Generic[Record]):
    """The rows of one hour and repository, and when the outside was asked for them."""

    rows: tuple[Record, ...]
    swept_at: datetime


class HourStore:
    """The tables under one root. Nothing is read or made before the first call."""

    def __init__(self, root: str) -> None:
        self._root = place(root)

    def write(
        self,
        table: str,
        hour: str,
        repo: str,
        rows: Sequence[Record],
        record_type: type[Record],
        *,
        swept_at: datetime,
    ) -> bool:
        """Replace the rows of (table, hour, repo). False, and nothing changes, if a newer sweep is already stored.

        `rows` come in their canonical order. In a folder the comparison and the replacement are one step among all
        processes of the machine; an object store offers no such lock, there they are milliseconds apart. A damaged
        file is replaced.
        Raises TypeError for a value that does not fit its field.
        """
        metadata = {SWEPT_AT: swept_at.astimezone(UTC).isoformat().encode()}
        content = _packed(layout_of(record_type).table(rows, metadata))
        target = self._file(table, hour, repo)
        with self._lock():
            stored = _stored_sweep(target)
            if stored is not None and stored > swept_at:
                return False
            with replacing(target) as file:
                file.write(content)
        return True

    def read(
        self, table: str, hour: str, record_type: type[Record], repo: str | None = None
    ) -> dict[str, Slice[Record]]:
        """The hour's slices by repository, in the order of their names; of `repo` alone if it is given.

        Empty if nothing was written. Raises StorageError for a file that cannot be read.
        """
        if repo is not None:
            target = self._file(table, hour, repo)
            return {repo: _read(target, record_type)} if target.exists() else {}
        files = self._files(table, hour)
        return {unescaped(file.name[: -len(SUFFIX)]): _read(file, record_type) for file in files}

    def has(self, table: str, hour: str) -> bool:
        """Whether anything (an empty slice too) was written for the hour."""
        return bool(self._files(table, hour))

    def swept(self, table: str, hour: str) -> dict[str, datetime]:
        """When each repository's slice of the hour was swept; empty if nothing was written or a file is damaged."""
        sweeps = {unescaped(file.name[: -len(SUFFIX)]): _stored_sweep(file) for file in self._files(table, hour)}
        if any(moment is None for moment in sweeps.values()):
            return {}
        return {repo: moment for repo, moment in sweeps.items() if moment is not None}

    def remove(self, table: str, hour: str, repo: str) -> None:
        """Forget the slice; nothing happens if there is none."""
        self._file(table, hour, repo).unlink(missing_ok=True)

    def hours(self, table: str) -> tuple[str, ...]:
        """The hours for which the table holds anything, oldest first."""
        names = (folder.name for folder in children(self._root / table))
        keys = (f"{name[len(HOUR_FOLDER) :]}:00" for name in names if name.startswith(HOUR_FOLDER))
        return tuple(hour for hour in keys if self.has(table, hour))

    def _folder(self, table: str, hour: str) -> "Place":
        hour_start(hour)
        return self._root / table / f"{HOUR_FOLDER}{hour.removesuffix(':00')}"

    def _file(self, table: str, hour: str, repo: str) -> "Place":
        return self._folder(table, hour) / f"{escaped(repo)}{SUFFIX}"

    def _files(self, table: str, hour: str) -> "list[Place]":
        return [file for file in children(self._folder(table, hour)) if file.name.endswith(SUFFIX)]

    def _lock(self) -> Any:
        if not isinstance(self._root, Path):
            return nullcontext()
        from filelock import FileLock

        self._root.mkdir(parents=True, exist_ok=True)
        return FileLock(self._root / ".hours.lock", timeout=LOCK_SECONDS)


def _packed(table: "pa.Table") -> "pa.Buffer":
    """The file's bytes. Not zstd, which sets up anew for each column: thrice the time for a few rows, as most are."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="snappy", write_statistics=False)
    return sink.getvalue()


def _stored_sweep(target: "Place") -> datetime | None:
    if not target.exists():
        return None
    try:
        with _opened(target) as parquet:
            return _swept_at(parquet)
    except StorageError:
        return None


@contextmanager
def _opened(file: "Place") -> Iterator["pq.ParquetFile"]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(pa.BufferReader(file.read_bytes())) as parquet:
            yield parquet
    except (pa.ArrowException, OSError, KeyError, ValueError) as error:
        raise StorageError(f"{file} cannot be read ({error}): delete it and materialise its hour again") from error


def _swept_at(parquet: "pq.ParquetFile") -> datetime:
    return datetime.fromisoformat((parquet.metadata.metadata or {})[SWEPT_AT].decode())


def _read(file: "Place", record_type: type[Record]) -> Slice[Record]:
    """The slice; of a local file that was read before and is unchanged, the same objects, which nobody can change."""
    if not isinstance(file, Path):
        return _read_anew(file, record_type)
    recent = recent_files()
    key = recent.key(file, record_type)
    found: Slice[Record] | None = recent.get(key)
    if found is None:
        found = _read_anew(file, record_type)
        if recent.key(file, record_type) == key:
            recent.keep(key, found)
    return found


def _read_anew(file: "Place", record_type: type[Record]) -> Slice[Record]:
    with _opened(file) as parquet:
        rows = layout_of(record_type).rows(parquet.read(use_threads=False))
        return Slice(tuple(rows), _swept_at(parquet))
