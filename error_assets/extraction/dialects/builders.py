"""Builders: cmake, ctest, ninja, make, meson."""

import re

from error_assets.extraction.dialect import RAISED, STATED, SUMMED, Near, Rule, Seen

_PASSED_ON = (
    (SUMMED, re.compile(r"vcpkg install failed|Download failed, halting portfile|Failed to download file with error")),
    (RAISED + 5, re.compile(r"Command failed: ")),
    (STATED - 4, re.compile(r"CMake was unable to find a build program|\S+ not set, after EnableLanguage")),
)
"""Reasons of CMake that only pass on what a tool said before, and what follows from an earlier one."""


CTEST_LINES = 14
"""Lines of a failed test's own output that are shown."""

_TELLS = re.compile(r"(?i)\b(?:error|fail\w*|expect\w*|assert\w*|terminate|exception|abort\w*|cannot|not found)\b")


def _cmake(near: Near) -> Seen | None:
    """CMake states its reason indented below the place."""
    said: list[str] = []
    last = near.line
    blanks = 0
    for line in near.below(16):
        if not line.text:
            blanks += 1
            if blanks > 2:
                break
            continue
        if not line.text.startswith(" ") and not line.text.startswith("Call Stack"):
            break
        last = line
        if len(said) < 3 and line.text.startswith("  ") and not line.text.strip().startswith("CMakeLists"):
            said.append(line.text.strip())
    what = " ".join(said)
    weight = next((weight for weight, pattern in _PASSED_ON if pattern.match(what)), None)
    return Seen(f"{near.match.group('head')} {what}".strip(), near.line, last, weight=weight)


def _ctest(near: Near) -> Seen | None:
    """A test that ctest ran; with --output-on-failure what it printed stands below. The list at the end names all."""
    test = near.match.group("test") or ""
    said: list[str] = []
    last = near.line
    for line in near.below(CTEST_LINES):
        text = line.text.strip()
        if not test and not re.match(r"\d+ - ", text):
            break
        if re.match(r"(?:Start +)?\d+(?:/\d+)?: |Start +\d+|\d+/\d+ Test|\d+% tests passed|The following tests", text):
            break
        if text:
            last = line
            said.append(text)
    if not test:
        return Seen(f"{near.line.text.strip()} {' '.join(said[:3])}".strip(), near.line, last)
    telling = [text for text in said if _TELLS.search(text)] or said[-2:]
    return Seen(
        f"{near.line.text.strip()}: {' '.join(telling[:2])}" if said else near.line.text.strip(), near.line, last, test
    )


RULES = (
    Rule(
        name="cmake",
        find=r"CMake Error",
        line=r"(?P<head>CMake Error(?: \([\w-]+\))?(?: at|:| in).*)",
        look=_cmake,
        framework="cmake",
    ),
    Rule(
        name="no_rule",
        find=r"No rule to make target|missing separator|no known rule to make it|\.  Stop\.",
        line=r"(?P<what>.*(?:No rule to make target|missing separator|no known rule to make it).*)"
        r"|(?P<stop>\S+:\d+: \*\*\* .*Stop\.)|.*: \*\*\* (?!\[)(?P<other>.{8,})Stop\.",
        framework="make",
    ),
    Rule(
        name="ctest",
        find=r"The following tests FAILED|\*\*\*(?:Failed|Exception|Timeout|Not Run)",
        line=r"The following tests FAILED:?|\s*\d+/\d+ Test +#\d+: (?P<test>\S+) \.+ ?\*\*\*(?:Failed|Exception"
        r"|Timeout|Not Run)",
        look=_ctest,
        weight=SUMMED + 2,
        framework="ctest",
    ),
    Rule(
        name="ninja_failed",
        find=r"<bol>FAILED: ",
        line=r"FAILED: (?:\[code=\d+\] )?(?P<what>\S.*)",
        weight=SUMMED - 5,
        below=r"\S",
        most=5,
        framework="ninja",
    ),
    Rule(
        name="meson",
        find=r"meson\.build:\d+:\d+: ERROR",
        line=r".*meson\.build:\d+:\d+: ERROR: (?P<what>.+)",
        framework="meson",
    ),
)
