"""The recorded failures: what stands in `failures/<name>/`, as frozen records.

A folder holds `project.sh` (makes the broken project, like a job's earlier steps), `truth.toml` (what is true of the
failure, written by a person), `recording.toml` (what the recorder read: versions, seconds, exit code, lines) and
`runs/<n>.log` or `runs/<n>.log.zst` with `runs/<n>.<file>.xml` for JUnit files. A failure that cannot be produced on an
ordinary machine has `recorded = false`, the address of the document whose form it follows, and no recording.toml.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import zstandard

from error_assets.records import Annotation
from error_assets.samples.workflow_commands import annotations_in

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FAILURES = Path(__file__).parent / "failures"
ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One real run. `output` is what the step wrote, raw: no GitHub timestamps, ANSI and carriage returns kept."""

    number: int
    output: bytes
    junit: tuple[bytes, ...]
    annotations: tuple[Annotation, ...]
    seconds: float
    environment: tuple[tuple[str, str], ...] = ()

    @property
    def told(self) -> str:
        """Everything that GitHub tells of the run, as text: output and annotations."""
        return "\n".join((self.text, *(annotation.message for annotation in self.annotations)))

    @property
    def text(self) -> str:
        """The output as text without ANSI sequences; bytes that are not UTF-8 become U+FFFD."""
        return ANSI.sub("", self.output.decode("utf-8", "replace"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A failure and what is true of it.

    `category` is one of the ten or "unclassified", then `reason` says why. `cause_lines` are substrings of the lines
    that state the root cause, without ANSI, the same in every run; `cause_patterns` are regular expressions where the
    line differs from run to run. `conclusion` is the job's: failure, timed_out or cancelled. `ending` are the lines
    that the runner writes after the output instead of its exit code line; `cut` means that the log stops with the
    output. Without `has_log` the job never started.
    """

    name: str
    title: str
    category: str
    subcategory: str
    cause_lines: tuple[str, ...]
    cause_patterns: tuple[str, ...]
    toolchain: str
    tool: str
    tool_version: str
    job_name: str
    step_name: str
    step_command: str
    exit_code: int
    conclusion: str
    recorded: bool
    runs: tuple[Run, ...]
    reason: str | None = None
    ending: tuple[str, ...] = ()
    cut: bool = False
    has_log: bool = True
    other_errors: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    quick: bool = False
    document: str = ""
    note: str = ""

    def states_cause(self, text: str) -> bool:
        """Whether `text` (without ANSI) holds a line that states the root cause."""
        return any(line in text for line in self.cause_lines) or any(
            re.search(pattern, text, re.MULTILINE) for pattern in self.cause_patterns
        )


def failures() -> tuple[Sample, ...]:
    """Every sample that has runs, by name. Raises KeyError or tomllib.TOMLDecodeError for a malformed folder."""
    return load(FAILURES)


@lru_cache(maxsize=4)
def load(root: Path) -> tuple[Sample, ...]:
    """The samples of the folders in `root`. Folders without a run (never recorded) are left out."""
    folders = sorted(path.parent for path in root.glob("*/truth.toml"))
    return tuple(sample for sample in map(sample_in, folders) if sample.runs)


def sample_in(folder: Path) -> Sample:
    truth = read_toml(folder / "truth.toml")
    recording = read_toml(folder / "recording.toml") if (folder / "recording.toml").exists() else {}
    exit_code = truth.get("exit_code", recording.get("exit_code", 0))
    return Sample(
        name=folder.name,
        title=truth["title"],
        category=truth["category"],
        subcategory=truth.get("subcategory", ""),
        cause_lines=tuple(truth.get("cause_lines", ())),
        cause_patterns=tuple(truth.get("cause_patterns", ())),
        toolchain=truth["toolchain"],
        tool=truth["tool"],
        tool_version=recording.get("tool_version", ""),
        job_name=truth["job"],
        step_name=truth["step"],
        step_command=truth["command"].strip("\n"),
        exit_code=exit_code,
        conclusion=truth.get("conclusion", "failure"),
        recorded=truth.get("recorded", True),
        runs=tuple(runs_in(folder, truth, recording, exit_code)),
        reason=truth.get("reason"),
        ending=tuple(truth.get("ending", ())),
        cut=truth.get("cut", False),
        has_log=truth.get("has_log", True),
        other_errors=tuple(truth.get("other_errors", ())),
        needs=tuple(truth.get("needs", ())),
        quick=truth.get("quick", False),
        document=truth.get("document", ""),
        note=truth.get("note", ""),
    )


def read_toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


def runs_in(folder: Path, truth: dict[str, Any], recording: dict[str, Any], exit_code: int) -> Iterator[Run]:
    told = {run["number"]: run for run in recording.get("runs", ())}
    for path in sorted((folder / "runs").glob("*.log*"), key=lambda path: int(path.name.split(".")[0])):
        number = int(path.name.split(".")[0])
        output = read_bytes(path)
        given = tuple(Annotation(**annotation) for annotation in truth.get("annotations", ()))
        yield Run(
            number=number,
            output=output,
            junit=tuple(read_bytes(xml) for xml in sorted((folder / "runs").glob(f"{number}.*.xml*"))),
            annotations=(*given, *annotations_of(output, exit_code)),
            seconds=float(told.get(number, {}).get("seconds", truth.get("seconds", 10.0))),
            environment=tuple(told.get(number, {}).get("environment", {}).items()),
        )


def annotations_of(output: bytes, exit_code: int) -> tuple[Annotation, ...]:
    """What the runner makes of a step's output and exit code; nothing of 0 (something else ended the step)."""
    told = annotations_in(output.decode("utf-8", "replace"))
    if exit_code == 0:
        return told
    message = f"Process completed with exit code {exit_code}."
    return (*told, Annotation(level="failure", path=".github", message=message))


def read_bytes(path: Path) -> bytes:
    """A file's bytes; one ending in `.zst` is decompressed."""
    content = path.read_bytes()
    return zstandard.ZstdDecompressor().decompress(content) if path.suffix == ".zst" else content
