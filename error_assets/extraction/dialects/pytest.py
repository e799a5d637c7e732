"""pytest: failed tests with their assertion, collection errors, its own errors. Section and summary tell of one
test."""

import re

from error_assets.extraction.dialect import RAISED, STATED, SUMMED, Near, Rule, Seen
from error_assets.extraction.dialects import doctests, python
from error_assets.extraction.hit import Hit
from error_assets.extraction.log import Line

HEADER = re.compile(r"_{2,} (?P<test>\S.*?) _{2,}$")
_PLACE = re.compile(r"(?P<file>[\w./\\-]+\.py):\d+: (?:in \S|\w+)?")
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
        more.append(line.text[1:].strip())
        last = line
    message = near.match.group("what")
    if message.endswith(":") or message in ("AssertionError", "assert"):
        message += " " + " ".join(part for part in more[:3] if part)
    for line in near.below(18):
        if line.start <= last.start:
            continue
        if not line.text:
            continue
        if _PLACE.match(line.text):
            last = line
        break
    for count, line in enumerate(near.above(6)):
        if HEADER.match(line.text):
            first = line
            break
        if not line.text and count > 0:
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


def _doctest(near: Near) -> Seen | None:
    """A failed example of a docstring: what was expected and what came stand above the place."""
    test = _header(near)
    above: list[Line] = []
    for line in near.above(40):
        if HEADER.match(line.text):
            break
        above.insert(0, line)
    said = doctests.compared([line.text for line in above])
    if not test or not said:
        return None
    first = next((line for line in above[-14:] if line.text.startswith(("Expected", "UNEXPECTED"))), near.line)
    test = test.removeprefix("[doctest] ")
    return Seen(f"{test} - {said}", first, near.line, test)


def _is_said(line: Line) -> bool:
    """Whether a line is one of those that pytest marks with an E; white space at an end may be cut."""
    text = line.text
    return text == "E" or text.startswith(("E ", "E\t"))


def _header(near: Near) -> str:
    """The test named by the nearest section header above, or ""."""
    data, at = near.window.data, near.line.start
    found = data.rfind(b"___ ", max(0, at - HEADER_BYTES), at)
    while found >= 0:
        line = near.bare(near.window.line_at(found))
        match = HEADER.match(line.text)
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
        elif hit.rule.name in ("assertion", "doctest", "group", "worker_crashed") and hit.test_name:
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
    Rule(name="assertion", find=r"<bol>E  +", line=r"E\s{2,}(?P<what>\S.*)", look=_assertion),
    Rule(
        name="summary",
        find=r"<bol>(?:FAILED|ERROR) \S",
        line=r"(?:FAILED|ERROR) (?P<test>(?:[\w./\\@ -]+\.(?:py|pyx|ipynb|txt|rst|md|ya?ml)"
        r"|[\w./\\-]+::)(?:::\S.*?)?)(?: - (?P<what>.*))?$",
        weight=STATED - 1,
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
        name="doctest",
        find=r"DocTestFailure|UnexpectedException",
        line=r"(?P<place>\S.*:\d+): (?:DocTestFailure|UnexpectedException)$",
        look=_doctest,
    ),
    Rule(
        name="warnings_as_errors",
        find=r"pytest\.PytestUnraisableExceptionWarning|PytestUnhandled",
        line=r"E\s+pytest\.PytestUn.*",
        weight=RAISED,
    ),
)
