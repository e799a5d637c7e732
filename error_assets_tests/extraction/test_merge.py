"""One failure told by several sources is one error; two failures never become one."""

import time
from collections.abc import Sequence
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from error_assets.extraction.finding import Finding
from error_assets.extraction.likeness import Told, lists, same_failure
from error_assets.extraction.merge import merged
from error_assets.extraction.test_names import same_test


def said(source: str, message: str, *, test: str = "", text: str = "", dialect: str = "pytest") -> Finding:
    return Finding(
        source=source,
        sources=(source,),
        dialect=dialect,
        framework="",
        message=message,
        text=text or message,
        test_name=test,
        reason="only_exit_code" if source == "job" else None,
    )


SAME = [
    ("tests/test_a.py::TestX::test_y", "tests.test_a.TestX::test_y"),
    ("tests/test_a.py::test_y[1-a.b]", "tests.test_a::test_y[1-a.b]"),
    ("AuthService › register › adds a user", "AuthService register adds a user"),
    ("src/cart.test.ts > Cart > adds", "src/cart.test.ts::Cart > adds"),
    ("CartTest.totals:31", "com.shop.CartTest::totals"),
    ("CartTest > totals()", "com.shop.CartTest::totals"),
    ("TestSum/negative", "github.test/shop/sum::TestSum/negative"),
    ("tests::adds_up", "shop::tests::adds_up"),
    (r"Shop\CartTest::testTotal", "Shop.CartTest::testTotal"),
]
APART = [
    ("tests/test_a.py::test_y[1]", "tests.test_a::test_y[2]"),
    ("tests/test_a.py::test_y", "tests.test_b::test_y"),
    ("CartTest.totals", "com.shop.ShoppingCartTest::totals"),
    ("TestSum", "github.test/shop/sum::TestSum/negative"),
    ("Cart adds", "Cart adds twice"),
    ("test_y", "tests.test_a::test_y"),
    ("", ""),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_test_agree(one: str, other: str) -> None:
    assert same_test(one, other)
    assert same_test(other, one)


@pytest.mark.parametrize(("one", "other"), APART)
def test_names_of_two_tests_do_not(one: str, other: str) -> None:
    assert not same_test(one, other)
    assert not same_test(other, one)


ONE_FAILURE = [
    (
        said("github_log", "tests/test_a.py::test_y: AssertionError: assert 3 == 4", test="tests/test_a.py::test_y"),
        said("junit", "tests.test_a::test_y: AssertionError: assert 3 == 4", test="tests.test_a::test_y"),
    ),
    (
        said("github_log", "FAILED tests/test_a.py::test_y - assert 3 == 4", test="tests/test_a.py::test_y"),
        said("junit", "tests.test_a::test_y: AssertionError: assert 3 == 4", test="tests.test_a::test_y"),
    ),
    (
        said("github_log", "--- FAIL: TestSum (0.00s)", test="TestSum"),
        said("annotation", "--- FAIL: TestSum (0.00s)", dialect="annotation"),
    ),
    (
        said("github_log", "src/a.ts(5,3): error TS2322: Type 'string' is not assignable to type 'number'."),
        said("annotation", "src/a.ts:5: Type 'string' is not assignable to type 'number'."),
    ),
    (
        said("github_log", "/home/runner/work/o/o/src/a.py:7: error: Incompatible return value type"),
        said("annotation", "src/a.py:7: Incompatible return value type"),
    ),
    (
        said("github_log", "E: Unable to locate package nothing-here"),
        said("buildkit", "E: Unable to locate package nothing-here"),
    ),
]
TWO_FAILURES = [
    (
        said("github_log", "tests/test_a.py::test_y: AssertionError: assert 3 == 4", test="tests/test_a.py::test_y"),
        said("junit", "tests.test_a::test_z: AssertionError: assert 3 == 4", test="tests.test_a::test_z"),
    ),
    (
        said("github_log", "tests/test_a.py::test_y: KeyError: 'total'", test="tests/test_a.py::test_y"),
        said("junit", "tests.test_a::test_y: ConnectionRefusedError: port 5432", test="tests.test_a::test_y"),
    ),
    (
        said("github_log", "src/a.ts(5,3): error TS2322: Type 'string' is not assignable to type 'number'."),
        said("annotation", "src/a.ts:9: Type 'boolean' is not assignable to type 'number'."),
    ),
    (
        said("github_log", "src/a.py:7: error: Incompatible return value type"),
        said("annotation", "lib/b.py:7: undefined name 'total' in this module"),
    ),
    (said("github_log", "npm error code ERESOLVE"), said("annotation", "failed")),
]


@pytest.mark.parametrize(("one", "other"), ONE_FAILURE)
def test_one_failure_is_one_error_with_all_its_sources(one: Finding, other: Finding) -> None:
    (error,) = merged([one], [other])
    assert error.sources == (one.source, other.source)
    assert error.message == one.message


@pytest.mark.parametrize(("one", "other"), TWO_FAILURES)
def test_two_failures_stay_two(one: Finding, other: Finding) -> None:
    assert [error.sources for error in merged([one], [other])] == [(one.source,), (other.source,)]


def test_what_one_source_tells_apart_stays_apart() -> None:
    findings = [said("junit", f"{name}: expected true", test=name) for name in ("suite::a", "suite::b")]
    assert merged([], findings) == findings


def test_two_tests_with_the_same_message_each_find_their_own() -> None:
    log = [said("github_log", f"t.py::{n}: expected true to be false", test=f"t.py::{n}") for n in ("a", "b")]
    xml = [said("junit", f"t::{n}: expected true to be false", test=f"t::{n}") for n in ("b", "a")]
    assert [(e.test_name, e.sources) for e in merged(log, xml)] == [
        ("t.py::a", ("github_log", "junit")),
        ("t.py::b", ("github_log", "junit")),
    ]


def test_the_richest_text_is_kept_and_the_first_place() -> None:
    short = said("github_log", "t.py::a: assert 3 == 4", test="t.py::a", text="assert 3 == 4")
    rich = said("junit", "t::a: assert 3 == 4", test="t::a", text="def a():\n>  assert f() == 4\nE  assert 3 == 4")
    (error,) = merged([short], [rich])
    assert (error.text, error.message) == (rich.text, short.message)


def test_a_long_block_of_the_log_is_not_replaced_by_an_annotations_line() -> None:
    message = "src/a.py:7: error: Incompatible return value type"
    block = "\n".join([message, *(f"  line {n} of what the checker shows" for n in range(60))])
    (error,) = merged([said("github_log", message, text=block)], [said("annotation", message)])
    assert error.text == block


def test_an_endless_text_of_another_source_replaces_nothing() -> None:
    log = said("github_log", "t.py::a: assert 3 == 4", test="t.py::a", text="E  assert 3 == 4")
    endless = said("junit", "t::a: assert 3 == 4", test="t::a", text="assert 3 == 4\n" * 400)
    (error,) = merged([log], [endless])
    assert error.text == log.text


def test_a_longer_text_that_does_not_hold_the_message_is_not_richer() -> None:
    log = said("github_log", "t.py::a: assert 3 == 4", test="t.py::a", text="E  assert 3 == 4")
    elsewhere = said(
        "junit", "t::a: assert 3 == 4", test="t::a", text="captured output that goes on about other things"
    )
    (error,) = merged([log], [elsewhere])
    assert error.text == log.text


def test_what_the_list_does_not_show_the_place_of_stays_an_error_of_its_own() -> None:
    said_twice = "Type 'string' is not assignable to type 'number'."
    log = [said("github_log", f"src/a.ts(5,3): error TS2322: {said_twice}")]
    marked = [said("annotation", f"src/{name}.ts:5: {said_twice}") for name in ("a", "b")]
    assert [error.message for error in merged(log, marked)] == [log[0].message, marked[1].message]


def test_findings_of_one_checker_run_take_their_annotations_with_them() -> None:
    lines = [f"src/{name}.ts(5,3): error TS2322: Type '{name}' is not assignable." for name in ("a", "b", "c")]
    log = [said("github_log", lines[0], text="\n".join(lines))]
    marked = [said("annotation", f"src/{name}.ts:5: Type '{name}' is not assignable.") for name in ("a", "b", "c")]
    (error,) = merged(log, marked)
    assert error.sources == ("github_log", "annotation")


def test_what_the_platform_ended_leads_and_a_guess_comes_last() -> None:
    guess = said("github_log", "make sure it works", dialect="shell")
    failed = said("junit", "t::a: assert 3 == 4", test="t::a")
    lost = said("annotation", "The runner lost communication with the server.", dialect="actions")
    assert [e.message for e in merged([guess], [failed], [lost])] == [lost.message, failed.message, guess.message]


def test_a_log_keeps_its_own_order() -> None:
    log = [
        said("github_log", f"reason {n} of the log", dialect=dialect)
        for n, dialect in enumerate(["shell", "go", "shell"])
    ]
    assert merged(log) == log
    failed = said("junit", "t::a: assert 3 == 4", test="t::a")
    assert merged(log, [failed]) == [failed, *log]


def test_an_attempt_without_a_cause_stays_only_while_nothing_explains() -> None:
    nothing, failed = said("job", "Process completed with exit code 1."), said("junit", "t::a: red", test="t::a")
    assert merged([nothing]) == [nothing]
    assert merged([nothing], [failed]) == [failed]


def test_the_order_of_the_other_sources_changes_no_error() -> None:
    log = [said("github_log", "t.py::a: assert 3 == 4", test="t.py::a")]
    rest = ([said("junit", "t::a: assert 3 == 4", test="t::a")], [said("annotation", "t.py:9: assert 3 == 4")])
    results = {tuple((e.message, e.sources) for e in merged(log, *order)) for order in permutations(rest)}
    assert len(results) == 1


WORDS = ["undefined", "reference to", "the value", "expected", "connection refused", "ok", "assert 3 == 4"]
PLACES = ["", "a.py:3: ", "src/a.py:3: ", "b.ts(4,2): error TS1: ", "x/b.ts:4: "]
LINE = st.builds(
    lambda place, words: place + " ".join(words),
    st.sampled_from(PLACES),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=5),
)
FINDING = st.builds(
    lambda message, lines, test: said("github_log", message, text="\n".join([message, *lines]), test=test),
    LINE,
    st.lists(LINE, max_size=5),
    st.sampled_from(["", "", "t.py::a", "t::a", "m::b"]),
)


