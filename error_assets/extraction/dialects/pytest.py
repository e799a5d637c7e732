"""pytest: failed tests with their assertion, collection errors, its own errors. Section and summary tell of one
test."""

import re

from error_assets.extraction.dialect import RAISED, SAID, STATED, SUMMED, Near, Rule, Seen
from error_assets.extraction.dialects import python
from error_assets.extraction.hit import Hit
from error_assets.extraction.log import Line

_SERVICE = re.compile(r"[\w.-]{2,40} +\| ?")
HEADER = re.compile(r"_{2,} (?P<test>\S.*?) _{2,}$")
_PLACE = re.compile(r"(?P<file>[\w./\\-]+\.py):\d+: (?:in \S|\w+)?")
_RERUN = re.compile(
    r"(?:\[gw\d+\] (?:\[ *\d+%\] )?)?(?:(?P<test>\S+::\S.*?) RERUN\b|RERUN (?P<listed>\S+::\S.*?)(?: - .*)?\s*$)"
)

STACK_LINES = 120
"""Lines of the stacks in which the test is looked for that hangs: a few threads' worth."""

RERUN_LINES = 6
"""Lines below a run's summary within which its step ends, if the run is what failed."""

HEADER_BYTES = 30_000
"""How far above an assertion its test's header is looked for: a traceback with sources in between."""


def _assertion(near: Near) -> Seen | None:
    """The first `E` line of a failed test's last exception, with the test from the section's header."""
    above = next(near.above(1), None)
    if above is not None and _is_said(above):
        return None
    first = last = near.line
    more = []
    for line in near.below(14):
        if not _is_said(line):
            break
        more.append(_bare(line)[1:].strip())
        last = line
    message = near.match.group("what")
    if message.endswith(":") or message in ("AssertionError", "assert"):
        message += " " + " ".join(part for part in more[:3] if part)
    for line in near.below(18):
        if line.start <= last.start:
            continue
        if not _bare(line):
            continue
        if _PLACE.match(_bare(line)):
            last = line
        break
    for count, line in enumerate(near.above(6)):
        if HEADER.match(_bare(line)):
            first = line
            break
        if not _bare(line) and count > 0:
            break
        first = line
    test = _header(near)
    return Seen(f"{test} - {message}" if test else message, first, last, test)


def _group(near: Near) -> Seen | None:
    """A test that failed with an exception group, printed as Python prints one."""
    test, seen = _header(near), python.group(near)
    if not test or not seen:
        return None
    return seen._replace(message=f"{test} - {seen.message}", test_name=test)


def _crashed(near: Near) -> Seen:
    """A worker of xdist that is gone; where the interpreter said why this is but its symptom."""
    test, what = near.match.group("test"), near.match.group("what")
    data, at = near.window.data, near.line.start
    fatal = data.rfind(b"Fatal Python error", max(0, at - HEADER_BYTES), at)
    function = test.split("::")[-1].split("[")[0].encode()
    told = fatal >= 0 and function in data[max(0, fatal - 500) : min(at, fatal + 8_000)]
    first = near.line
    for line in near.above(2):
        if not re.match(r"\[gw\d+\]|_{3}", line.text):
            break
        first = line
    return Seen(f"{test} - {what}", first, near.line, test, SUMMED if told else None)


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
    start = max(0, data.rfind(b"test session starts", 0, at))
    place = data.find(b"RERUN", start, at)
    while place >= 0:
        line = near.window.line_at(place)
        found = _RERUN.match(line.text)
        if found:
            test = found.group("test") or found.group("listed")
            after = near.window.after(line)
            last = after if after is not None and test in after.text else line
            return Seen(f"{test} RERUN ({near.match.group('what')})", line, last, test)
        place = data.find(b"RERUN", place + 5, at)
    return Seen(near.match.group("what"), near.line, near.line)


def _bare(line: Line) -> str:
    """The line without the service's name that Compose puts before it."""
    return _SERVICE.sub("", line.text) if " | " in line.text or line.text.endswith(" |") else line.text


def _is_said(line: Line) -> bool:
    """Whether a line is one of those that pytest marks with an E; white space at an end may be cut."""
    text = _bare(line)
    return text == "E" or text.startswith(("E ", "E\t"))


