"""Whole logs of failed jobs: the cause leads among the noise, in a block that can be read, and is told once."""

import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pytest

from error_assets.extraction import extract

LOGS = Path(__file__).with_name("whole_logs.txt")

START = ["##[group]Run actions/checkout@v4", "with:", "##[endgroup]", "Syncing repository"]


class Log(NamedTuple):
    content: bytes
    cause: str
    is_only: bool


@lru_cache(maxsize=1)
def logs() -> dict[str, Log]:
    parts = re.split(r"^%%% ", LOGS.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return {name: read(lines) for name, *lines in (part.rstrip("\n").split("\n") for part in parts)}


def read(lines: list[str]) -> Log:
    (cause,) = (line[3:] for line in lines if line.startswith(">> "))
    shown = [*START, *(each for line in lines for each in as_shown(line)), "Cleaning up orphan processes"]
    stamped = [f"2026-11-24T10:{n // 60 % 60:02}:{n % 60:02}.1234567Z {line}" for n, line in enumerate(shown)]
    return Log("\n".join(stamped).encode() + b"\n", cause, "%only" in lines)


def as_shown(line: str) -> list[str]:
    """A line of the file as the runner writes it; a step begins with its script."""
    word, _, rest = line.partition(" ")
    if word == "%step":
        return [f"##[group]Run {rest}", f"\x1b[36;1m{rest}\x1b[0m", "shell: /usr/bin/bash -e {0}", "##[endgroup]"]
    if word == "%uses":
        return [f"##[group]Run {rest}", "with:", "  token: ***", "##[endgroup]"]
    if word == "%exit":
        return [f"##[error]Process completed with exit code {rest}.", "Post job cleanup."]
    if word in ("%post", "%only"):
        return ["Post job cleanup."] if word == "%post" else []
    return [line.removeprefix(">> ")]


@pytest.mark.parametrize("name", logs())
def test_the_cause_leads_among_the_noise(name: str) -> None:
    log = logs()[name]
    first = extract.findings_in_log([log.content])[0]
    wanted = " ".join(re.sub(r"^#\d+ \d+\.\d+ |^##\[error\]", "", log.cause).split())
    assert wanted in f"{first.message}\n{' '.join(first.text.split())}", f"{first.dialect}: {first.message}"
    assert first.text.count("\n") < 20


@pytest.mark.parametrize("name", [name for name, log in logs().items() if log.is_only])
def test_an_error_is_told_once(name: str) -> None:
    found = extract.findings_in_log([logs()[name].content])
    assert [each.message for each in found] == [found[0].message]
