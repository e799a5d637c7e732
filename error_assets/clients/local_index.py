"""The index in a local SQLite file with full-text search (FTS5): what serves until OPENSEARCH_URL is set."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from types import TracebackType

from typing_extensions import Self

from error_assets.clients.document_json import document_of, json_of, time_text
from error_assets.clients.index import IndexTrouble, SignatureTotals
from error_assets.records import ErrorDocument

BUSY_SECONDS = 60
"""How long a writer waits for another one, which writes for milliseconds."""
QUERY_PARAMETERS = 500
"""Parameters in one query: SQLite takes at most 999 in old builds."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS documents (
    number INTEGER PRIMARY KEY,
    error_id TEXT NOT NULL UNIQUE,
    hour TEXT NOT NULL,
    repo TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS documents_of_hour ON documents (hour, repo);
CREATE INDEX IF NOT EXISTS documents_of_fingerprint ON documents (fingerprint, seen_at);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 (message, place, tokenize = "unicode61 tokenchars '_'");
"""


class LocalIndex:
    """The index in the file at `path`, which is made when it is not there. Several processes may use it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = NORMAL")
            self._database.executescript(SCHEMA)
        except (sqlite3.DatabaseError, OSError) as error:
            damaged = isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError)
            remedy = ": delete it and materialise opensearch_index again" if damaged else ""
            raise IndexTrouble(f"{path} cannot be used as the index ({error}){remedy}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def replace_hour(self, hour: str, repo: str, documents: Sequence[ErrorDocument]) -> None:
        """See Index. Totals need no upkeep here: they are counted when they are asked for."""
        with closing(self._database.cursor()) as cursor:
            cursor.execute("BEGIN IMMEDIATE")
            try:
                self._forget(cursor, hour, repo, [document.s_error_id for document in documents])
                for document in documents:
                    self._add(cursor, hour, repo, document)
            except BaseException:
                cursor.execute("ROLLBACK")
                raise
            cursor.execute("COMMIT")

    def occurrences_elsewhere(self, fingerprints: Sequence[str], hour: str, repo: str) -> Mapping[str, int]:
        counts: dict[str, int] = {}
        for start in range(0, len(fingerprints), QUERY_PARAMETERS):
            part = fingerprints[start : start + QUERY_PARAMETERS]
            counts |= dict(
                self._database.execute(
                    f"SELECT fingerprint, count(*) FROM documents WHERE fingerprint IN ({_marks(part)})"
                    " AND NOT (hour = ? AND repo = ?) GROUP BY fingerprint",
                    (*part, hour, repo),
                ).fetchall()
            )
        return counts

    def count(self, *, hour: str | None = None, repo: str | None = None) -> int:
        query = "SELECT count(*) FROM documents WHERE (?1 IS NULL OR hour = ?1) AND (?2 IS NULL OR repo = ?2)"
        return int(self._database.execute(query, (hour, repo)).fetchone()[0])

    def document(self, error_id: str) -> ErrorDocument | None:
        row = self._database.execute("SELECT body FROM documents WHERE error_id = ?", (error_id,)).fetchone()
        return None if row is None else document_of(json.loads(row[0]))

    def documents(self) -> Iterator[ErrorDocument]:
        for (body,) in self._database.execute("SELECT body FROM documents ORDER BY error_id"):
            yield document_of(json.loads(body))

    def search(self, query: str, *, limit: int) -> list[ErrorDocument]:
        words = " ".join('"' + word.replace('"', '""') + '"' for word in query.split())
        if not words:
            return []
        rows = self._database.execute(
            "SELECT body FROM words JOIN documents ON documents.number = words.rowid WHERE words MATCH ?"
            " ORDER BY bm25(words), seen_at DESC, error_id LIMIT ?",
            (words, limit),
        )
        return [document_of(json.loads(body)) for (body,) in rows]

    def signature(self, fingerprint: str) -> SignatureTotals | None:
        rows = self._database.execute(
            "SELECT body FROM documents WHERE fingerprint = ? ORDER BY seen_at, error_id", (fingerprint,)
        ).fetchall()
        if not rows:
            return None
        found = [document_of(json.loads(body)) for (body,) in rows]
        return totals_of(found)

    def drop(self) -> None:
        self._database.executescript("DELETE FROM documents; DELETE FROM words;")

    def _forget(self, cursor: sqlite3.Cursor, hour: str, repo: str, error_ids: Sequence[str]) -> None:
        """Remove what stands in the hour, and what has one of the ids elsewhere."""
        numbers = cursor.execute("SELECT number FROM documents WHERE hour = ? AND repo = ?", (hour, repo)).fetchall()
        for error_id in error_ids:
            numbers += cursor.execute("SELECT number FROM documents WHERE error_id = ?", (error_id,)).fetchall()
        cursor.executemany("DELETE FROM words WHERE rowid = ?", numbers)
        cursor.executemany("DELETE FROM documents WHERE number = ?", numbers)

    def _add(self, cursor: sqlite3.Cursor, hour: str, repo: str, document: ErrorDocument) -> None:
        cursor.execute(
            "INSERT INTO documents (error_id, hour, repo, fingerprint, seen_at, body) VALUES (?, ?, ?, ?, ?, ?)",
            (
                document.s_error_id,
                hour,
                repo,
                document.s_error_hash,
                time_text(document.timestamp),
                json.dumps(json_of(document), ensure_ascii=False),
            ),
        )
        place = " ".join((repo, document.s_job_name, document.s_step_name, document.s_test_name, document.s_branch))
        cursor.execute(
            "INSERT INTO words (rowid, message, place) VALUES (?, ?, ?)",
            (cursor.lastrowid, f"{document.s_error_full_text}\n{document.s_root_cause_summary}", place),
        )


def totals_of(found: Sequence[ErrorDocument]) -> SignatureTotals:
    """The totals of all documents of one fingerprint, given from the earliest to the latest."""
    first, last = found[0], found[-1]
    return SignatureTotals(
        fingerprint=last.s_error_hash,
        template=last.s_template,
        occurrence_count=len(found),
        first_seen=first.timestamp,
        last_seen=last.timestamp,
        repos=tuple(sorted({document.s_repo for document in found})),
        branches=tuple(sorted({document.s_branch for document in found})),
        domain=last.s_domain,
        category=last.s_primary_category,
        subcategory=last.s_subcategory,
    )


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))
