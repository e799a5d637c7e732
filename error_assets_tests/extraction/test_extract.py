"""Errors of a log: steps, reasons, what never leads, and that no bytes break it."""

import re
import tracemalloc
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from error_assets.extraction import engine, extract
from error_assets.hours import UTC
from error_assets.records import Step


def stamped(*lines: str, minute: int = 0) -> bytes:
    return "".join(f"2026-11-24T10:{minute:02}:{n % 60:02}.1234567Z {line}\n" for n, line in enumerate(lines)).encode()


def first(log: bytes, **options: object) -> extract.Finding:
    return extract.findings_in_log([log], **options)[0]  # type: ignore[arg-type]


def test_an_empty_log_is_a_finding_with_its_reason() -> None:
    (finding,) = extract.findings_in_log([])
    assert (finding.source, finding.reason) == ("job", "no_log")


def test_a_log_that_shows_success_holds_no_cause() -> None:
    finding = first(stamped("##[group]Run ./ci", "##[endgroup]", "12 passed in 0.20s", "Uploading", "Done"))
    assert (finding.source, finding.reason) == ("job", "no_cause_in_log")
    assert "12 passed" in finding.text


def test_an_exit_code_alone_explains_nothing() -> None:
    finding = first(
        stamped("##[group]Run ./ci", "##[endgroup]", "working", "##[error]Process completed with exit code 3.")
    )
    assert (finding.source, finding.reason) == ("job", "only_exit_code")


def test_a_canceled_job_is_canceled() -> None:
    finding = first(stamped("##[group]Run ./ci", "##[endgroup]", "working", "##[error]The operation was canceled."))
    assert (finding.source, finding.reason) == ("job", "cancelled")


def test_the_script_of_a_step_is_not_its_output() -> None:
    log = stamped(
        "##[group]Run test -f a || (echo 'Error: a is missing' && exit 1)",
        "test -f a || (echo 'Error: a is missing' && exit 1)",
        "##[endgroup]",
        "Error: b is missing",
        "##[error]Process completed with exit code 1.",
    )
    assert first(log).message == "Error: b is missing"


def test_the_first_failed_step_leads_over_a_step_that_reports_on_it() -> None:
    log = stamped(
        "##[group]Run pytest",
        "##[endgroup]",
        "FAILED tests/test_a.py::test_b - assert 1 == 2",
        "##[error]Process completed with exit code 1.",
        "##[group]Run ./report",
        "##[endgroup]",
        "Error: no report was written",
        "##[error]Process completed with exit code 1.",
    )
    assert first(log).message == "FAILED tests/test_a.py::test_b - assert 1 == 2"


def test_cleaning_up_never_leads() -> None:
    log = stamped(
        "##[group]Run ./ci",
        "##[endgroup]",
        "frob 2 is missing its colour",
        "##[error]Process completed with exit code 1.",
        "Post job cleanup.",
        "Error: ENOENT: no such file or directory, open '/tmp/x'",
    )
    assert first(log).message == "frob 2 is missing its colour"


def test_the_step_that_github_says_failed_leads_over_one_that_was_allowed_to() -> None:
    allowed = stamped(
        "##[group]Run ruff check", "##[endgroup]", "a.py:1:1: F401 'os' imported but unused",
        "##[error]Process completed with exit code 1.", minute=1,
    )  # fmt: skip
    fatal = stamped(
        "##[group]Run ./deploy", "##[endgroup]", "Error: no credentials for the cluster",
        "##[error]Process completed with exit code 1.", minute=2,
    )  # fmt: skip

    def at(minute: int, second: int) -> datetime:
        return datetime(2026, 11, 24, 10, minute, second, tzinfo=UTC)

    steps = [
        Step(number=2, name="Lint", conclusion="success", started_at=at(1, 0), completed_at=at(1, 30)),
        Step(number=3, name="Deploy", conclusion="failure", started_at=at(2, 0), completed_at=at(2, 30)),
    ]
    finding = first(allowed + fatal, steps=steps)
    assert finding.message == "Error: no credentials for the cluster"
    assert (finding.step_number, finding.step_name) == (3, "Deploy")


