"""Rust: rustc and clippy, cargo, rustfmt, tests, nextest, panics."""

import re

from error_assets.extraction.dialect import STATED, SUMMED, Near, Rule, Seen
from error_assets.extraction.log import Line

_ARROW = re.compile(r"\s*(?:-->|╭▸|┌─|:::) ?(?P<place>\S+?:\d+(?::\d+)?)")
_KNOWN = re.compile(
    r"\[E0|no matching package|failed to (?:select|parse|get|load|download|run custom|resolve|read|update)"
    r"|package .* cannot be built|lock file|toolchain|Cargo\.(?:toml|lock)"
)
"""What tells cargo's own errors from those of others that begin with the same word."""

ERROR_LINES = 18
"""Lines of an error that are shown: the source, its marks and a note or two."""

_EMPTY = re.compile(
    r"error: (?:could not compile|aborting due to|test failed|\d+ targets? failed|build failed"
    r"|process didn't exit|Recipe)"
)


def _error(near: Near) -> Seen | None:
    """A compiler's or cargo's error: the place from the arrow below, source, notes and causes."""
    text = near.match.group("what")
    if _EMPTY.match(text):
        return None
    block, caused = _below(near)
    place = next((found.group("place") for line in block if (found := _ARROW.match(line.text))), "")
    if not (place or caused or _KNOWN.search(text)):
        return None
    said = text
    if caused:
        causes = [line.text.strip() for line in block if line.text.startswith("  ") and line.text.strip()]
        said = f"{text}: {causes[-1]}" if causes else text
    last = block[-1] if block else near.line
    weight = SUMMED if "failed to run custom build command" in text else STATED
    return Seen(f"{place}: {said}" if place else said, near.line, last, weight=weight)


def _below(near: Near) -> tuple[list[Line], bool]:
    """The lines that belong to an error, and whether they name causes (cargo puts a blank line before those)."""
    block: list[Line] = []
    caused = False
    for line in near.below(ERROR_LINES):
        if line.text.strip() == "Caused by:":
            caused = True
        elif not line.text and not caused:
            following = near.window.after(line)
            if following is None or following.text.strip() != "Caused by:":
                break
        elif block and re.match(r"error|warning|Error:", line.text):
            break
        if line.text:
            block.append(line)
    return block, caused


def _panic(near: Near) -> Seen | None:
    """A panic with its message on the same line (older) or on the next."""
    last = near.line
    said: list[str] = []
    for line in near.below(10):
        if not line.text and not said and near.match.string.endswith(":"):
            continue
        if not line.text or line.text.startswith(("note:", "stack backtrace", "failures:")):
            break
        last = line
        said.append(line.text.strip())
    head = near.match.group("what").strip()
    test = near.match.group("test") or ""
    first = near.line
    for line in near.above(2):
        if line.text.startswith("----"):
            first = line
    message = f"{head} {' '.join(said[:3])}" if head.endswith(":") else head
    return Seen(message, first, last, "" if test == "main" else test)


def _advisory(near: Near) -> Seen | None:
    """A vulnerability that cargo-audit found: the crate above, the advisory's number below."""
    crate, first = "", near.line
    for line in near.above(3):
        if line.text.startswith("Crate:"):
            crate, first = line.text[6:].strip(), line
    last = near.line
    for line in near.below(7):
        if not re.match(r"[A-Z]\w+:", line.text):
            break
        last = line
    return Seen(f"{crate}: {near.match.group('what')}", first, last) if crate else None


RULES = (
    Rule(
        name="error",
        find=r"<bol>error<c>(?:\[E\d+\])?<c>: ",
        line=r"(?P<what>error(?:\[E\d+\])?: .+)",
        look=_error,
        framework="cargo",
    ),
    Rule(
        name="panic",
        find=r"panicked at ",
        line=r"\s*(?P<what>thread '(?P<test>[^']*)' (?:\(\d+\) )?panicked at .*)",
        look=_panic,
        framework="cargo",
    ),
    Rule(
        name="fmt",
        find=r"<bol>Diff in ",
        line=r"Diff in (?P<what>\S.*)",
        until=r"Diff in |##|$",
        most=6,
        gather=True,
        framework="rustfmt",
    ),
    Rule(
        name="test_failed",
        find=r"\.\.\. <c>FAILED|<bol>FAIL<c> <c>\[ ",
        line=r"test (?P<test>\S+)(?: - .*)? \.\.\. FAILED|\s*FAIL \[ *[\d.]+s\] (?:\([\d/ ]+\) )?(?P<next>\S+ \S+)",
        message="test {test}{next} ... FAILED",
        weight=SUMMED,
        framework="cargo",
    ),
    Rule(
        name="deny",
        find=r"error<c>\[(?:vulnerability|yanked|unmaintained|rejected|banned|unsound|source-not-allowed"
        r"|unlicensed)\]",
        line=r"(?P<what>error\[[a-z-]+\]: .+)",
        below=r"\s|$|│|┌",
        most=12,
        framework="cargo-deny",
    ),
    Rule(
        name="audit",
        find=r"<bol>Title: +\S",
        line=r"Title: +(?P<what>\S.*)",
        look=_advisory,
        gather=True,
        framework="cargo-audit",
        weight=STATED - 2,
    ),
    Rule(
        name="rustup",
        find=r"error: (?:toolchain|component|override toolchain|target)|rustup: ",
        line=r"(?P<what>error: (?:toolchain|component|override toolchain|target) .+)",
        framework="rustup",
        weight=STATED + 1,
    ),
)
