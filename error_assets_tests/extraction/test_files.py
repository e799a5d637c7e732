"""Files of every kind, told from their content, read as a stream and never held whole."""

import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from error_assets.extraction import build_watch
from error_assets.extraction.build_watch import FIRST_BYTES, NEWEST_BYTES
from error_assets.extraction.files import READ_BYTES, REMEMBERED_BYTES, findings_in_file, findings_of
from error_assets.extraction.log import WINDOW_BYTES

LOG = b"##[group]Run pytest\n##[endgroup]\nFAILED tests/test_a.py::test_y - AssertionError: assert 3 == 4\n"
WINDOW_TIMES = 5
"""A window as it is gathered, joined and searched, with what is made of it: 38 MB measured for 8 MB of log."""

CHUNKS_HELD = 4
"""The chunk that comes, and as it is on its way: decoded, cleaned, parsed. 3 MB measured."""

JUNIT = b'<?xml version="1.0"?><testsuite><testcase name="t"><failure message="red light"/></testcase></testsuite>'
BUILD = b"""\
#1 [internal] load build definition from Dockerfile
#1 DONE 0.0s
#7 [2/3] RUN apt-get install -y nothing-here
#7 1.234 E: Unable to locate package nothing-here
#7 ERROR: process "/bin/sh -c apt-get" did not complete successfully: exit code: 100
ERROR: failed to solve: process "sh -c apt-get" did not complete successfully: exit code: 100
"""


@pytest.mark.parametrize(
    ("content", "source", "message"),
    [
        (LOG, "github_log", "FAILED tests/test_a.py::test_y - AssertionError: assert 3 == 4"),
        (JUNIT, "junit", "t: red light"),
        (BUILD, "buildkit", "E: Unable to locate package nothing-here"),
    ],
    ids=["log", "junit", "buildkit"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("size", [3, 1000])
def test_the_content_tells_the_kind_however_it_is_encoded_and_cut(
    content: bytes, source: str, message: str, encoding: str, size: int
) -> None:
    data = content.decode().encode(encoding)
    (finding,) = findings_in_file((data[at : at + size] for at in range(0, len(data), size)), "a file")
    assert (finding.source, finding.message) == (source, message)


def test_a_junit_file_without_a_failed_test_says_so() -> None:
    (finding,) = findings_in_file([b'<testsuite><testcase name="t"/></testsuite>'], "fine.xml")
    assert (finding.source, finding.reason) == ("job", "no_cause_in_log")
    assert "fine.xml" in finding.message


@pytest.mark.parametrize("before", [b"\n", b"<!-- made by a tool -->", b"<!DOCTYPE testsuites>", b"<testrun>"])
def test_junit_is_known_behind_what_may_stand_before_it(before: bytes) -> None:
    suite = b'<testsuite><testcase name="t"><failure message="red light"/></testcase></testsuite>'
    after = b"</testrun>" if before == b"<testrun>" else b""
    (finding,) = findings_in_file([before + suite + after], "x")
    assert (finding.source, finding.message) == ("junit", "t: red light")


def test_xml_that_is_no_junit_is_read_as_text() -> None:
    findings = findings_in_file([b'<?xml version="1.0"?>\n<project/>\n', b"fatal: not a git repository\n"], "x")
    assert findings[0].message == "fatal: not a git repository"
    assert findings[0].line_end == 3


def test_xml_that_breaks_far_behind_its_beginning_is_read_as_text_around_the_break() -> None:
    passing = b'<testcase name="passes"/>\n' * 10_000
    pieces = 2 + REMEMBERED_BYTES // len(passing)
    broken = [b"<testsuite>\n", *[passing] * pieces, b"</testcase>\n", b"fatal: not a git repository\n"]
    findings = findings_in_file(broken, "x")
    assert findings[0].message == "fatal: not a git repository"
    assert findings[0].line_end == 1 + 10_000 * pieces + 2


def test_a_file_that_is_not_there_is_an_answer_of_its_own(tmp_path: Path) -> None:
    assert isinstance(findings_of(str(tmp_path / "absent.log")), FileNotFoundError)


@pytest.mark.parametrize(
    ("begin", "middle", "end", "message", "held"),
    [
        (
            b"",
            b"compiling something else %s\n" % (b"." * 200),
            LOG,
            "FAILED tests/test_a.py::test_y - AssertionError: assert 3 == 4",
            WINDOW_TIMES * WINDOW_BYTES,
        ),
        (
            BUILD[:69],
            b"#6 1.234 compiling something %s\n" % (b"." * 200),
            BUILD[69:],
            "E: Unable to locate package nothing-here",
            WINDOW_TIMES * WINDOW_BYTES + FIRST_BYTES + NEWEST_BYTES,
        ),
        (
            b"<testsuite>",
            b'<testcase name="passes">%s</testcase>\n' % (b"." * 900),
            JUNIT[32:],
            "t: red light",
            REMEMBERED_BYTES,
        ),
    ],
    ids=["log", "buildkit", "junit"],
)
def test_a_large_file_is_never_held_whole(begin: bytes, middle: bytes, end: bytes, message: str, held: int) -> None:
    chunks = 64

    def large() -> Iterator[bytes]:
        yield begin
        for _ in range(chunks):
            yield middle * (READ_BYTES // len(middle))
        yield end

    lines = begin.count(b"\n") + chunks * (READ_BYTES // len(middle))
    tracemalloc.start()
    try:
        findings = findings_in_file(large(), "large")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert findings[0].message == message
    assert lines < (findings[0].line_start or 0) <= lines + end.count(b"\n") + 1
    assert peak < held + CHUNKS_HELD * READ_BYTES


def test_a_build_is_seen_where_a_chunk_ends_in_its_first_sign() -> None:
    for cut in range(1, 30):
        watch = build_watch.BuildWatch()
        before = b"compiling\n" * 20
        assert b"".join(watch.watched([before + BUILD[:cut], BUILD[cut:]])) == before + BUILD
        (finding,) = watch.findings()
        assert (finding.message, finding.line_start) == ("E: Unable to locate package nothing-here", 24)
