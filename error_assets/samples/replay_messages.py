"""A question to the replay and its reply, as values that a test may change on their way."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: `host` is "api" or "logs", `path` without the API's prefix."""

    method: str
    host: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. A body that is not bytes is sent in chunks. `cut_after`: bytes of the body after which the connection
    ends. `delay` and `stall`: seconds of silence before the first byte and before the last half."""

    status: int
    body: bytes | Iterable[bytes] = b""
    headers: tuple[tuple[str, str], ...] = ()
    cut_after: int | None = None
    delay: float = 0.0
    stall: float = 0.0


def json_reply(content: Any, *headers: tuple[str, str]) -> Reply:
    body = json.dumps(content, separators=(",", ":")).encode()
    etag = f'W/"{hashlib.sha256(body).hexdigest()}"'
    return Reply(200, body, (("Content-Type", "application/json; charset=utf-8"), ("ETag", etag), *headers))


def refusal(status: int, message: str) -> Reply:
    """An error as GitHub words it."""
    body = {"message": message, "documentation_url": "https://docs.github.com/rest", "status": str(status)}
    return Reply(status, json.dumps(body).encode(), (("Content-Type", "application/json; charset=utf-8"),))


def asked_for(method: str, host: str, target: str, prefix: str, headers: Mapping[str, str]) -> Asked:
    """The question that a request line asks. The path of an API with a prefix is "" outside of it."""
    path, _, query = target.partition("?")
    inside = path.removeprefix(prefix) if path.startswith(prefix) else ""
    return Asked(method, host, inside, dict(parse_qsl(query)), headers)
