"""The index in OpenSearch: error documents in one index a month, read through an alias; mappings in ../search/.

Totals by signature are kept by opensearch_signatures.py after each write.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.resources import files
from types import TracebackType
from typing import TYPE_CHECKING, Any

from typing_extensions import Self

from error_assets.clients.document_json import document_of, json_of
from error_assets.clients.index import IndexTrouble, SignatureTotals
from error_assets.clients.opensearch_signatures import Signatures
from error_assets.hours import hour_start
from error_assets.records import ErrorDocument
from error_assets.settings import without_credentials

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

TIMEOUT_SECONDS = 60
"""For one request; a bulk of the size below takes a few seconds on a small server."""
RETRIES = 3
"""Of a request that timed out or met a busy server: writes are by id and may be repeated."""
BULK_DOCUMENTS = 500
BULK_BYTES = 5 * 1024 * 1024
"""Documents and bytes in one bulk request: OpenSearch's advice is 5 to 15 MB."""
PAGE = 1000
"""Documents read in one request."""
SEARCHED_FIELDS = (
    "s_error_full_text",
    "s_root_cause_summary",
    "s_repo.words",
    "s_job_name.words",
    "s_step_name.words",
    "s_test_name.words",
    "s_branch.words",
)
"""What full-text search looks in: the same as the local index."""
WORD = re.compile(r"\w")
"""What a word of a query must hold: punctuation alone finds nothing and forbids nothing."""
Query = dict[str, Any]


