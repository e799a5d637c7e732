"""What both indexes promise alike."""

from dataclasses import fields, replace
from datetime import timedelta

from error_assets.clients.index import Index
from error_assets.records import ErrorDocument
from error_assets_tests.clients.sample_documents import FULL, HOUR, NEXT_MONTH, REPO, START, document


def test_a_document_comes_back_with_every_field(index: Index) -> None:
    assert all(getattr(FULL, field.name) not in ("", ()) for field in fields(ErrorDocument))
    index.replace_hour(HOUR, REPO, [FULL])
    assert index.document(FULL.s_error_id) == FULL


def test_a_document_without_the_optional_fields_comes_back(index: Index) -> None:
    bare = replace(
        FULL,
        l_line_start=None,
        l_job_seconds=None,
        s_pr_id=None,
        s_log_key=None,
        s_classification_method=None,
        s_model_version=None,
        ts_classified_at=None,
        s_unclassified_reason="no_log",
        s_runner_labels=(),
    )
    index.replace_hour(HOUR, REPO, [bare])
    assert index.document(bare.s_error_id) == bare


def test_an_empty_index_answers_empty(index: Index) -> None:
    assert index.count() == 0
    assert index.search("anything", limit=5) == []
    assert index.document("1-1-1") is None
    assert index.signature("aaaaaaaaaaaaaaaa") is None
    assert list(index.documents()) == []
    assert index.occurrences_elsewhere(["aaaaaaaaaaaaaaaa"], HOUR, REPO).get("aaaaaaaaaaaaaaaa", 0) == 0


def test_writing_an_hour_again_removes_what_is_gone_and_doubles_nothing(index: Index) -> None:
    index.replace_hour(HOUR, REPO, [document(1), document(2)])
    index.replace_hour(HOUR, REPO, [document(2), document(3)])
    index.replace_hour(HOUR, REPO, [document(2), document(3)])
    assert [found.s_error_id for found in index.documents()] == ["2-1-1", "3-1-1"]


def test_an_hour_that_becomes_empty_leaves_nothing(index: Index) -> None:
    index.replace_hour(HOUR, REPO, [document(1)])
    index.replace_hour(HOUR, REPO, [])
    assert index.count() == 0
    assert index.signature(FULL.s_error_hash) is None


def test_other_hours_and_repositories_stay_when_one_is_replaced(index: Index) -> None:
    later, other = document(2, hours=2), document(3, repo="example/other")
    index.replace_hour(HOUR, REPO, [document(1)])
    index.replace_hour(NEXT_MONTH, REPO, [later])
    index.replace_hour(HOUR, "example/other", [other])
    index.replace_hour(HOUR, REPO, [])
    assert list(index.documents()) == [later, other]
    assert index.count(hour=HOUR) == 1
    assert index.count(repo=REPO) == 1
    assert index.count(hour=HOUR, repo=REPO) == 0


def test_totals_count_over_months_and_repositories(index: Index) -> None:
    index.replace_hour(HOUR, REPO, [document(1), document(2)])
    index.replace_hour(HOUR, "example/other", [document(3, repo="example/other", s_branch="main")])
    index.replace_hour(NEXT_MONTH, REPO, [document(4, hours=2, s_primary_category="network_error")])
    totals = index.signature(FULL.s_error_hash)
    assert totals is not None
    assert totals.occurrence_count == 4
    assert totals.first_seen == START + timedelta(seconds=1)
    assert totals.last_seen == START + timedelta(hours=2, seconds=4)
    assert totals.repos == (REPO, "example/other")
    assert totals.branches == ("feature/wheels", "main")
    assert totals.category == "network_error"


def test_totals_follow_an_error_that_changes_its_signature(index: Index) -> None:
    index.replace_hour(HOUR, REPO, [document(1), document(2)])
    index.replace_hour(HOUR, REPO, [document(1), document(2, s_error_hash="bbbbbbbbbbbbbbbb")])
    old, new = index.signature(FULL.s_error_hash), index.signature("bbbbbbbbbbbbbbbb")
    assert old is not None
    assert new is not None
    assert (old.occurrence_count, new.occurrence_count) == (1, 1)


def test_totals_do_not_depend_on_the_order_of_the_hours(index: Index) -> None:
    slices = [(HOUR, [document(1), document(2)]), (NEXT_MONTH, [document(3, hours=2)])]
    for hour, documents in slices:
        index.replace_hour(hour, REPO, documents)
    forward = index.signature(FULL.s_error_hash)
    index.drop()
    assert index.count() == 0
    for hour, documents in reversed(slices):
        index.replace_hour(hour, REPO, documents)
    assert index.signature(FULL.s_error_hash) == forward


def test_occurrences_elsewhere_leave_the_own_hour_out(index: Index) -> None:
    index.replace_hour(HOUR, REPO, [document(1), document(2)])
    index.replace_hour(NEXT_MONTH, REPO, [document(3, hours=2)])
    index.replace_hour(HOUR, "example/other", [document(4, repo="example/other")])
    assert index.occurrences_elsewhere([FULL.s_error_hash], HOUR, REPO) == {FULL.s_error_hash: 2}


def test_every_word_of_a_search_must_be_found(index: Index) -> None:
    other = document(
        2, s_error_full_text="Connection refused by registry", s_root_cause_summary="The registry is down."
    )
    index.replace_hour(HOUR, REPO, [document(1), other])
    assert [found.s_error_id for found in index.search("registry REFUSED", limit=5)] == ["2-1-1"]
    assert index.search("registry foo_bar", limit=5) == []


def test_a_search_finds_identifiers_paths_and_marks_of_query_languages(index: Index) -> None:
    index.replace_hour(HOUR, REPO, [document(1)])
    for query in ("foo_bar", "test_wheel.py:3", "named 'foo_bar'", "feature/wheels", 'No" foo_bar', "foo_bar *", "OR"):
        found = [hit.s_error_id for hit in index.search(query, limit=5)]
        assert found == ([] if query == "OR" else ["1-1-1"]), query


def test_a_search_gives_the_newest_of_equal_matches_and_no_more_than_asked(index: Index) -> None:
    index.replace_hour(HOUR, REPO, [document(number) for number in range(1, 6)])
    found = index.search("foo_bar", limit=2)
    assert [hit.s_error_id for hit in found] == ["5-1-1", "4-1-1"]


def test_an_hour_larger_than_a_page_is_replaced_whole(index: Index) -> None:
    many = [document(number) for number in range(1, 1203)]
    index.replace_hour(HOUR, REPO, many)
    assert index.count() == 1202
    assert len(list(index.documents())) == 1202
    index.replace_hour(HOUR, REPO, many[:1])
    assert index.count() == 1
