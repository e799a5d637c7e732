"""Rust: rustc and clippy, cargo, rustfmt, tests, nextest, panics."""

import re

from error_assets.extraction.dialect import STATED, SUMMED, Near, Rule, Seen

_ARROW = re.compile(r"\s*(?:-->|╭▸|┌─|:::) ?(?P<place>\S+?:\d+(?::\d+)?)")
_EMPTY = re.compile(
    r"error: (?:could not compile|aborting due to|test failed|\d+ targets? failed|build failed|process didn't exit|Recipe)"
)


def _error(near: Near) -> Seen | None:
    """A compiler's or cargo's error: the place from the arrow below, the source, notes and causes up to the blank line."""
    text = near.match.group("what")
    if _EMPTY.match(text):
        return None
    last, place, caused = near.line, "", False
    for count, line in enumerate(near.below(24)):
        inner = line.text
        found = _ARROW.match(inner)
        if found and not place:
            place = found.group("place")
        if inner.strip() == "Caused by:":
            caused = True
        elif not inner and not caused:
            following = next(iter([other for other in near.below(count + 2)][count + 1 : count + 2]), None)
            if following is None or following.text.strip() != "Caused by:":
                break
        elif not inner and caused and count > 12:
            break
        elif inner and not place and not caused and not inner.startswith((" ", "|")) and count > 3:
            break
        elif re.match(r"error|warning|Error:", inner) and count:
            break
        if inner and count < 18:
            last = line
    said = text
    if caused:
        causes = [line.text.strip() for line in near.below(14) if line.text.startswith("  ") and line.text.strip()]
        said = f"{text}: {causes[-1]}" if causes else text
    known = (
        bool(place)
        or caused
        or "[E0" in text
        or re.search(
            r"no matching package|failed to (?:select|parse|get|load|download|run custom|resolve|read|update)|package .* cannot be built|lock file|toolchain|Cargo\.(?:toml|lock)",
            text,
        )
    )
    if not known:
        return None
    weight = STATED
    if "failed to run custom build command" in text:
        weight = SUMMED
    return Seen(f"{place}: {said}" if place else said, near.line, last, weight=weight)


def _panic(near: Near) -> Seen | None:
    """A panic with its message on the same line (older) or on the next."""
    last = near.line
    said = []
    for line in near.below(10):
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
        find=r"error<c>\[(?:vulnerability|yanked|unmaintained|rejected|banned|unsound|source-not-allowed|unlicensed)\]",
        line=r"(?P<what>error\[[a-z-]+\]: .+)",
        below=r"\s|$|│|┌",
        most=12,
        framework="cargo-deny",
    ),
    Rule(
        name="rustup",
        find=r"error: (?:toolchain|component|override toolchain|target)|rustup: ",
        line=r"(?P<what>error: (?:toolchain|component|override toolchain|target) .+)",
        framework="rustup",
        weight=STATED + 1,
    ),
)
