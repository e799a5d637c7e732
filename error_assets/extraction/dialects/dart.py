"""Dart and Flutter: the compiler, the analyzer, tests, pub."""

import re

from error_assets.extraction.dialect import STATED, Near, Rule, Seen
from error_assets.extraction.dialects.c import COMPILER


def _test(near: Near) -> Seen | None:
    """A test that ended with [E]: what was expected stands indented below."""
    test = near.match.group("test").strip()
    said: list[str] = []
    last = near.line
    for line in near.below(14):
        if re.match(r"\d\d:\d\d \+\d+|##|\S+\.dart \d+:\d+", line.text) or (not line.text and said):
            break
        if line.text:
            last = line
            if len(said) < 4 and not re.match(r"\s*(?:package:|dart:|test/)", line.text):
                said.append(line.text.strip())
    return Seen(f"{test}: {' '.join(said)}" if said else f"{test} [E]", near.line, last, test)


RULES = (
    Rule(
        name="compiler",
        find=COMPILER,
        line=r"\S+\.dart:\d+(?::\d+)?: (?:fatal )?[Ee]rror: (?!-\[).+",
        below=r"\s|\d+ *\||[^:]*$",
        until=r"\S+:\d+(?::\d+)?: |\d+ (?:error|warning)|$",
        most=5,
        framework="dart",
        weight=STATED + 1,
    ),
    Rule(
        name="test",
        find=r" \[E\]",
        line=r"(?:\d\d:\d\d )?(?:\+\d+)?(?: ~\d+)?(?: -\d+)?:? ?(?P<test>.+?) \[E\]$",
        look=_test,
        framework="dart test",
    ),
    Rule(
        name="flutter_test",
        find=r"EXCEPTION CAUGHT BY",
        line=r"══+╡ EXCEPTION CAUGHT BY .*",
        below=r"\S",
        most=14,
        framework="flutter test",
        weight=STATED - 1,
    ),
    Rule(
        name="analyze",
        find=r"error<c> (?:•|-) ",
        line=r"\s*(?P<what>error (?:•|-) .+? (?:•|-) .+)",
        gather=True,
        framework="dart analyze",
    ),
    Rule(
        name="pub",
        find=r"[Pp]ub get failed|The current Dart SDK version",
        line=r".*[Pp]ub get failed|The current Dart SDK version is.*",
        above=r"\S|$",
        above_most=6,
        below=r"\S",
        most=4,
        framework="pub",
    ),
    Rule(
        name="dart_format",
        find=r"<bol>Changed \S+\.dart",
        line=r"Changed (?P<what>\S+\.dart)",
        gather=True,
        framework="dart format",
        weight=STATED - 8,
    ),
)
