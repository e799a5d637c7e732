"""Bun's test runner."""

import re
from dataclasses import replace

from error_assets.extraction.dialect import STATED, SUMMED, Near, Rule, Seen

_OTHER = re.compile(r"\((?:pass|fail|skip|todo)\) |✓ |✗ |\S+\.test\.\w+:$|\d+ tests? (?:failed|skipped)|##")
_ERROR = re.compile(r"(?:error|\w*(?:Error|Exception)): (?P<what>.+)")
_DETAIL = re.compile(r"(?:Expected|Received|[-+] |Number of)")

ERROR_LINES = 40
"""How far above a failed test its error is looked for: a difference of two documents and a stack."""


def _test(near: Near) -> Seen | None:
    """A failed test: its error stands above, unless this is the list that repeats all at the end."""
    test = near.match.group("test")
    said: list[str] = []
    first = last = near.line
    for line in near.above(ERROR_LINES):
        if _OTHER.match(line.text):
            break
        if _DETAIL.match(line.text) and len(said) < 4:
            said.insert(0, line.text.strip())
        if found := _ERROR.match(line.text):
            first = line
            said.insert(0, line.text if line.text[:1].isupper() else found.group("what"))
            break
    for line in near.below(1):
        if "timed out after" in line.text:
            said, last = [*said, line.text.strip(" ^")], line
    if near.window.number(near.line.start) - near.window.number(first.start) > 14:
        for line in replace(near, line=first).below(12):
            last = line if line.text else last
    if not said and near.line.text.startswith("✗") and not near.match.group("time"):
        return None  # many tools mark their own lines so
    message = f"{test}: {' '.join(said)}" if said else f"(fail) {test}"
    return Seen(message, first, last, test, weight=STATED if said else SUMMED)


RULES = (
    Rule(
        name="test",
        find=r"<bol>(?:\(fail\)|✗) ",
        line=r"(?:\(fail\)|✗) (?P<test>\S.*?)(?P<time> \[[\d.]+m?s\])?$",
        look=_test,
        framework="bun test",
    ),
)
