"""The whole pipeline with Claude and OpenSearch, each behind HTTP."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from osmem_server import OsmemServer

from error_assets.clients import from_settings
from error_assets.hours import hours_between
from error_assets.samples.replay import Replay
from error_assets_tests.clients.messages_server import running
from error_assets_tests.defs.installation import installed


@pytest.fixture(scope="module")
def opensearch_url() -> Iterator[str]:
    server = OsmemServer.start(japanese=False)
    yield server.url
    server.close()
    for pipe in (server.process.stdin, server.process.stdout):
        pipe.close()


def test_claude_is_asked_once_for_what_rules_leave_open_and_every_error_reaches_opensearch(
    tmp_path: Path, opensearch_url: str
) -> None:
    with Replay() as replay, running() as claude:
        hours = list(hours_between(*replay.hours))[-12:]
        values = {
            "anthropic_api_key": "test-key",
            "anthropic_base_url": claude.url,
            "claude_escalation_model": "none",
            "opensearch_url": opensearch_url,
        }
        with installed(tmp_path, replay, **values) as installation:
            assert installation.materialise(hours) == []
            asked = len(claude.requests)
            assert installation.materialise(hours) == []
            rows, ledger = installation.rows(), from_settings.ledger(installation.settings)
        with from_settings.index(installation.settings) as index:
            documents = list(index.documents())
    verdicts = [v for (table, _, _), found in rows.items() if table == "classifications" for v in found]
    bought = [verdict for verdict in verdicts if verdict.verdict_source == "claude"]
    assert asked > 0 and bought, "the rules left nothing open: the test would show nothing"
    assert len(claude.requests) == asked, "a second run asked again"
    requests = ledger.requests.rows()
    assert len(requests) == asked and all(row.outcome == "answered" for row in requests)
    errors = [error for (table, _, _), found in rows.items() if table == "extracted_errors" for error in found]
    assert {document.s_error_id for document in documents} == {error.error_id for error in errors}
    paid = sum(document.f_cost_usd for document in documents)
    assert paid == pytest.approx(ledger.requests.spent_usd()), "what documents say was paid is what the ledger says"
