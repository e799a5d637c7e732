"""Annotations: the platform's sentences are known, wrappers explain nothing, the table says what was unwanted."""

import pytest

from error_assets.extraction.annotations import (
    Known,
    findings_in_annotations,
    known_annotations,
    recognised,
    unwanted_cancellation,
)
from error_assets.records import Annotation

KNOWN = known_annotations()


def failure(message: str, path: str = ".github", line: int | None = 1, title: str = "") -> Annotation:
    return Annotation(level="failure", message=message, path=path, line_start=line, title=title)


@pytest.mark.parametrize("known", KNOWN, ids=[known.name for known in KNOWN])
def test_each_entry_recognises_its_example_and_no_entry_before_it_does(known: Known) -> None:
    assert recognised(failure(known.example)) is known


@pytest.mark.parametrize("known", KNOWN, ids=[known.name for known in KNOWN])
def test_each_entry_decides_whether_a_cancelled_job_failed(known: Known) -> None:
    named = known.name if known.cancelled == "unwanted" else None
    assert unwanted_cancellation([failure("The operation was canceled."), failure(known.example)]) == named


@pytest.mark.parametrize(
    "message",
    [
        "Canceling since a higher priority waiting request for 'deploy-main' exists",
        "The run was canceled by @octocat.",
        "The operation was canceled.",
        "Process completed with exit code 143.",
        "",
    ],
)
def test_what_somebody_stopped_is_no_failure(message: str) -> None:
    assert unwanted_cancellation([failure(message)]) is None
    assert findings_in_annotations([failure(message)]) == []


def test_the_platforms_word_stands_before_what_tools_marked() -> None:
    lost = next(known.example for known in KNOWN if known.name == "runner_lost")
    findings = findings_in_annotations([failure("bad import", "src/a.py", 3), failure(lost)])
    assert [(finding.dialect, finding.message) for finding in findings] == [
        ("actions", lost),
        ("annotation", "src/a.py:3: bad import"),
    ]


def test_only_failures_count_and_each_once() -> None:
    warning = Annotation(level="warning", message="unused import", path="src/a.py", line_start=3)
    twice = [failure("broken", "src/b.py", 4)] * 2
    assert [f.message for f in findings_in_annotations([warning, *twice])] == ["src/b.py:4: broken"]


def test_a_script_that_marks_an_error_has_no_place_in_the_code() -> None:
    (finding,) = findings_in_annotations([failure("The version was not raised\nsee CONTRIBUTING", title="Release")])
    assert finding.message == "The version was not raised"
    assert finding.text == "Release\nThe version was not raised\nsee CONTRIBUTING"
