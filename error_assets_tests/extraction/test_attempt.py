"""Every failed attempt has at least one error, with an id of its own, redacted, cut and from all sources."""

import time
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from error_assets.extraction.attempt import (
    LATER_CHARACTERS,
    MESSAGE_CHARACTERS,
    MOST_ERRORS,
    READ_WHOLE,
    TEXT_CHARACTERS,
    errors_of,
    read_attempt,
)
from error_assets.hours import UTC
from error_assets.records import UNCLASSIFIED_REASONS, Annotation, RawFailure
from error_assets.signatures.grouping import signatures_of

FAILURE = RawFailure(
    repo="o/r",
    run_id="1",
    attempt=2,
    job_id="77",
    job_name="test",
    conclusion="failure",
    completed_at=datetime(2026, 11, 24, 10, 30, tzinfo=UTC),
    failed_because="failure",
    log_state="stored",
)
LOG = b"""\
2026-11-24T10:00:00.0000000Z ##[group]Run pytest
2026-11-24T10:00:00.0000000Z pytest
2026-11-24T10:00:00.0000000Z ##[endgroup]
2026-11-24T10:00:01.0000000Z FAILED tests/test_a.py::test_y - AssertionError: assert 3 == 4
2026-11-24T10:00:02.0000000Z ##[error]Process completed with exit code 1.
"""
JUNIT = (
    b'<testsuite name="pytest"><testcase classname="tests.test_a" name="test_y">'
    b'<failure message="AssertionError: assert 3 == 4">E   AssertionError: assert 3 == 4</failure>'
    b"</testcase></testsuite>"
)


def annotated(*messages: str, **fields: Any) -> RawFailure:
    annotations = tuple(Annotation(level="failure", message=message, path=".github") for message in messages)
    return replace(FAILURE, annotations=annotations, **fields)


def test_one_failure_in_log_and_junit_is_one_error() -> None:
    (error,) = errors_of(FAILURE, [LOG], [JUNIT])
    assert error.sources == ("github_log", "junit")
    assert (error.error_id, error.rank, error.is_primary) == ("77-2-1", 1, True)
    assert (error.repo, error.run_id, error.job_id, error.attempt) == ("o/r", "1", "77", 2)


def test_same_input_same_errors() -> None:
    assert errors_of(FAILURE, [LOG[:90], LOG[90:]], [JUNIT]) == errors_of(FAILURE, [LOG], [JUNIT])


def test_an_expired_log_with_a_telling_annotation_yields_its_error() -> None:
    failure = annotated(
        "Process completed with exit code 1.",
        "No runner matching the specified labels was found: gpu",
        log_state="expired",
    )
    (error,) = errors_of(failure, None, [])
    assert (error.source, error.message) == ("annotation", "No runner matching the specified labels was found: gpu")
    assert error.reason is None


@pytest.mark.parametrize(
    ("failure", "log", "reason"),
    [
        (annotated(log_state="expired"), None, "no_log"),
        (annotated("Process completed with exit code 1.", log_state="missing"), None, "only_exit_code"),
        (annotated("The operation was canceled.", conclusion="cancelled", log_state="none"), None, "cancelled"),
        (annotated(), [b""], "no_log"),
        (
            annotated(),
            [b"2026-11-24T10:00:00.0000000Z ##[error]Process completed with exit code 1.\n"],
            "only_exit_code",
        ),
    ],
    ids=["no log", "only an annotation's exit code", "cancelled", "empty log", "only an exit code"],
)
def test_an_attempt_without_a_readable_cause_says_why(
    failure: RawFailure, log: list[bytes] | None, reason: str
) -> None:
    (error,) = errors_of(failure, log, [])
    assert (error.source, error.reason) == ("job", reason)
    assert error.message
    assert error.text


def test_no_secret_and_no_overlong_text_leaves() -> None:
    token = "gh" + "p_" + "4Bwyti6WlQEEhQ1pKcjvUOyQlrQRXzkIgVBT"
    failure = annotated(f"deploy refused {token} " + "x" * 2 * TEXT_CHARACTERS, log_state="none")
    (error,) = errors_of(failure, None, [])
    assert token not in error.message + error.text
    assert error.message.startswith("deploy refused [REDACTED:github-token#1]")
    assert len(error.message) <= MESSAGE_CHARACTERS
    assert len(error.text) <= TEXT_CHARACTERS


def test_a_number_is_one_secret_in_all_errors_of_an_attempt() -> None:
    tokens = [
        "gh" + "p_" + "4Bwyti6WlQEEhQ1pKcjvUOyQlrQRXzkIgVBT",
        "gh" + "p_" + "9Kdmzo2XpAJJkF7qLfnwYVdRmtTUAbnLjXCS",
    ]
    said = [f"deploy refused {tokens[0]}", f"upload refused {tokens[1]}", f"again refused {tokens[0]}"]
    errors = errors_of(annotated(*said, "the log has [REDACTED:github-token#7] here", log_state="none"), None, [])
    numbers = [int(error.message.partition("#")[2].partition("]")[0]) for error in errors]
    assert numbers[0] == numbers[2]
    assert len({*numbers}) == 3
    assert numbers[3] == 7


def test_an_unreadable_junit_file_costs_nothing_else_and_is_named_with_its_reason() -> None:
    failure = replace(FAILURE, junit_keys=("broken.xml", "good.xml"))
    read = read_attempt(failure, None, [b"<html/>", JUNIT])
    assert [error.source for error in read.errors] == ["junit"]
    assert [(skip.kind, skip.item_id, skip.reason) for skip in read.skipped] == [
        ("artifact", "broken.xml", "junit_unreadable")
    ]