LINT = ("src/a.py:3:1: F401 [*] `os` imported but unused", "Found 1 error.")
FAILED_TEST = ("FAILED tests/test_a.py::test_a - assert 1 == 2",)


def failing(title: str, *lines: str) -> tuple[str, ...]:
    return (f"##[group]Run {title}", "##[endgroup]", *lines, "##[error]Process completed with exit code 1.")


def test_a_checker_that_was_allowed_to_fail_yields_to_what_failed_the_job() -> None:
    log = stamped(*failing("ruff check", *LINT), *failing("pytest", *FAILED_TEST))
    assert [finding.dialect for finding in extract.findings_in_log([log])] == ["pytest", "python_lint"]


def test_a_checker_leads_over_a_later_step_that_says_nothing_of_its_own() -> None:
    log = stamped(*failing("ruff check", *LINT), *failing("./report", "error: no report to send"))
    assert first(log).dialect == "python_lint"


def test_of_two_checkers_the_first_leads() -> None:
    log = stamped(*failing("ruff check", *LINT), *failing("codespell", "docs/a.md:3: recieve ==> receive"))
    assert [finding.dialect for finding in extract.findings_in_log([log])] == ["python_lint", "linters"]


def test_a_checkers_step_leads_where_github_says_that_it_failed() -> None:
    log = stamped(*failing("ruff check", *LINT), *failing("pytest", *FAILED_TEST))
    times = [datetime(2026, 11, 24, 10, 0, second, tzinfo=UTC) for second in (0, 4, 5, 9)]
    steps = (
        Step(number=1, name="Lint", conclusion="failure", started_at=times[0], completed_at=times[1]),
        Step(number=2, name="Test", conclusion="failure", started_at=times[2], completed_at=times[3]),
    )
    assert first(log, steps=steps).dialect == "python_lint"


def test_a_summary_of_another_step_does_not_explain_a_silent_failure() -> None:
    install = ("##[group]Run npm ci", "##[endgroup]", "added 300 packages in 9s", "3 vulnerabilities (1 low, 2 high)")
    finding = first(stamped(*install, *failing("./verify")))
    assert (finding.source, finding.reason) == ("job", "only_exit_code")


def test_a_word_in_a_files_name_is_no_complaint() -> None:
    audited = [f"Auditing workflows/{name}.yml..." for name in ("check-drift", "fix-error", *"abcdefgh")]
    finding = first(stamped(*failing("./audit", *audited)))
    assert (finding.source, finding.reason) == ("job", "only_exit_code")


def test_what_a_canceled_job_said_on_its_way_is_no_cause() -> None:
    said = "2026-11-24T10:00:00Z ERROR app.Channel - handler failed, trying again"
    finding = first(stamped("##[group]Run mvn verify", "##[endgroup]", said, "##[error]The operation was canceled."))
    assert (finding.source, finding.reason) == ("job", "cancelled")


def test_a_disk_that_was_full_before_leads_over_what_then_was_missing() -> None:
    full = "npm warn tar TAR_ENTRY_ERROR ENOSPC: no space left on device, write"
    install = ("##[group]Run npm ci", "##[endgroup]", full, "added 300 packages in 9s")
    missing = ("Error: Cannot find module './manager'", "    at Function._load (node:internal/modules/cjs/loader:1)")
    assert first(stamped(*install, *failing("npm test", *missing))).message == full


def test_gh_run_view_names_the_step() -> None:
    log = b"".join(
        b"build\tRun tests\t" + line + b"\n"
        for line in stamped(
            "##[group]Run ./ci", "##[endgroup]", "Error: no port", "##[error]Process completed with exit code 1."
        ).splitlines()
    )
    finding = first(log)
    assert (finding.step_name, finding.message) == ("Run tests", "Error: no port")


def test_findings_of_one_checker_are_one_error_with_a_count() -> None:
    findings = extract.findings_in_log(
        [
            stamped(
                "##[group]Run flake8",
                "##[endgroup]",
                *(f"a.py:{n}:1: E501 line too long" for n in range(1, 31)),
                "##[error]Process completed with exit code 1.",
            )
        ]
    )
    assert len(findings) == 1
    assert findings[0].message == "a.py:1:1: E501 line too long"
    assert "29 more" in findings[0].text


