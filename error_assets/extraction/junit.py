"""JUnit XML in, findings out: which test failed, what it says about it, and what of the trace a person needs."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

from error_assets.extraction import junit_stream
from error_assets.extraction.extract import findings_in_log
from error_assets.extraction.finding import Finding
from error_assets.extraction.go_output import stated_in_go
from error_assets.extraction.junit_stream import FailedCase, JUnitUnreadable
from error_assets.extraction.trace import essential, meaningful_line, plain

__all__ = ["FailedTests", "JUnitUnreadable", "failed_tests", "findings_in_junit"]

DIALECT = "junit"

PRODUCERS = (
    (re.compile(r"Failing step: |\.feature:\d+"), "behave"),
    (re.compile(r"^pytest$|^E   |\.py:\d+: ", re.MULTILINE), "pytest"),
    (re.compile(r"^vitest|vitest"), "vitest"),
    (re.compile(r"^jest|node_modules/jest|expect\(received\)"), "jest"),
    (re.compile(r"^mocha|node_modules/mocha", re.IGNORECASE), "mocha"),
    (re.compile(r"playwright|page\.|locator\(|\.spec\.ts:\d+:\d+ ›"), "playwright"),
    (re.compile(r"cypress", re.IGNORECASE), "cypress"),
    (re.compile(r"karma|jasmine", re.IGNORECASE), "karma"),
    (re.compile(r"ginkgo|\[It\]|gomega", re.IGNORECASE), "ginkgo"),
    (re.compile(r"_test\.go:\d+|^=== RUN|^--- FAIL|goroutine \d+", re.MULTILINE), "go test"),
    (re.compile(r"nextest|panicked at "), "cargo"),
    (re.compile(r"\.phpt?:\d+|^PHPUnit\\", re.MULTILINE), "phpunit"),
    (re.compile(r"_spec\.rb:\d+|^RSpec::", re.MULTILINE), "rspec"),
    (re.compile(r"\.rb:\d+"), "minitest"),
    (re.compile(r"\.cs:line \d+"), "dotnet"),
    (re.compile(r"\.swift:\d+"), "xctest"),
    (re.compile(r"\((?:\w+\.(?:java|kt|scala|groovy):\d+|Native Method|Unknown Source)\)"), "junit"),
    (re.compile(r"\.dart[ :]\d+"), "dart test"),
    (re.compile(r"node:internal/test_runner|^test(?:Code|Timeout)Failure$", re.MULTILINE), "node"),
    (re.compile(r"^with expansion:|^FAILED:$", re.MULTILINE), "catch2"),
    (re.compile(r"^C\+\+ exception with description|^Expected equality of these values:", re.MULTILINE), "gtest"),
    (re.compile(r"\.(?:cc|cpp|cxx|hpp|h):\d+"), "gtest"),
    (re.compile(r'File "[^"]+", line \d+'), "unittest"),
)
"""What betrays the tool, in the suites' names or the text of the failure; the first that matches."""

WRAPPER = re.compile(r"\s*(?:contains \d+ failed subtests?|\{\"code\":.*\})\s*", re.DOTALL)
"""What says only that something failed, beside what says why: pytest's word on subtests, jest's error as an object."""

NODE_CLASS = "test"
GO_TEST = re.compile(r"(?:Test|Example|Fuzz|Benchmark)\w*(?:/.*)?")
GO_OUTPUT = re.compile(r"^(?:=== RUN|\s*--- FAIL: )", re.MULTILINE)

BETRAYING_CHARACTERS = 4_000
"""How much of a message or trace is searched for its producer: the first frames name it."""

MOST_HEARD = 200
"""Failures of a file that say nothing themselves and whose output is read as a log: 20 ms each, and a suite of many
that print alike is told by the first. The further ones have what they printed last."""

EXCEPTION = re.compile(r"[\w.$:\\]*(?:Exception|Error|Failure|Failed|Panic|Warning|Timeout)\w*")
COMMON_TYPES = frozenset(
    {
        "",
        "failure",
        "error",
        "Failure",
        "Error",
        "failed",
        "AssertionError",
        "AssertionFailure",
        "ExpectationFailedException",
        "ExpectationNotMetError",
        "testCodeFailure",
        "testTimeoutFailure",
        "hookFailed",
        "Minitest::Assertion",
    }
)


@dataclass(frozen=True, slots=True)
class FailedTests:
    """The failed tests of a file, and how many further ones it holds beyond junit_stream.MOST_FAILURES."""

    findings: list[Finding]
    beyond: int


def failed_tests(data: bytes | Iterable[bytes]) -> FailedTests:
    """The failed tests of one JUnit XML file in its order; empty if all passed. Lines count in the file.

    `data` is the file, or its bytes in order, cut anywhere. A test that passed on a rerun is no failure; captured
    output is not read for errors. A file that breaks off gives the failures before the break and, as the last finding,
    that fact. Raises JUnitUnreadable if the bytes are no JUnit XML or nothing can be said of them because they break
    before any failure.
    """
    read = junit_stream.read([data] if isinstance(data, bytes) else data)
    silent_before = count()
    findings = [_finding(case, read.producer, silent_before) for case in _explaining(read.failed)]
    if read.broken is not None:
        if not findings:
            raise JUnitUnreadable(read.broken)
        findings.append(_of_file(f"The JUnit XML breaks off after {read.cases} test cases: {read.broken}"))
    return FailedTests(findings, read.beyond)