def each_with_each(sources: Sequence[Sequence[Finding]]) -> list[list[Finding]]:
    """What one failure's findings are if all are compared with all of the earlier sources."""
    groups: list[list[Told]] = []
    for findings in sources:
        taken: list[int] = []
        new: list[list[Told]] = []
        for told in map(Told, findings):
            free = (n for n, group in enumerate(groups) if n not in taken and any(same_failure(m, told) for m in group))
            listing = (
                n
                for n in sorted(taken)
                if told.telling and not told.test_name and any(lists(m, told) for m in groups[n])
            )
            home = next(free, next(listing, None))
            if home is None:
                new.append([told])
            else:
                taken.append(home)
                groups[home].append(told)
        groups += new
    return [[told.finding for told in group] for group in groups]


@given(sources=st.lists(st.lists(FINDING, max_size=6), min_size=2, max_size=4))
@settings(max_examples=150, deadline=None)
def test_what_is_found_by_words_places_and_names_is_what_comparing_all_finds(sources: list[list[Finding]]) -> None:
    groups = each_with_each(sources)
    found = merged(*sources)
    assert [error.message for error in found] == [group[0].message for group in groups]
    for error, group in zip(found, groups, strict=True):
        assert error.text in [finding.text for finding in group]
        assert error.test_name == next((finding.test_name for finding in group if finding.test_name), "")


@pytest.mark.parametrize("apart", [0, 5_000], ids=["the same", "others"])
def test_thousands_of_findings_without_a_test_are_merged_in_seconds(apart: int) -> None:
    def told(source: str, first: int) -> list[Finding]:
        lines = (f"src/m{n}.c:{n}: error: undefined reference to `s_{n}' in it" for n in range(first, first + 2_000))
        return [said(source, line, text="\n".join(f"{line} {row}" for row in range(20))) for line in lines]

    started = time.process_time()
    errors = merged(told("github_log", 0), told("buildkit", apart))
    assert time.process_time() - started < 8
    assert len(errors) == (4_000 if apart else 2_000)