def test_each_check_of_a_checker_is_an_error_of_its_own_behind_the_first_that_shows_them_all() -> None:
    found = [f"src/a.py:{n}:1: F401 [*] `m{n}` imported but unused" for n in range(1, 30)]
    lines = [*found, "src/a.py:90:1: E722 Do not use bare `except`", "src/a.py:95:1: E722 Do not use bare `except`"]
    first, second = extract.findings_in_log([stamped(*failing("ruff check", *lines, "Found 31 errors."))])
    assert first.message == "src/a.py:1:1: F401 [*] `m1` imported but unused"
    assert first.text.endswith("(30 more of the same checker)")
    assert second.message == "src/a.py:90:1: E722 Do not use bare `except`"
    assert second.text.endswith("(1 more of the same check)")


def test_errors_beyond_what_is_read_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extract, "MOST_LOOKS", 20)
    errors = [f"src/a{n}.c:{n}:1: error: unknown type name 'a{n}'" for n in range(1, 101)]
    found = extract.findings_in_log([stamped(*failing("make", *errors))])
    assert len(found) < 40
    counted = [re.search(r"\((\d+) more of the same kind\)", finding.text) for finding in found]
    assert [int(count[1]) for count in counted if count] == [100 - len(found)]


def test_the_word_before_what_jest_says_again_is_no_part_of_its_message() -> None:
    said = '    thrown: "Exceeded timeout of 500 ms for a test.'
    lines = ("  ● delivers", "", said, "", "      at _getError (a.js:1:2)", "", "    Cause:", f"    {said}")
    assert first(stamped(*failing("npx jest", *lines))).message == f"delivers: {said.strip()}"


def test_a_line_of_marks_is_a_line() -> None:
    for marks in ("\u2717" * 1990, "\u2717 " * 1490, "a:1: \u2717 " * 700):
        assert "\u2717" in first(stamped(*failing("./ci", f"{marks} Error: boom"))).text


def test_errors_of_a_compiler_are_errors_of_their_own() -> None:
    findings = extract.findings_in_log(
        [
            stamped(
                "##[group]Run make",
                "##[endgroup]",
                "a.c:1:2: error: expected ';'",
                "b.c:3:4: error: unknown type name 'foo'",
                "##[error]Process completed with exit code 2.",
            )
        ]
    )
    assert [finding.message for finding in findings] == [
        "a.c:1:2: error: expected ';'",
        "b.c:3:4: error: unknown type name 'foo'",
    ]


MANY = 300
"""More failures than anybody reads, and than the looks that every pattern has."""

FAILED_OF = {
    "pytest": (
        "=== short test summary info ===",
        *(f"FAILED tests/test_a.py::test_{n} - assert {n} == {n + 1}" for n in range(MANY)),
    ),
    "go": tuple(
        line for n in range(MANY) for line in (f"--- FAIL: TestA{n} (0.00s)", f"    a_test.go:{n + 5}: got {n}, want x")
    ),
    "tsc": tuple(f"src/a{n}.ts({n + 1},5): error TS2304: Cannot find name 'foo{n}'." for n in range(MANY)),
    "rustc": tuple(
        line
        for n in range(MANY)
        for line in (f"error[E0425]: cannot find value `a{n}` in this scope", f" --> src/lib.rs:{n + 1}:5", "  |", "")
    ),
}


@pytest.mark.parametrize("tool", FAILED_OF)
def test_each_of_hundreds_of_failed_tests_and_of_a_compilers_errors_is_kept(tool: str) -> None:
    lines = ("##[group]Run make", "##[endgroup]", *FAILED_OF[tool], "##[error]Process completed with exit code 1.")
    found = extract.findings_in_log([stamped(*lines)])
    assert len(found) == len({finding.message for finding in found}) == MANY
    assert [finding.line_start for finding in found] == sorted(finding.line_start or 0 for finding in found)


