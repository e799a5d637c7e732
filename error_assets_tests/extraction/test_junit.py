"""JUnit XML of many producers, broken and hostile files: a failed test becomes one finding that says what is wrong."""

import time
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from error_assets.extraction.junit import MOST_HEARD, JUnitUnreadable, findings_in_junit
from error_assets.extraction.junit_stream import BODY_CHARACTERS, DEEPEST, MOST_FAILURES, NAME_CHARACTERS


def case(body: str, classname: str = "tests.test_a.TestX", name: str = "test_y", suite: str = "pytest") -> bytes:
    return (
        f'<testsuites><testsuite name="{suite}"><testcase classname="{classname}" name="{name}">{body}</testcase>'
        "</testsuite></testsuites>"
    ).encode()


PYTEST = """<failure message="AssertionError: assert 3 == 4&#10; +  where 3 = f()">def test_y():
&gt;       assert f() == 4
E       AssertionError: assert 3 == 4
E        +  where 3 = f()

tests/test_a.py:7: AssertionError</failure>"""

COLLECTION = """<error message="collection failure">tests/test_a.py:1: in &lt;module&gt;
    import nothing
E   ModuleNotFoundError: No module named 'nothing'</error>"""

SUREFIRE = """<failure message="expected: &lt;5&gt; but was: &lt;6&gt;"
 type="org.opentest4j.AssertionFailedError"><![CDATA[
org.opentest4j.AssertionFailedError: expected: <5> but was: <6>
	at org.junit.jupiter.api.AssertionUtils.fail(AssertionUtils.java:55)
	at com.shop.CartTest.totals(CartTest.java:31)
]]></failure><rerunFailure message="again"/>"""

GO = """<failure message="Failed" type="">=== RUN   TestSum
    sum_test.go:12: Sum(2, 2) = 5, want 4
--- FAIL: TestSum (0.00s)
</failure>"""

JEST = """<failure>Error: expect(received).toBe(expected) // Object.is equality

Expected: 2
Received: 1
    at Object.toBe (/src/cart.test.js:4:20)</failure>"""

NEXTEST = """<failure message="thread 'tests::adds' panicked at src/lib.rs:9:5:&#10;assertion `left == right` failed"
 type="test failure with exit code 101">thread 'tests::adds' panicked at src/lib.rs:9:5:
assertion `left == right` failed
  left: 3
 right: 4</failure>"""

PHPUNIT = """<failure type="PHPUnit\\Framework\\ExpectationFailedException">Shop\\CartTest::testTotal
Failed asserting that 3 matches expected 4.

/app/tests/CartTest.php:21</failure>"""

CTEST = """<failure message="Failed"/><system-out>running
/src/sum.cpp:4: error: sum(2,2) is 5
</system-out>"""

PLAYWRIGHT = """<failure message="cart.spec.ts:5:1 shows the total" type="FAILURE"><![CDATA[
  [chromium] › cart.spec.ts:5:1 › Cart › shows the total ─────

    Error: expect(locator).toHaveText(expected) failed
      at /src/cart.spec.ts:8:30
]]></failure>"""


@pytest.mark.parametrize(
    ("body", "names", "framework", "message"),
    [
        (PYTEST, {}, "pytest", "tests.test_a.TestX::test_y: AssertionError: assert 3 == 4"),
        (
            COLLECTION,
            {"classname": "", "name": "tests.test_a"},
            "pytest",
            "tests.test_a: ModuleNotFoundError: No module named 'nothing'",
        ),
        (
            SUREFIRE,
            {"classname": "com.shop.CartTest", "name": "totals", "suite": "com.shop.CartTest"},
            "junit",
            "com.shop.CartTest::totals: org.opentest4j.AssertionFailedError: expected: <5> but was: <6>",
        ),
        (
            GO,
            {"classname": "shop/sum", "name": "TestSum", "suite": "shop/sum"},
            "go test",
            "shop/sum::TestSum: sum_test.go:12: Sum(2, 2) = 5, want 4",
        ),
        (
            JEST,
            {"classname": "Cart adds", "name": "Cart adds", "suite": "Cart"},
            "jest",
            "Cart adds: Error: expect(received).toBe(expected) // Object.is equality",
        ),
        (
            NEXTEST,
            {"classname": "shop", "name": "tests::adds", "suite": "shop"},
            "cargo",
            "shop::tests::adds: assertion `left == right` failed",
        ),
        (
            PHPUNIT,
            {"classname": "Shop.CartTest", "name": "testTotal", "suite": "Cart"},
            "phpunit",
            "Shop.CartTest::testTotal: Failed asserting that 3 matches expected 4.",
        ),
        (
            CTEST,
            {"classname": "sum", "name": "sum", "suite": "Linux-c++"},
            "cc",
            "sum: /src/sum.cpp:4: error: sum(2,2) is 5",
        ),
        (
            PLAYWRIGHT,
            {"classname": "cart.spec.ts", "name": "Cart › shows the total", "suite": "cart.spec.ts"},
            "playwright",
            "cart.spec.ts::Cart › shows the total: Error: expect(locator).toHaveText(expected) failed",
        ),
    ],
    ids=["pytest", "collection", "surefire", "gotestsum", "jest", "nextest", "phpunit", "ctest", "playwright"],
)
def test_each_producer_says_what_failed(body: str, names: dict[str, Any], framework: str, message: str) -> None:
    (finding,) = findings_in_junit(case(body, **names))
    assert (finding.message, finding.source, finding.sources) == (message, "junit", ("junit",))
    assert finding.framework == framework


