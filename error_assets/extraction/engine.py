"""Finding the places worth looking at: many patterns over big blocks of bytes in one pass.

Hyperscan does it at memory speed; where it has no wheel, Python's `re` finds the same places slowly. The compiled
database
is kept in the user's cache folder, named after everything it depends on, because compiling takes longer than
reading most logs.
"""

import hashlib
import os
import platform
import re
import tempfile
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib import metadata
from pathlib import Path

try:
    import hyperscan
except ImportError:  # no wheel for this platform
    hyperscan = None  # type: ignore[assignment]

MACROS = {
    "<bol>": r"(?:^ ?|[\t\xbf\]]|[Z:|)\d\x90\x8f\x8c\x96\x97 ] )",
}
"""Short words in `find` patterns: a line's beginning behind any prefix, or behind some white space. Loose on purpose:
what may repeat there costs the engine more than a place too many."""

Place = tuple[int, int]
"""Which pattern, and the byte after its match."""


def scanner(patterns: Sequence[str]) -> Callable[[bytes | memoryview], list[Place]]:
    """A function from bytes to the places where one of `patterns` matches, in the order of their ends."""
    return _plain(tuple(patterns)) if hyperscan is None else _fast(tuple(patterns))


@lru_cache(maxsize=4)
def _fast(patterns: tuple[str, ...]) -> Callable[[bytes | memoryview], list[Place]]:
    places = database([expanded(pattern) for pattern in patterns], hyperscan.HS_FLAG_MULTILINE)
    scratch = hyperscan.Scratch(places)

    def scan(data: bytes | memoryview) -> list[Place]:
        found: list[Place] = []
        places.scan(  # type: ignore[type-var]  # the stub knows bytes alone; any buffer will do
            data, match_event_handler=lambda which, _, end, __, ___: found.append((which, end)), scratch=scratch
        )
        return found

    return scan


@lru_cache(maxsize=4)
def _plain(patterns: tuple[str, ...]) -> Callable[[bytes | memoryview], list[Place]]:
    compiled = [re.compile(expanded(pattern), re.MULTILINE) for pattern in patterns]

    def scan(data: bytes | memoryview) -> list[Place]:
        found = [(which, match.end()) for which, pattern in enumerate(compiled) for match in pattern.finditer(data)]
        return sorted(found, key=lambda place: place[1])

    return scan


def expanded(pattern: str) -> bytes:
    """`pattern` with its macros written out, as bytes."""
    for name, meaning in MACROS.items():
        pattern = pattern.replace(name, meaning)
    return pattern.encode()


def database(expressions: Sequence[bytes], flags: int) -> "hyperscan.Database":
    """The compiled expressions, from the cache if they are there and load; a cache that cannot be used costs time,
    never the result. Their ids count from 0."""
    path = _cache_path(expressions, flags)
    try:
        return hyperscan.loadb(path.read_bytes(), hyperscan.HS_MODE_BLOCK)
    except (OSError, hyperscan.error, ValueError):
        pass  # not there, not readable, or written by another build: compiled anew below
    compiled = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    compiled.compile(expressions=expressions, ids=list(range(len(expressions))), flags=[flags] * len(expressions))
    _keep(path, hyperscan.dumpb(compiled))
    return compiled


def _cache_path(expressions: Sequence[bytes], flags: int) -> Path:
    folder = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "error-assets"
    build = f"{metadata.version('hyperscan')} {platform.machine()} {_processor()} {flags}".encode()
    digest = hashlib.sha256(b"\0".join([build, *expressions])).hexdigest()[:24]
    return folder / f"places-{digest}.hs"


def _processor() -> str:
    """What tells one machine's instruction sets from another's: a database compiled for wider registers does not
    load elsewhere."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line for line in lines if line.startswith(("flags", "Features"))), "")


def _keep(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(content)
        Path(file.name).replace(path)
    except OSError:
        return  # a read-only home: the next process compiles again
