"""A summary counts what the hours hold, and nothing twice."""

from datetime import timedelta

from error_assets.reports.summary import TOP_SIGNATURES, CategoryCount, HourRecords, Summary, summary_of
from error_assets_tests.records_made import (
    COMPLETED,
    FINGERPRINT,
    bought,
    by_rule,
    error,
    failure,
    outcome,
    signature,
    skip,
    undecided,
)

LATER = COMPLETED + timedelta(hours=1)
FIRST = HourRecords(
    outcomes=[outcome(), outcome(job_id="8"), outcome(job_id="9")],
    failures=[failure()],
    errors=[error(1), error(2), error(3)],
    signatures=[
        signature("7-1-1", "7-1-2"),
        signature("7-1-3", fingerprint="ffff", example_message="no idea"),
    ],
    classifications=[by_rule(), undecided("cannot_tell", fingerprint="ffff")],
    skipped=[skip("cancelled"), skip("cancelled"), skip("log_expired", kind="log")],
)
SECOND = HourRecords(
    failures=[failure(job_id="8", html_url="https://host/job/8")],
    errors=[error(1, error_id="8-1-1", job_id="8", step_number=2)],
    signatures=[signature("8-1-1", first_seen=LATER, last_seen=LATER)],
    classifications=[bought("8-1-1", category="timeout", subcategory="")],
    skipped=[skip("cancelled")],
)


def test_counts_add_up_over_the_hours() -> None:
    found = summary_of([FIRST, SECOND])
    assert (found.hours, found.attempts, found.failures, found.errors, found.signatures) == (2, 3, 2, 4, 2)


def test_decided_is_the_share_of_errors_that_have_a_category() -> None:
    assert summary_of([FIRST]).decided == 2 / 3
    assert summary_of([FIRST, SECOND]).decided == 3 / 4


def test_an_error_whose_hour_has_no_verdicts_yet_is_not_decided() -> None:
    hour = HourRecords(failures=[failure()], errors=[error()], signatures=[signature()])
    found = summary_of([hour])
    assert (found.decided, found.categories, found.top[0].category) == (0.0, (), "unclassified")


def test_no_hours_are_an_empty_summary() -> None:
    assert summary_of([]) == Summary(
        hours=0,
        attempts=0,
        failures=0,
        errors=0,
        signatures=0,
        decided=1.0,
        categories=(),
        reasons=(),
        top=(),
        skipped=(),
    )


def test_a_category_counts_its_errors_its_kinds_and_who_decided() -> None:
    assert summary_of([FIRST]).categories == (
        CategoryCount(category="runtime_error", errors=2, signatures=1, by=(("rule", 1),)),
        CategoryCount(category="unclassified", errors=1, signatures=1, by=(("none", 1),)),
    )


def test_a_kind_that_comes_in_two_hours_is_one_kind_of_its_category() -> None:
    (category, *_) = summary_of([FIRST, FIRST]).categories
    assert (category.errors, category.signatures, category.by) == (4, 1, (("rule", 1),))


def test_reasons_count_errors_without_category() -> None:
    assert summary_of([FIRST, FIRST, SECOND]).reasons == (("cannot_tell", 2),)


def test_a_kind_was_first_and_last_seen_over_all_hours_in_whichever_order_they_come() -> None:
    for hours in ([FIRST, SECOND], [SECOND, FIRST]):
        top = summary_of(hours).top[0]
        assert (top.fingerprint, top.count, top.first_seen, top.last_seen) == (FINGERPRINT, 3, COMPLETED, LATER)


def test_a_kind_shows_its_latest_verdict_and_the_step_of_its_latest_occurrence() -> None:
    top = summary_of([FIRST, SECOND]).top[0]
    assert (top.category, top.subcategory, top.example_url) == ("timeout", "", "https://host/job/8#step:2:1")


def test_a_kind_keeps_its_link_when_the_latest_has_none() -> None:
    without = HourRecords(failures=[], errors=SECOND.errors, signatures=SECOND.signatures)
    assert summary_of([FIRST, without]).top[0].example_url == f"{failure().html_url}#step:4:1"


def test_an_undecided_kind_shows_its_reason() -> None:
    assert summary_of([FIRST]).top[1].subcategory == "cannot_tell"


def test_the_most_frequent_come_first_then_the_earliest_then_by_fingerprint() -> None:
    kinds = [("c", 2, COMPLETED), ("b", 1, LATER), ("d", 1, COMPLETED), ("a", 1, LATER)]
    signatures = [
        signature(*(f"{name}-{n}" for n in range(count)), fingerprint=name, first_seen=seen)
        for name, count, seen in kinds
    ]
    assert [top.fingerprint for top in summary_of([HourRecords(signatures=signatures)]).top] == ["c", "d", "a", "b"]


def test_only_so_many_kinds_are_listed_but_all_are_counted() -> None:
    signatures = [signature(fingerprint=f"{n:04}") for n in range(TOP_SIGNATURES + 3)]
    found = summary_of([HourRecords(signatures=signatures)])
    assert (len(found.top), found.signatures) == (TOP_SIGNATURES, TOP_SIGNATURES + 3)


def test_what_was_left_out_is_counted_by_kind_and_reason() -> None:
    assert summary_of([FIRST, SECOND]).skipped == (("job", "cancelled", 3), ("log", "log_expired", 1))


def test_two_repositories_with_one_kind_keep_their_own_verdicts() -> None:
    hour = HourRecords(
        errors=[error(1), error(2, repo="acme/other")],
        signatures=[signature("7-1-1"), signature("7-1-2", repo="acme/other")],
        classifications=[by_rule(), undecided("budget", repo="acme/other")],
    )
    found = summary_of([hour])
    assert (found.decided, found.reasons, found.top[0].count) == (0.5, (("budget", 1),), 2)
