"""Rust: rustc and clippy, cargo, rustfmt, tests, nextest, panics."""

import re

from error_assets.extraction.dialect import STATED, SUMMED, Near, Rule, Seen
from error_assets.extraction.hit import Hit
from error_assets.extraction.log import Line

_ARROW = re.compile(r"\s*(?:-->|╭▸|┌─|:::) ?(?P<place>\S+?:\d+(?::\d+)?)")
_KNOWN = re.compile(
    r"\[E0|no matching package|failed to (?:select|parse|get|load|download|run custom|resolve|read|update)"
    r"|package .* cannot be built|lock file|toolchain|Cargo\.(?:toml|lock)|rustc \S+ is not supported"
    r"|not contain this feature|contains these features|no (?:bin|example|test|bench) target named|no such command: `"
    r"|believes it's in a workspace|linker `|cyclic package dependency|requires the features: `"
    r"|package ID specification|not a member of the workspace|rust version `|links to the native library"
)
"""What tells cargo's own errors from those of others that begin with the same word."""

_TEST = re.compile(r"test \S+.* \.\.\. |running \d+ tests?$|-{3,} |\s*(?:TRY \d+ )?(?:PASS|FAIL) \[")
"""What a runner of tests prints between panics."""

_CHOICE = re.compile(
    r"(?:the )?package `|all possible versions conflict|  version \S+ is (?:yanked|unavailable)|.*cannot be used"
)
"""What cargo says of a version that it could not choose, behind its lists of versions and of who asked for it."""

CHOICE_LINES = 40
"""How far below a version that could not be chosen the sentence that says why is looked for: a chain of packages."""

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
    if text.startswith("error: failed to select a version for "):
        return _unchosen(near)
    block, caused = _below(near)
    place = next((found.group("place") for line in block if (found := _ARROW.match(line.text))), "")
    if not (place or caused or _KNOWN.search(text)):
        return None
    said = text
    if caused:
        cause = _last_cause(block)
        said = f"{text}: {cause}" if cause else text
    elif text.endswith(":"):
        said = near.completed(text)
    last = block[-1] if block else near.line
    weight = SUMMED if "failed to run custom build command" in text else STATED
    return Seen(f"{place}: {said}" if place else said, near.line, last, weight=weight)


def _last_cause(block: list[Line]) -> str:
    """What the last `Caused by:` says first: advice may follow. Of a document that does not parse also the last
    line."""
    begin = max(n for n, line in enumerate(block) if line.text.strip() == "Caused by:")
    said = [line.text.strip() for line in block[begin + 1 :]]
    if said and re.match(r"(?:TOML )?parse error", said[0]):
        return f"{said[0]}: {said[-1]}"
    return said[0] if said else ""


def _unchosen(near: Near) -> Seen:
    """Cargo found no version of a package: lists come first, the sentence that says why stands behind them."""
    why, first, last = "", near.line, near.line
    for line in near.below(CHOICE_LINES):
        if line.text.startswith(("error", "failed to select", "    Updating")):
            break
        if why and not line.text.startswith(" "):
            break
        if not why and line.start > last.start and _CHOICE.match(line.text):
            why = line.text.strip()
        last = line if line.text else last
    head = near.match.group("what")
    return Seen(f"{head} {why}" if why else head, first, last)


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
        if not line.text or line.text.startswith(("note:", "stack backtrace", "failures:")) or _TEST.match(line.text):
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


def settle(hits: list[Hit]) -> list[Hit]:
    """Of panics those of tests that failed: others were caught, expected, or passed on another try."""
    flaky = {_name(hit) for hit in hits if hit.rule.name == "flaky"}
    failed = {_name(hit) for hit in hits if hit.rule.name == "test_failed"} - flaky
    known = any(hit.rule.name == "panic" and hit.test_name in failed for hit in hits)
    out = []
    for hit in hits:
        if hit.rule.name == "flaky" or (hit.rule.name == "test_failed" and _name(hit) in flaky):
            continue
        if hit.rule.name == "panic" and hit.test_name not in failed and (known or hit.test_name in flaky):
            hit.weight = min(hit.weight, SUMMED + 4)
        out.append(hit)
    return out


def _name(hit: Hit) -> str:
    """The test of a line that names one; nextest puts its binary before it."""
    return hit.message.removeprefix("test ").split(" ... ")[0].split(" ")[-1]


RULES = (
    Rule(
        name="error",
        find=r"<bol>error(?:\[E\d+\])?: ",
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
        find=r"\.\.\. FAILED|<bol>FAIL \[ ",
        line=r"test (?P<test>\S+)(?: - .*)? \.\.\. FAILED|\s*FAIL \[ *[\d.]+s\] (?:\([\d/ ]+\) )?(?P<next>\S+ \S+)",
        message="test {test}{next} ... FAILED",
        weight=SUMMED,
        framework="cargo",
    ),
    Rule(
        name="flaky",
        find=r"FLAKY \d+/\d+",
        line=r"\s*FLAKY \d+/\d+ \[ *[\d.]+s\] (?:\([\d/ ]+\) )?(?P<next>\S+ \S+)",
        message="test {next} ... FLAKY",
        weight=SUMMED,
        framework="cargo",
    ),
    Rule(
        name="flaky_failed",
        find=r"FLKY-FL \d",
        line=r"\s*(?P<what>FLKY-FL \d+/\d+) \[ *[\d.]+s\] (?:\([\d/ ]+\) )?(?P<test>\S+ \S+)",
        message="{test}: {what}, and flaky tests are configured to fail",
        weight=STATED + 1,
        framework="cargo",
    ),
    Rule(
        name="system_library",
        find=r"The system library `",
        line=r"\s*(?P<what>The system library `[^`]+` required by crate `[^`]+` was not found\.)",
        weight=STATED + 1,
        above=r"\s+(?:Package|Perhaps|to the PKG_CONFIG|pkg-config output)|$",
        below=r"\s+\S",
        most=3,
        framework="cargo",
    ),
    Rule(
        name="test_process",
        find=r"process didn't exit successfully: ",
        line=r"\s+(?P<what>process didn't exit successfully: .* \((?:signal: \d+|exit code: 0x[0-9a-fA-F]{8}).*\))",
        weight=STATED - 2,
        above=r"error: test failed|Caused by|$",
        above_most=3,
        framework="cargo",
    ),
    Rule(
        name="rustup",
        find=r"error: (?:toolchain|component|override toolchain|target|could not download nonexist)|rustup: ",
        line=r"(?P<what>error: (?:toolchain|component|override toolchain|target|could not download nonexistent) .+)",
        framework="rustup",
        weight=STATED + 1,
    ),
)