def test_what_a_program_logs_over_and_over_is_one_error_beside_the_test_that_failed() -> None:
    logged = [f"ERROR: could not reach worker, attempt {n}" for n in range(5_000)]
    lines = ["##[group]Run make", "##[endgroup]", *logged, "--- FAIL: TestA (0.00s)", "    a_test.go:5: got 1"]
    found = extract.findings_in_log([stamped(*lines, "##[error]Process completed with exit code 1.")])
    assert found[0].message == "--- FAIL: TestA: a_test.go:5: got 1"
    assert len(found) <= extract.FIRST_LOOKS + extract.LAST_LOOKS + 1


def test_the_same_error_in_raw_and_utf16_form_has_the_same_message() -> None:
    log = stamped("##[group]Run ./ci", "##[endgroup]", "Error: no port", "##[error]Process completed with exit code 1.")
    assert first(log).message == first(log.decode().encode("utf-16")).message


def test_chunks_may_be_cut_anywhere() -> None:
    log = stamped(
        "##[group]Run make",
        "##[endgroup]",
        "a.c:1:2: error: expected ';'",
        "##[error]Process completed with exit code 2.",
    )
    assert extract.findings_in_log([log]) == extract.findings_in_log([bytes([byte]) for byte in log])


TELLING = [
    b"##[group]Run x\n",
    b"##[endgroup]\n",
    b"##[error]",
    b"Error: ",
    b"Traceback (most recent call last):\n",
    b"E   assert 1\n",
    b"error[E0308]: x\n",
    b"FAIL\tx\n",
    b"* What went wrong:\n",
    b"  1) a\n",
    "● a › b\n".encode(),
    b"Post job cleanup.\n",
    b"\r",
    b"\x1b[31m",
    b"--- FAIL: TestA (0.00s)\n",
    b"npm error code E1\n",
    b"a.c:1:2: error: x\n",
    b"make: *** [a] Error 1\n",
    b"#7 1.2 ",
    b"2026-11-24T10:00:00.1234567Z ",
    b"\n",
]


@given(st.lists(st.one_of(st.binary(max_size=200), st.sampled_from(TELLING)), max_size=40))
@settings(max_examples=250, deadline=2000)
def test_no_bytes_break_it(parts: list[bytes]) -> None:
    log = b"".join(parts)
    findings = extract.findings_in_log(parts)
    assert findings
    lines = log.count(b"\n") + 1
    for finding in findings:
        assert "\n" not in finding.message
        assert "\x1b" not in finding.message
        if (
            finding.line_start is not None
            and not log.startswith((b"\xff\xfe", b"\xfe\xff"))
            and b"\x00" not in log[:64]
        ):
            assert 1 <= finding.line_start <= lines


def test_the_plain_engine_finds_what_hyperscan_finds() -> None:
    pytest.importorskip("hyperscan")
    finds = extract._table(False).finds
    log = stamped(
        "a.c:1:2: error: expected ';'",
        "FAILED tests/a.py::b - assert 1",
        "\x1b[31merror\x1b[0m[E0308]: x",
        "npm ERR! code E404",
    )
    lines = [
        {(which, log.count(b"\n", 0, end - 1)) for which, end in scan(log)}
        for scan in (engine.scanner(finds), engine._plain(finds))
    ]
    assert lines[0] == lines[1]


def test_memory_does_not_grow_with_the_log() -> None:
    line = stamped("a line", "error: one of many", *["of a long log that a build with all its files prints"] * 38)
    extract.findings_in_log([line])

    def peak(megabytes: int) -> int:
        tracemalloc.start()
        extract.findings_in_log(line * 256 for _ in range(megabytes))
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size

    small, large = peak(20), peak(44)
    assert large < 1.2 * small
    assert large < 60_000_000


def test_the_block_of_a_line_that_a_console_wrote_over_shows_the_error() -> None:
    found = extract.findings_in_log([b"10%\r20%\rerror: cannot find -lfoo\rdone\n"])[0]
    assert found.message == "error: cannot find -lfoo"
    assert found.text == "error: cannot find -lfoo"
