"""The text of a failed test: which of its lines says what is wrong, and which of them a person needs to read."""

import re
from collections.abc import Sequence

from error_assets.extraction.test_names import same_test

ESSENTIAL_LINES = 40
"""Lines of a trace that are shown; a longer one loses its middle and the frames of libraries."""

FIRST_LINES, LAST_LINES = 24, 12
"""What is kept at each end of a long trace that has no marked lines."""

FRAMES = 6
"""Frames kept below each exception of a JVM, .NET or JavaScript trace: the deepest ones name the place."""

COLOUR = re.compile(r"\x1b?\[[0-9;]{0,12}m|\x1b\[[0-?]*[ -/]*[@-~]")
SAYS_NOTHING = re.compile(
    r"(?:\W*|(?:test )?(?:has )?fail(?:ed|ure)?|error|errored|test failure|test(?:case)? failed|collection failure"
    r"|assertion (?:failed|error|failure)|assertionerror|junit\.framework\.assertionfailederror|no message(?: given)?"
    r"|null|none|undefined|true|false|details|stack ?trace:?|Stacktrace:|Message:|stack backtrace:"
    r"|=== (?:RUN|PAUSE|CONT|NAME).*|--- (?:FAIL|PASS|SKIP).*|(?:FAIL|PASS|ok)\s.*|Traceback \(most recent call last\):"
    r"|running \d+ tests?|test .* \.\.\. FAILED|failures:|test result: .*|note: run with `RUST_BACKTRACE.*"
    r"|unknown file|build (?:error|failed)|\d+ failures?, see stacktrace for details|contains \d+ failed subtests?"
    r"|Jest encountered an unexpected token|Jest failed to parse a file\..*"
    r"|test failure with exit code \d+|failed on (?:setup|teardown)(?: with.*:)?"
    r"|(?:exited with )?(?:error |exit )(?:code|status):? \d+)"
    r"[.:!]?",
    re.IGNORECASE,
)
FRAME = re.compile(
    r"\s*(?:at |File \"|\.\.\. \d+ more|in <|from |\d+: +(?:0x)?\w|#\d+ |goroutine |created by "
    r"|/[^\s:]+:\d+(?::\d+)?:?$|[\w./\\-]+\.\w+:\d+(?::\d+)?:?$)"
    r"|(?:def|class|async def|@\w+|self = |[a-z_]\w* = ) ?"
)
PYTEST_ERROR = re.compile(r"E {2,}(?P<said>\S.*)")
IN_A_FIXTURE = re.compile(r'\s*failed on (?:setup|teardown) with "(?P<said>.*)"\s*', re.DOTALL)
"""pytest's message for what a fixture raised."""

OF_PYTHON = re.compile(r'File "[^"]+", line \d+')
JEST_DETAILS = "Details:"
EXPECTED = re.compile(r".*\b(?:expected|value of)\s*:|expected\b.*:$|assert\.\w+\(\) failure", re.IGNORECASE)
GOES_ON = re.compile(r"(?:expected|actual|but was|got|received|which is)\s*:", re.IGNORECASE)
"""Lines that say one thing: what was expected, and what came."""

DIFF_LEGEND = "+ actual - expected"
"""What Node's assert writes above a difference of many lines."""

GOES_ON_LINES = 4
"""The longest of these, gtest's, has three."""

PANIC = re.compile(r"thread '.*' (?:\(\d+\) )?panicked at (?P<said>.*)")
OLD_PANIC = re.compile(r"'(?P<said>.+)', \S+:\d+:\d+$")
LOCATION = re.compile(r"^(?:\[\w -]+\] › )?\S+:\d+:\d+ (?:› )?")
DATA_SET = re.compile(r"( with data set (?:#\d+|\".*?\")) \(.*")
"""PHPUnit writes a data set's values behind its name, where the test's name ends before them."""

WORDS_ONLY = re.compile(r"(?!.*(?:::| [›>] ))(?=.* ).*")
"""A sentence, which may repeat a test's name by chance; what has a separator or no blank is a name."""
EXCEPTION = re.compile(r"(?:[A-Za-z_][\w.]*(?:Error|Exception|Failure|Exit|Interrupt|Warning|Timeout))(?::.*)?")
FRAME_LINE = re.compile(r"\s+at |\s*\.\.\. \d+ more")


