"""Builders: cmake, ctest, ninja, make, meson, bazel, scons, just."""

from error_assets.extraction.dialect import STATED, SUMMED, Near, Rule, Seen


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
    head = near.match.group("head")
    return Seen(f"{head} {' '.join(said)}".strip(), near.line, last)


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
        below=r"\s+\d+ - ",
        most=10,
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
    Rule(
        name="bazel",
        find=r"<bol>ERROR<c>: ",
        line=r"ERROR: (?P<what>(?:/|@|no such|Skipping|Analysis of|Error computing|Failed to load|error loading"
        r"|Target parsing|in target|Unrecognized|The project).+)",
        unless=r"failed: \(Exit \d+\)|Build did NOT",
        framework="bazel",
        below=r"\s+\S",
        most=6,
        weight=STATED - 3,
    ),
    Rule(
        name="bazel_action",
        find=r"FAIL: //|TIMEOUT: //|failed: \((?:Exit|Segmentation|Aborted)|(?:FAILED|TIMEOUT)<c> in \d",
        line=r"(?:FAIL|TIMEOUT): //.*|ERROR: (?P<what>.*failed: \(.*)|//\S+ +(?:FAILED|TIMEOUT).*",
        weight=SUMMED,
        below=r"\S",
        most=8,
        framework="bazel",
    ),
)
