"""Go: build, vet, modules, tests, ginkgo, races, golangci-lint."""

import re
from collections.abc import Sequence
from dataclasses import replace

from error_assets.extraction.dialect import RAISED, ROOT, STATED, SUMMED, Near, Rule, Seen
from error_assets.extraction.log import Line

LOGGED = True

_DETAIL = re.compile(r"\s+(?P<file>[\w./-]+\.go):(?P<line>\d+): ?(?P<what>.*)")
_TESTIFY = re.compile(r"\s+(?:Error:|Error Trace:|Test:|Messages:|expected|actual|[-+]|Diff:)|\s{6,}\S")
_CLOCK = re.compile(r"\[?\d{4}[-/]\d\d[-/]\d\d[T ]|\[?\d\d:\d\d:\d\d")
_RESULT = re.compile(r"\s*--- (?P<word>PASS|FAIL|SKIP): ")
RUN_BYTES, RUN_LINES = 200_000, 40
"""How far above its result a subtest's beginning is looked for, and how many lines below that its first complaint."""

PANIC_LINES = 60
"""How far below a panic the result of the test in which it was caught is looked for."""
TRACE_LINES = 10
"""Lines of a panic's trace that are shown."""
_RECOVERED = re.compile(r" \[recovered[^\]]*\]$")
_RUN = re.compile(r"\s*(?:=== |--- (?:PASS|SKIP|FAIL))")


def _failed(near: Near) -> Seen | None:
    """A failed test and what it said: below its line without -v, above it with -v. A parent of failed subtests
    says nothing."""
    test = near.match.group("test")
    first = last = near.line
    said = ""
    below = list(near.below(16))
    for line in below:
        found = re.match(r"\s*--- (?P<word>\w+): (?P<test>\S+)", line.text)
        if found:
            if found.group("test").startswith(test + "/"):
                return Seen(near.line.text.strip(), near.line, near.line, test, weight=SUMMED)
            break
        if not said and line.text.startswith("panic: ") and "timed out after" not in line.text:
            said, last = _RECOVERED.sub("", line.text), _trace_end(replace(near, line=line))
        if not line.text.startswith((" ", "\t")):
            break
        last = line
        said = said or _statement(line.text, below)
    if not said and "/" in test:
        said, first = _said_while_running(near, test)
    if not said:
        above: list[str] = []
        for line in near.above(30):
            if _RESULT.match(line.text):
                # Without -v what stands below a result belongs to that.
                above, first = [], near.line
                break
            if _RUN.match(line.text) or line.mark not in ("", "buildkit"):
                break
            above.append(line.text)
            if len(above) <= 14:
                first = line
        said = next(
            (
                _statement(text, ())
                for text in above[::-1]
                if _DETAIL.match(text)
                and re.search(r"(?i)error|fail|expect|want|got|not|race|timeout|deadline|panic", text)
            ),
            "",
        )
        said = said or next((_statement(text, ()) for text in above if _DETAIL.match(text)), "")
    name = f"--- FAIL: {test}"
    if said.endswith("race detected during execution of test"):
        # The race's own report stands above and says where.
        return Seen(f"{name}: {said}", near.line, last, weight=SUMMED)
    return Seen(f"{name}: {said}" if said else name, first, last, test, weight=STATED if said else SUMMED)


def _said_while_running(near: Near, test: str) -> tuple[str, Line]:
    """What a subtest said after it began to run: with -v that stands above its parent's result, far from its own."""
    begin = f"=== RUN   {test}\n".encode()
    place = near.window.data.rfind(begin, max(0, near.line.start - RUN_BYTES), near.line.start)
    if place < 0:
        return "", near.line
    for line in replace(near, line=near.window.line_at(place)).below(RUN_LINES):
        if _RUN.match(line.text) or line.start >= near.line.start:
            break
        if _DETAIL.match(line.text):
            return _statement(line.text, ()), near.line
    return "", near.line


def _statement(text: str, below: Sequence[Line]) -> str:
    """What a detail line says; testify's puts its sentence in an `Error:` field further down."""
    found = _DETAIL.match(text)
    if not found:
        return text.strip()
    what = found.group("what").strip()
    if not what:
        fields = [line.text.strip() for line in below]
        at = next((n for n, field in enumerate(fields) if field.startswith("Error:")), None)
        if at is not None:
            what = " ".join(
                [
                    fields[at][6:].strip(),
                    *[
                        f
                        for f in fields[at + 1 : at + 4]
                        if re.match(r"expected|actual|\S", f) and not re.match(r"(?:Test|Messages|Diff):", f)
                    ],
                ]
            )
    return f"{found.group('file')}:{found.group('line')}: {what}"


def _panic(near: Near) -> Seen | None:
    """A panic that ended the program: one that a logger printed behind its clock, or in a test that passed, did not."""
    if _CLOCK.match(near.line.text):
        return None
    last = near.line
    for count, line in enumerate(near.below(PANIC_LINES)):
        if (found := _RESULT.match(line.text)) and found.group("word") == "PASS":
            return None
        if found or (line.text.startswith("=== RUN") and count):
            break
        if count < 11 and re.match(r"\s|goroutine|\[signal", line.text):
            last = line
    return Seen(near.match.group("what") or near.match.group(), near.line, last)


def _trace_end(near: Near) -> Line:
    """The last line that is shown of what the runtime prints below a panic."""
    last = near.line
    for line in near.below(TRACE_LINES):
        if line.text and not re.match(r"\s|goroutine|\[signal|[\w./*()-]+\(", line.text):
            break
        last = line if line.text else last
    return last


