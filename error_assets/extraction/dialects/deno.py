"""Deno: type checks, lint, fmt, tests, modules and permissions.

Deno says `error:` like many others: what follows tells it apart, or a place in its own form (`at file:///...:1:2`).
"""

import re

from error_assets.extraction.dialect import RAISED, STATED, SUMMED, Near, Rule, Seen

LOGGED = True


_REPORT = re.compile(r"^\s*ERRORS\s*$|\.\.\. ?FAILED\b")

REPORT_LINES = 200
"""How far above a failed test the head of Deno's report or its failed line is looked for: the errors of the tests
before it, with their differences, stand between."""


def _checked(near: Near) -> Seen | None:
    """A type error: its source line and its place stand below."""
    last = near.line
    place = ""
    for line in near.below(9):
        if not line.text:
            break
        last = line
        if found := re.match(r"\s*at (?P<place>\S+:\d+:\d+)$", line.text):
            place = found.group("place")
            break
    what = near.match.group("what")
    return Seen(f"{place.removeprefix('file://')}: {what}" if place else what, near.line, last)


def _rule(near: Near) -> Seen | None:
    """A finding of lint, doc or publish, in the compiler's manner: the place stands below an arrow."""
    last, place = near.line, ""
    for line in near.below(9):
        if not line.text:
            break
        last = line
        if found := re.match(r"\s*(?:-->|at) (?P<place>\S+:\d+(?::\d+)?)$", line.text):
            place = found.group("place")
    return Seen(f"{place}: {near.match.group('what')}", near.line, last) if place else None


def _unformatted(near: Near) -> Seen | None:
    """A file that `deno fmt --check` would change: the next line shows the first difference."""
    below = list(near.below(6))
    if not below or not re.match(r"\s*\d+ \| [-+]", below[0].text):
        return None
    last = near.line
    for line in below:
        if not line.text:
            break
        last = line
    return Seen(f"{near.match.group('file')}: not formatted: {below[0].text.strip()}", near.line, last)


def _test(near: Near) -> Seen | None:
    """A failed test of Deno's report: the error stands below its place; the list at the end repeats the places."""
    lines = list(near.below(18))
    if not lines or not lines[0].text.startswith("error: "):
        return None
    if not any(_REPORT.search(line.text) for line in near.above(REPORT_LINES)):
        return None
    said, last = [lines[0].text.removeprefix("error: ")], lines[0]
    for line in lines[1:]:
        text = line.text.strip()
        if text.startswith("at ") or text in ("FAILURES", "^"):
            break
        if text:
            last = line
        if re.match(r"[-+] {2,}\S|  - \S", line.text) and len(said) < 3:
            said.append(text)
    test = near.match.group("test")
    return Seen(f"{test}: {' '.join(said)}", near.line, last, test)


def _module_failed(near: Near) -> Seen | None:
    """A test file that threw outside its tests."""
    below = list(near.below(3))
    if not below or not below[0].text.startswith("error: "):
        return None
    file = near.match.group("test")
    return Seen(f"{file}: {below[0].text.removeprefix('error: ')}", near.line, below[-1], file)


RULES = (
    Rule(
        name="check",
        find=r"TS\d{4,5} ?\[ERROR",
        line=r"(?:error: )?(?P<what>TS\d+ \[ERROR\]: .+)",
        look=_checked,
        framework="deno check",
        weight=STATED + 1,
    ),
    Rule(
        name="lint",
        find=r"<bol>error\[[a-z-]+\]: |<bol>\([a-z]+-[a-z-]+\) `",
        line=r"(?P<what>(?:error\[[a-z]+(?:-[a-z]+)+\]: |\([a-z]+(?:-[a-z]+)+\) ).+)",
        look=_rule,
        gather=True,
        framework="deno lint",
    ),
    Rule(
        name="fmt",
        find=r"<bol>from \S+:\s*$",
        line=r"from (?P<file>\S+):$",
        look=_unformatted,
        gather=True,
        framework="deno fmt",
    ),
    Rule(
        name="fmt_summary",
        find=r"not formatted file",
        line=r"error: Found \d+ not formatted files? in",
        weight=SUMMED,
        framework="deno fmt",
    ),
    Rule(
        name="test",
        find=r" => (?:\./|file:)",
        line=r"(?P<test>\S.*) => \S+:\d+:\d+$",
        look=_test,
        framework="deno test",
    ),
    Rule(
        name="test_module",
        find=r"\(uncaught error\)",
        line=r"(?P<test>\S+) \(uncaught error\)$",
        look=_module_failed,
        framework="deno test",
    ),
    Rule(
        name="module",
        find=r"<bol>error: (?:)?(?:Module not found|Relative import path|The lockfile is out of date"
        r"|Integrity check failed|Could not find (?:version|npm package|constraint|a matching)|JSR package"
        r"|Import '|Unable to load a local|Unknown export|Failed resolving|The import map"
        r"|Could not find \"|Import assertion|Expected a JavaScript|The module's source code"
        r"|Unsupported scheme|Failed to (?:resolve|load) )",
        line=r"(?P<what>error: (?:Module not found \"|Relative import path \"|The lockfile is out of date"
        r"|Integrity check failed for|Could not find (?:version of '|npm package '|constraint '"
        r"|a matching package)|JSR package |Import '.+' failed|Unable to load a local module"
        r"|Unknown export '|Failed resolving |The import map|Could not find \".+\" in"
        r"|Expected a JavaScript|The module's source code|Unsupported scheme).*)",
        below=r"\s+\S|Actual:|Expected:|changes:|is the same",
        most=8,
        framework="deno",
        weight=STATED - 1,
    ),
    Rule(
        name="uncaught",
        find=r"<bol>error: Uncaught ",
        line=r"error: (?P<what>Uncaught (?:\(in (?:promise|worker[^)]*)\) )?.+)",
        below=r"\s+\S",
        most=8,
        framework="deno",
        weight=RAISED + 4,
    ),
    Rule(
        name="task",
        find=r"<bol>error: Task not found: ",
        line=r"(?P<what>error: Task not found: .+)",
        below=r"\S",
        most=8,
        framework="deno",
    ),
)
