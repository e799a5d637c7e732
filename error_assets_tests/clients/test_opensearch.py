"""What only OpenSearch has: templates, months, refusals of the server, several writers at once."""

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from datetime import timedelta
from importlib.resources import files
from typing import Any

import pytest
from opensearchpy import OpenSearch
from opensearchpy.exceptions import RequestError

from error_assets.clients.document_json import json_of
from error_assets.clients.index import IndexTrouble
from error_assets.clients.opensearch import OpenSearchIndex
from error_assets.clients.opensearch_signatures import Signatures
from error_assets.hours import hour_of
from error_assets.records import ErrorDocument
from error_assets_tests.clients.sample_documents import FULL, HOUR, NEXT_MONTH, REPO, START, document


@pytest.fixture
def server(opensearch_url: str) -> Iterator[OpenSearch]:
    with OpenSearch(hosts=[opensearch_url]) as client:
        yield client


@pytest.fixture
def index(opensearch_url: str) -> Iterator[OpenSearchIndex]:
    with OpenSearchIndex(opensearch_url, "errors") as made:
        yield made


def properties(file: str) -> dict[str, Any]:
    template = json.loads((files("error_assets") / "search" / file).read_text("utf-8"))
    assert template["template"]["mappings"]["dynamic"] == "strict"
    found: dict[str, Any] = template["template"]["mappings"]["properties"]
    return found


def test_the_mapping_has_the_documents_fields_and_no_others() -> None:
    names = {"@timestamp" if field.name == "timestamp" else field.name for field in fields(ErrorDocument)}
    assert set(properties("error_documents.json")) == names


def test_each_field_is_mapped_as_its_prefix_says() -> None:
    kinds = {
        "s_": {"keyword", "text"},
        "l_": {"integer"},
        "f_": {"double"},
        "b_": {"boolean"},
        "ts": {"date"},
        "@t": {"date"},
    }
    for file in ("error_documents.json", "signatures.json"):
        for name, mapped in properties(file).items():
            assert mapped["type"] in kinds[name[:2]], name


def test_a_field_that_the_mapping_does_not_know_is_refused(index: OpenSearchIndex, server: OpenSearch) -> None:
    index.replace_hour(HOUR, REPO, [FULL])
    with pytest.raises(RequestError, match="strict"):
        server.index(index="errors-2026.11", id="x", body={**json_of(FULL), "s_unknown": "x"})


def test_documents_lie_in_the_month_of_their_hour_behind_one_alias(index: OpenSearchIndex, server: OpenSearch) -> None:
    index.replace_hour(HOUR, REPO, [FULL])
    index.replace_hour(NEXT_MONTH, REPO, [document(2, hours=2)])
    assert set(server.indices.get_alias(name="errors")) == {"errors-2026.11", "errors-2026.12"}
    assert server.get(index="errors-2026.11", id=FULL.s_error_id)["_source"] == json_of(FULL)


def test_a_refused_document_is_named_with_the_servers_reason(index: OpenSearchIndex) -> None:
    wrong = replace(FULL, l_attempt="not a number")  # type: ignore[arg-type]
    with pytest.raises(IndexTrouble, match=r"refused 1 of 2 documents.*101-1-1.*l_attempt"):
        index.replace_hour(HOUR, REPO, [document(2), wrong])


def test_a_server_that_is_not_there_is_named_without_the_password() -> None:
    with pytest.raises(IndexTrouble, match=r"http://127\.0\.0\.1:1") as raised:
        OpenSearchIndex("http://someone:geheim@127.0.0.1:1", "errors", username="someone", password="geheim").count()
    assert "geheim" not in str(raised.value)


def test_dropping_leaves_what_belongs_to_others(index: OpenSearchIndex, server: OpenSearch) -> None:
    index.replace_hour(HOUR, REPO, [FULL])
    for name in ("errors-of-another-team", "unrelated"):
        server.index(index=name, id="1", body={"a": 1}, refresh=True)
    index.drop()
    assert index.count() == 0
    assert server.indices.exists(index="errors-of-another-team")
    assert server.indices.exists(index="unrelated")
    assert not server.indices.exists(index="errors_signatures")


class Interrupted(Signatures):
    """Counts, and is then overtaken by another writer before it writes, once."""

    def __init__(self, server: OpenSearch, alias: str, other: Callable[[], None]) -> None:
        super().__init__(server, alias)
        self._others = [other]

    def _counted(self, fingerprints: Sequence[str]) -> dict[str, dict[str, Any]]:
        counted = super()._counted(fingerprints)
        while self._others:
            self._others.pop()()
        return counted


@pytest.mark.parametrize("hours_before", [[], [[document(1)]]], ids=["new signature", "known signature"])
def test_totals_that_were_overtaken_are_counted_again(
    index: OpenSearchIndex, server: OpenSearch, opensearch_url: str, hours_before: list[list[ErrorDocument]]
) -> None:
    def other() -> None:
        with OpenSearchIndex(opensearch_url, "errors") as second:
            second.replace_hour(NEXT_MONTH, REPO, [document(number, hours=2) for number in (7, 8, 9)])

    assert index.count() == 0
    for documents in hours_before:
        index.replace_hour(HOUR, REPO, documents)
    server.index(index="errors-2026.11", id="1-1-1", body=json_of(document(1)), refresh=True)
    Interrupted(server, "errors", other).update([FULL.s_error_hash])
    totals = index.signature(FULL.s_error_hash)
    assert totals is not None
    assert totals.occurrence_count == index.count()


def test_a_signature_that_lost_its_errors_while_it_was_overtaken_is_kept_by_the_other(
    index: OpenSearchIndex, server: OpenSearch, opensearch_url: str
) -> None:
    def other() -> None:
        with OpenSearchIndex(opensearch_url, "errors") as second:
            second.replace_hour(NEXT_MONTH, REPO, [document(2, hours=2)])

    index.replace_hour(HOUR, REPO, [document(1)])
    server.delete(index="errors-2026.11", id="1-1-1", refresh=True)
    Interrupted(server, "errors", other).update([FULL.s_error_hash])
    totals = index.signature(FULL.s_error_hash)
    assert totals is not None
    assert totals.occurrence_count == 1


def test_totals_converge_under_several_writers(opensearch_url: str) -> None:
    def write(number: int) -> None:
        moment = START + timedelta(hours=number)
        with OpenSearchIndex(opensearch_url, "errors") as own:
            own.replace_hour(hour_of(moment), REPO, [document(10 * number + n, hours=number) for n in range(3)])

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(write, range(12)))
    with OpenSearchIndex(opensearch_url, "errors") as index:
        totals = index.signature(FULL.s_error_hash)
        assert totals is not None
        assert totals.occurrence_count == index.count() == 36
        assert totals.last_seen == START + timedelta(hours=11, seconds=112)
