"""The replay's sockets: one address for the API, another for logs, on this machine alone."""

import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType

from typing_extensions import Self

from error_assets.samples.replay_answers import Answers
from error_assets.samples.replay_messages import Asked, Reply, asked_for, json_reply, refusal
from error_assets.samples.replay_owners import rate_limit
from error_assets.samples.replay_world import World

HOST = "127.0.0.1"
QUOTA = 5_000
"""Requests an hour that GitHub grants a token."""
QUOTA_SECONDS = 3_600.0
POLL_SECONDS = 0.05
"""How soon the server notices that it shall stop."""

Disturb = Callable[[Asked, Reply], Reply]


class ReplayServer:
    """Serves `world` until it is closed. `disturb` may put another reply in the place of the healthy one.

    `token`, if given, is the only one that is let in. `served` counts replies by (kind, status), `answer_seconds` adds
    up the time spent on them, `leaked` counts credentials sent to the log host, which refuses them as Azure does.
    """

    def __init__(
        self,
        world: World,
        *,
        prefix: str = "",
        token: str | None = None,
        quota: int = QUOTA,
        quota_seconds: float = QUOTA_SECONDS,
        disturb: Disturb | None = None,
    ) -> None:
        self._prefix = prefix
        self._token = token
        self._quota, self._quota_seconds = quota, quota_seconds
        self._used, self._renewed_at = 0, time.time()
        self._disturb = disturb
        self._lock = threading.Lock()
        self.served: Counter[tuple[str, int]] = Counter()
        self.answer_seconds = 0.0
        self.leaked = 0
        self._servers = (self._listening("api"), self._listening("logs"))
        api, logs = (f"http://{HOST}:{server.server_address[1]}" for server in self._servers)
        self.api_url = f"{api}{prefix}"
        self._logs_url = logs
        self._signature = secrets.token_hex(16)
        self.world = world
        for server in self._servers:
            threading.Thread(target=server.serve_forever, args=(POLL_SECONDS,), daemon=True).start()

    @property
    def world(self) -> World:
        """What is served. Another one may be put in its place while the server runs: time has gone on."""
        return self._world

    @world.setter
    def world(self, world: World) -> None:
        self._world = world
        self._answers = Answers(world, self.api_url, self._logs_url, self._signature)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()

    def reply(self, method: str, host: str, target: str, headers: dict[str, str]) -> Reply:
        """The reply to one request, with GitHub's rate-limit headers on the API's."""
        began = time.perf_counter()
        asked = asked_for(method, host, target, self._prefix if host == "api" else "", headers)
        reply = self._judged(asked)
        if self._disturb is not None:
            reply = self._disturb(asked, reply)
        kind = "log" if host == "logs" else asked.path.rpartition("/")[2] or asked.path
        with self._lock:
            self.served[kind, reply.status] += 1
            self.answer_seconds += time.perf_counter() - began + reply.delay + reply.stall
        return reply

    def _judged(self, asked: Asked) -> Reply:
        given = asked.headers.get("Authorization")
        if asked.host == "logs":
            if given is not None:
                with self._lock:
                    self.leaked += 1
                return Reply(400, b"<Error><Code>InvalidAuthenticationInfo</Code></Error>")
            return self._answers.to(asked)
        if self._token is not None and given != f"Bearer {self._token}":
            return refusal(401, "Bad credentials")
        if asked.path == "/rate_limit":
            left, reset = self._left(0)
            return json_reply(rate_limit(self._quota, left, reset))
        return self._metered(self._answers.to(asked))

    def _left(self, cost: int) -> tuple[int, int]:
        """Requests left after one of `cost`, below zero if it was one too many, and the Unix time of the renewal."""
        with self._lock:
            if time.time() - self._renewed_at >= self._quota_seconds:
                self._used, self._renewed_at = 0, time.time()
            self._used = min(self._used + cost, self._quota + 1)
            return self._quota - self._used, int(self._renewed_at + self._quota_seconds) + 1

    def _metered(self, reply: Reply) -> Reply:
        left, reset = self._left(reply.status != 304)
        refused, left = left < 0, max(left, 0)
        limits = (
            ("X-RateLimit-Limit", str(self._quota)),
            ("X-RateLimit-Remaining", str(left)),
            ("X-RateLimit-Used", str(self._quota - left)),
            ("X-RateLimit-Reset", str(reset)),
            ("X-RateLimit-Resource", "core"),
        )
        if refused:
            reply = refusal(403, "API rate limit exceeded for user ID 1.")
        return Reply(reply.status, reply.body, (*reply.headers, *limits), reply.cut_after, reply.delay, reply.stall)

    def _listening(self, host: str) -> ThreadingHTTPServer:
        server = _QuietServer((HOST, 0), type("Handler", (_Handler,), {"replay": self, "kind": host}))
        server.daemon_threads = True
        return server


class _QuietServer(ThreadingHTTPServer):
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that has gone is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    replay: ReplayServer
    kind: str

    def do_GET(self) -> None:
        self._answer("GET")

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._answer("POST")

    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""

    def _answer(self, method: str) -> None:
        reply = self.replay.reply(method, self.kind, self.path, dict(self.headers.items()))
        time.sleep(reply.delay)
        self.send_response(reply.status)
        for name, value in reply.headers:
            self.send_header(name, value)
        if isinstance(reply.body, bytes):
            self._whole(reply, reply.body)
        else:
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for block in reply.body:
                self.wfile.write(b"%x\r\n%b\r\n" % (len(block), block))
            self.wfile.write(b"0\r\n\r\n")

    def _whole(self, reply: Reply, body: bytes) -> None:
        if reply.status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if reply.cut_after is not None:
            self.wfile.write(body[: reply.cut_after])
            self.close_connection = True
        elif reply.stall:
            self.wfile.write(body[: len(body) // 2])
            self.wfile.flush()
            time.sleep(reply.stall)
            self.wfile.write(body[len(body) // 2 :])
        else:
            self.wfile.write(body)