def test_an_exception_of_its_own_kind_is_named_before_its_message() -> None:
    (finding,) = findings_in_junit(case('<error type="java.sql.SQLException" message="no connection to db"/>'))
    assert finding.message == "tests.test_a.TestX::test_y: java.sql.SQLException: no connection to db"


def test_a_test_that_passed_on_its_rerun_is_no_failure() -> None:
    assert findings_in_junit(case('<flakyFailure message="once" type="x">at a</flakyFailure>')) == []
    again = b'<testcase classname="c" name="n"/></testsuite>'
    failed = b'<testsuite name="s"><testcase classname="c" name="n"><failure message="once"/></testcase>'
    assert findings_in_junit(failed + again) == []


def test_a_namesake_in_another_suite_does_not_excuse_a_failure() -> None:
    data = (
        b'<testsuites><testsuite name="firefox"><testcase name="n"><failure message="broken"/></testcase></testsuite>'
        b'<testsuite name="chrome"><testcase name="n"/></testsuite></testsuites>'
    )
    assert [finding.message for finding in findings_in_junit(data)] == ["n: broken"]


def test_failures_of_suites_and_of_nested_suites_count() -> None:
    data = (
        b'<testsuites><testsuite name="a"><testsuite name="a.b"><error type="java.lang.OutOfMemoryError"'
        b' message="heap"/><testcase name="t"><failure message="red"/></testcase></testsuite></testsuite></testsuites>'
    )
    messages = [finding.message for finding in findings_in_junit(data)]
    assert messages == ["a.b: java.lang.OutOfMemoryError: heap", "t: red"]


def test_captured_output_and_skipped_tests_are_no_errors() -> None:
    assert findings_in_junit(case("<skipped message='not here'/><system-out>ERROR: expected</system-out>")) == []


def test_lines_are_those_of_the_file() -> None:
    data = b'<testsuite>\n<testcase name="t">\n<failure message="m">x\ny</failure>\n</testcase>\n</testsuite>'
    (finding,) = findings_in_junit(data)
    assert (finding.line_start, finding.line_end) == (3, 4)


def test_a_file_that_breaks_off_gives_what_stood_before_and_says_so() -> None:
    whole = case('<failure message="red">x</failure>') + b""
    first, last = findings_in_junit(whole[: whole.index(b"</testcase>")])
    assert first.message == "tests.test_a.TestX::test_y: red"
    assert last.message.startswith("The JUnit XML breaks off after 1 test cases:")


@pytest.mark.parametrize(
    "data",
    [b"", b"   ", b"<html><body>502 Bad Gateway</body></html>", b"not xml", b'{"tests": 1}', b"<testsuites><testsuite"],
)
def test_what_is_no_junit_xml_is_refused_with_a_reason(data: bytes) -> None:
    with pytest.raises(JUnitUnreadable) as refused:
        findings_in_junit(data)
    assert str(refused.value)


def test_an_entity_bomb_and_a_file_from_outside_are_refused() -> None:
    bomb = b'<!DOCTYPE t [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><testsuite name="&b;"/>'
    outside = b'<!DOCTYPE t [<!ENTITY a SYSTEM "file:///etc/hostname">]><testsuite><testcase name="&a;"/></testsuite>'
    for data in (bomb, outside):
        with pytest.raises(JUnitUnreadable, match="Entit"):
            findings_in_junit(data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "cp1252"])
def test_the_encoding_is_read_as_it_is(encoding: str) -> None:
    declared = encoding.removesuffix("-sig")
    text = f'<?xml version="1.0" encoding="{declared}"?><testsuite><testcase name="t">'
    text += '<failure message="süß"/></testcase></testsuite>'
    assert findings_in_junit(text.encode(encoding))[0].message == "t: süß"


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1252", "utf-16", "klingon"])
def test_utf8_under_a_wrong_declaration_is_read_as_utf8(declared: str) -> None:
    text = f'<?xml version="1.0" encoding="{declared}"?><testsuite><testcase name="größe"><failure message="süß"/>'
    assert findings_in_junit(f"{text}</testcase></testsuite>".encode())[0].message == "größe: süß"


