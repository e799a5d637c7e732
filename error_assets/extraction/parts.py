"""The parts of a log: which lines belong to which step, which step failed, and which lines are the step's
script, not its output."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from error_assets import records
from error_assets.extraction import log

FINDS = (
    r"##\[group\]Run ",
    r"Post job cleanup\.",
    r"Cleaning up orphan processes",
    r"##\[error\]",
)
"""What the runner itself writes, in the order of the numbers below."""
GROUP, POST, END, ERROR = range(4)

SCRIPT_BYTES = 200_000
"""How long the script may be that the runner prints before a step's output: more than GitHub allows a step to
have."""


@dataclass(slots=True)
class Part:
    """A stretch of the log that one command or action wrote.

    `kind`: run (a command or an action), post (cleaning up after the fact), setup (before the first). `failed`: the
    runner
    marked an error in it; `begin`, `output` and `end` are bytes of the whole log: where it began, where its output
    begins behind the script, and the mark at its end.
    """

    kind: str
    title: str = ""
    job: str = ""
    step: str = ""
    number: int | None = None
    conclusion: str | None = None
    begin: int = 0
    failed: bool = False
    canceled: bool = False
    output: int = 0
    end: int | None = None


class Reader:
    """Keeps the parts of a log while its windows go by."""

    def __init__(self, steps: Sequence[records.Step] = ()) -> None:
        self.parts: list[Part] = [Part(kind="setup")]
        self._steps = [step for step in steps if step.started_at and step.conclusion != "skipped"]

    def meet(self, which: int, window: log.Window, place: int) -> None:
        """Take note of one of FINDS that ends at byte `place`."""
        if which == GROUP:
            part = self._open("run", window, place)
            closed = window.data.find(b"##[endgroup]", place, place + SCRIPT_BYTES)
            part.output = window.base + (closed if closed >= 0 else place)
        elif which == ERROR:
            self._error(window, place)
        elif window.data[place : place + 1] in (b"\n", b"\r", b""):
            self._open("post", window, place)

    def name(self, window: log.Window, wanted: Iterable[int]) -> None:
        """Read names of the wanted parts that begin in this window: the step that `gh run view` wrote, the
        command's first line."""
        for part in (self.parts[n] for n in wanted):
            if part.title or part.step or not window.begin <= part.begin - window.base < window.finish:
                continue
            place = part.begin - window.base
            if not part.step:
                part.job, part.step = window.columns_of(place)
            line = window.line_at(place)
            part.title = line.text.removeprefix("Run ") if line.mark == "group" else ""

    def _open(self, kind: str, window: log.Window, place: int) -> Part:
        begin = window.data.rfind(b"\n", 0, place) + 1 + window.base
        part = Part(kind=kind, begin=begin, output=begin)
        self.parts.append(part)
        self._match(part, window, place)
        return part

    def _error(self, window: log.Window, place: int) -> None:
        part, line = self.parts[-1], window.line_at(place)
        if line.mark != "error" or line.start + window.base < part.output:
            return
        if part.kind == "post" and part.begin >= window.base:
            step = window.columns_of(place)[1]
            if step and step != window.columns_of(part.begin - window.base)[1]:
                # `gh run view` names the step: a step without a group of its own began here.
                part = self._open("run", window, place)
        if line.text.startswith("The operation was canceled"):
            part.canceled = True
        else:
            part.failed = True
        part.end = line.start + window.base
        self._match(part, window, place)

    def _match(self, part: Part, window: log.Window, place: int) -> None:
        """Find the step by the time of a line: GitHub gives whole seconds, so a step that failed is preferred
        for an error."""
        if not self._steps or not (moment := window.time_of(place)):
            return
        at = datetime.fromisoformat(moment + "+00:00")
        fitting = [
            step for step in self._steps if step.started_at and step.started_at <= at <= (step.completed_at or at)
        ]
        if part.failed or part.canceled:
            fitting = [step for step in fitting if step.conclusion in ("failure", "cancelled")] or fitting[-1:]
        for step in fitting[-1:]:
            part.number, part.step, part.conclusion = step.number, step.name, step.conclusion
