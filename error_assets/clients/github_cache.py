"""What GitHub said before, in one SQLite file: answers to be asked for again with their ETag, and final answers.

Losing the file costs requests, never correctness: a damaged one is thrown away.
"""

import sqlite3
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

import zstandard
from typing_extensions import Self

UNUSED_DAYS = 120
"""What was not asked for during the longest look-back and a month is forgotten."""
LEVEL = 3
"""Of zstd: a page of 100 runs shrinks from 70 kB to some 7 kB."""
BUSY_SECONDS = 30
TABLES = """
CREATE TABLE IF NOT EXISTS answers (
    url TEXT PRIMARY KEY, etag TEXT NOT NULL, link TEXT NOT NULL, body BLOB NOT NULL, used_day INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS finals (
    name TEXT NOT NULL, page INTEGER NOT NULL, body BLOB NOT NULL, used_day INTEGER NOT NULL,
    PRIMARY KEY (name, page)
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class KnownAnswer:
    """An answer as it was kept: its ETag, its Link header ("" if it had none) and its body."""

    etag: str
    link: str
    body: bytes = field(repr=False)


class Cache:
    """One file for every process of an installation; `path` None keeps it in memory. Several threads may use it."""

    def __init__(self, path: Path | None) -> None:
        self._lock = threading.Lock()
        self._today = int(time.time() // 86_400)
        self._db = self._opened(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def known(self, url: str) -> KnownAnswer | None:
        """What `url` answered last, if it is remembered."""
        with self._lock:
            row = self._db.execute("SELECT etag, link, body, used_day FROM answers WHERE url = ?", (url,)).fetchone()
            if row is None:
                return None
            if row[3] != self._today:
                self._db.execute("UPDATE answers SET used_day = ? WHERE url = ?", (self._today, url))
        return KnownAnswer(row[0], row[1], _opened_body(row[2]))

    def keep(self, url: str, answer: KnownAnswer) -> None:
        row = (url, answer.etag, answer.link, _packed(answer.body), self._today)
        with self._lock:
            self._db.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?)", row)

    def final(self, name: str) -> list[bytes] | None:
        """The pages kept under `name`, in their order, or None."""
        with self._lock:
            rows = self._db.execute(
                "SELECT body, used_day FROM finals WHERE name = ? ORDER BY page", (name,)
            ).fetchall()
            if rows and rows[0][1] != self._today:
                self._db.execute("UPDATE finals SET used_day = ? WHERE name = ?", (self._today, name))
        return [_opened_body(body) for body, _ in rows] or None

    def keep_final(self, name: str, pages: Sequence[bytes]) -> None:
        """Keep what will never change. All pages or none."""
        rows = [(name, page, _packed(body), self._today) for page, body in enumerate(pages)]
        with self._lock:
            self._db.execute("BEGIN")
            self._db.execute("DELETE FROM finals WHERE name = ?", (name,))
            self._db.executemany("INSERT INTO finals VALUES (?, ?, ?, ?)", rows)
            self._db.execute("COMMIT")

    def _opened(self, path: Path | None) -> sqlite3.Connection:
        if path is None:
            return self._prepared(":memory:")
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return self._prepared(str(path))
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            path.unlink()
            return self._prepared(str(path))

    def _prepared(self, where: str) -> sqlite3.Connection:
        db = sqlite3.connect(where, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        try:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = OFF")
            db.executescript(TABLES)
            for table in ("answers", "finals"):
                db.execute(f"DELETE FROM {table} WHERE used_day < ?", (self._today - UNUSED_DAYS,))
        except BaseException:
            db.close()
            raise
        return db


def _packed(body: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=LEVEL).compress(body)


def _opened_body(packed: bytes) -> bytes:
    return zstandard.ZstdDecompressor().decompress(packed)
