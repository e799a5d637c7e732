"""Plain BuildKit output in, findings out: the error of the tool inside the step that failed, not "failed to solve"."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from error_assets.extraction import extract, log
from error_assets.extraction.finding import Finding
from error_assets.extraction.vertices import SOLVE_WORDS, Build, Line, Reader, Vertex

DIALECT = "docker"
FRAMEWORK = "buildkit"

PREFIX = re.compile(
    r"(?:[^\t]{1,300}\t[^\t]{0,300}\t)?\ufeff?(?:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z ?)?(?:##\[error\])?"
)
"""The columns of `gh run view`, the API log's timestamp, the runner's mark."""


TAIL_LINES = 15
"""What is shown of a step whose tool nobody recognises: its last lines."""


def findings_in_buildkit(chunks: Iterable[bytes]) -> list[Finding]:
    """The errors of a build that failed, the root first; empty if no step and no solve failed. Lines count in the log.

    Each failed step is read as a log of its own, so that a pip or tsc error in it is found as such (source "buildkit",
    the step's name as `step_name`). A step stopped because another failed is none of them.
    """
    return findings_in_lines(numbered(chunks))


def findings_in_lines(lines: Iterable[Line]) -> list[Finding]:
    """As findings_in_buildkit, of lines that know their numbers (`numbered`)."""
    build = Reader().read(lines)
    findings: list[Finding] = []
    for vertex in build.failed():
        findings += _of_vertex(vertex, build)
    if not findings and build.solves:
        findings.append(_of_solve(build))
    return findings


def _of_vertex(vertex: Vertex, build: Build) -> list[Finding]:
    output = list(vertex.output) or _replayed(vertex, build)
    inside = _inside(output, vertex) if vertex.command_failed else []
    return inside or [_own_words(vertex, output, build)]


def _inside(output: Sequence[Line], vertex: Vertex) -> list[Finding]:
    """What the step's tool says, found as in any log; line numbers are put back to the build's."""
    if not output:
        return []
    found = extract.findings_in_log([f"{line.text}\n".encode("utf-8", "replace") for line in output])
    return [
        replace(
            finding,
            source="buildkit",
            sources=("buildkit",),
            line_start=_number(output, finding.line_start),
            line_end=_number(output, finding.line_end),
            step_number=None,
            step_name=vertex.name,
        )
        for finding in found
        if finding.source != "job"
    ]


def _own_words(vertex: Vertex, output: Sequence[Line], build: Build) -> Finding:
    """The step's error as BuildKit words it, with the tool's last lines and the Dockerfile's line."""
    assert vertex.error is not None
    shown = [line for line in output if line.text.strip()][-TAIL_LINES:]
    lines = [vertex.name, *(line.text for line in shown), vertex.error.text]
    if build.place:
        lines.append(build.place.text)
    return _finding(
        vertex.error.text, lines, shown[0].number if shown else vertex.error.number, vertex.error.number, vertex.name
    )


def _of_solve(build: Build) -> Finding:
    """An error without a step: a Dockerfile that does not parse, a context that does not load."""
    last = build.solves[-1]
    said = SOLVE_WORDS.sub("", last.text)
    return _finding(said, [last.text], last.number, last.number, "")


def _finding(message: str, lines: Sequence[str], start: int, end: int, step: str) -> Finding:
    return Finding(
        source="buildkit",
        sources=("buildkit",),
        dialect=DIALECT,
        framework=FRAMEWORK,
        message=message,
        text="\n".join(line for line in lines if line),
        line_start=start,
        line_end=end,
        step_name=step,
    )


def _replayed(vertex: Vertex, build: Build) -> list[Line]:
    return next((lines for name, lines in build.replays.items() if vertex.name.startswith(name[:200])), [])


def _number(output: Sequence[Line], line: int | None) -> int | None:
    return output[min(line, len(output)) - 1].number if line else None


def numbered(chunks: Iterable[bytes], lines_before: int = 0) -> Iterator[Line]:
    """The lines of a log in any form, without what the platform put before them; the first is `lines_before` + 1."""
    number = lines_before
    for window in log.windows(chunks):
        for raw in window.data[window.begin : window.finish].removesuffix(b"\n").split(b"\n"):
            number += 1
            text = raw.decode("utf-8", "replace")
            yield Line(number, PREFIX.sub("", text, count=1).rstrip("\r"))
