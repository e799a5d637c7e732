"""A small server that speaks Claude's Messages API over HTTP, for tests: usage with its cache counters, thinking before
the answer, refusals, cut answers, and the errors of a busy or unpaid account.

It answers each request with the next act of its script, and with right verdicts once the script is over.
"""

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from error_assets.taxonomy.prompt import MIN_CACHED_TOKENS

CHARS_PER_TOKEN = 4
HANGS_UP = 0
"""No status: nothing is sent back."""
ERROR = re.compile(r'<error-(\w+) number="(\d+)">\nmessage: (.*?)\n.*?</error-\1>', re.DOTALL)
Request = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What is sent back: a status, a JSON body and headers."""

    body: dict[str, Any]
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


Act = Callable[["MessagesServer", Request], Answer]


class MessagesServer:
    """Its address, the requests it was sent and what it will do next."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.requests: list[Request] = []
        self.keys: list[str] = []
        self.script: list[Act] = []
        self._cached: set[str] = set()
        self._lock = threading.Lock()

    def answer(self, request: Request, key: str) -> Answer:
        with self._lock:
            self.requests.append(request)
            self.keys.append(key)
            act = self.script.pop(0) if self.script else verdicts()
            return act(self, request)

    def message(self, request: Request, text: str, stop_reason: str = "end_turn") -> Answer:
        """An answer of the model: a thinking block, then the text."""
        content = [{"type": "thinking", "thinking": "{not the answer}", "signature": "s"}]
        if text:
            content.append({"type": "text", "text": text})
        return Answer(
            {
                "id": f"msg_{len(self.requests)}",
                "type": "message",
                "role": "assistant",
                "model": request["model"],
                "content": content,
                "stop_reason": stop_reason,
                "stop_sequence": None,
                "usage": self._usage(request, text),
            }
        )

    def _usage(self, request: Request, text: str) -> dict[str, int]:
        prefix = request["model"] + "".join(block["text"] for block in request["system"])
        size = len(prefix) // CHARS_PER_TOKEN
        marked = any("cache_control" in block for block in request["system"]) and size >= MIN_CACHED_TOKENS
        read = size if marked and prefix in self._cached else 0
        written = size if marked and not read else 0
        if marked:
            self._cached.add(prefix)
        user = sum(len(message["content"]) for message in request["messages"]) // CHARS_PER_TOKEN
        return {
            "input_tokens": user + (0 if marked else size),
            "cache_creation_input_tokens": written,
            "cache_read_input_tokens": read,
            "output_tokens": max(1, len(text) // CHARS_PER_TOKEN),
        }


def verdicts(**changes: Any) -> Act:
    """A verdict on every error of the request, its message as the evidence; `changes` go over each."""

    def act(server: MessagesServer, request: Request) -> Answer:
        found = ERROR.findall(request["messages"][0]["content"])
        listed = [
            {
                "number": int(number),
                "category": "dependency_error",
                "subcategory": "missing_library",
                "confidence": 0.95,
                "root_cause": f"Cause of error {number}.",
                "suggested_fix": "Install it.",
                "evidence": message,
                **changes,
            }
            for _, number, message in found
        ]
        return server.message(request, json.dumps({"verdicts": listed}))

    return act


def says(text: str, stop_reason: str = "end_turn") -> Act:
    """Any text, ended for any reason ("refusal", "max_tokens")."""
    return lambda server, request: server.message(request, text, stop_reason)


def refuses() -> Act:
    return says("", "refusal")


def hangs_up() -> Act:
    """The connection is closed without an answer."""
    return lambda _server, _request: Answer({}, HANGS_UP)


def fails(
    status: int,
    kind: str,
    *,
    said: str = "said by the server",
    error_code: str | None = None,
    retry_after: str | None = None,
) -> Act:
    """An error of the API."""
    error: dict[str, Any] = {"type": kind, "message": said}
    if error_code is not None:
        error["details"] = {"error_code": error_code}
    headers = {} if retry_after is None else {"retry-after": retry_after}
    return lambda _server, _request: Answer({"type": "error", "error": error}, status, headers)


@contextmanager
def running() -> Iterator[MessagesServer]:
    """The server on a free port, until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["content-length"])))
            if self.path != "/v1/messages":
                found = Answer({"type": "error", "error": {"type": "not_found_error", "message": self.path}}, 404)
            else:
                found = server.answer(request, self.headers["authorization"].removeprefix("Bearer "))
            if found.status == HANGS_UP:
                self.close_connection = True
                return
            body = json.dumps(found.body).encode()
            self.send_response(found.status)
            for name, value in {**found.headers, "content-type": "application/json"}.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Nothing: the tests look at `requests`."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listener:
        listener.daemon_threads = True
        server = MessagesServer(f"http://127.0.0.1:{listener.server_port}")
        thread = threading.Thread(target=listener.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            listener.shutdown()
            thread.join()
