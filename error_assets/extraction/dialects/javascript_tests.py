"""JavaScript test runners: jest, vitest, mocha, playwright, node:test, cypress, storybook."""

import re

from error_assets.extraction.dialect import STATED, SUMMED, Near, Rule, Seen
from error_assets.extraction.dialects.playwright import is_flaky
from error_assets.extraction.log import Line
from error_assets.extraction.tap_output import failed

_SAID = re.compile(
    r"\s*(?:Expected|Received|expected|received|Locator|Timeout|Timed|Call log|Matcher|Snapshot|Number of"
    r"|Ignored|Diff:|[-+] |Cause:? +\S|Caused by:? +\S|→|code: )"
)
_STACK = re.compile(r"\s+at |\s*(?:❯ |(?:[›>] *)?\d+ *\||\|)")
_END = re.compile(
    r"\s*(?:●|FAIL\b|PASS\b|⎯{3,}|─{5,}|\d+\) |Test Suites:|Tests:|Summary of all|\d+ (?:passed|failed"
    r"|passing|failing))"
)
SUITE_LINES = 34
"""How far below its head jest's exception is looked for where it gives advice first."""
_LISTED = re.compile(r"\s+(?:[✓✕○✎] |● )")
"""Jest lists a failed file's tests below its name, or what they said."""
_FILE = re.compile(r"FAIL (?:\S+ )?(?P<file>\S+\.[cm]?[jt]sx?)")
_TITLE = re.compile(r"\s*(?:[│┃] *)?\d+\) +(?:\[(?P<project>[^\]]+)\] › )?(?P<test>\S.*?)[ ─]*$")


def _told(lines: list[Line], most: int = 18) -> tuple[str, Line | None]:
    """The message of a failure (its first paragraph and what was expected and received) and the last line that
    tells of it."""
    said: list[str] = []
    last = None
    called = False
    for count, line in enumerate(lines[:most]):
        text = line.text.strip()
        if count and _END.match(line.text):
            break
        if not text or text == "Message:":
            if said and last is not None and count > 12:
                break
            continue
        if said and text.startswith("Call log:"):
            called = True
        stack = bool(_STACK.match(line.text))
        if not said and stack:
            continue
        if not stack and not called and (not said or _SAID.match(line.text)) and len(said) < 4:
            said.append(text)
        last = line
    return " ".join(said), last


def _jest(near: Near) -> Seen | None:
    test = near.match.group("test").strip()
    if test.startswith("Test suite failed to run"):
        return _jest_suite(near)
    if test.startswith(("Console", "Validation", "Deprecation", "Cannot log after")):
        return None
    below = list(near.below(24))
    message, last = _told(below)
    if not message:
        return None
    return Seen(f"{test}: {message}", near.line, last or near.line, test)


def _jest_suite(near: Near) -> Seen | None:
    """A file whose tests never began: jest explains at length first, the exception itself stands further down."""
    below = list(near.below(SUITE_LINES))
    message, last = _told(below)
    first = near.line
    for count, line in enumerate(below):
        if count and _END.match(line.text):
            break
        if re.match(r"\s+(?:[A-Z]\w*Error|Cannot find module|error TS\d+)\b[: ]", line.text):
            message = line.text.strip()
            if count > 14:
                first, last = below[count - 6], below[min(count + 4, len(below) - 1)]
            break
    if not message:
        return None
    data = near.window.data
    at = data.rfind(b"FAIL", max(0, near.line.start - 20_000), near.line.start)
    found = _FILE.search(near.window.line_at(at).text) if at >= 0 else None
    test = found.group("file") if found else near.match.group("test").strip()
    return Seen(f"{test}: {message}", first, last or near.line, test)


def _uncaught(near: Near) -> Seen | None:
    """Vitest's report of an error that no test caught; its message is the next line."""
    lines = [line for line in near.below(14) if line.text.strip()]
    if not lines:
        return None
    last = near.line
    for line in lines[:10]:
        if re.match(r"⎯{6,}", line.text):
            break
        last = line
    return Seen(lines[0].text.strip(), near.line, last)


def _vitest(near: Near) -> Seen | None:
    below = list(near.below(30))
    while below and below[0].text.lstrip().startswith("FAIL "):
        below.pop(0)
    if not below or not below[0].text.strip() or below[0].text.lstrip().startswith(("✓", "PASS", "❯", "Test Files")):
        return None
    test = near.match.group("test").strip()
    if " > " not in test and " [" not in test and any(_LISTED.match(line.text) for line in below[:12]):
        return None
    message, last = _told(below, 16)
    if message.startswith(("●", "PASS", "RUNS")):
        return None
    return Seen(f"{test}: {message}" if message else test, near.line, last or near.line, test)


