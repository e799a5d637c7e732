"""A recording run is a real run in a place of its own."""

import time
from pathlib import Path

import pytest

from error_assets.samples import toolbox
from error_assets.samples.bench import as_run, record_once, workspace
from error_assets.samples.machine import without_machine


def failure(folder: Path, project: str) -> Path:
    folder.joinpath("project.sh").write_text(project)
    return folder


def test_a_step_runs_like_a_runner_s_step(tmp_path: Path):
    folder = failure(tmp_path, 'echo "PORT=4711" >> "$GITHUB_ENV"\necho content > file.txt\n')
    taken = record_once(folder, {"command": "cat file.txt\necho $PORT >&2\nfalse\necho never"})
    assert taken.output == b"content\n4711\n"
    assert taken.exit_code == 1
    assert taken.environment == {"PORT": "4711"}


def test_each_run_is_in_another_folder_that_is_gone_afterwards(tmp_path: Path):
    folder = failure(tmp_path, "")
    one, other = (record_once(folder, {"command": "pwd; exit 1"}).output for _ in range(2))
    assert one != other
    assert not Path(one.decode().strip()).exists()


def test_a_signal_is_reported_as_bash_reports_it(tmp_path: Path):
    assert record_once(failure(tmp_path, ""), {"command": "kill -SEGV $$"}).exit_code == 139


def test_a_step_past_its_time_is_interrupted(tmp_path: Path):
    taken = record_once(failure(tmp_path, ""), {"command": "echo waiting; sleep 60", "stop_after": 0.3})
    assert (taken.output, taken.exit_code) == (b"waiting\n", 130)
    assert taken.seconds < 30


def test_a_server_that_the_project_started_ends_with_the_run(tmp_path: Path):
    folder = failure(tmp_path, 'sleep 300 &\necho "SERVER=$!" >> "$GITHUB_ENV"\n')
    taken = record_once(folder, {"command": "kill -0 $SERVER && exit 7"})
    assert taken.exit_code == 7
    status = Path(f"/proc/{taken.environment['SERVER']}/stat")
    for _ in range(100):  # a signal is delivered when the process is next scheduled
        if not status.exists() or status.read_text().split()[2] == "Z":
            return
        time.sleep(0.05)
    pytest.fail("the server still runs five seconds after its project ended")


def test_a_project_that_cannot_be_made_is_an_error(tmp_path: Path):
    with pytest.raises(RuntimeError, match="cannot be made"):
        record_once(failure(tmp_path, "echo cannot be made >&2\nfalse\n"), {"command": "true"})


def test_junit_files_are_taken_along(tmp_path: Path):
    folder = failure(tmp_path, 'mkdir out\necho "<testsuite/>" > out/a.xml\n')
    taken = record_once(folder, {"command": "exit 1", "junit": ["out/*.xml"]})
    assert as_run(taken).junit == (b"<testsuite/>\n",)


def test_the_home_of_the_machine_becomes_the_runner_s():
    assert without_machine(f"at {Path.home()}/.cargo/x".encode()) == b"at /home/runner/.cargo/x"


def test_a_workspace_has_a_runner_s_folders():
    with workspace() as root:
        assert (root / "_work/shop/shop").is_dir()
    assert not root.exists()


def test_needs_name_programs_that_are_here_and_that_must_not_be():
    assert toolbox.missing(("bash", "absent:no-such-program")) == []
    assert toolbox.missing(("no-such-program", "absent:bash")) == ["no-such-program", "absent:bash"]


def test_an_unknown_kind_of_need_is_an_error():
    with pytest.raises(KeyError):
        toolbox.missing(("gem:rspec",))
