"""What files of each producer say: the test, and the line a person wants to read, in `junit_files/messages.txt`.

pytest, xmlrunner, behave, robot, gotestsum, go_junit_report, gtest, ctest, jest, vitest, mocha_xunit and node_test were
recorded from the tools (November 2026); the others are written to the form that their producers are known to write.
"""

import re
from contextlib import suppress
from pathlib import Path

import pytest

from error_assets.extraction.junit import JUnitUnreadable, findings_in_junit

FOLDER = Path(__file__).parent / "junit_files"
FILES = sorted(FOLDER.glob("*.xml"), key=lambda path: path.stem)


def expected() -> dict[str, list[str]]:
    """By producer the lines `framework | message` that follow its name in brackets."""
    found: dict[str, list[str]] = {}
    for line in (FOLDER / "messages.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            lines = found.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            lines.append(line)
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_failed_test_says_what_a_person_wants_to_read(path: Path) -> None:
    findings = findings_in_junit(path.read_bytes())
    assert [f"{finding.framework} | {finding.message}" for finding in findings] == expected()[path.stem]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_block_holds_what_the_message_says(path: Path) -> None:
    for finding in findings_in_junit(path.read_bytes()):
        said = finding.message.removeprefix(finding.test_name).lstrip(": ").split()
        assert said[-1] in finding.text.split() or said[-1] in finding.text
        assert finding.line_start is not None
        assert finding.text.count("\n") <= 45


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_that_breaks_anywhere_tells_what_stood_before_the_break(path: Path) -> None:
    data = path.read_bytes()
    whole = {finding.test_name for finding in findings_in_junit(data)}
    parents = {name.rpartition("/")[0] for name in whole}  # told of until their subtests come
    first = re.search(rb"<(?:failure|error)\b[^>]*>", data)
    assert first
    end = data.rindex(b"</testcase>")
    read = 0
    for cut in sorted({first.end(), end, *(end * tenth // 10 for tenth in range(1, 10))}):
        with suppress(JUnitUnreadable):  # nothing had failed before the break
            findings = findings_in_junit(data[:cut])
            assert "breaks off" in findings[-1].message
            assert {finding.test_name for finding in findings[:-1]} <= whole | parents
            read += cut >= first.end()
    assert read >= 2


def test_the_expectations_are_of_the_files() -> None:
    assert list(expected()) == [path.stem for path in FILES]
