"""Failures fail today as they failed when they were recorded: a changed tool is noticed here.

With the recorded version of the tool a difference is a failure; with another version it is expected, and named.
"""

import pytest

from error_assets.samples import toolbox
from error_assets.samples.bench import record_once
from error_assets.samples.library import FAILURES, Sample, failures, read_toml
from error_assets.samples.record import changed, fault_in, main, version_of

RECORDED = [sample for sample in failures() if sample.recorded]


def recording(sample: Sample):
    marks = () if sample.quick else (pytest.mark.slow,)
    return pytest.param(sample, id=sample.name, marks=marks)


TRIES = 3
"""Some failures invent a name at each run, and one in ten looks like a word, which no mask takes (a known mistake). A
tool that has changed differs each time."""


@pytest.mark.parametrize("sample", [recording(sample) for sample in RECORDED])
def test_it_fails_again_with_the_same_cause_and_template(sample: Sample):
    lacking = toolbox.missing(sample.needs)
    if lacking:
        pytest.skip(f"needs {', '.join(lacking)}")
    folder = FAILURES / sample.name
    truth = read_toml(folder / "truth.toml")
    difference = ""
    for _ in range(TRIES):
        fresh = record_once(folder, truth)
        difference = fault_in([fresh], truth, folder) or changed(sample, fresh)
        if not difference:
            return
    if difference and (here := version_of(truth)) != sample.tool_version:
        pytest.xfail(f"recorded with {sample.tool_version}, here is {here}: {difference}")
    pytest.fail(difference)


def test_the_default_run_has_quick_ones_over_several_toolchains():
    assert len({sample.toolchain for sample in RECORDED if sample.quick}) >= 5


def test_an_unknown_name_is_wrong_use(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        main(["no-such-failure"])
    assert ended.value.code == 2
    assert "no such failure: no-such-failure" in capsys.readouterr().err


def test_the_page_shows_every_failure():
    page = (FAILURES / "README.md").read_text("utf-8")
    assert [sample.name for sample in failures() if f"\n## {sample.name}\n" not in page] == []
