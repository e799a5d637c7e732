"""JSON Lines: the names of the contract, one line a row, and a verdict on one line for a person."""

import json

import pytest

from error_assets.extraction.finding import Finding
from error_assets.reports.lines import as_json, finding_row, verdict_row, verdict_text
from error_assets.signatures.fingerprint import fingerprint_of
from error_assets_tests.records_made import by_rule, undecided

FINDING = Finding(
    source="junit",
    dialect="pytest",
    framework="pytest",
    message="assert 3 == 4",
    text="def test_y():\n>   assert 3 == 4",
    line_start=7,
    line_end=8,
    step_name="Run the tests",
    test_name="tests/test_a.py::test_y",
)


def test_a_row_has_the_contracts_names_and_the_findings_values() -> None:
    template = "tests/test_a.py::test_y: assert 3 == 4"
    assert finding_row("job.log", 2, FINDING) == {
        "file": "job.log",
        "rank": 2,
        "error_id": "job.log-2",
        "source": "junit",
        "dialect": "pytest",
        "framework": "pytest",
        "step": "Run the tests",
        "test_name": "tests/test_a.py::test_y",
        "line_start": 7,
        "line_end": 8,
        "message": "assert 3 == 4",
        "text": "def test_y():\n>   assert 3 == 4",
        "template": template,
        "fingerprint": fingerprint_of(template),
    }


def test_classify_adds_the_verdict() -> None:
    assert verdict_row(by_rule()) == {
        "domain": "code",
        "category": "runtime_error",
        "subcategory": "uncaught_exception",
        "confidence": 0.9,
        "root_cause": "The flux is inverted.",
        "suggested_fix": "Turn it.",
        "evidence": "frobnicator: the flux is inverted",
        "verdict_source": "rule",
        "reason": None,
    }
    assert verdict_row(undecided("cannot_tell"))["reason"] == "cannot_tell"


@pytest.mark.parametrize("mark", ["\n", "\r", "\x0b", "\x1c", "\x85", "\u2028", "\u2029"])
def test_a_row_is_one_line_whatever_its_text_holds(mark: str) -> None:
    row = {"text": f"one{mark}two 漢"}
    line = as_json(row)
    assert line.splitlines() == [line]
    assert json.loads(line) == row
    assert "漢" in line


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        (by_rule(), "runtime_error/uncaught_exception (0.90, by rule): The flux is inverted."),
        (by_rule(subcategory=""), "runtime_error (0.90, by rule): The flux is inverted."),
        (undecided("budget"), "unclassified: budget"),
        (undecided("switched_off"), "unclassified: no rule decides it"),
    ],
)
def test_a_verdict_says_what_it_is_how_sure_and_by_whom(verdict: object, said: str) -> None:
    assert verdict_text(verdict) == said  # type: ignore[arg-type]