class OpenSearchIndex:
    """The index behind `url` under the name `alias`. Nothing is sent before the first call."""

    def __init__(self, url: str, alias: str, *, username: str | None = None, password: str | None = None) -> None:
        self._url = url
        self._alias = alias
        self._auth = (username, password or "") if username is not None else None
        self._opened: OpenSearch | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def replace_hour(self, hour: str, repo: str, documents: Sequence[ErrorDocument]) -> None:
        """See Index. What was there and was not written is removed after writing, so that nothing is ever missing."""
        with self._server() as server:
            index = f"{self._alias}-{hour_start(hour):%Y.%m}"
            before = self._held(server, index, hour, repo)
            self._bulk(server, [_written(index, document) for document in documents])
            server.indices.refresh(index=index, ignore_unavailable=True)
            held = self._held(server, index, hour, repo)
            gone = held.keys() - {document.s_error_id for document in documents}
            self._bulk(server, [{"_op_type": "delete", "_index": index, "_id": name} for name in sorted(gone)])
            now = {document.s_error_hash for document in documents}
            Signatures(server, self._alias).update(sorted({*before.values(), *held.values(), *now}))

    def occurrences_elsewhere(self, fingerprints: Sequence[str], hour: str, repo: str) -> Mapping[str, int]:
        """See Index."""
        with self._server() as server:
            return Signatures(server, self._alias).counts(fingerprints, besides=_slice(hour, repo))

    def count(self, *, hour: str | None = None, repo: str | None = None) -> int:
        """See Index."""
        with self._server() as server:
            body = {"query": _slice(hour, repo)}
            return int(server.count(index=self._alias, body=body, ignore_unavailable=True)["count"])

    def document(self, error_id: str) -> ErrorDocument | None:
        """See Index."""
        with self._server() as server:
            found = list(self._pages(server, self._alias, {"term": {"s_error_id": error_id}}))
        return document_of(found[0]["_source"]) if found else None

    def documents(self) -> Iterator[ErrorDocument]:
        """See Index."""
        with self._server() as server:
            for found in self._pages(server, self._alias, {"match_all": {}}):
                yield document_of(found["_source"])

    def search(self, query: str, *, limit: int) -> list[ErrorDocument]:
        """See Index. Each word of the query is a phrase, so that `foo.bar` finds its parts beside each other."""
        match = {"type": "phrase", "fields": list(SEARCHED_FIELDS)}
        phrases = [{"multi_match": {"query": word, **match}} for word in query.split() if WORD.search(word)]
        if not phrases:
            return []
        body = {
            "query": {"bool": {"must": phrases}},
            "sort": ["_score", {"@timestamp": "desc"}, {"s_error_id": "asc"}],
            "size": limit,
        }
        with self._server() as server:
            answer = server.search(index=self._alias, body=body, ignore_unavailable=True)
        return [document_of(found["_source"]) for found in answer["hits"]["hits"]]

    def signature(self, fingerprint: str) -> SignatureTotals | None:
        """See Index."""
        with self._server() as server:
            return Signatures(server, self._alias).read(fingerprint)

    def drop(self) -> None:
        """See Index. The templates stay: they hold no documents."""
        with self._server() as server:
            months = server.indices.get(index=f"{self._alias}-*", ignore_unavailable=True)
            mine = [name for name, index in months.items() if self._alias in index["aliases"]]
            for name in [*sorted(mine), Signatures(server, self._alias).index]:
                server.indices.delete(index=name, ignore_unavailable=True)

    def _held(self, server: "OpenSearch", index: str, hour: str, repo: str) -> dict[str, str]:
        """Fingerprint by id of what the hour holds."""
        pages = self._pages(server, index, _slice(hour, repo), source=["s_error_hash"])
        return {found["_id"]: found["_source"]["s_error_hash"] for found in pages}

    def _pages(
        self, server: "OpenSearch", index: str, query: Query, source: list[str] | bool = True
    ) -> Iterator[dict[str, Any]]:
        """Every hit, by error id, page by page."""
        body: dict[str, Any] = {"query": query, "size": PAGE, "sort": [{"s_error_id": "asc"}], "_source": source}
        while True:
            hits = server.search(index=index, body=body, ignore_unavailable=True)["hits"]["hits"]
            yield from hits
            if len(hits) < PAGE:
                return
            body["search_after"] = hits[-1]["sort"]

    def _bulk(self, server: "OpenSearch", actions: Sequence[dict[str, Any]]) -> None:
        from opensearchpy.helpers import bulk

        _, errors = bulk(
            server,
            actions,
            chunk_size=BULK_DOCUMENTS,
            max_chunk_bytes=BULK_BYTES,
            max_retries=RETRIES,
            raise_on_error=False,
        )
        failed = [item for error in errors for item in error.values() if item["status"] != 404]
        if failed:
            raise IndexTrouble(f"OpenSearch refused {len(failed)} of {len(actions)} documents: {_reason(failed[0])}")

    @contextmanager
    def _server(self) -> "Iterator[OpenSearch]":
        """The connection, the templates put once; what it raises becomes IndexTrouble with the server's reason."""
        from opensearchpy.exceptions import OpenSearchException

        try:
            if self._opened is None:
                self._opened = self._open()
            yield self._opened
        except OpenSearchException as error:
            raise IndexTrouble(f"OpenSearch at {without_credentials(self._url)}: {_first_line(error)}") from None

    def _open(self) -> "OpenSearch":
        from opensearchpy import OpenSearch

        server = OpenSearch(
            hosts=[self._url],
            http_auth=self._auth,
            timeout=TIMEOUT_SECONDS,
            max_retries=RETRIES,
            retry_on_timeout=True,
        )
        documents, signatures = _template("error_documents.json"), _template("signatures.json")
        documents |= {"index_patterns": [f"{self._alias}-2*"]}
        documents["template"]["aliases"] = {self._alias: {}}
        signatures |= {"index_patterns": [f"{self._alias}_signatures"]}
        server.indices.put_index_template(name=self._alias, body=documents)
        server.indices.put_index_template(name=f"{self._alias}_signatures", body=signatures)
        return server


def _template(file: str) -> dict[str, Any]:
    template: dict[str, Any] = json.loads((files("error_assets") / "search" / file).read_text("utf-8"))
    return template


def _written(index: str, document: ErrorDocument) -> dict[str, Any]:
    return {"_op_type": "index", "_index": index, "_id": document.s_error_id, "_source": json_of(document)}


def _slice(hour: str | None, repo: str | None) -> Query:
    """What matches the documents of an hour and a repository, as far as given."""
    terms = [{"term": {name: value}} for name, value in (("s_partition", hour), ("s_repo", repo)) if value is not None]
    return {"bool": {"filter": terms}} if terms else {"match_all": {}}


def _reason(item: dict[str, Any]) -> str:
    error = item.get("error") or {}
    if not isinstance(error, dict):
        return str(error)
    cause = (error.get("caused_by") or {}).get("reason")
    return f"{item.get('_id')}: {error.get('reason')}" + (f" ({cause})" if cause else "")


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
