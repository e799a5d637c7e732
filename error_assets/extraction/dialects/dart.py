"""Dart and Flutter: the compiler, the analyzer, tests, pub."""

import re

from error_assets.extraction.dialect import STATED, SUMMED, Near, Rule, Seen
from error_assets.extraction.dialects.c import COMPILER
from error_assets.extraction.hit import Hit

_PROGRESS = re.compile(r"(?:\d\d:)?\d\d:\d\d \+\d+(?: ~\d+)?(?: -\d+)?: (?P<test>(?!loading )\S.*?)(?: \[E\])?$")
_FRAME = re.compile(r"\s*(?:package:\S+|dart:\S+|\S+\.dart)(?: \d+:\d+|  +\S)|#\d+ |<asynchronous suspension>")
_BOX_NAME = "The test description was:"

TEST_LINES = 40
"""How far above an exception's box the line that says which test runs is looked for."""


def _test(near: Near) -> Seen | None:
    """A test that ended with [E]: what was expected stands indented below; flutter's only points at the box above."""
    test = near.match.group("test").strip()
    said: list[str] = []
    last = near.line
    for line in near.below(14):
        if _PROGRESS.match(line.text) or (not line.text and said):
            break
        if line.text.startswith("##"):
            break
        if line.text:
            last = line
            if len(said) < 4 and not _FRAME.match(line.text):
                said.append(line.text.strip())
    points = bool(said) and said[0].startswith("Test failed. See exception logs above")
    message = f"{test}: {' '.join(said)}" if said else f"{test} [E]"
    return Seen(message, near.line, last, test, weight=SUMMED if points else None)


def _box(near: Near) -> Seen | None:
    """Flutter's box around an exception: a sentence on how it was thrown, the exception up to the first blank line,
    and further down the test's description."""
    said: list[str] = []
    last, test, headed, done = near.line, "", False, False
    lines = iter(near.below(60))
    for line in lines:
        text = line.text.strip()
        if text.startswith("═" * 4):
            break
        if text == _BOX_NAME:
            named = next(lines, None)
            test = named.text.strip() if named else ""
            break
        if not headed:
            headed = text.endswith(":")
        elif not done and text:
            said.append(text)
        done = done or (bool(said) and not text)
        if text and not done:
            last = line
    if not said:
        return None
    if not test:
        running = (found for line in near.above(TEST_LINES) if (found := _PROGRESS.match(line.text)))
        test = next((found.group("test") for found in running), "")
    message = " ".join(said[:4])
    return Seen(f"{test}: {message}" if test else message, near.line, last, test)


def settle(hits: list[Hit]) -> list[Hit]:
    """One error a test: of several boxes the first, which the others follow from."""
    seen: set[str] = set()
    out = []
    for hit in hits:
        if hit.rule.name == "box" and hit.test_name:
            name = hit.test_name.rsplit(".dart: ", 1)[-1]
            if name in seen:
                continue
            seen.add(name)
        out.append(hit)
    return out


RULES = (
    Rule(
        name="compiler",
        find=COMPILER,
        line=r"\s*\S+\.dart:\d+(?::\d+)?: (?:fatal )?[Ee]rror: (?!-\[).+",
        below=r"\s|\d+ *\||[^:]*$",
        until=r"\S+:\d+(?::\d+)?: |\d+ (?:error|warning)|$",
        most=5,
        framework="dart",
        weight=STATED + 1,
    ),
    Rule(
        name="test",
        find=r" \[E\]",
        line=r"(?:(?:\d\d:)?\d\d:\d\d )?(?:\+\d+)?(?: ~\d+)?(?: -\d+)?:? ?(?P<test>\S.*?) \[E\]$",
        look=_test,
        framework="dart test",
    ),
    Rule(
        name="test_marked",
        find=r"\S \(failed\)\s*$",
        line=r"\s*(?:❌ )?(?P<test>(?:.*\.dart: )?\S.*?) \(failed\)$",
        look=_test,
        framework="dart test",
        weight=STATED - 4,
    ),
    Rule(
        name="box",
        find=r"EXCEPTION CAUGHT BY",
        line=r"══+╡ EXCEPTION CAUGHT BY .*",
        look=_box,
        framework="flutter test",
    ),
    Rule(
        name="analyze",
        find=r"(?:error|warning|info) (?:•|-) ",
        line=r"\s*(?P<what>error (?:•|-) .*\.dart:\d+:\d+.*)",
        gather=True,
        framework="dart analyze",
    ),
    Rule(
        name="analyze_strictly",
        find=r"(?:error|warning|info) (?:•|-) ",
        line=r"\s*(?P<what>(?:warning|info) (?:•|-) .*\.dart:\d+:\d+.*)",
        gather=True,
        framework="dart analyze",
        weight=SUMMED + 2,
    ),
    Rule(
        name="pub_unsolved",
        find=r"version solving failed|`pubspec\.ya?ml` using `pubspec\.lock|Could not find (?:package |a file named"
        r" \"pubspec)|Error on line \d+, column",
        line=r"(?:.*(?:requires (?:SDK|the Flutter SDK)|depends on \w+ (?:[\^<>]|\d|any|from)).*version solving failed"
        r"|Unable to satisfy `pubspec|Could not find (?:package \S+ at|a file named \"pubspec)"
        r"|Error on line \d+, column \d+ of .*pubspec).*",
        above=r"(?:And |Because |Thus, |So, |The current |    )\S|$",
        above_most=6,
        below=r"\S",
        most=6,
        framework="pub",
        weight=STATED + 1,
    ),
    Rule(
        name="pub",
        find=r"[Pp]ub get failed|The current Dart SDK version",
        line=r".*[Pp]ub get failed",
        above=r"\S|$",
        above_most=6,
        below=r"\S",
        most=4,
        framework="pub",
        weight=SUMMED,
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
