"""Both indexes, for the tests of what they have in common, and a light OpenSearch look-alike over HTTP."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from osmem_server import OsmemServer

from error_assets.clients.index import Index
from error_assets.clients.local_index import LocalIndex
from error_assets.clients.opensearch import OpenSearchIndex


@pytest.fixture(scope="session")
def opensearch_server() -> Iterator[OsmemServer]:
    server = OsmemServer.start(japanese=False)
    yield server
    server.close()
    for pipe in (server.process.stdin, server.process.stdout):
        pipe.close()


@pytest.fixture
def opensearch_url(opensearch_server: OsmemServer) -> Iterator[str]:
    """An empty server of its own."""
    with opensearch_server.clone() as clone:
        yield clone.url


@pytest.fixture(params=["local", "opensearch"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    """Each test that takes this runs against both implementations."""
    made: Index
    if request.param == "local":
        made = LocalIndex(tmp_path / "index.sqlite")
    else:
        made = OpenSearchIndex(request.getfixturevalue("opensearch_url"), "errors")
    with made:
        yield made
