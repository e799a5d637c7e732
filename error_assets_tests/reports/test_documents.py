"""Each field of a document comes from where the design says, and what was paid stands on one error alone."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pytest

from error_assets.records import Classification, ErrorDocument, ErrorSignature, ExtractedError, RawFailure
from error_assets.reports.documents import SNIPPET_CHARS, DocumentLimits, documents_of
from error_assets_tests.records_made import (
    COMPLETED,
    FINGERPRINT,
    HOUR,
    MESSAGE,
    REPO,
    bought,
    by_rule,
    error,
    failure,
    signature,
    undecided,
)

LIMITS = DocumentLimits(full_text_chars=10_000)
THREE = ("7-1-1", "7-1-2", "7-1-3")


def made(
    errors: list[ExtractedError],
    signatures: list[ErrorSignature],
    verdicts: list[Classification],
    failures: list[RawFailure] | None = None,
    seen_before: dict[str, int] | None = None,
    limits: DocumentLimits = LIMITS,
) -> tuple[ErrorDocument, ...]:
    return documents_of(HOUR, failures or [failure()], errors, signatures, verdicts, seen_before or {}, limits)


def document(
    *, of: ExtractedError | None = None, verdict: Classification | None = None, job: RawFailure | None = None
) -> ErrorDocument:
    (found,) = made([of or error()], [signature()], [verdict or by_rule()], [job or failure()])
    return found


def of_three(verdict: Classification, seen_before: dict[str, int] | None = None) -> tuple[ErrorDocument, ...]:
    """The documents of three errors of one signature."""
    return made([error(n) for n in (1, 2, 3)], [signature(*THREE)], [verdict], seen_before=seen_before)


def test_every_field_is_what_its_record_says() -> None:
    assert asdict(document(verdict=bought("7-1-1"))) == {
        "s_error_id": "7-1-1",
        "s_error_hash": FINGERPRINT,
        "s_template": MESSAGE,
        "s_workflow_id": "9001",
        "s_workflow_name": "CI",
        "s_workflow_path": ".github/workflows/ci.yml",
        "s_event": "pull_request",
        "s_job_id": "7",
        "s_job_name": "build (linux, 3.12)",
        "s_job_url": "https://github.com/acme/shop/actions/runs/9001/job/7#step:4:1",
        "s_step_id": "4",
        "s_step_name": "Run the tests",
        "l_attempt": 1,
        "l_rank": 1,
        "b_is_primary": True,
        "l_line_start": 812,
        "l_job_seconds": 95,
        "s_test_name": "test_flux",
        "s_error_source": "github_log",
        "s_error_sources": ("github_log", "annotation"),
        "s_dialect": "generic",
        "s_framework": "frobnicator",
        "s_user_alias": "someone",
        "s_repo": REPO,
        "s_branch": "feature/flux",
        "s_pr_id": "17",
        "s_commit_sha": "0f" * 20,
        "s_runner": "runner 12",
        "s_runner_labels": ("ubuntu-24.04", "x64"),
        "s_log_key": "logs/7-1.log.zst",
        "s_error_snippet": f"starting\n{MESSAGE}\nstopped",
        "s_error_full_text": f"starting\n{MESSAGE}\nstopped",
        "s_domain": "code",
        "s_primary_category": "runtime_error",
        "s_subcategory": "uncaught_exception",
        "f_confidence_score": 0.9,
        "s_root_cause_summary": "The flux is inverted.",
        "s_suggested_fix": "Turn it.",
        "s_evidence": MESSAGE,
        "s_verdict_source": "claude",
        "s_unclassified_reason": None,
        "s_classification_method": "realtime",
        "s_model_version": "small-model",
        "ts_classified_at": COMPLETED + timedelta(minutes=50),
        "b_is_duplicate": False,
        "l_occurrence_count": 1,
        "l_prompt_tokens": 1_200,
        "l_completion_tokens": 150,
        "l_cached_tokens": 800,
        "f_cost_usd": 0.000123,
        "s_grouping_version": "grouping 3",
        "s_taxonomy_version": "taxonomy 2",
        "s_prompt_version": "prompt 4",
        "s_partition": HOUR,
        "timestamp": COMPLETED,
    }


def test_the_error_for_which_a_verdict_was_bought_is_the_only_one_that_is_no_duplicate() -> None:
    assert [found.b_is_duplicate for found in of_three(bought("7-1-2"))] == [True, False, True]


def test_in_another_hour_than_the_one_that_asked_every_error_is_a_duplicate() -> None:
    assert [found.b_is_duplicate for found in of_three(bought("3-1-1"))] == [True, True, True]


@pytest.mark.parametrize("verdict", [by_rule(), by_rule(verdict_source="correction"), undecided("cannot_tell")])
def test_where_nobody_paid_the_earliest_error_of_the_signature_is_no_duplicate(verdict: Classification) -> None:
    found = made([error(n) for n in (1, 2, 3)], [signature("7-1-3", "7-1-1", "7-1-2")], [verdict])
    assert {item.s_error_id for item in found if not item.b_is_duplicate} == {"7-1-3"}


def test_tokens_and_cost_stand_on_the_asking_error_alone() -> None:
    costs = [
        (item.l_prompt_tokens, item.l_completion_tokens, item.l_cached_tokens, item.f_cost_usd)
        for item in of_three(bought("7-1-2"))
    ]
    assert costs == [(0, 0, 0, 0.0), (1_200, 150, 800, 0.000123), (0, 0, 0, 0.0)]


def test_in_another_hour_nothing_was_paid() -> None:
    assert sum(item.f_cost_usd + item.l_prompt_tokens for item in of_three(bought("3-1-1"))) == 0


def test_model_and_time_of_a_verdict_stand_on_every_error_it_serves() -> None:
    told = {(item.s_model_version, item.ts_classified_at) for item in of_three(bought("3-1-1"))}
    assert told == {("small-model", COMPLETED + timedelta(minutes=50))}


def test_occurrences_go_on_from_what_was_seen_elsewhere() -> None:
    assert [item.l_occurrence_count for item in of_three(by_rule(), {FINGERPRINT: 41, "other": 7})] == [42, 43, 44]


def test_occurrences_of_what_was_never_seen_begin_with_one() -> None:
    assert [item.l_occurrence_count for item in of_three(by_rule(), {"other": 7})] == [1, 2, 3]


def test_snippet_and_full_text_are_cut_where_their_limits_say() -> None:
    text = "x" * (SNIPPET_CHARS + 300)
    limits = DocumentLimits(full_text_chars=SNIPPET_CHARS + 200)
    (found,) = made([error(text=text)], [signature()], [by_rule()], limits=limits)
    assert (len(found.s_error_snippet), len(found.s_error_full_text)) == (SNIPPET_CHARS, SNIPPET_CHARS + 200)


@pytest.mark.parametrize(
    ("job_name", "framework"),
    [("web / e2e", "web"), ("web and api", "web"), ("api / unit", "api"), ("docs", "frobnicator")],
)
def test_the_first_pattern_that_finds_the_job_names_the_framework_else_the_tool_does(
    job_name: str, framework: str
) -> None:
    limits = DocumentLimits(10_000, framework_patterns=(("web", r"^web"), ("api", r"\bapi\b")))
    (found,) = made([error()], [signature()], [by_rule()], [failure(job_name=job_name)], limits=limits)
    assert found.s_framework == framework


@pytest.mark.parametrize(
    ("html_url", "step", "url", "step_id"),
    [
        ("https://host/job/7", 4, "https://host/job/7#step:4:1", "4"),
        ("https://host/job/7", None, "https://host/job/7", ""),
        ("", 4, "", "4"),
    ],
)
def test_the_link_leads_to_the_step_where_one_is_known(html_url: str, step: int | None, url: str, step_id: str) -> None:
    found = document(of=error(step_number=step), job=failure(html_url=html_url))
    assert (found.s_job_url, found.s_step_id) == (url, step_id)


@pytest.mark.parametrize(
    ("started_at", "seconds"),
    [(None, None), (COMPLETED - timedelta(seconds=1.6), 2), (COMPLETED + timedelta(seconds=3), 0)],
    ids=["no start", "rounded", "a clock that went back"],
)
def test_job_seconds_are_whole_never_negative_and_absent_without_a_start(started_at: Any, seconds: int | None) -> None:
    assert document(job=failure(started_at=started_at)).l_job_seconds == seconds


def test_an_error_without_category_says_why() -> None:
    found = document(of=error(source="job", sources=("job",), reason="no_log"), verdict=undecided("no_log"))
    assert (found.s_primary_category, found.s_unclassified_reason, found.s_domain) == ("unclassified", "no_log", "")
    assert (found.f_confidence_score, found.s_verdict_source, found.s_error_source) == (0.0, "none", "job")


def test_only_the_first_rank_is_primary() -> None:
    assert [item.b_is_primary for item in of_three(by_rule())] == [True, False, False]


def test_each_error_gets_its_own_attempt_signature_and_verdict() -> None:
    second = error(1, error_id="7-2-1", attempt=2)
    found = made(
        [second, error()],
        [signature(), signature("7-2-1", fingerprint="ffff")],
        [by_rule(), by_rule(fingerprint="ffff", category="timeout")],
        [failure(), failure(attempt=2, runner="runner 13")],
    )
    told = [(item.s_error_id, item.s_runner, item.s_error_hash, item.s_primary_category) for item in found]
    assert told == [
        ("7-1-1", "runner 12", FINGERPRINT, "runtime_error"),
        ("7-2-1", "runner 13", "ffff", "timeout"),
    ]


@pytest.mark.parametrize(
    ("errors", "signatures", "verdicts"),
    [
        ([error(job_id="8")], [signature()], [by_rule()]),
        ([error(attempt=2)], [signature()], [by_rule()]),
        ([error(2)], [signature()], [by_rule()]),
        ([error()], [signature()], [by_rule(fingerprint="ffff")]),
    ],
    ids=["no such job", "no such attempt", "no signature", "no verdict"],
)
def test_records_that_do_not_belong_together_raise(
    errors: list[ExtractedError], signatures: list[ErrorSignature], verdicts: list[Classification]
) -> None:
    with pytest.raises(KeyError):
        made(errors, signatures, verdicts)


def test_documents_do_not_depend_on_the_order_of_the_errors() -> None:
    errors = [error(n) for n in (1, 2, 3)]
    assert made(errors[::-1], [signature(*THREE)], [by_rule()]) == made(errors, [signature(*THREE)], [by_rule()])
