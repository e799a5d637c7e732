"""The parts of a log: which lines belong to which step, which step failed, and which lines are the step's script, not its output."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

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
"""How long the script may be that the runner prints before a step's output: more than GitHub allows a step to have."""

CLOCK_SLACK = timedelta(seconds=1)
"""GitHub rounds the times of steps down to the second."""


@dataclass(slots=True)
class Part:
    """A stretch of the log that one command or action wrote.

    `kind`: run (a command or an action), post (cleaning up after the fact), setup (before the first). `failed`: the runner
    marked an error in it; `begin`, `output` and `end` are bytes of the whole log: where it began, where its output begins behind the script, and the mark at its end.
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
        self._steps = [step for step in steps if step.started_at]
        self._began = False

    @property
    def now(self) -> Part:
        return self.parts[-1]

    def meet(self, which: int, window: log.Window, place: int) -> None:
        """Take note of one of FINDS at byte `place`."""
        if not self._began:
            self._began = True
            self._name(self.now, window, place)
        if which == GROUP:
            self._open("run", window, place, window.line_at(place).text[4:])
            closed = window.data.find(b"##[endgroup]", place, place + SCRIPT_BYTES)
            self.now.output = window.base + (closed if closed >= 0 else place)
        elif which == POST:
            if window.line_at(place).text == "Post job cleanup.":
                self._open("post", window, place, "")
        elif which == END:
            if window.line_at(place).text == "Cleaning up orphan processes":
                self._open("post", window, place, "")
        else:
            self._error(window, place)

    def _open(self, kind: str, window: log.Window, place: int, title: str) -> None:
        begin = window.line_at(place).start + window.base
        part = Part(kind=kind, title=title, begin=begin, output=begin)
        self._name(part, window, place)
        self.parts.append(part)

    def _error(self, window: log.Window, place: int) -> None:
        line = window.line_at(place)
        part = self.now
        if line.mark != "error" or line.start + window.base < part.output:
            return
        if part.kind == "post" and part.title == "" and part.step and part.step != window.columns_of(place)[1]:
            # `gh run view` names the step: a step without a group of its own begins here.
            self._open("run", window, place, "")
            part = self.now
        if line.text.startswith("The operation was canceled"):
            part.canceled = True
        else:
            part.failed = True
        part.end = line.start + window.base

    def _name(self, part: Part, window: log.Window, place: int) -> None:
        part.job, part.step = window.columns_of(place)
        if self._steps and (moment := window.time_of(place)):
            at = datetime.fromisoformat(moment + "+00:00")
            for step in self._steps:
                ended = step.completed_at or at
                if step.started_at and step.started_at - CLOCK_SLACK <= at <= ended + CLOCK_SLACK:
                    part.number, part.step, part.conclusion = step.number, step.name, step.conclusion
