"""Secrets of the scanners planted into logs: the committed examples, the places a secret stands in, what is left."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

from error_assets.extraction.redaction import redacted

TABLE = Path(__file__).with_name("scanner_secrets.tsv")

MARK = "¦"
"""Stands inside each secret of TABLE, so that no scanner takes it for a leak; it is removed on reading."""

LEFT = 16
"""So many characters of a secret in a row would help to guess it."""

FILLER = '{"level": "info", "path": "/usr/lib/x86_64"}, '
LONG_LINE = 30_000
"""Characters before a secret in a very long line, as minified files and dumps of JSON have them."""

COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True, slots=True)
class Planted:
    """`text` as a program writes it; `secret` is the part of it that must not be left."""

    rule: str
    secret: str
    text: str

    def left_in(self, chunks: list[bytes]) -> bool:
        """Whether the log made of `chunks` still tells the secret when redacted, or LEFT characters in a row of it."""
        out = COLOUR.sub("", b"".join(redacted(chunks)).replace(b"\0", b"").decode("utf-8", "replace"))
        parts = [self.secret[at : at + LEFT] for at in range(max(1, len(self.secret) - LEFT + 1))]
        readable = (out, unquote(out), out.replace("\\", ""))
        return "[REDACTED:" not in out or any(part in text for part in parts for text in readable)


def committed() -> list[Planted]:
    """The examples of TABLE, which tells where they come from."""
    rows = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines() if line[:1] not in ("", "#")]
    return [
        Planted(rule, (secret := marked.replace(MARK, "")), text.replace("{}", secret)) for rule, marked, text in rows
    ]


def _coloured(planted: Planted) -> str:
    """A code in the middle of the secret and some around it."""
    middle = len(planted.secret) // 2
    inside = f"{planted.secret[:middle]}\x1b[33m{planted.secret[middle:]}"
    return f"\x1b[1m{planted.text.replace(planted.secret, inside)}\x1b[0m"


def _cut(planted: Planted) -> Iterator[list[bytes]]:
    """Two chunks, cut at every place of the secret."""
    data = f"line {planted.text} end\n".encode()
    for at in range(5, len(data) - 4):
        yield [data[:at], data[at:]]


def _one(form: Callable[[Planted], str], encoding: str = "utf-8") -> Callable[[Planted], Iterator[list[bytes]]]:
    def logs(planted: Planted) -> Iterator[list[bytes]]:
        yield [form(planted).encode(encoding)]

    return logs


CONTEXTS: dict[str, Callable[[Planted], Iterator[list[bytes]]]] = {
    "plain": _one(lambda p: f"line {p.text} end\n"),
    "no newline": _one(lambda p: p.text),
    "timestamp": _one(lambda p: f"2026-11-24T10:00:00.1234567Z {p.text}\n"),
    "CRLF": _one(lambda p: f"first\r\n{p.text}\r\nlast\r\n"),
    "progress bar": _one(lambda p: f"10% [=>   ]\r50% [===> ]\r{p.text}\r100% [=====]\n"),
    "ANSI codes": _one(lambda p: f"\x1b[36;1mline\x1b[0m {_coloured(p)} end\n"),
    "JSON": _one(lambda p: json.dumps({"log": f"a\n{p.text}\nb"}) + "\n"),
    "JSON in JSON": _one(lambda p: json.dumps(json.dumps({"value": p.text})) + "\n"),
    "URL query": _one(lambda p: f"GET https://host.test/path?a=1&{quote(p.text, safe='')}&b=2 200\n"),
    "environment": _one(lambda p: f"  MY_VALUE='{p.text}'\n"),
    "YAML": _one(lambda p: f"env:\n  - name: A\n    {p.text}\n"),
    "long line": _one(lambda p: FILLER * (LONG_LINE // len(FILLER)) + p.text + FILLER + "\n"),
    "UTF-16": _one(lambda p: f"10:00 line {p.text} end\r\n", "utf-16"),
    "chunk borders": _cut,
}
"""Where a secret stands: the logs, each as its chunks, in which one example is planted."""


def left(planted: Planted, context: str) -> bool:
    """Whether the secret can be read anywhere in this context."""
    return any(planted.left_in(chunks) for chunks in CONTEXTS[context](planted))