def test_a_build_that_fails_in_an_actions_log_is_one_error() -> None:
    build = b"""\
2026-11-24T10:00:00.0000000Z #7 [2/3] RUN apt-get install -y nothing-here
2026-11-24T10:00:00.0000000Z #7 1.234 E: Unable to locate package nothing-here
2026-11-24T10:00:00.0000000Z #7 ERROR: process "/bin/sh -c apt-get" did not complete successfully: exit code: 100
2026-11-24T10:00:00.0000000Z ERROR: failed to solve: process "sh -c apt-get" did not complete successfully: exit code: 1
2026-11-24T10:00:00.0000000Z ##[error]Process completed with exit code 1.
"""
    (error,) = errors_of(FAILURE, [build[:70], build[70:]], [])
    assert error.message == "E: Unable to locate package nothing-here"
    assert "buildkit" in error.sources
    assert error.line_start == 2


def failed_cases(count: int, body: str = "") -> bytes:
    cases = (
        f'<testcase name="it adds {n} of many"><failure message="red {n}">{body}</failure></testcase>'
        for n in range(count)
    )
    return f"<testsuite>{''.join(cases)}</testsuite>".encode()


def test_each_of_hundreds_of_failed_tests_is_an_error_of_its_own() -> None:
    read = read_attempt(FAILURE, None, [failed_cases(300)])
    assert [error.test_name for error in read.errors] == [f"it adds {n} of many" for n in range(300)]
    assert [error.error_id for error in read.errors] == [f"77-2-{n}" for n in range(1, 301)]
    assert read.skipped == ()


def test_tests_that_differ_in_what_a_mask_takes_are_different_tests() -> None:
    cases = (f'<testcase name="t[2026-01-{day:02}]"><failure message="red"/></testcase>' for day in range(1, 11))
    read = read_attempt(FAILURE, None, [f"<testsuite>{''.join(cases)}</testsuite>".encode()])
    assert len({error.test_name for error in read.errors}) == 10
    assert len(signatures_of(read.errors)) == 1


def test_errors_beyond_the_limit_are_counted_in_one_file_and_in_many() -> None:
    half = MOST_ERRORS // 2
    one = read_attempt(FAILURE, None, [failed_cases(MOST_ERRORS + 300)])
    many = read_attempt(FAILURE, None, [failed_cases(half), failed_cases(MOST_ERRORS + 300)])
    for read in (one, many):
        assert [error.rank for error in read.errors] == list(range(1, MOST_ERRORS + 1))
        (skip,) = read.skipped
        assert (skip.repo, skip.kind, skip.item_id, skip.reason) == ("o/r", "errors", "77-2", "errors_beyond_limit")
    left_out = "left out: 0 further ones and 300 failed tests, not read"
    assert one.skipped[0].detail == f"errors kept: {MOST_ERRORS}; {left_out}"


def test_what_was_not_read_is_told_of_also_where_few_errors_are_left() -> None:
    namesakes = b'<testcase name="t"><failure message="red"/></testcase>' * MOST_ERRORS
    others = failed_cases(600).removeprefix(b"<testsuite>")
    read = read_attempt(FAILURE, None, [b"<testsuite>" + namesakes + others])
    assert len(read.errors) == 1
    (skip,) = read.skipped
    assert skip.detail == "errors kept: 1; left out: 0 further ones and 600 failed tests, not read"


def test_of_two_equal_failures_the_first_is_kept() -> None:
    case = '<testcase name="t"><failure message="red">{place}</failure></testcase>'
    data = f"<testsuite>{case.format(place='here')}\n{case.format(place='there')}</testsuite>".encode()
    (error,) = errors_of(FAILURE, None, [data])
    assert error.text.endswith("here")
    assert not error.text.endswith("there")
    assert error.line_start == 1


def test_as_many_errors_as_are_kept_leave_nothing_out() -> None:
    read = read_attempt(FAILURE, None, [failed_cases(MOST_ERRORS)])
    assert (len(read.errors), read.skipped) == (MOST_ERRORS, ())


def test_the_first_errors_have_their_whole_block_and_the_further_ones_the_beginning_of_it() -> None:
    read = read_attempt(FAILURE, None, [failed_cases(READ_WHOLE + 2, body="x" * 3000)])
    lengths = [len(error.text) for error in read.errors]
    assert min(lengths[:READ_WHOLE]) > 3000
    assert lengths[READ_WHOLE:] == [LATER_CHARACTERS] * 2


def test_thousands_of_failures_in_log_and_junit_are_merged_in_seconds() -> None:
    lines = (f"FAILED tests/test_a.py::test_{n} - AssertionError: assert {n} == {n + 1}\n" for n in range(MOST_ERRORS))
    cases = (
        f'<testcase classname="tests.test_a" name="test_{n}"><failure message="AssertionError: assert {n} == {n + 1}"/>'
        "</testcase>"
        for n in range(MOST_ERRORS)
    )
    started = time.process_time()
    read = read_attempt(FAILURE, ["".join(lines).encode()], [f"<testsuite>{''.join(cases)}</testsuite>".encode()])
    assert time.process_time() - started < 20
    assert {error.sources for error in read.errors} == {("github_log", "junit")}
    assert len(read.errors) == MOST_ERRORS


@given(log=st.binary(max_size=400), junit=st.binary(max_size=200), said=st.text(max_size=100))
@settings(max_examples=100, deadline=None)
def test_any_bytes_give_at_least_one_error(log: bytes, junit: bytes, said: str) -> None:
    errors = errors_of(annotated(said), [log], [junit])
    assert errors
    for error in errors:
        assert "\n" not in error.message
        assert error.reason is None or error.reason in UNCLASSIFIED_REASONS