def findings_in_junit(data: bytes | Iterable[bytes]) -> list[Finding]:
    """As failed_tests; that there are further failed tests is then the last finding."""
    failed = failed_tests(data)
    if not failed.beyond:
        return failed.findings
    return [*failed.findings, _of_file(f"{failed.beyond} further failed tests stand in the JUnit XML")]


def test_name_of(classname: str, name: str) -> str:
    """`classname::name`; the name alone where the class says nothing or the name says it already."""
    classname, name = classname.strip(), " ".join(name.split())
    if not classname or name == classname or name.startswith((classname + ".", classname + "::", classname + " ")):
        return name
    if name.endswith(" " + classname):  # mocha and Cypress: the class is the test's own title, the name has all titles
        return name
    return f"{classname}::{name}" if name else classname


def _explaining(cases: Sequence[FailedCase]) -> list[FailedCase]:
    """The failures without those that only say that another one of the file failed."""
    seen = Counter((case.classname, case.name) for case in cases)
    names = sorted(seen)
    return [
        case
        for case in cases
        if not (seen[case.classname, case.name] > 1 and WRAPPER.fullmatch(case.message or case.body))
        and not (GO_TEST.fullmatch(case.name) and _has_subtest(case, names) and not stated_in_go(case.body))
    ]


def _has_subtest(case: FailedCase, names: Sequence[tuple[str, str]]) -> bool:
    """Whether the sorted (class, test) hold a test below this one. All that begin alike stand side by side."""
    first = case.name + "/"
    at = bisect_left(names, (case.classname, first))
    return at < len(names) and names[at][0] == case.classname and names[at][1].startswith(first)


def _finding(case: FailedCase, producer: str, silent_before: Iterator[int]) -> Finding:
    test = _test(case)
    said, text, framework = _said(case, test), _text(case), _framework(case, producer)
    if not said:
        heard = _heard(case, test, as_log=next(silent_before) < MOST_HEARD)
        said, text, framework = heard.message, heard.text or text, framework or heard.framework
    return Finding(
        source="junit",
        sources=("junit",),
        dialect=DIALECT,
        framework=framework or "junit",
        message=f"{test}: {said}" if test else said,
        text=text or said,
        line_start=case.line_start or None,
        line_end=case.line_end or None,
        test_name=test,
    )


def _test(case: FailedCase) -> str:
    titles = [suite for suite in case.suites if suite]
    if case.classname == NODE_CLASS and titles:  # every class of node:test; its suites are the titles
        return test_name_of(" > ".join(titles), case.name)
    return test_name_of(case.classname, case.name)


def _said(case: FailedCase, test: str) -> str:
    """The first line that says something, of the message, else of the body; "" if none does."""
    names = (test, case.name, case.classname)
    line = meaningful_line(case.message, names) or stated_in_go(plain(case.body))
    if not line and not GO_OUTPUT.search(case.body):
        line = meaningful_line(case.body, names)
    short = case.type.rpartition(".")[2].rpartition("\\")[2].rpartition("::")[2]
    if not line:
        return case.type if short not in COMMON_TYPES else ""
    if short not in COMMON_TYPES and EXCEPTION.fullmatch(case.type) and short not in line:
        return f"{case.type}: {line}"
    return line


def _heard(case: FailedCase, test: str, as_log: bool) -> Finding:
    """What is wrong by what the test printed, read as a log: ctest and Bazel have all of it in the output.

    Where that tells nothing or is not to be done, what the failure is called and its last words.
    """
    nothing = plain(case.message).strip() or f"no message ({case.kind})"
    unheard = replace(_of_file(nothing), text="", framework="")
    if not case.output.strip():
        return unheard
    if as_log:
        found = findings_in_log([case.output.encode("utf-8", "replace")])[0]
        if found.source != "job":
            return found
    words = meaningful_line(case.output, (test, case.name, case.classname), from_end=True)
    return replace(unheard, message=f"{nothing}; last printed: {words}") if words else unheard


def _text(case: FailedCase) -> str:
    message, body = plain(case.message).strip(), plain(case.body).strip("\n")
    if not body.strip():
        return essential("\n".join(part for part in (message, plain(case.output).strip()) if part))
    if message and " ".join(message.split()) not in " ".join(body.split()):
        body = f"{message}\n{body}"
    return essential(body)


def _framework(case: FailedCase, producer: str) -> str:
    for text in (producer, "\n".join((*case.suites, case.classname)), _words(case)):
        for pattern, name in PRODUCERS:
            if pattern.search(text):
                return name
    return ""


def _words(case: FailedCase) -> str:
    return f"{case.type}\n{case.message[:BETRAYING_CHARACTERS]}\n{case.body[:BETRAYING_CHARACTERS]}"


def _of_file(message: str) -> Finding:
    return Finding(
        source="junit", sources=("junit",), dialect=DIALECT, framework="junit", message=message, text=message
    )
