"""Each invariant is an empty list when it holds and names what breaks it when it does not."""

import pytest

from error_assets.reports import invariants
from error_assets_tests.records_made import FINGERPRINT, by_rule, error, failure, signature


@pytest.mark.parametrize(
    ("state", "key", "stored", "named"),
    [
        ("stored", "a", {"a"}, []),
        ("cut", "a", {"a"}, []),
        ("stored", "a", set(), ["7-1"]),
        ("cut", "a", {"b"}, ["7-1"]),
        ("stored", None, {"a"}, ["7-1"]),
        ("expired", None, set(), []),
        ("late", None, set(), []),
    ],
)
def test_a_log_that_should_be_stored_and_is_not_is_named(
    state: str, key: str | None, stored: set[str], named: list[str]
) -> None:
    found = invariants.failures_without_log([failure(log_state=state, log_key=key)], stored.__contains__)
    assert found == named


def test_an_id_that_stands_twice_is_named_once() -> None:
    errors = [error(1), error(2), error(3)]
    assert invariants.doubled_ids(errors) == []
    assert invariants.doubled_ids([*errors, error(2), error(2), error(1)]) == ["7-1-1", "7-1-2"]


def test_a_failed_attempt_of_which_no_error_is_told_is_named() -> None:
    failures = [failure(), failure(attempt=2), failure(job_id="8")]
    assert invariants.failures_without_error(failures[:1], [error()]) == []
    assert invariants.failures_without_error(failures, [error()]) == ["7-2", "8-1"]


def test_an_error_of_no_signature_or_of_two_is_named() -> None:
    errors = [error(1), error(2)]
    assert invariants.errors_without_one_signature(errors, [signature("7-1-1", "7-1-2")]) == []
    assert invariants.errors_without_one_signature(errors, [signature("7-1-1")]) == ["7-1-2"]
    twice = [signature("7-1-1", "7-1-2"), signature("7-1-2")]
    assert invariants.errors_without_one_signature(errors, twice) == ["7-1-2"]


def test_a_signature_without_a_verdict_of_its_own_repository_is_named() -> None:
    assert invariants.signatures_without_verdict([signature()], [by_rule()]) == []
    assert invariants.signatures_without_verdict([signature()], [by_rule(fingerprint="ffff")]) == [FINGERPRINT]
    assert invariants.signatures_without_verdict([signature()], [by_rule(repo="acme/other")]) == [FINGERPRINT]
