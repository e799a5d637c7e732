"""A wrapped run has the form of GitHub's job logs."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from error_assets.hours import UTC
from error_assets.samples.library import Sample, failures
from error_assets.samples.wrapping import BYTE_ORDER_MARK, as_github_log

STARTED = datetime(2026, 11, 24, 10, 0, 0, 123456, tzinfo=UTC)
LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z ")


def named(name: str) -> Sample:
    return next(sample for sample in failures() if sample.name == name)


def lines_of(name: str) -> list[str]:
    sample = named(name)
    log = as_github_log(sample.runs[0], sample, STARTED)
    return log.removeprefix(BYTE_ORDER_MARK).decode().removesuffix("\n").split("\n")


def texts_of(name: str) -> list[str]:
    return [LINE.sub("", line, count=1) for line in lines_of(name)]


@pytest.mark.parametrize("sample", [s for s in failures() if s.has_log], ids=lambda sample: sample.name)
def test_every_line_has_a_timestamp_and_time_never_runs_back(sample: Sample):
    log = as_github_log(sample.runs[0], sample, STARTED)
    assert log.startswith(BYTE_ORDER_MARK)
    lines = log.removeprefix(BYTE_ORDER_MARK).decode("utf-8", "replace").removesuffix("\n").split("\n")
    stamps = [line[:28] for line in lines]
    assert all(LINE.match(line) for line in lines)
    assert stamps == sorted(stamps)


def test_the_runner_speaks_before_and_after_the_step():
    texts = texts_of("unittest-assertion")
    assert texts[0].startswith("Current runner version: '")
    assert "##[group]Run actions/checkout@v4" in texts
    assert texts[-1] == "Cleaning up orphan processes"


def test_groups_are_closed():
    texts = texts_of("unittest-assertion")
    assert sum(text.startswith("##[group]") for text in texts) == texts.count("##[endgroup]")


def test_the_command_is_shown_in_colour_with_its_shell_and_environment():
    texts = texts_of("pip-index-refused")
    start = next(number for number, text in enumerate(texts) if text.startswith("##[group]Run pip install"))
    assert texts[start + 1].startswith("\x1b[36;1mpip install")
    assert texts[start + 2 : start + 4] == ["shell: /usr/bin/bash -e {0}", "env:"]
    assert texts[start + 4].startswith("  INDEX: http://127.0.0.1:")


def test_the_raw_output_stands_inside_unchanged():
    sample = named("cargo-build-mismatched-types")
    output = sample.runs[1].output.decode()
    texts = as_github_log(sample.runs[1], sample, STARTED).decode("utf-8-sig").split("\n")
    assert output in "\n".join(LINE.sub("", text, count=1) for text in texts)


def test_a_workflow_command_becomes_the_runner_s_error_line():
    texts = texts_of("git-diff-generated-files")
    assert "##[error]api/client.txt is out of date: run scripts/generate.sh and commit the result" in texts
    assert not any(text.startswith("::error") for text in texts)


def test_the_exit_code_follows_the_output():
    texts = texts_of("c-segmentation-fault")
    assert texts[texts.index("checks ended with 139") + 1] == "##[error]Process completed with exit code 139."


def test_a_lost_runner_leaves_neither_error_nor_post_steps():
    texts = texts_of("github-runner-lost")
    assert not any(text.startswith("##[error]") or text == "Post job cleanup." for text in texts)


def test_a_job_that_never_started_has_no_log():
    sample = named("github-spending-limit")
    assert as_github_log(sample.runs[0], sample, STARTED) == b""


def test_same_input_gives_same_bytes_and_another_time_other_ids():
    sample = named("unittest-assertion")
    first = as_github_log(sample.runs[0], sample, STARTED)
    assert first == as_github_log(sample.runs[0], sample, STARTED)
    later = as_github_log(sample.runs[0], sample, STARTED + timedelta(hours=1))
    assert re.findall(rb"Worker ID: .*", first) != re.findall(rb"Worker ID: .*", later)


def test_the_log_takes_as_long_as_the_run():
    sample = named("unittest-assertion")
    run = replace(sample.runs[0], seconds=600.0)
    times = re.findall(rb"(?m)^(?:\xef\xbb\xbf)?(\S{19})\S* ", as_github_log(run, sample, STARTED))
    first, last = (datetime.fromisoformat(time.decode()) for time in (times[0], times[-1]))
    assert timedelta(seconds=600) < last - first < timedelta(seconds=610)
