"""Playwright beside its failed tests: those that passed on another try, servers and browsers that are not there."""

import re
from dataclasses import replace

from error_assets.extraction.dialect import STATED, Near, Rule, Seen

FLAKY_LINES = 200
"""Tests that playwright names as flaky at its end."""


def _flaky(near: Near) -> Seen | None:
    """Playwright's last words where every test passed in the end: what failed the job is that some needed a retry."""
    around = [*near.above(12), *near.below(24)]
    if any(re.match(r"\s*[1-9]\d* (?:failed|interrupted|error)", line.text) for line in around):
        return None
    tests, last = [], near.line
    for line in near.below(12):
        if not line.text.startswith("    "):
            break
        tests.append(line.text.strip(" ─"))
        last = line
    return Seen(f"{near.line.text.strip()}: {', '.join(tests[:3])}", near.line, last) if tests else None


def is_flaky(near: Near, test: str) -> bool:
    """Whether playwright's end names a test among those that passed in the end, while others failed."""
    found = _counted(near, b" flaky")
    if found < 0 or _counted(near, b" failed") < 0:
        return False
    head = near.window.line_at(found)
    for line in replace(near, line=head).below(FLAKY_LINES):
        if not line.text.startswith("    "):
            return False
        if test in line.text:
            return True
    return False


def _counted(near: Near, word: bytes) -> int:
    """Where below a line a number of tests stands before `word`, or -1."""
    window = near.window
    place = window.next_place(word, near.line.start)
    while place > 0 and not window.data[place - 1 : place].isdigit():
        place = window.next_place(word, place + 1)
    return place


RULES = (
    Rule(
        name="flaky",
        find=r"<bol>\d+ flaky",
        line=r"\s*[1-9]\d* flaky$",
        look=_flaky,
        framework="playwright",
        weight=STATED + 2,
    ),
    Rule(
        name="web_server",
        find=r"config\.webServer|browserType\.launch|Executable doesn't exist at",
        line=r".*(?:Process from config\.webServer .*|Timed out waiting .* from config\.webServer"
        r"|browserType\.launch: .*|Executable doesn't exist at)",
        framework="playwright",
        below=r"\S",
        most=10,
        weight=STATED - 10,
    ),
)
