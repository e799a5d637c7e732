"""What `notify` sends, and what it says when it is refused."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from error_assets.clients.dagster_webserver import ReportRefused, report_run

TOKEN = "proxy-token-123"


class Webserver:
    def __init__(self) -> None:
        self.status, self.headers, self.text = 200, dict[str, str](), "{}"
        self.seen: list[tuple[str, dict[str, str], Any]] = []
        self.url = ""


@pytest.fixture
def webserver() -> Iterator[Webserver]:
    state = Webserver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            state.seen.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(state.status)
            for name, value in state.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(state.text.encode())

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        state.url = f"http://127.0.0.1:{server.server_port}"
        yield state
        server.shutdown()
        thread.join()


def report(url: str, token: str | None = None) -> None:
    report_run(url, token, "workflow_runs", "2026-11-24-10:00", {"repo": "example/engine", "attempt": 1})


def test_a_report_is_json_with_partition_and_metadata(webserver: Webserver) -> None:
    report(webserver.url + "/")
    ((path, headers, body),) = webserver.seen
    assert path == "/report_asset_materialization/workflow_runs"
    assert headers["content-type"] == "application/json"
    assert "authorization" not in headers
    assert body == {"partition": "2026-11-24-10:00", "metadata": {"repo": "example/engine", "attempt": 1}}


def test_a_token_goes_along_for_a_proxy(webserver: Webserver) -> None:
    report(webserver.url, TOKEN)
    assert webserver.seen[0][1]["authorization"] == f"Bearer {TOKEN}"


@pytest.mark.parametrize(
    ("status", "headers", "hint"),
    [
        (401, {}, "DAGSTER_WEBSERVER_TOKEN"),
        (302, {"location": "https://login.example"}, "DAGSTER_WEBSERVER_TOKEN"),
        (404, {}, "DAGSTER_WEBSERVER_URL"),
        (400, {}, "what went wrong"),
    ],
)
def test_a_refused_report_says_where_to_look(
    webserver: Webserver, status: int, headers: dict[str, str], hint: str
) -> None:
    webserver.status, webserver.headers, webserver.text = status, headers, "what went wrong"
    with pytest.raises(ReportRefused, match=hint) as raised:
        report(webserver.url, TOKEN)
    assert TOKEN not in str(raised.value)
    assert len(webserver.seen) == 1


def test_a_webserver_that_is_not_there_is_named() -> None:
    with pytest.raises(ReportRefused, match="DAGSTER_WEBSERVER_URL"):
        report("http://127.0.0.1:1", TOKEN)