def _timed_out(near: Near) -> Seen:
    """The end of a test binary's time: the runtime names the tests that were running, the last of them the one that a
    parent waited for."""
    test, last = "", near.line
    for line in near.below(10):
        if not re.match(r"\s|goroutine|$", line.text):
            break
        found = re.match(r"\s+(?P<test>(?:Test|Fuzz|Benchmark|Example)\S*) \(", line.text)
        if found and (not test or found.group("test").startswith(test + "/")):
            test = found.group("test")
        last = line
    said = near.match.group("what")
    return Seen(f"{said}: {test}" if test else said, near.line, last, test)


def _ginkgo(near: Near) -> Seen | None:
    what = near.match.group("what").strip()
    last = near.line
    for line in near.below(8):
        if not line.text or _RUN.match(line.text) or line.text.startswith("---"):
            break
        last = line
    said = [line.text.strip() for line in near.below(4) if line.text][:3]
    if what.endswith(":") or len(what) < 20 or what.startswith("Expected"):
        what = " ".join([what, *said])
    return Seen(what, near.line, last)


RULES = (
    Rule(
        name="compile",
        find=r"\.go:\d+:\d+: ",
        line=r"(?:vet: )?(?P<place>(?:[A-Za-z]:)?[\w@./\\+-]+\.go:\d+:\d+): (?P<what>(?!warning).+)",
        unless=r"\((?:\w+)\)$|^\s+\S+\.go:\d+:\d+: \+0x",
        above=r"# \S|go: ",
        above_most=1,
        below=r"\t|\s+(?:have|want)\b",
        most=4,
    ),
    Rule(
        name="golangci",
        find=r"\.go:\d+:\d+: ",
        line=r"(?:\s*Error: )?(?P<place>[\w@./\\+-]+\.go:\d+:\d+): (?P<what>.+ \([\w-]+\))$",
        below=r"\t|\s+\S",
        most=3,
        gather=True,
        framework="golangci-lint",
        weight=STATED + 1,
    ),
    Rule(
        name="test",
        find=r"--- FAIL: ",
        line=r"\s*--- FAIL: (?P<test>\S+)",
        look=_failed,
        framework="go test",
    ),
    Rule(
        name="timed_out",
        find=r"panic: test timed out after",
        line=r".*(?P<what>panic: test timed out after \S+)",
        look=_timed_out,
        weight=ROOT,
        framework="go test",
    ),
    Rule(
        name="panic",
        find=r"<bol>panic: |\[recovered\]|fatal error: (?:all goroutines|concurrent|unexpected signal|runtime|stack)",
        line=r"(?P<what>panic: .+|fatal error: .+)",
        look=_panic,
        weight=STATED,
    ),
    Rule(
        name="race",
        find=r"WARNING: DATA RACE",
        line=r".*WARNING: DATA RACE",
        below=r"\s|Read at|Write at|Previous|Goroutine|$",
        until=r"=====",
        most=14,
        weight=STATED,
        framework="go test",
    ),
    Rule(
        name="module",
        find=r"<bol>go: |import cycle not allowed|: checksum mismatch|missing go\.sum entry"
        r"|no required module provides package|cannot find module providing"
        r"|is not in (?:std|GOROOT)|go\.mod file (?:not found|indicates)",
        line=r"go: (?!downloading |finding |extracting |added |upgraded |downgraded |found |creating |to add "
        r"|no module dependencies|warning|removed |writing |updates to|module .*: Get|trying"
        r"|GOPATH)(?P<what>.+)"
        r"|.*(?:import cycle not allowed|verifying \S+: checksum mismatch|missing go\.sum entry"
        r"|no required module provides package|cannot find module providing"
        r"|is not in (?:std|GOROOT)).*",
        above=r"# \S|go: |package |\timports ",
        above_most=2,
        below=r"\t|\s+\S|FAIL\t",
        most=6,
    ),
    Rule(
        name="setup_failed",
        find=r"\[(?:setup|build) failed\]|FAIL\t",
        line=r"FAIL\t(?P<what>\S+)(?: \[(?:setup|build) failed\]|\t[\d.]+s)",
        weight=SUMMED,
        above=r"\S",
        above_most=6,
        framework="go test",
    ),
    Rule(
        name="ginkgo_summary",
        find=r"\[(?:FAIL|PANICKED|TIMEDOUT|INTERRUPTED)\] ",
        line=r"\s*\[(?:FAIL|PANICKED|TIMEDOUT|INTERRUPTED)\] (?P<test>\S.*)",
        message="[FAIL] {test}",
        weight=SUMMED + 6,
        below=r"\s*/|\s+\S+\.go:\d+",
        most=3,
        framework="ginkgo",
    ),
    Rule(
        name="ginkgo",
        find=r"\[FAILED\] ",
        line=r"\s*\[FAILED\] (?P<what>(?!in |\[).+)",
        look=_ginkgo,
        framework="ginkgo",
        weight=STATED - 1,
    ),
    Rule(
        name="gotestsum",
        find=r"=== (?:FAIL|Failed|Errors)|=== FAIL:",
        line=r"=== FAIL: (?P<test>\S+ \S+)",
        weight=SUMMED + 2,
        below=r"\s|$",
        most=10,
        framework="gotestsum",
    ),
    Rule(
        name="golangci_level",
        find=r"level=error msg=",
        line=r"level=error msg=\"?(?P<what>.+)",
        weight=RAISED,
        framework="golangci-lint",
    ),
)