def _header(near: Near) -> str:
    """The test named by the nearest section header above, or ""."""
    data, at = near.window.data, near.line.start
    found = data.rfind(b"___ ", max(0, at - HEADER_BYTES), at)
    while found >= 0:
        line = near.window.line_at(found)
        match = HEADER.match(_bare(line))
        if match:
            return match.group("test")
        found = data.rfind(b"___ ", max(0, at - HEADER_BYTES), line.start)
    return ""


def settle(hits: list[Hit]) -> list[Hit]:
    """One error a test: the section's block with the summary's full test id; of a chain of exceptions the last."""
    summaries = {_key(hit.test_name): hit for hit in hits if hit.rule.name == "summary"}
    sections: dict[str, Hit] = {}
    out = []
    for hit in hits:
        if hit.rule.name == "worker_crashed" and hit.weight <= SUMMED:
            out.append(hit)
            summaries.pop(_key(hit.test_name), None)
        elif hit.rule.name in ("assertion", "group", "worker_crashed") and hit.test_name:
            known = sections.get(_key(hit.test_name))
            if known is None or known.rule.name != "group":
                sections[_key(hit.test_name)] = hit
        elif hit.rule.name != "summary":
            out.append(hit)
    for key, hit in sections.items():
        summary = summaries.pop(key, None)
        said = hit.message.split(" - ", 1)[1] if " - " in hit.message else hit.message
        word = "ERROR" if hit.test_name.startswith("ERROR") else "FAILED"
        name = summary.test_name if summary else re.sub(r"^ERROR (?:collecting|at \w+ of) ", "", hit.test_name)
        hit.message, hit.test_name = f"{word} {name} - {said}", name
        out.append(hit)
    return out + list(summaries.values())


def _key(test: str) -> str:
    """The same for a header ("TestA.test_b[1]", "ERROR collecting tests/a.py") and a node id
    ("tests/a.py::TestA::test_b[1]")."""
    test = re.sub(r"^ERROR (?:collecting|at \w+ of) ", "", test)
    head, bracket, parameters = test.partition("[")
    head = head.split(".py::", 1)[-1].replace("::", ".")
    return head + bracket + parameters


RULES = (
    Rule(
        name="worker_crashed",
        find=r"worker 'gw\d+' crashed while running",
        line=r"(?:E +)?(?P<what>worker 'gw\d+' crashed while running '(?P<test>[^']+)')",
        look=_crashed,
    ),
    Rule(
        name="group",
        find=r"Exception Group Traceback",
        line=r"(?:E +)?\s*\+ Exception Group Traceback \(most recent call last\)",
        look=_group,
    ),
    Rule(name="assertion", find=r"<bol>E<c> <c> +", line=r"E\s{2,}(?P<what>\S.*)", look=_assertion),
    Rule(
        name="summary",
        find=r"<bol>(?:FAILED|ERROR)<c> <c>\S",
        line=r"(?:FAILED|ERROR) (?P<test>(?:[\w./\\@ -]+\.(?:py|pyx|ipynb|txt|rst|md|ya?ml)"
        r"|[\w./\\-]+::)(?:::\S.*?)?)(?: - (?P<what>.*))?$",
        weight=STATED - 1,
    ),
    Rule(
        name="usage",
        find=r"<bol>ERROR<c>: (?:usage|file or directory|not found|found no|while parsing|[\w./-]+: "
        r"|.*unrecognized)|INTERNALERROR>|UsageError",
        line=r"ERROR: (?P<what>(?:usage: |file or directory not found: |not found: |found no collectors"
        r"|while parsing).*)|INTERNALERROR> (?P<inner>\w*(?:Error|Exception): .*)",
        below=r"\S",
        most=8,
    ),
    Rule(
        name="interrupted",
        find=r"!!! (?:Interrupted|stopping|_pytest|xdist)|no tests ran in",
        line=r"!{3,} (?P<what>Interrupted: .*?) !{3,}|=+ (?P<none>no tests ran in .*?) =+$",
        weight=SUMMED,
        message="{what}{none}",
        above=r"\S|$",
        above_most=6,
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
        weight=SAID + 2,
        above=r"\S",
        above_most=4,
    ),
    Rule(
        name="warnings_as_errors",
        find=r"pytest\.PytestUnraisableExceptionWarning|PytestUnhandled",
        line=r"E\s+pytest\.PytestUn.*",
        weight=RAISED,
    ),
)