def _spec(near: Near) -> Seen | None:
    """A failed test of node's own runner: what went wrong stands deeper below; a suite only repeats its tests."""
    depth = len(near.line.text) - len(near.line.text.lstrip())
    said: list[str] = []
    last = near.line
    for line in near.below(12):
        text = line.text.strip()
        if text and len(line.text) - len(line.text.lstrip()) <= depth:
            break
        if re.match(r"at |\} *$|\w+: ", text) and said and not re.match(r"[+-] ", text):
            break
        if re.match(r"[✔✖▶ℹ] ", text):
            break
        if text:
            said, last = [*said, text], line
    if not said:
        return None
    test = near.match.group("test")
    return Seen(f"{test}: {' '.join(said[:5])}", near.line, last, test)


def _karma(near: Near) -> Seen | None:
    """A failed test of karma's: what was expected stands indented below."""
    said, last = "", near.line
    for line in near.below(8):
        if not line.text.startswith(("\t", " ")):
            break
        text = line.text.strip()
        if text != "Failed:" and not text.startswith(("at ", "<Jasmine>")):
            said = said or text
        last = line
    test = near.match.group("test")
    return Seen(f"{test} FAILED: {said}", near.line, last, test) if said else None


def _numbered(near: Near) -> Seen | None:
    """Mocha's and playwright's `1) title` with the error below; a listing without one is no failure."""
    below = list(near.below(26))
    title = _TITLE.match(near.line.text)
    if not title:
        return None
    names = [title.group("test").rstrip(":")]
    start = 0
    for count, line in enumerate(below[:7]):
        text = line.text.strip()
        if re.match(r"(?:\d+\.\d+\) )?Failure/Error|Got \d+ failures?|# |Expected pending '", text):
            return None
        if (
            re.match(
                r"(?:[A-Z]\w*(?:Error|Exception)\b|Error\b|expect\(|Test timeout|Timeout|\w+: "
                r"|AssertionError|Uncaught)",
                text,
            )
            and count + len(names) >= 1
        ):
            start = count
            break
        if not text:
            continue
        if line.text[:1] != " " or len(names) > 5 or _END.match(line.text):
            return None
        names.append(text.rstrip(":"))
    else:
        return None
    message, last = _told(below[start:], 16)
    if not message:
        return None
    test = " > ".join(names) if " › " not in names[0] else names[0]
    weight = SUMMED + 4 if " › " in test and is_flaky(near, test) else None
    return Seen(f"{test}: {message}", near.line, last or near.line, test, weight=weight)


RULES = (
    Rule(
        name="node_spec",
        find=r"✖ ",
        line=r"\s*✖ (?P<test>\S.*?) \([\d.]+m?s\)$",
        look=_spec,
        framework="node",
    ),
    Rule(
        name="karma",
        find=r"\S FAILED",
        line=r"(?:\S.* )?(?:Chrome|Chromium|Firefox|Safari|Edge|HeadlessChrome)\b.*?\)\)?:? "
        r"(?P<test>(?!Executed)\S.*) FAILED$",
        look=_karma,
        framework="karma",
    ),
    Rule(name="jest", find="●", line=r"\s*● (?P<test>\S.*)", look=_jest, framework="jest"),
    Rule(
        name="vitest",
        find=r"FAIL[ \x1b]",
        line=r"\s*FAIL +(?P<test>(?:\|?[\w@/ .-]+\|? )?\S+\.(?:[cm]?[jt]sx?|vue|svelte)(?: > .+"
        r"| \[.*\])?)(?: \(.*\))?$",
        look=_vitest,
        framework="vitest",
    ),
    Rule(
        name="numbered",
        find=r"(?:  |│ |\d )\d{1,3}\) \S",
        line=r"\s*(?:[│┃] *)?\d+\) \S",
        look=_numbered,
        framework="mocha",
        weight=STATED,
    ),
    Rule(
        name="tap",
        find=r"<bol>not ok \d+",
        line=r"\s*not ok (?P<number>\d+)(?: - )?(?P<test>.*)",
        unless=r"# (?:TODO|SKIP)",
        look=failed,
        framework="node",
    ),
    Rule(
        name="uncaught",
        find=r"⎯ (?:Uncaught Exception|Unhandled Rejection|Unhandled Error) ⎯",
        line=r"⎯+ (?:Uncaught Exception|Unhandled Rejection|Unhandled Error) ⎯+",
        look=_uncaught,
        framework="vitest",
        weight=STATED - 2,
    ),
    Rule(
        name="suite_problem",
        find=r"No tests? found|No test (?:files?|suites?) found|Unhandled (?:Rejection|Errors?)",
        line=r"(?:.*No tests? found, exiting with code 1|.*No test files found|.*Unhandled (?:Rejection"
        r"|Errors?)|.*No test suite found in file)",
        weight=SUMMED + 5,
        below=r"\S|$",
        most=8,
        framework="vitest",
    ),
    Rule(
        name="ticked",
        find=r"<bol>(?:×|✗|✘|✖) ",
        line=r"\s*(?:×|✗|✘|✖) (?P<test>\S.*? > .*?)(?: \d+m?s)?$",
        weight=SUMMED,
        below=r"\s+→",
        framework="vitest",
    ),
)
