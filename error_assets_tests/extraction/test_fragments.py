"""What tools print when they fail, and the line that must lead."""

import re
from pathlib import Path

import pytest

from error_assets.extraction import extract

PREFIXES = {"turbo": "web:test: ", "compose": "app-1  | "}
"""What runners of several programs put before each line."""

MISREAD_BEHIND_A_PREFIX = frozenset(
    {
        "a fork of surefire without memory",
        "cargo too old for an edition",
        "doctest of a docstring",
        "go import cycle",
        "gtest",
        "hugo",
        "ktlint",
        "maven dependency in newer words",
        "prettier",
        "terraform's warnings before its error",
        "terragrunt's prefix",
    }
)
"""Known mistakes: where another line leads behind a prefix. This list may only shrink."""

FRAGMENTS = Path(__file__).with_name("fragments.txt")


def fragments() -> dict[str, tuple[list[str], str, str]]:
    """By name: the lines, the marked one, and the dialect expected or ""."""
    found = {}
    for part in re.split(r"^%%% ", FRAGMENTS.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        head, *lines = part.rstrip("\n").split("\n")
        name, dialect = re.fullmatch(r"(.+?)(?: \[(\w+)\])?", head).groups()
        (marked,) = (line[3:] for line in lines if line.startswith(">> "))
        found[name] = ([line.removeprefix(">> ") for line in lines], marked, dialect or "")
    return found


def as_log(lines: list[str]) -> bytes:
    """The lines as the API's log of a job shows them, with a step before and cleaning up after."""
    around = [
        "##[group]Run actions/checkout@v4",
        "with:",
        "##[endgroup]",
        "Syncing repository",
        "##[group]Run ./ci",
        '\x1b[36;1m./ci || echo "Error: the script failed"\x1b[0m',
        "shell: /usr/bin/bash -e {0}",
        "##[endgroup]",
        *lines,
        "##[error]Process completed with exit code 1.",
        "Post job cleanup.",
        "Cleaning up orphan processes",
    ]
    stamped = [f"2026-11-24T10:{n // 60 % 60:02}:{n % 60:02}.1234567Z {line}" for n, line in enumerate(around)]
    return "\n".join(stamped).encode() + b"\n"


@pytest.mark.parametrize("name", fragments())
def test_the_marked_line_leads(name: str) -> None:
    lines, marked, dialect = fragments()[name]
    first = extract.findings_in_log([as_log(lines)])[0]
    wanted = " ".join(re.sub(r"^#\d+ \d+\.\d+ ", "", marked).split())
    said = f"{first.message}\n{' '.join(first.text.split())}"
    assert wanted in said, f"{first.dialect}: {first.message}\n{first.text}"
    assert first.text.count("\n") < 20
    if dialect and dialect != "shell":
        assert first.dialect == dialect


@pytest.mark.parametrize("name", fragments())
def test_the_step_and_the_lines_of_the_primary_error_are_known(name: str) -> None:
    lines, _, _ = fragments()[name]
    log = as_log(lines)
    first = extract.findings_in_log([log])[0]
    assert first.step_name == "./ci"
    assert first.line_start is not None
    assert first.line_end is not None
    first_line = first.text.split("\n")[0].strip()
    assert first_line in log.decode().split("\n")[first.line_start - 1]
    assert first.line_start <= first.line_end <= log.count(b"\n")


@pytest.mark.parametrize("name", fragments())
def test_colours_around_every_word_change_nothing(name: str) -> None:
    lines, _, _ = fragments()[name]
    painted = [re.sub(r"\w+", lambda word: f"\x1b[01;31m\x1b[K{word[0]}\x1b[m\x1b[K", line) for line in lines]
    plain, coloured = (extract.findings_in_log([as_log(each)]) for each in (lines, painted))
    assert [(finding.message, finding.text) for finding in coloured] == [(one.message, one.text) for one in plain]


@pytest.mark.parametrize("runner", PREFIXES)
def test_the_marked_line_leads_behind_the_prefix_of_a_runner_of_several_programs(runner: str) -> None:
    prefix, misread = PREFIXES[runner], set()
    for name, (lines, marked, _) in fragments().items():
        if any(line.startswith(("##[", "::", "#1", "[command]")) for line in lines):
            continue  # the runner's own words never have one
        first = extract.findings_in_log([as_log([prefix + line for line in lines])])[0]
        wanted = " ".join(re.sub(r"^#\d+ \d+\.\d+ ", "", marked).split())
        if wanted not in f"{first.message}\n{' '.join(first.text.replace(prefix, '').split())}":
            misread.add(name)
    assert misread <= MISREAD_BEHIND_A_PREFIX
