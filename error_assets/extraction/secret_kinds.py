"""The kinds of secrets that secrets.toml names, compiled: which lines to look at, and what to mask there."""

import re
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import hyperscan

from error_assets.extraction import engine

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

TABLE = "secrets.toml"

NOT_INSIDE_A_WORD = rb"(?:(?<![A-Za-z0-9])|(?<=\\[nrtbf])|(?<=%[0-9A-Fa-f]{2})|(?<=\\u[0-9A-Fa-f]{4}))"
"""Where a token may begin: not within a longer word, but right after an escape of JSON or of a URL."""


ESCAPED_LINE = rb"%[2-7][0-9a-fA-F][a-zA-Z0-9_%.+/=~-]{12}"
"""A percent escape within what may be a secret: the line is read once more as a URL would be."""


@dataclass(frozen=True, slots=True)
class SecretKind:
    """One entry of the table. `block`: it may go on over several lines; `random`: only such a value counts."""

    name: str
    line: bytes
    place: re.Pattern[bytes]
    block: bool
    random: bool
    masks: tuple[str, ...]
    spares: tuple[str, ...]


@lru_cache(maxsize=1)
def secret_kinds() -> tuple[SecretKind, ...]:
    """The table in its order. Examples come without the | that keeps them from scanners."""
    table = tomllib.loads(files("error_assets.extraction").joinpath(TABLE).read_text(encoding="utf-8"))
    return tuple(_kind(entry) for entry in table["secret"])


def _kind(entry: dict[str, Any]) -> SecretKind:
    return SecretKind(
        name=entry["kind"],
        line=entry["line"].encode(),
        place=re.compile(_anchored(entry["secret"].encode())),
        block=entry.get("block", False),
        random=entry.get("check") == "random",
        masks=tuple(example.replace("|", "") for example in entry["masks"]),
        spares=tuple(entry["spares"]),
    )


def _anchored(place: bytes) -> bytes:
    """`place` where a word may begin; patterns with a look-around or flags of their own say it themselves."""
    if place.startswith((b"(?<", b"(?i)", b"(?P", b"//", b'"', b"_", b"\\.", b"[?&")):
        return place
    return NOT_INSIDE_A_WORD + b"(?:" + place + b")"


_of_this_thread = threading.local()
_compiling = threading.Lock()


@lru_cache(maxsize=1)
def _database() -> hyperscan.Database:
    """All `line` patterns, ids counting from 0 in the table's order; the id after the last is ESCAPED_LINE."""
    return engine.database([*(kind.line for kind in secret_kinds()), ESCAPED_LINE], flags=0)


def find_lines(data: bytes, found: Callable[[int, int, int, int, object], None]) -> None:
    """Call `found(kind, start, end, flags, context)` for each match of a `line` pattern in `data`.

    Compiled once a process; each thread has scratch space of its own, which two scans cannot share.
    """
    with _compiling:
        database = _database()
        scratch = getattr(_of_this_thread, "scratch", None)
        if scratch is None:
            scratch = _of_this_thread.scratch = hyperscan.Scratch(database)
    database.scan(data, match_event_handler=found, scratch=scratch)
