"""pytest's runs: wrong uses and its own errors, tests that were stopped, tests that passed only when run again."""

import re

from error_assets.extraction.dialect import SAID, Near, Rule, Seen

FRAMEWORK = "pytest"

_RERUN = re.compile(
    r"(?:\[gw\d+\] (?:\[ *\d+%\] )?)?(?:(?P<test>\S+::\S.*?) RERUN\b|RERUN (?P<listed>\S+::\S.*?)(?: - .*)?\s*$)"
)

STACK_LINES = 120
"""Lines of the stacks in which the test is looked for that hangs: a few threads' worth."""

RUN_BYTES = 1_000_000
"""How far above its summary a run's beginning is looked for: some thousand tests, each on a line."""

RERUN_LINES = 6
"""Lines below a run's summary within which its step ends, if the run is what failed."""


def _used(near: Near) -> Seen:
    """What pytest says of itself; a wrong use is told below the usage."""
    message, last = near.match.group("what") or near.match.group("inner"), near.line
    for line in near.below(7):
        if not line.text:
            break
        last = line
        if message.startswith("usage: ") and ": error: " in line.text:
            message = line.text
    return Seen(message, near.line, last)


def _timed_out(near: Near) -> Seen | None:
    """A test that ran into its limit and was stopped with the stacks of its threads: the test, or where it stood."""
    if near.match.group("bar") and not any("~ Stack of" in line.text for line in near.below(3)):
        return None
    place, last = "", near.line
    for count, line in enumerate(near.below(STACK_LINES)):
        if count and line.text.startswith(("++++", "====")):
            break
        found = re.match(r"\s+File \"(?P<file>[^\"]+)\", line (?P<line>\d+),? in (?P<test>test\w*)", line.text)
        if found:
            place = f"{found.group('file')}:{found.group('line')} in {found.group('test')}"
        last = line if line.text and count < 12 else last
    test = near.match.group("test") or ""
    place = f"at {place}" if place else ""
    what = near.match.group("what") or near.match.group("bar")
    return Seen(" ".join(filter(None, [test, what, place])), near.line, last, test)


def _rerun(near: Near) -> Seen | None:
    """A run in which nothing failed but tests passed only when run again, and which ended its step with an error: the
    first of those tests."""
    if any(re.match(r"=|\S*(?:[Ee]rror|FAIL|fail)", line.text) for line in near.below(RERUN_LINES)):
        return None
    data, at = near.window.data, near.line.start
    start = max(at - RUN_BYTES, 0, data.rfind(b"test session starts", max(0, at - RUN_BYTES), at))
    place = data.find(b"RERUN", start, at)
    while place >= 0:
        line = near.bare(near.window.line_at(place))
        found = _RERUN.match(line.text)
        if found:
            test = found.group("test") or found.group("listed")
            after = near.window.after(line)
            last = after if after is not None and test in after.text else line
            return Seen(f"{test} RERUN ({near.match.group('what')})", line, last, test)
        place = data.find(b"RERUN", place + 5, at)
    return Seen(near.match.group("what"), near.line, near.line)


RULES = (
    Rule(
        name="usage",
        find=r"<bol>ERROR: (?:usage|file or directory|not found|found no|while parsing|[\w./-]+: "
        r"|.*unrecognized)|INTERNALERROR>|UsageError",
        line=r"ERROR: (?P<what>(?:usage: |file or directory not found: |not found: |found no collectors"
        r"|while parsing).*)|INTERNALERROR> (?P<inner>\w*(?:Error|Exception): .*)",
        look=_used,
        below=r"\S",
        most=8,
    ),
    Rule(
        name="timed_out",
        find=r"\+\+ Timeout \+\+|Timeout \(\d+:\d\d:\d\d[.\d]*\)!",
        line=r"(?:\+{5,} (?P<bar>Timeout) \+{5,}$"
        r"|(?:(?P<test>\S+::\S.*?) )?[.sxFE]*(?P<what>Timeout \(\d+:\d\d:\d\d[.\d]*\)!))",
        look=_timed_out,
    ),
    Rule(
        name="passed_only_on_rerun",
        find=r"\d+ rerun",
        line=r"=+ (?P<what>(?!.*\b(?:failed|errors?)\b)\d+ passed.*\b[1-9]\d* rerun\b.*?) =+$",
        look=_rerun,
        weight=SAID + 3,
    ),
    Rule(
        name="passed_on_rerun",
        find=r"passed (?:on|after) (?:re-?run|re-?try|a re)",
        line=r".*\bpassed (?:on|after) (?:a )?(?:re-?run|re-?try)",
        unless=r"^\s*at |will be|\b0 (?:tests? )?passed",
        weight=SAID + 4,
        above=r"\S",
        above_most=4,
    ),
)