def test_a_wrong_encoding_and_control_characters_do_not_end_the_reading() -> None:
    data = b'<?xml version="1.0" encoding="utf-8"?><testsuite><testcase name="t">'
    data += (
        b'<failure message="caf\xe9 &#27;[31mred&#x1B;[0m &#0;">\x1b[1mbold\x00\x08</failure></testcase></testsuite>'
    )
    (finding,) = findings_in_junit(data)
    assert finding.message == "t: caf\ufffd red"
    assert finding.text.endswith("bold")


def test_a_huge_file_is_read_as_a_stream_and_bounded() -> None:
    case = b'<testcase name="t"><failure message="m">' + b"x" * 500 + b"</failure></testcase>"

    def suite() -> Iterator[bytes]:
        """Failing tests, 64 KB at a time, that end after 40 MB."""
        yield b"<testsuite>"
        for _ in range(640):
            yield case * (2**16 // len(case))

    findings = findings_in_junit(suite())
    assert len(findings) == MOST_FAILURES + 2
    assert "breaks off" in findings[-2].message
    assert "further failed tests" in findings[-1].message


def test_one_huge_failure_is_cut() -> None:
    data = case("<failure>" + "x" * 5 * BODY_CHARACTERS + "</failure>")
    assert len(findings_in_junit(data)[0].text) <= BODY_CHARACTERS


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["TestA", "TestA/b"], ["TestA/b"]),
        (["TestA/b/c", "TestA/b", "TestA"], ["TestA/b/c"]),
        (["TestA", "TestA-b", "TestA0", "TestB/x"], ["TestA", "TestA-b", "TestA0", "TestB/x"]),
        (["adds", "adds/b"], ["adds", "adds/b"]),
    ],
    ids=["parent", "grandparent", "only alike", "no Go test"],
)
def test_a_go_test_that_only_says_that_its_subtest_failed_is_left_out(names: list[str], told: list[str]) -> None:
    cases = (f'<testcase classname="sum" name="{name}"><failure message="Failed"/></testcase>' for name in names)
    findings = findings_in_junit(f"<testsuite>{''.join(cases)}</testsuite>".encode())
    assert [finding.test_name for finding in findings] == [f"sum::{name}" for name in told]


def test_an_endless_name_costs_its_own_length_and_stays_told_apart() -> None:
    endless = "Test" + "/a" * 60_000
    data = "".join(f'<testcase name="{endless}{end}"><failure message="m"/></testcase>' for end in ("b", "c"))
    passing = f'<testcase name="{endless}d"/>'
    tracemalloc.start()
    try:
        findings = findings_in_junit(f"<testsuite>{data}{passing}</testsuite>".encode())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len({finding.test_name for finding in findings}) == 2
    assert all(len(finding.test_name) < 2 * NAME_CHARACTERS for finding in findings)
    assert peak < 20 * len(data)


def test_suites_within_each_other_without_end_are_a_break() -> None:
    data = b'<testsuite name="s">' * DEEPEST + b'<testcase name="t"><failure message="m"/></testcase>'
    with pytest.raises(JUnitUnreadable, match="within each other"):
        findings_in_junit(data)


def test_a_suites_output_goes_to_its_own_silent_failures_in_thousands_of_suites() -> None:
    suite = (
        '<testsuite name="s{n}"><testcase name="t{n}"><failure message="Failed"/></testcase>'
        "<system-out>panic number {n} of this suite</system-out></testsuite>"
    )
    suites = "".join(suite.format(n=n) for n in range(MOST_HEARD + 2))
    passing = '<testsuite name="p"><system-out>all is well</system-out></testsuite>' * 20_000
    started = time.process_time()
    findings = findings_in_junit(f"<testsuites>{suites}{passing}</testsuites>".encode())
    assert time.process_time() - started < 20
    assert len(findings) == MOST_HEARD + 2
    assert all(f"number {n} of" in finding.message for n, finding in enumerate(findings))


def test_only_so_many_silent_failures_are_read_as_logs_and_the_rest_says_its_last_words() -> None:
    printed = "<system-out>\n/src/sum.cpp:4: error: sum(2,2) is 5\nbye for now</system-out>"
    cases = (f'<testcase name="t{n}"><failure message="Failed"/>{printed}</testcase>' for n in range(MOST_HEARD + 1))
    *heard, last = findings_in_junit(f"<testsuite>{''.join(cases)}</testsuite>".encode())
    assert {finding.message.partition(": ")[2] for finding in heard} == {"/src/sum.cpp:4: error: sum(2,2) is 5"}
    assert last.message.endswith("last printed: bye for now")


@given(data=st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for content in (data, b"<testsuite><testcase name='t'><failure>" + data):
        try:
            findings = findings_in_junit(content)
        except JUnitUnreadable:
            continue
        assert all(finding.message and finding.text for finding in findings)
