"""What a runner that speaks TAP says below a `not ok`: node's in a block of YAML, mocha's and prove's as it comes."""

import re

from error_assets.extraction.dialect import STATED, Near, Seen
from error_assets.extraction.log import Line

REPORT_LINES = 60
"""How far below a failed test its report is read: node lists what was expected, field by field."""

SHOWN_LINES = 20
"""Lines of the report that are shown, those above what it says counted."""

SAID_LINES = 3
"""Lines of what went wrong that belong to the message."""

_FIELD = re.compile(r"\s*(?P<key>error|message|reason):(?: (?P<value>.*))?$")
_OPENS_TEXT = re.compile(r"[|>][-+\d]*$")
_SUBTESTS = re.compile(r"\s*failureType: '?subtestsFailed")
_BELONGS = re.compile(r"\s+\S|\s*---|# +\S|$")
_COUNT = re.compile(r"# (?:tests|suites|pass|fail|skip|skipped|todo|duration_ms|cancelled|Subtest:?)\b")
_NEXT = re.compile(r"\s*(?:not )?ok \d+\b|\s*# Subtest|\s*\d+\.\.\d+")


def failed(near: Near) -> Seen | None:
    """A test that is not ok and what went wrong; a suite whose only fault are its own tests is none."""
    below: list[Line] = []
    for line in near.below(REPORT_LINES):
        if not _BELONGS.match(line.text) or _NEXT.match(line.text) or _COUNT.match(line.text):
            break
        below.append(line)
        if line.text.strip() == "...":
            break
    if any(_SUBTESTS.match(line.text) for line in below):
        return None
    test = near.match.group("test").strip()
    said = _in_yaml(below) or _as_it_comes(below)
    last = next((line for line in below[:SHOWN_LINES][::-1] if line.text.strip()), near.line)
    return Seen(f"not ok {test}: {said}" if said else f"not ok {test}", near.line, last, test, weight=STATED)


def _in_yaml(below: list[Line]) -> str:
    """The value of the field that says what went wrong: on its line, or indented below it."""
    for count, line in enumerate(below):
        found = _FIELD.match(line.text)
        if not found:
            continue
        value = (found.group("value") or "").strip()
        if value and not _OPENS_TEXT.match(value):
            return value.strip("'\"")
        depth = _depth(line)
        said: list[str] = []
        for inner in below[count + 1 :]:
            if inner.text.strip() and _depth(inner) <= depth:
                break
            if text := inner.text.strip():
                said.append(text)
        return " ".join(said[:SAID_LINES])
    return ""


def _as_it_comes(below: list[Line]) -> str:
    """The first line of a report without fields."""
    texts = (line.text.strip().lstrip("# ") for line in below)
    return next((text for text in texts if text and not re.match(r"-{3}|\.{3}|at |\w+: *\S*$", text)), "")


def _depth(line: Line) -> int:
    return len(line.text) - len(line.text.lstrip())
