"""The kinds of secrets that secrets.toml names, compiled: which lines to look at, and what to mask there."""

import re
import sys
import threading
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from error_assets.extraction import engine

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

try:
    import hyperscan
except ImportError:  # no wheel for this platform: Python's `re` finds the same lines slowly
    hyperscan = None  # type: ignore[assignment]

TABLE = "secrets.toml"

NOT_INSIDE_A_WORD = rb"(?:(?<![A-Za-z0-9])|(?<=\\[nrtbf])|(?<=%[0-9A-Fa-f]{2})|(?<=\\u[0-9A-Fa-f]{4}))"
"""Where a token may begin: not within a longer word, but right after an escape of JSON or of a URL."""


ESCAPED_LINE = rb"%[2-7][0-9a-fA-F][a-zA-Z0-9_%.+/=~-]{12}"
"""A percent escape within what may be a secret: the line is read once more as a URL would be."""


@dataclass(frozen=True, slots=True)
class SecretKind:
    """One entry of the table. `block`: it may go on over several lines; `random`: only such a value counts;
    `apart`: its line is looked for in a scan of its own."""

    name: str
    line: bytes
    place: re.Pattern[bytes]
    block: bool
    random: bool
    apart: bool
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
        apart=entry.get("apart", False),
        masks=tuple(example.replace("|", "") for example in entry["masks"]),
        spares=tuple(entry["spares"]),
    )


def _anchored(place: bytes) -> bytes:
    """`place` where a word may begin; patterns with a look-around or flags of their own say it themselves."""
    if place.startswith((b"(?<", b"(?:(?<", b"(?i)", b"(?P", b"//", b'"', b"_", b"\\.", b"[?&")):
        return place
    return NOT_INSIDE_A_WORD + b"(?:" + place + b")"


_of_this_thread = threading.local()
_compiling = threading.Lock()

Scan = tuple[tuple[int, ...], "hyperscan.Database", "hyperscan.Scratch"]
"""Which kinds a database tells, in the order of its own numbers, and what a scan of it needs."""


def find_lines(data: bytes) -> list[tuple[int, int]]:
    """Where a `line` pattern matches in `data`: the byte after the match, and the kind's index in the table (the index
    after the last is ESCAPED_LINE)."""
    found: list[tuple[int, int]] = []
    if hyperscan is None:
        return [(match.end(), kind) for kind, line in enumerate(_plain()) for match in line.finditer(data)]
    for kinds, database, scratch in _scans():
        found += [(end, kinds[which]) for end, which in _places(database, scratch, data)]
    return found


def _places(database: "hyperscan.Database", scratch: "hyperscan.Scratch", data: bytes) -> list[tuple[int, int]]:
    ends: list[tuple[int, int]] = []
    database.scan(data, match_event_handler=lambda which, _, end, __, ___: ends.append((end, which)), scratch=scratch)
    return ends


def _scans() -> list[Scan]:
    """Of this thread: two scans cannot share scratch space. The databases are compiled once a process."""
    scans: list[Scan] | None = getattr(_of_this_thread, "scans", None)
    if scans is None:
        with _compiling:
            scans = [(kinds, database, hyperscan.Scratch(database)) for kinds, database in _databases()]
        _of_this_thread.scans = scans
    return scans


@lru_cache(maxsize=1)
def _databases() -> list[tuple[tuple[int, ...], "hyperscan.Database"]]:
    """Two: what has a fixed part is found by it, and the little that has none would slow all of it down."""
    lines = _lines()
    apart = tuple(index for index, kind in enumerate(secret_kinds()) if kind.apart)
    rest = tuple(index for index in range(len(lines)) if index not in apart)
    return [(kinds, engine.database([lines[index] for index in kinds], flags=0)) for kinds in (rest, apart)]


@lru_cache(maxsize=1)
def _plain() -> list[re.Pattern[bytes]]:
    return [re.compile(line) for line in _lines()]


def _lines() -> list[bytes]:
    return [*(kind.line for kind in secret_kinds()), ESCAPED_LINE]
