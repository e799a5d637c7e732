"""Log bytes: one zstd object for each job attempt, written and read as a stream.

    <root>/logs/<owner>%2F<name>/<run id>/<job id>-<attempt>.log.zst

What is handed in is stored as it is: redaction comes before (extraction.redaction).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from error_assets.clients.storage import StorageError, children, escaped, place, replacing

if TYPE_CHECKING:
    from error_assets.clients.storage import Place

FOLDER = "logs"
SUFFIX = ".log.zst"
ZSTD_LEVEL = 3
"""Higher levels save a few percent of space on logs and cost several times the time."""
READ_BYTES = 256
"""Compressed bytes expanded at a time: one repeated line grows up to 10,000-fold, so this bounds memory to a few MB."""
CHUNK_BYTES = 128 * 1024
"""Uncompressed bytes handed on at a time."""


@dataclass(frozen=True, slots=True)
class StoredLog:
    """Where a log lies, and size in bytes and sha256 (hex) of its uncompressed content."""

    key: str
    bytes: int
    sha256: str


def key_of(repo: str, run_id: str, job_id: str, attempt: int) -> str:
    """The key of a job attempt's log."""
    return f"{FOLDER}/{escaped(repo)}/{run_id}/{job_id}-{attempt}{SUFFIX}"


class _Unwanted(Exception):
    """What was read is not to be kept: leaves the file as it was."""


class LogStore:
    """The logs under one root. Nothing is read or made before the first call."""

    def __init__(self, root: str) -> None:
        self._root = place(root)

    def write(
        self, key: str, chunks: Iterable[bytes], *, wanted: Callable[[int], bool] = lambda _: True
    ) -> StoredLog | None:
        """Store the chunks as one object, whole or not at all, in place of what was there.

        `wanted` is asked at the end, with the bytes that came: if it says no, what was there stays and None comes back.
        Equal content is equal bytes, however it is cut into chunks. What `chunks` raises comes through.
        """
        import zstandard

        digest, size = sha256(), 0
        compressor = zstandard.ZstdCompressor(level=ZSTD_LEVEL, write_checksum=True)
        try:
            with replacing(self._root / key) as file:
                with compressor.stream_writer(file, closefd=False) as packed:
                    for chunk in chunks:
                        digest.update(chunk)
                        size += len(chunk)
                        packed.write(chunk)
                if not wanted(size):
                    raise _Unwanted
        except _Unwanted:
            return None
        return StoredLog(key, size, digest.hexdigest())

    def read(self, key: str) -> Iterator[bytes]:
        """The log's bytes, about 128 KiB at a time. Raises StorageError if it is not there or damaged."""
        import zstandard

        expand = zstandard.ZstdDecompressor().decompressobj()
        pending = bytearray()
        try:
            with (self._root / key).open("rb") as file:
                while packed := file.read(READ_BYTES):
                    pending += expand.decompress(packed)
                    if len(pending) >= CHUNK_BYTES:
                        yield bytes(pending)
                        pending.clear()
        except FileNotFoundError:
            raise StorageError(f"no log at {self._root / key}: materialise its hour of raw_failures again") from None
        except zstandard.ZstdError as error:
            raise self._damaged(key, str(error)) from error
        if not expand.eof:
            raise self._damaged(key, "it ends too early")
        if pending:
            yield bytes(pending)

    def has(self, key: str) -> bool:
        return (self._root / key).exists()

    def remove(self, key: str) -> None:
        """Forget the log; nothing happens if there is none."""
        (self._root / key).unlink(missing_ok=True)

    def prune(self, older_than: datetime) -> int:
        """Remove the logs written before `older_than` (the file's own time). Returns how many."""
        removed = 0
        for repo in children(self._root / FOLDER):
            for run in children(repo):
                removed += sum(_pruned(log, older_than) for log in children(run))
                if isinstance(run, Path) and not any(run.iterdir()):
                    run.rmdir()
        return removed

    def _damaged(self, key: str, why: str) -> StorageError:
        return StorageError(
            f"{self._root / key} is damaged ({why}): delete it and materialise its hour of raw_failures again"
        )


def _pruned(log: "Place", older_than: datetime) -> bool:
    if log.stat().st_mtime >= older_than.timestamp():
        return False
    log.unlink()
    return True
