"""Python style and types: ruff, black, isort, flake8, pylint, mypy, pyright, bandit."""

import re

from error_assets.extraction.dialect import RAISED, STATED, SUMMED, Near, Rule, Seen
from error_assets.extraction.dialects.c import COMPILER

CHECKER = True


def _full(near: Near) -> Seen | None:
    """Ruff's full form: rule and sentence stand above the arrow with the place, the source below."""
    above = next(near.above(1), None)
    if above is None or not re.match(r"(?:[A-Z]{1,5}\d{2,4}|invalid-syntax:|[a-z-]+:?) \S", above.text):
        return None
    last = near.line
    for line in near.below(7):
        if not re.match(r"\s|\d+ *\|", line.text):
            break
        last = line
    return Seen(f"{near.match.group('place')}: {above.text}", above, last)


def _caused(near: Near) -> Seen:
    """Ruff's own error: the first of its causes, in order from the outside, that names a file or a line."""
    said, last = near.match.group("what"), near.line
    causes = []
    for line in near.below(5):
        if not re.match(r"\s|Cause", line.text):
            break
        last = line
        if found := re.match(r"\s*Cause: (\S.*)", line.text):
            causes.append(found.group(1))
    return Seen(": ".join([said, *causes[:2]]), near.line, last)


RULES = (
    Rule(
        name="concise",
        find=r":\d+(?::\d+)?: (?:\[?[A-Z]{1,5}\d{2,5}|invalid-syntax)",
        line=r"(?P<what>\S+\.(?:pyi?|ipynb):\d+(?::\d+)?: \[?(?:[A-Z]{1,5}\d{2,5}|invalid-syntax)\b.*)",
        gather=True,
        below=r"\s*\||\s+\d+ \||\s+=|\s+\|",
        most=6,
        framework="ruff",
    ),
    Rule(
        name="full",
        find=r"--> ",
        line=r"\s*--> (?P<place>\S+\.(?:pyi?|ipynb):\d+:\d+)",
        look=_full,
        gather=True,
        framework="ruff",
        weight=STATED - 4,
    ),
    Rule(
        name="ruff_count",
        find=r"<bol>Found \d+ errors?",
        line=r"Found [1-9]\d* errors?(?: in \d+ files?)?",
        weight=SUMMED - 2,
        above=r"\S",
        above_most=8,
        framework="checker",
    ),
    Rule(
        name="format",
        find=r"[Ww]ould reformat|would be reformatted|Imports are incorrectly sorted|reformatted \S+\.py",
        line=r"(?P<what>[Ww]ould reformat:? \S.*|ERROR: \S+ Imports are incorrectly sorted.*"
        r"|(?:error: )?cannot format \S+: .*)",
        gather=True,
        framework="formatter",
    ),
    Rule(
        name="format_count",
        find=r"[Ww]ould reformat|would be reformatted",
        line=r"\d+ files? would be reformatted",
        weight=SUMMED,
        above=r"\S",
        above_most=8,
        framework="formatter",
    ),
    Rule(
        name="mypy",
        find=COMPILER,
        line=r"(?P<what>\S+\.pyi?:\d+(?::\d+)*: error: .+)",
        gather=True,
        framework="mypy",
        weight=STATED + 1,
        below=r"\S+\.pyi?:\d+(?::\d+)?: note|\s",
        most=4,
    ),
    Rule(
        name="mypy_file",
        find=r"\.pyi?: error: |<bol>mypy: error: ",
        line=r"(?P<what>\S+\.pyi?: error: .+|mypy: error: .+)",
        gather=True,
        framework="mypy",
        weight=STATED + 1,
    ),
    Rule(
        name="pyright",
        find=r":\d+:\d+ - error[: ]",
        line=r"\s*(?P<what>\S+\.\w+:\d+:\d+ - error:? .+)",
        unless=r"error TS\d",
        below=r"\s{4,}\S",
        most=4,
        gather=True,
        framework="pyright",
    ),
    Rule(
        name="bandit",
        find=r">> Issue: ",
        line=r">> Issue: (?P<what>\[B\d+.*)",
        below=r"\s",
        most=9,
        gather=True,
        framework="bandit",
        weight=RAISED + 10,
    ),
    Rule(
        name="config",
        find=r"ruff failed|error: Failed to parse|error: invalid value|unknown (?:configuration|hook)",
        line=r"(?P<what>(?:error: )?ruff failed|error: (?:Failed to parse|invalid value).*)",
        look=_caused,
        framework="ruff",
        weight=STATED - 1,
    ),
)
