"""Workflow commands become annotations and the runner's own lines."""

from error_assets.records import Annotation
from error_assets.samples.workflow_commands import annotations_in, in_log

COMMAND = "::error file=shop/a.py,line=3,endLine=5,title=Lint%3A F401::100%25 unused%0Aremove it"


def test_an_error_command_is_an_annotation_with_its_place():
    assert annotations_in(f"before\n{COMMAND}\nafter") == (
        Annotation(
            level="failure",
            message="100% unused\nremove it",
            title="Lint: F401",
            path="shop/a.py",
            line_start=3,
            line_end=5,
        ),
    )


def test_warnings_and_notices_keep_their_level():
    assert [note.level for note in annotations_in("::warning::a\n::notice::b")] == ["warning", "notice"]


def test_commands_that_set_something_are_no_annotation():
    assert annotations_in("::add-mask::secret\n::set-output name=a::b") == ()


def test_the_log_shows_the_message():
    assert in_log("::error::it broke") == "##[error]it broke"
    assert in_log("::group::Tests") == "##[group]Tests"
    assert in_log("::endgroup::") == "##[endgroup]"


def test_ordinary_lines_stay():
    assert in_log("std::vector<int>::size") == "std::vector<int>::size"
