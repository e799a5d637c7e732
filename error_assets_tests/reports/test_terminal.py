"""Text for a terminal: says what is known and no more, lines up, and moves no cursor."""

from dataclasses import replace
from datetime import timedelta

from error_assets.extraction.finding import Finding
from error_assets.records import SKIP_REASONS
from error_assets.reports.documents import DocumentLimits, documents_of
from error_assets.reports.summary import HourRecords, Summary, summary_of
from error_assets.reports.terminal import (
    MESSAGE_CHARS,
    Places,
    columns,
    document_lines,
    finding_lines,
    shortened,
    summary_lines,
)
from error_assets_tests.records_made import HOUR, by_rule, error, failure, outcome, signature, skip, undecided

PLACES = Places(
    storage="a folder",
    ledger="a ledger",
    index="an index",
    cost_usd=0.01234,
    bad_hours=(),
    next_commands=[("search x", "look"), ("show", "more")],
)
HOUR_OF_TWO = HourRecords(
    outcomes=[outcome(), outcome(conclusion="failure")],
    failures=[failure()],
    errors=[error(1), error(2)],
    signatures=[signature("7-1-1"), signature("7-1-2", fingerprint="ffff", example_message="\x1b[31mno\nidea")],
    classifications=[by_rule(), undecided("budget", fingerprint="ffff")],
    skipped=[skip("cancelled")],
)


def lines_of(summary: Summary, places: Places = PLACES) -> list[str]:
    return list(summary_lines(summary, places))


def test_the_first_line_counts() -> None:
    assert lines_of(summary_of([HOUR_OF_TWO]))[0] == (
        "1 failures among 2 job attempts in 1 hours: 2 errors of 2 kinds, 50% of them with a known cause"
    )


def test_no_errors_show_no_share() -> None:
    text = "\n".join(lines_of(summary_of([HourRecords(outcomes=[outcome()])])))
    assert text.startswith("0 failures among 1 job attempts in 1 hours: 0 errors of 0 kinds\n")
    assert "%" not in text and "What failed" not in text and "Left out" not in text


def test_a_share_that_is_not_whole_is_never_shown_as_all() -> None:
    summary = replace(summary_of([HOUR_OF_TWO]), decided=0.999)
    assert "99% of them" in lines_of(summary)[0]
    assert "100% of them" in lines_of(replace(summary, decided=1.0))[0]


def test_categories_reasons_and_what_was_left_out_are_listed() -> None:
    lines = lines_of(summary_of([HOUR_OF_TWO]))
    assert "  runtime_error  1       1      rule 1" in lines
    assert "  unclassified because: budget 1" in lines
    assert f"  1  job: cancelled  {SKIP_REASONS['cancelled']}" in lines


def test_a_frequent_error_shows_count_kind_times_message_and_link() -> None:
    lines = lines_of(summary_of([HOUR_OF_TWO]))
    at = next(place for place, line in enumerate(lines) if "00112233aabbccdd" in line)
    assert lines[at : at + 3] == [
        "     1x 00112233aabbccdd  runtime_error/uncaught_exception  (11-24 10:05 to 11-24 10:05)",
        "        frobnicator: the flux is inverted",
        "        https://github.com/acme/shop/actions/runs/9001/job/7#step:4:1",
    ]


def test_no_line_of_a_summary_holds_an_escape_or_a_line_break() -> None:
    lines = lines_of(summary_of([HOUR_OF_TWO]))
    assert "        no idea" in lines
    assert all(line.isprintable() for line in lines)


def test_the_end_says_what_was_paid_where_things_are_and_what_to_do_next() -> None:
    assert lines_of(summary_of([]))[-7:] == [
        "Paid to Claude  $0.0123",
        "Stored          a folder",
        "Ledger          a ledger",
        "Index           an index",
        "",
        "search x  # look",
        "show      # more",
    ]


def test_bad_hours_are_named() -> None:
    lines = lines_of(summary_of([]), replace(PLACES, bad_hours=["raw_failures 2026-11-24-10:00: no answer"]))
    assert lines.index("Hours that could not be done") + 1 == lines.index("  raw_failures 2026-11-24-10:00: no answer")
    assert "  raw_failures 2026-11-24-10:00: no answer" in lines


def test_nothing_to_do_next_ends_with_the_places() -> None:
    assert lines_of(summary_of([]), replace(PLACES, next_commands=()))[-1] == "Index           an index"


def test_columns_line_up_and_end_without_spaces() -> None:
    assert list(columns([("a", "long", "x"), ("wide", "b", "")])) == ["  a     long  x", "  wide  b"]
    assert list(columns([])) == []


def test_a_message_is_one_line_and_says_where_it_was_cut() -> None:
    assert shortened("one\n  two") == "one two"
    assert shortened("x" * MESSAGE_CHARS) == "x" * MESSAGE_CHARS
    assert shortened("x" * (MESSAGE_CHARS + 1)) == "x" * (MESSAGE_CHARS - 1) + "…"


def test_a_finding_shows_place_step_message_verdict_and_block() -> None:
    finding = Finding(
        source="github_log",
        dialect="pytest",
        framework="",
        message="red",
        text="\x1b[31mone\x1b[0m\n two",
        line_start=7,
        step_name="Run",
    )
    silent = replace(finding, dialect="", message="", text="", line_start=None, step_name="")
    assert list(finding_lines("job.log", [finding, silent], ["timeout", "unclassified"])) == [
        "1. job.log:7 [pytest] in step 'Run'",
        "   red",
        "   timeout",
        "   | one",
        "   |  two",
        "",
        "2. job.log [github_log]",
        "   (no message)",
        "   unclassified",
        "",
    ]


def test_an_indexed_error_shows_when_where_what_and_its_ids() -> None:
    (document,) = documents_of(
        HOUR, [failure()], [error()], [signature()], [undecided("budget")], {}, DocumentLimits(100)
    )
    shown = replace(document, s_job_name="build\x1b[2J", timestamp=document.timestamp + timedelta(minutes=1))
    assert list(document_lines([shown])) == [
        "2026-11-24 10:06  acme/shop  build  unclassified/budget",
        "    frobnicator: the flux is inverted",
        "    https://github.com/acme/shop/actions/runs/9001/job/7#step:4:1  id 7-1-1, kind 00112233aabbccdd",
    ]
