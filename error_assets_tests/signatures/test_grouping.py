"""Signatures: the same errors make the same signatures in any order."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from error_assets.hours import UTC
from error_assets.records import ExtractedError
from error_assets.signatures.fingerprint import GROUPING_VERSION, fingerprint_of
from error_assets.signatures.grouping import grouping_line, signatures_of

TEN = datetime(2026, 11, 24, 10, tzinfo=UTC)


def an_error(
    number: int, message: str = "exit after 3ms", *, repo: str = "o/r", minute: int = 0, test_name: str = ""
) -> ExtractedError:
    return ExtractedError(
        error_id=f"{number}-1-1",
        repo=repo,
        run_id="1",
        job_id=str(number),
        attempt=1,
        completed_at=TEN + timedelta(minutes=minute),
        rank=1,
        source="github_log",
        sources=("github_log",),
        dialect="generic",
        framework="",
        message=message,
        text=message,
        test_name=test_name,
    )


ERRORS = [
    an_error(1, "exit after 3ms", minute=5),
    an_error(2, "exit after 9ms", minute=2),
    an_error(3, "exit after 9ms", minute=2, repo="o/s"),
    an_error(4, "no space left", minute=2),
    an_error(5, "no space left", minute=2),
]


def test_errors_of_one_template_are_one_signature() -> None:
    signature = signatures_of(ERRORS[:2])[0]
    assert signature.template == "exit after <duration>"
    assert signature.fingerprint == fingerprint_of("exit after <duration>")
    assert signature.grouping_version == GROUPING_VERSION
    assert signature.occurrence_count == 2
    assert (signature.first_seen, signature.last_seen) == (TEN + timedelta(minutes=2), TEN + timedelta(minutes=5))


def test_the_example_is_the_earliest_error_and_of_two_at_once_the_one_with_the_smaller_id() -> None:
    by_template = {signature.template: signature for signature in signatures_of(ERRORS) if signature.repo == "o/r"}
    assert by_template["exit after <duration>"].example_error_id == "2-1-1"
    assert by_template["exit after <duration>"].error_ids == ("2-1-1", "1-1-1")
    assert by_template["no space left"].error_ids == ("4-1-1", "5-1-1")


def test_twelve_errors_of_one_attempt_stand_in_the_order_of_their_rank() -> None:
    """As text, `7-1-10` would come before `7-1-3`."""
    twelve = [replace(an_error(7), error_id=f"7-1-{rank}", rank=rank) for rank in range(1, 13)]
    (signature,) = signatures_of(sorted(twelve, key=lambda error: error.error_id))
    assert signature.error_ids == tuple(f"7-1-{rank}" for rank in range(1, 13))
    (later,) = signatures_of(twelve[2:])
    assert later.example_error_id == "7-1-3"


def test_two_repositories_have_two_signatures_with_one_fingerprint() -> None:
    signatures = signatures_of(ERRORS[1:3])
    assert [signature.repo for signature in signatures] == ["o/r", "o/s"]
    assert len({signature.fingerprint for signature in signatures}) == 1


@given(st.permutations(ERRORS))
def test_the_order_of_errors_does_not_matter(errors: list[ExtractedError]) -> None:
    assert signatures_of(errors) == signatures_of(ERRORS)


def test_no_errors_are_no_signatures() -> None:
    assert signatures_of([]) == ()


def test_one_message_in_two_tests_is_two_errors() -> None:
    errors = [an_error(1, "AssertionError", test_name="test_a"), an_error(2, "AssertionError", test_name="test_b")]
    assert [s.template for s in signatures_of(errors)] != ["AssertionError"]
    assert len(signatures_of(errors)) == 2


def test_a_test_that_the_message_names_is_not_named_twice() -> None:
    assert grouping_line("FAILED a.py::test_b - KeyError", "a.py::test_b") == "FAILED a.py::test_b - KeyError"
    assert grouping_line("KeyError", "a.py::test_b") == "a.py::test_b: KeyError"


def test_the_example_message_leads_to_the_fingerprint_again() -> None:
    signature = signatures_of([an_error(1, "AssertionError", test_name="test_a")])[0]
    again = signatures_of([an_error(1, signature.example_message, test_name="test_a")])[0]
    assert again.fingerprint == signature.fingerprint