def plain(text: str) -> str:
    """`text` without colours (also where the escape itself was lost) and carriage returns."""
    return COLOUR.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def meaningful_line(text: str, names: Sequence[str] = (), *, from_end: bool = False) -> str:
    """The line of `text` that says what is wrong, "" if none does. `names` are the test's own, which say nothing."""
    if wrapped := IN_A_FIXTURE.fullmatch(text):
        text = wrapped["said"]
    lines = [line.strip() for line in plain(text).split("\n")]
    if raised := _raised(lines):
        return raised
    if "Jest encountered an unexpected token" in lines and JEST_DETAILS in lines:
        lines = lines[lines.index(JEST_DETAILS) + 1 :]
    if from_end:
        lines.reverse()
    own = {" ".join(name.split()) for name in names if name}
    for index, line in enumerate(lines):
        if panic := PANIC.fullmatch(line):
            old = OLD_PANIC.search(panic["said"])
            return old["said"] if old else next((after for after in lines[index + 1 :] if after), "")
        bare = line.lstrip("●✕✗×- ").strip()
        if (
            bare
            and not SAYS_NOTHING.fullmatch(bare)
            and not SAYS_NOTHING.fullmatch(line)
            and not FRAME.match(line)
            and not _names(bare, own)
        ):
            return bare if from_end else f"{bare} {_more(bare, lines[index + 1 :])}".strip()
    return ""


def _raised(lines: Sequence[str]) -> str:
    """What Python raised: pytest's `E` line, or the end of a traceback; "" if there is neither."""
    marked = [found["said"] for found in map(PYTEST_ERROR.fullmatch, lines) if found]
    if marked and OF_PYTHON.match(marked[0]):
        marked = [said for said in marked if EXCEPTION.fullmatch(said)] or marked
    for said in marked:
        if not SAYS_NOTHING.fullmatch(said):
            return said
    if "Traceback (most recent call last):" in lines:
        return next((line for line in reversed(lines) if EXCEPTION.fullmatch(line)), "")
    return ""


def essential(text: str) -> str:
    """At most about ESSENTIAL_LINES of `text`: around pytest's marks, without inner frames, or both ends."""
    lines = [line.rstrip() for line in plain(text).strip("\n").split("\n")]
    if len(lines) > ESSENTIAL_LINES:
        lines = _around_marks(lines) or _few_frames(lines)
    if len(lines) > ESSENTIAL_LINES:
        lines = [*lines[:FIRST_LINES], "...", *lines[-LAST_LINES:]]
    return "\n".join(lines)


def _more(line: str, after: Sequence[str]) -> str:
    """What belongs to `line`: the next one behind a colon, and what came behind what was expected."""
    more: list[str] = []
    for each in after:
        if not each or FRAME.match(each):
            continue
        goes_on = EXPECTED.match(line) and GOES_ON.match(each)
        if len(more) == GOES_ON_LINES or each == DIFF_LEGEND or not (goes_on or (more or [line])[-1].endswith(":")):
            break
        more.append(" ".join(each.split()))
    return " ".join(more)


def _names(line: str, names: set[str]) -> bool:
    words = DATA_SET.sub(r"\1", " ".join(line.split()).rstrip(": ─-"))
    if words in names:
        return True
    spelled = LOCATION.sub("", words)
    return (spelled != words or not WORDS_ONLY.fullmatch(words)) and any(same_test(spelled, name) for name in names)


def _around_marks(lines: list[str]) -> list[str]:
    """pytest: the failing statement, its `E` lines and the place below them."""
    marks = [index for index, line in enumerate(lines) if PYTEST_ERROR.fullmatch(line)]
    if not marks:
        return []
    last = len(lines) if len(lines) - marks[-1] < 5 else marks[-1] + 4
    return lines[max(0, marks[0] - 6) : last]


def _few_frames(lines: list[str]) -> list[str]:
    out: list[str] = []
    run = 0
    for line in lines:
        run = run + 1 if FRAME_LINE.match(line) else 0
        if run <= FRAMES:
            out.append(line)
        elif run == FRAMES + 1:
            out.append("    ...")
    return out
