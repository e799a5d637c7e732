"""error-assets-record: make the recorded failures anew, by really running them.

python -m error_assets.samples.record                    every failure whose tools are installed, three runs each
python -m error_assets.samples.record npm-missing-script one of them
python -m error_assets.samples.record --check            run once, compare with what is stored, write nothing
python -m error_assets.samples.record --install-tools    what toolbox.toml names, outside the repository
python -m error_assets.samples.record --page             only the page failures/README.md
"""

import argparse
import random
import subprocess
import sys
from pathlib import Path
from shutil import rmtree
from typing import Any

import zstandard

from error_assets.samples import toolbox
from error_assets.samples.bench import Recorded, as_run, record_once, workspace
from error_assets.samples.documented import filled
from error_assets.samples.library import ANSI, FAILURES, Sample, load, read_toml, sample_in
from error_assets.samples.machine import without_machine
from error_assets.samples.page import page
from error_assets.samples.reading import read

COMPRESS_FROM_BYTES = 16_000
"""Larger outputs are stored with zstd, to keep the wheel small; smaller ones can be read as they lie."""


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0 if every asked failure was recorded (or, with --check, is unchanged), 1 otherwise."""
    parser = argparse.ArgumentParser(
        prog="error-assets-record", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("names", nargs="*", help="failures (folders of error_assets/samples/failures); all if none")
    parser.add_argument("--runs", type=int, default=3, help="real runs of each (default 3)")
    parser.add_argument("--check", action="store_true", help="compare with what is stored instead of storing")
    parser.add_argument("--install-tools", action="store_true", help="install what toolbox.toml names and stop")
    parser.add_argument("--page", action="store_true", help="only write the page")
    asked = parser.parse_args(arguments)
    if asked.install_tools:
        toolbox.install()
        return 0
    names = asked.names or sorted(path.parent.name for path in FAILURES.glob("*/truth.toml"))
    unknown = [name for name in names if not (FAILURES / name / "truth.toml").exists()]
    if unknown:
        parser.error(f"no such failure: {', '.join(unknown)}")
    troubles = (
        [] if asked.page else [trouble for name in names if (trouble := take(FAILURES / name, asked.runs, asked.check))]
    )
    if not asked.check:
        write_page()
    for trouble in troubles:
        print(trouble, file=sys.stderr)
    return 1 if troubles else 0


def take(folder: Path, runs: int, check: bool) -> str:
    """Record or check one failure. What is wrong, in a line, or "" if nothing is."""
    truth = read_toml(folder / "truth.toml")
    if not truth.get("recorded", True):
        return "" if check else fill(folder, runs)
    if lacking := toolbox.missing(tuple(truth.get("needs", ()))):
        print(f"{folder.name}: not run, needs {', '.join(lacking)}", file=sys.stderr)
        return ""
    taken = [record_once(folder, truth) for _ in range(1 if check else runs)]
    fault = fault_in(taken, truth, folder) or (changed(sample_in(folder), taken[0]) if check else "")
    if fault:
        return f"{folder.name}: {fault}"
    if not check:
        store(folder, truth, taken)
    print(
        f"{folder.name}: {len(taken)} runs, exit {taken[0].exit_code}, {taken[0].output.count(10)} lines",
        file=sys.stderr,
    )
    return ""


def fill(folder: Path, runs: int) -> str:
    """Make the runs of a failure that follows a document."""
    form = (folder / "form.txt").read_text("utf-8")
    renew(folder)
    for number in range(1, runs + 1):
        text = filled(form, random.Random(f"{folder.name} {number}"))
        write(folder / "runs" / f"{number}.log", text.encode())
    return ""


def fault_in(taken: list[Recorded], truth: dict[str, Any], folder: Path) -> str:
    """Why these runs are not the failure that truth.toml describes; "" if they are."""
    codes = {run.exit_code for run in taken}
    if codes != {truth.get("exit_code", taken[0].exit_code)}:
        return f"exit codes {sorted(codes)}"
    if taken[0].exit_code == 0:
        return f"did not fail:\n{taken[0].output.decode('utf-8', 'replace')[-2000:]}"
    sample = sample_in(folder)
    for run in taken:
        text = ANSI.sub("", run.output.decode("utf-8", "replace"))
        if sample.cause_lines + sample.cause_patterns and not sample.states_cause(text):
            return f"no line states the cause:\n{text[-3000:]}"
    if len(taken) > 1 and len({run.output for run in taken}) == 1:
        return "all runs have the same output: let something differ"
    return ""


def store(folder: Path, truth: dict[str, Any], taken: list[Recorded]) -> None:
    """Replace the folder's runs and recording.toml."""
    renew(folder)
    for number, run in enumerate(taken, start=1):
        write(folder / "runs" / f"{number}.log", run.output)
        for name, content in run.junit.items():
            write(folder / "runs" / f"{number}.{name}", content)
    (folder / "recording.toml").write_text(recording_text(truth, taken))


def changed(sample: Sample, fresh: Recorded) -> str:
    """How a fresh run differs from the stored ones in what is read from it; "" where their template is the same.

    Stored runs that fall apart among themselves (a known fault of the masks) say nothing about a fresh one.
    """
    templates = {read(sample, run).signature.template for run in sample.runs}
    template = read(sample, as_run(fresh)).signature.template
    if len(templates) > 1 or template in templates:
        return ""
    return f"the template was\n  {templates.pop()}\nand is\n  {template}"


def renew(folder: Path) -> None:
    rmtree(folder / "runs", ignore_errors=True)
    (folder / "runs").mkdir()


def write(path: Path, content: bytes) -> None:
    if len(content) < COMPRESS_FROM_BYTES:
        path.write_bytes(content)
    else:
        path.with_name(f"{path.name}.zst").write_bytes(zstandard.ZstdCompressor(level=19).compress(content))


def recording_text(truth: dict[str, Any], taken: list[Recorded]) -> str:
    """recording.toml: what the recorder read, in TOML."""
    lines = ["# Written by error-assets-record: what it read while recording. Not edited by hand.", ""]
    lines += [f"tool_version = {quoted(version_of(truth))}", f"exit_code = {taken[0].exit_code}"]
    for number, run in enumerate(taken, start=1):
        lines += ["", "[[runs]]", f"number = {number}", f"seconds = {run.seconds}", f"lines = {run.output.count(10)}"]
        if run.environment:
            lines.append(
                "environment = { "
                + ", ".join(f"{key} = {quoted(value)}" for key, value in run.environment.items())
                + " }"
            )
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def version_of(truth: dict[str, Any]) -> str:
    """The first line of what the tool says of its version. Raises RuntimeError if it says nothing."""
    with workspace() as root:
        told = subprocess.run(
            ["bash", "-c", truth["version_command"]],
            env=toolbox.environment(root),
            cwd=root,
            capture_output=True,
            text=True,
        )
    lines = [line for line in (ANSI.sub("", told.stdout) + ANSI.sub("", told.stderr)).splitlines() if line.strip()]
    if not lines:
        raise RuntimeError(f"{truth['version_command']!r} printed nothing")
    return without_machine(lines[0].strip().encode()).decode()


def write_page() -> None:
    load.cache_clear()
    (FAILURES / "README.md").write_text(page(load(FAILURES)), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
