"""One real run of one failure: a fresh folder with a name of its own, the project, the step as a runner runs it."""

import os
import random
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from typing import Any

from error_assets.samples.library import Run, annotations_of
from error_assets.samples.machine import without_machine
from error_assets.samples.toolbox import environment

FOLDER_NAMES = ("runner-", "agent-", "ci-", "gha-", "build-")
SETUP_SECONDS = 120
STEP_SECONDS = 300
"""A step that is not meant to hang takes far less; past this the recording itself is wrong."""
KILLED_BY_SIGNAL = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What one run left: raw output, JUnit files by name, exit code as bash reports it, seconds, the step's env."""

    output: bytes
    junit: dict[str, bytes]
    exit_code: int
    seconds: float
    environment: dict[str, str]


@contextmanager
def workspace() -> Iterator[Path]:
    """A runner's folders in a place that exists once, `<temp>/<random>/_work/shop/shop`; mounts in it are undone."""
    prefix = random.choice(FOLDER_NAMES)
    root = Path(tempfile.mkdtemp(prefix=prefix)).resolve()
    try:
        for name in ("home", "_temp", "_work/shop/shop"):
            (root / name).mkdir(parents=True)
        (root / "_temp/set_env").touch()
        yield root
    finally:
        for mount in mounts_below(root):
            subprocess.run(["umount", "-l", mount], check=True)
        rmtree(root, ignore_errors=True)


def mounts_below(root: Path) -> list[str]:
    table = Path("/proc/self/mounts")
    points = [line.split()[1] for line in table.read_text().splitlines()] if table.exists() else []
    return [point for point in points if point.startswith(f"{root}/")]


def record_once(folder: Path, truth: dict[str, Any]) -> Recorded:
    """Run the failure in `folder` once. Raises RuntimeError if its project cannot be made."""
    with workspace() as root:
        work, variables = root / "_work/shop/shop", environment(root)
        group = start(["bash", "-e", str(folder / "project.sh")], work, variables, root / "_temp/setup.txt")
        try:
            if wait(group, SETUP_SECONDS):
                raise RuntimeError(f"{folder.name}: project.sh failed:\n{(root / '_temp/setup.txt').read_text()}")
            own = dict(line.split("=", 1) for line in (root / "_temp/set_env").read_text().splitlines() if line)
            return step(truth, root, {**variables, **own}, own)
        finally:
            end(group)


def as_run(recorded: Recorded, number: int = 1) -> Run:
    """A fresh run in the form in which the library gives stored ones."""
    return Run(
        number=number,
        output=recorded.output,
        junit=tuple(content for _, content in sorted(recorded.junit.items())),
        annotations=annotations_of(recorded.output, recorded.exit_code),
        seconds=recorded.seconds,
        environment=tuple(recorded.environment.items()),
    )


def step(truth: dict[str, Any], root: Path, variables: dict[str, str], own: dict[str, str]) -> Recorded:
    script = root / "_temp" / f"{uuid.uuid4()}.sh"
    script.write_text(truth["command"])
    work = root / "_work/shop/shop"
    began = time.monotonic()
    running = start(["/usr/bin/env", "bash", "-e", str(script)], work, variables, root / "_temp/output.txt")
    try:
        code = wait(running, truth.get("stop_after", STEP_SECONDS))
    finally:
        end(running)
    seconds = time.monotonic() - began
    found = [path for pattern in truth.get("junit", ()) for path in sorted(work.glob(pattern))]
    return Recorded(
        output=without_machine((root / "_temp/output.txt").read_bytes()),
        junit={path.name: without_machine(path.read_bytes()) for path in found},
        exit_code=code if code >= 0 else KILLED_BY_SIGNAL - code,
        seconds=round(seconds, 2),
        environment=own,
    )


def start(command: list[str], work: Path, variables: dict[str, str], output: Path) -> "subprocess.Popen[bytes]":
    """Start in a process group of its own, both streams into one file, as a runner reads them."""
    with output.open("wb") as sink:
        return subprocess.Popen(
            command, cwd=work, env=variables, stdin=subprocess.DEVNULL, stdout=sink, stderr=sink, start_new_session=True
        )


def wait(process: "subprocess.Popen[bytes]", seconds: float) -> int:
    """The exit code; a process still running after `seconds` is interrupted like a cancelled step: 130."""
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGINT)
        return 130


def end(process: "subprocess.Popen[bytes]") -> None:
    """End what is left of the process's group, background servers included."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()
