"""A preview shows an hour on one screen, says what it does not show, and holds foreign text in its cells."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from error_assets.records import SKIP_REASONS, Skipped
from error_assets.reports import previews
from error_assets_tests.records_made import (
    REPO,
    bought,
    by_rule,
    error,
    failure,
    outcome,
    signature,
    skip,
    undecided,
)
from error_assets_tests.reports.test_markdown import cells_of

FOREIGN = "a | b\n<b>c</b> \x1b[31m`d`\x1b[0m \u202e漢\\"


@dataclass(frozen=True)
class Slice:
    rows: Sequence[Any]
    skipped: Sequence[Skipped] = ()


def hour(*rows: Any, skipped: Sequence[Skipped] = ()) -> dict[str, Slice]:
    return {REPO: Slice(rows, skipped)}


def table_of(page: str) -> list[list[str]]:
    """Head and rows of a page's table, without the ruler."""
    lines = [line for line in page.split("\n") if line.startswith("|")]
    return [[cell.strip() for cell in cells_of(line)] for line in (lines[0], *lines[2:])]


@pytest.mark.parametrize(
    ("preview", "row", "columns"),
    [
        (previews.failures, failure(workflow_name=FOREIGN, job_name=FOREIGN, branch=FOREIGN), 7),
        (previews.errors, error(message=FOREIGN, step_name=FOREIGN), 4),
        (previews.signatures, signature(example_message=FOREIGN), 3),
        (previews.classifications, by_rule(root_cause=FOREIGN), 5),
        (previews.outcomes, outcome(conclusion=FOREIGN), 2),
    ],
)
def test_foreign_text_stays_inside_its_cell(preview: Callable[[Any], str], row: Any, columns: int) -> None:
    page = preview(hour(row))
    assert [len(cells) for cells in table_of(page)] == [columns, columns]
    assert "\x1b" not in page and "\u202e" not in page and "<b>" not in page.replace("\\<", "")


def test_outcomes_are_counted_by_repository_and_conclusion() -> None:
    slices = {
        REPO: Slice([outcome(), outcome(), outcome(conclusion="failure")]),
        "acme/quiet": Slice([]),
    }
    assert table_of(previews.outcomes(slices)) == [
        ["repository", "failure", "success"],
        ["acme/shop", "1", "2"],
        ["acme/quiet", "0", "0"],
    ]


def test_a_failure_shows_where_its_log_stands() -> None:
    assert table_of(previews.failures(hour(failure(log_state="expired"))))[1] == [
        "acme/shop",
        "CI",
        "build (linux, 3.12)",
        "1",
        "feature/flux",
        "failure",
        "expired",
    ]


@pytest.mark.parametrize("preview", [previews.outcomes, previews.failures, previews.errors])
def test_what_was_left_out_is_counted_with_its_meaning(preview: Callable[[Any], str]) -> None:
    page = preview(hour(skipped=[skip("cancelled"), skip("log_expired"), skip("cancelled")]))
    assert f"- 2 not carried on, cancelled: {SKIP_REASONS['cancelled']}" in page.splitlines()
    assert f"- 1 not carried on, log_expired: {SKIP_REASONS['log_expired']}" in page.splitlines()


def test_errors_show_the_primary_ones_and_count_what_stands_behind() -> None:
    page = previews.errors(hour(error(1), error(2), error(3)))
    assert table_of(page)[1:] == [["generic", "frobnicator: the flux is inverted", "Run the tests", "812"]]
    assert "2 further errors behind these" in page
    assert "behind" not in previews.errors(hour(error(1)))


def test_the_most_frequent_signature_comes_first() -> None:
    rare, often = signature(fingerprint="aaaa"), signature("1", "2", fingerprint="bbbb")
    assert [cells[:2] for cells in table_of(previews.signatures(hour(rare, often)))[1:]] == [
        ["2", "bbbb"],
        ["1", "aaaa"],
    ]


def test_classifications_show_who_said_it_and_the_reason_where_nobody_did() -> None:
    page = previews.classifications(hour(by_rule(), undecided("budget")))
    assert [cells[:4] for cells in table_of(page)[1:]] == [
        ["runtime\\_error", "uncaught\\_exception", "0.90", "rule"],
        ["unclassified", "budget", "0.00", "none"],
    ]
    assert "bought" not in page


def test_classifications_say_what_was_paid() -> None:
    page = previews.classifications(hour(bought("7-1-1", cost_usd=0.01), bought("7-1-2", cost_usd=0.0025)))
    assert "$0.0125" in page


def test_a_screen_is_full_at_so_many_rows_and_the_page_says_how_many_more() -> None:
    rows = [failure(job_id=str(n)) for n in range(previews.PREVIEW_ROWS)]
    assert "more" not in previews.failures(hour(*rows))
    page = previews.failures(hour(*rows, failure(job_id="x"), failure(job_id="y")))
    assert len(table_of(page)) == 1 + previews.PREVIEW_ROWS
    assert "… and 2 more" in page


def test_an_hour_without_rows_says_so() -> None:
    for preview in (previews.failures, previews.errors, previews.signatures, previews.classifications):
        assert preview({}) == "nothing"


def test_documents_are_counted_by_repository() -> None:
    assert table_of(previews.documents([(REPO, 3)])) == [["repository", "documents"], ["acme/shop", "3"]]
