"""Totals by signature in OpenSearch: one document a fingerprint, counted anew from the errors after each write.

Read its seq_no, refresh, aggregate, write under that seq_no, repeat on a conflict: so the totals converge, whoever
writes in whatever order.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from error_assets.clients.document_json import time_text
from error_assets.clients.index import IndexTrouble, SignatureTotals
from error_assets.hours import UTC

if TYPE_CHECKING:
    from opensearchpy import OpenSearch

PART = 200
"""Signatures counted in one aggregation."""
MAX_PLACES = 1000
"""Repositories and branches listed of one signature."""
MAX_CONFLICTS = 20
"""Other writers that one update yields to before it gives up."""
CONFLICT = 409
LATEST = [{"@timestamp": "desc"}, {"s_error_id": "desc"}]
VERDICT = ("s_template", "s_domain", "s_primary_category", "s_subcategory")
Action = tuple[str, dict[str, Any], dict[str, Any] | None]


class Signatures:
    """The signatures of the error documents under `alias`. Raises what the server's client raises."""

    def __init__(self, server: "OpenSearch", alias: str) -> None:
        self._server = server
        self._alias = alias
        self.index = f"{alias}_signatures"

    def update(self, fingerprints: Sequence[str]) -> None:
        """Bring the totals of these up to date; one that has no errors left is removed. Raises IndexTrouble too."""
        for part in _parts(fingerprints):
            pending = list(part)
            for _ in range(MAX_CONFLICTS):
                pending = self._write(pending)
                if not pending:
                    break
            else:
                raise IndexTrouble(
                    f"{len(pending)} signatures are written by others all the time: index the hour again"
                )

    def counts(self, fingerprints: Sequence[str], *, besides: dict[str, Any]) -> dict[str, int]:
        """Errors of each fingerprint that `besides` does not match; one with none is absent."""
        found: dict[str, int] = {}
        for part in _parts(fingerprints):
            query = {"bool": {"filter": [{"terms": {"s_error_hash": list(part)}}], "must_not": [besides]}}
            found |= {bucket["key"]: bucket["doc_count"] for bucket in self._buckets(part, query, {})}
        return found

    def read(self, fingerprint: str) -> SignatureTotals | None:
        """The stored totals."""
        stored = self._stored([fingerprint]).get(fingerprint)
        return None if stored is None else _totals(stored["_source"])

    def _write(self, fingerprints: Sequence[str]) -> list[str]:
        """Write what was counted; the fingerprints that somebody else wrote meanwhile are returned."""
        stored = self._stored(fingerprints)
        self._server.indices.refresh(index=self._alias, ignore_unavailable=True)
        counted = self._counted(fingerprints)
        actions = [
            action for name in fingerprints if (action := self._action(name, stored.get(name), counted.get(name)))
        ]
        lines = [line for operation, where, source in actions for line in _lines(operation, where, source)]
        if not lines:
            return []
        items = [item for entry in self._server.bulk(body=lines)["items"] for item in entry.values()]
        failed = [item for item in items if item["status"] >= 300 and item["status"] not in (404, CONFLICT)]
        if failed:
            raise IndexTrouble(f"OpenSearch refused the signature {failed[0]['_id']}: {failed[0].get('error')}")
        return [item["_id"] for item in items if item["status"] == CONFLICT]

    def _action(self, name: str, stored: dict[str, Any] | None, counted: dict[str, Any] | None) -> Action | None:
        where = {"_index": self.index, "_id": name}
        if stored is None:
            return None if counted is None else ("create", where, counted)
        where |= {"if_seq_no": stored["_seq_no"], "if_primary_term": stored["_primary_term"]}
        if counted is None:
            return "delete", where, None
        return None if counted == stored["_source"] else ("index", where, counted)

    def _stored(self, fingerprints: Sequence[str]) -> dict[str, dict[str, Any]]:
        from opensearchpy.exceptions import NotFoundError

        try:
            answer = self._server.mget(index=self.index, body={"ids": list(fingerprints)})
        except NotFoundError:
            return {}
        return {found["_id"]: found for found in answer["docs"] if found.get("found")}

    def _counted(self, fingerprints: Sequence[str]) -> dict[str, dict[str, Any]]:
        within = {
            "first": {"min": {"field": "@timestamp"}},
            "last": {"max": {"field": "@timestamp"}},
            "repos": {"terms": {"field": "s_repo", "size": MAX_PLACES}},
            "branches": {"terms": {"field": "s_branch", "size": MAX_PLACES}},
            "latest": {"top_hits": {"size": 1, "sort": LATEST, "_source": list(VERDICT)}},
        }
        query = {"terms": {"s_error_hash": list(fingerprints)}}
        return {bucket["key"]: _document(bucket) for bucket in self._buckets(fingerprints, query, within)}

    def _buckets(
        self, fingerprints: Sequence[str], query: dict[str, Any], within: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """One bucket a fingerprint: all of them fit, so the counts are exact on any number of shards."""
        signatures = {"terms": {"field": "s_error_hash", "size": len(fingerprints)}, "aggs": within}
        body = {"size": 0, "query": query, "aggs": {"signatures": signatures}}
        answer = self._server.search(index=self._alias, body=body, ignore_unavailable=True)
        buckets: list[dict[str, Any]] = answer.get("aggregations", {}).get("signatures", {}).get("buckets", [])
        return buckets


def _document(bucket: dict[str, Any]) -> dict[str, Any]:
    return {
        "s_error_hash": bucket["key"],
        **bucket["latest"]["hits"]["hits"][0]["_source"],
        "l_occurrence_count": bucket["doc_count"],
        "ts_first_seen": _time(bucket["first"]["value"]),
        "ts_last_seen": _time(bucket["last"]["value"]),
        "s_repos": sorted(place["key"] for place in bucket["repos"]["buckets"]),
        "s_branches": sorted(place["key"] for place in bucket["branches"]["buckets"]),
    }


def _totals(stored: dict[str, Any]) -> SignatureTotals:
    return SignatureTotals(
        fingerprint=stored["s_error_hash"],
        template=stored["s_template"],
        occurrence_count=stored["l_occurrence_count"],
        first_seen=datetime.fromisoformat(stored["ts_first_seen"].replace("Z", "+00:00")),
        last_seen=datetime.fromisoformat(stored["ts_last_seen"].replace("Z", "+00:00")),
        repos=tuple(stored["s_repos"]),
        branches=tuple(stored["s_branches"]),
        domain=stored["s_domain"],
        category=stored["s_primary_category"],
        subcategory=stored["s_subcategory"],
    )


def _lines(operation: str, where: dict[str, Any], source: dict[str, Any] | None) -> list[dict[str, Any]]:
    return [{operation: where}] if source is None else [{operation: where}, source]


def _time(milliseconds: float) -> str:
    return time_text(datetime.fromtimestamp(milliseconds / 1000, UTC))


def _parts(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), PART):
        yield values[start : start + PART]
