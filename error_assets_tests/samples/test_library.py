"""The recorded failures are what they say they are."""

from itertools import combinations

import pytest

from error_assets.samples.library import FAILURES, Sample, failures
from error_assets.taxonomy.categories import UNCLASSIFIED, taxonomy

SAMPLES = failures()
LEAST_FAILURES, LEAST_TOOLCHAINS, LEAST_OF_A_CATEGORY, LEAST_RUNS = 45, 14, 3, 3
every_sample = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)


def test_every_folder_is_a_failure_with_runs():
    folders = {path.name for path in FAILURES.iterdir() if path.is_dir()}
    assert folders == {sample.name for sample in SAMPLES}


def test_there_are_enough_failures_over_enough_toolchains():
    assert len(SAMPLES) >= LEAST_FAILURES
    assert len({sample.toolchain for sample in SAMPLES}) >= LEAST_TOOLCHAINS


@pytest.mark.parametrize("category", taxonomy().categories)
def test_each_category_has_at_least_three(category: str):
    assert sum(sample.category == category for sample in SAMPLES) >= LEAST_OF_A_CATEGORY


@every_sample
def test_its_cause_stands_in_each_run(sample: Sample):
    if sample.category == UNCLASSIFIED:
        assert sample.reason
        assert not sample.cause_lines + sample.cause_patterns
        return
    assert all(sample.states_cause(run.told + "\n".join(sample.ending)) for run in sample.runs)


@every_sample
def test_its_runs_differ(sample: Sample):
    assert len(sample.runs) >= LEAST_RUNS
    if sample.has_log:
        assert all(one.output != other.output for one, other in combinations(sample.runs, 2))


@every_sample
def test_its_subcategory_is_one_of_its_category(sample: Sample):
    if sample.category == UNCLASSIFIED:
        assert sample.subcategory == ""
    else:
        assert sample.subcategory in taxonomy().categories[sample.category].subcategories


@every_sample
def test_it_is_recorded_by_a_script_or_follows_a_document(sample: Sample):
    folder = FAILURES / sample.name
    if sample.recorded:
        assert sample.tool_version
        assert (folder / "project.sh").exists()
        assert not sample.document
    else:
        assert sample.document.startswith("https://")
        assert "documented form" in sample.note
        assert not (folder / "recording.toml").exists()


@every_sample
def test_no_run_names_the_machine_that_recorded_it(sample: Sample):
    for run in sample.runs:
        assert b"/root/" not in run.output + b"".join(run.junit)
        assert b"samples-tools" not in run.output + b"".join(run.junit)


def test_several_have_junit_files_beside_the_log():
    assert sum(all(run.junit for run in sample.runs) for sample in SAMPLES) >= 8


def test_ansi_and_carriage_returns_are_kept_raw():
    outputs = [run.output for sample in SAMPLES for run in sample.runs]
    assert sum(b"\x1b[" in output for output in outputs) >= 20
    assert any(b"\r" in output.replace(b"\r\n", b"") for output in outputs)
