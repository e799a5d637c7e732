"""JavaScript test runners: jest, vitest, mocha, playwright, node:test, cypress, storybook."""

import re

from error_assets.extraction.dialect import STATED, SUMMED, Near, Rule, Seen
from error_assets.extraction.log import Line

_SAID = re.compile(
    r"\s*(?:Expected|Received|expected|received|Locator|Timeout|Timed|Call log|Matcher|Snapshot|Number of"
    r"|Ignored|Diff:|[-+] |Cause|Caused by|→|code: )"
)
_STACK = re.compile(r"\s+at |\s*❯ |\s*›? *\d+ *\||\s*> *\d+ *\||\s*\|")
_END = re.compile(
    r"\s*(?:●|FAIL\b|PASS\b|⎯{3,}|─{5,}|\d+\) |Test Suites:|Tests:|Summary of all|\d+ (?:passed|failed"
    r"|passing|failing))"
)
_FILE = re.compile(r"FAIL (?:\S+ )?(?P<file>\S+\.[cm]?[jt]sx?)")
_TITLE = re.compile(r"\s*[│┃]? *\d+\) +(?:\[(?P<project>[^\]]+)\] › )?(?P<test>\S.*?)[ ─]*$")


def _told(lines: list[Line], most: int = 18) -> tuple[str, Line | None]:
    """The message of a failure (its first paragraph and what was expected and received) and the last line that
    tells of it."""
    said: list[str] = []
    last = None
    for count, line in enumerate(lines[:most]):
        text = line.text.strip()
        if count and _END.match(line.text):
            break
        if not text:
            if said and last is not None and count > 12:
                break
            continue
        stack = bool(_STACK.match(line.text))
        if not said and stack:
            continue
        if not stack and (not said or _SAID.match(line.text)) and len(said) < 4:
            said.append(text)
        last = line
    return " ".join(said), last


def _jest(near: Near) -> Seen | None:
    test = near.match.group("test").strip()
    if test.startswith(("Console", "Validation", "Deprecation", "Cannot log after")):
        return None
    below = list(near.below(24))
    message, last = _told(below)
    if not message:
        return None
    if test.startswith("Test suite failed to run"):
        data = near.window.data
        at = data.rfind(b"FAIL", max(0, near.line.start - 20_000), near.line.start)
        found = _FILE.search(near.window.line_at(at).text) if at >= 0 else None
        test = found.group("file") if found else test
    return Seen(f"{test}: {message}", near.line, last or near.line, test)


def _vitest(near: Near) -> Seen | None:
    below = list(near.below(30))
    while below and below[0].text.lstrip().startswith("FAIL "):
        below.pop(0)
    if not below or not below[0].text.strip() or below[0].text.lstrip().startswith(("✓", "PASS", "❯", "Test Files")):
        return None
    message, last = _told(below, 16)
    if message.startswith(("●", "PASS", "RUNS")):
        return None
    test = near.match.group("test").strip()
    return Seen(f"{test}: {message}" if message else test, near.line, last or near.line, test)


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
        if text.startswith("Failure/Error"):
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
    return Seen(f"{test}: {message}", near.line, last or near.line, test)


RULES = (
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
        line=r"\s*[│┃]? *\d+\) \S",
        look=_numbered,
        framework="mocha",
        weight=STATED,
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
    Rule(
        name="tap",
        find=r"<bol>not ok \d+",
        line=r"\s*not ok (?P<number>\d+)(?: - )?(?P<test>.*)",
        unless=r"# (?:TODO|SKIP)",
        message="not ok {test}",
        below=r"\s+\S|\s*---|#",
        framework="node",
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
