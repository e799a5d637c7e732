"""BuildKit's plain progress (docker build, buildx, bake) as vertices: what each step printed and how it ended.

Steps run side by side and their lines interleave: `#12 [build 3/7] RUN make`, `#12 3.456 output`, `#12 ERROR: ...`,
`#12 CANCELED`; at the end the failed step is replayed between two rulers and the Dockerfile's line is shown.
"""

import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

OUTPUT_LINES = 20_000
"""Lines kept of one step: the newest, since a build's tool says at the end why it gave up. Bounds the memory."""

LINE_CHARACTERS = 6_000
"""How much of one line is kept."""

CONSOLE_WIDTH = 60
"""Characters from which on a line may have been broken by a console (80 columns, at the last blank before)."""

MARKED = re.compile(r"#\d+ |-{6,}|##\[|(?:ERROR|error|Error): |Step \d+/\d+ : ")
VERTEX = re.compile(r"#(?P<id>\d+) (?P<rest>.*)")
OUTPUT = re.compile(r"\d+\.\d+ ?(?P<text>.*)")
ENDED = re.compile(r"(?:DONE \d|CACHED\b|CANCELED\b|ERROR(?:: |$)|\.\.\.$)")
RULER = re.compile(r"-{6,}$")
REPLAY = re.compile(r" > (?P<name>.+?):?$")
PLACE = re.compile(r"(?P<file>[^\s:]{1,200}):(?P<line>\d+)$")
SOLVE = re.compile(
    r"(?:(?:ERROR|error|Error): |target \S+: |buildx failed with: |(?:docker )?build failed: ?)*"
    r"(?:failed to build: |failed to receive status: |target \S+: )*"
    r"(?P<said>failed to solve(?: with frontend \S+)?: .*)"
)
SOLVE_WORDS = re.compile(r"failed to solve(?: with frontend \S+)?: (?:rpc error: code = \w+ desc = )?")
LEGACY_STEP = re.compile(r"Step (?P<id>\d+/\d+) : (?P<name>.+)")
LEGACY_ERROR = re.compile(r"(?:The command '.*' returned a non-zero code: \d+|(?:COPY|ADD) failed: .*)")
COMMAND_FAILED = re.compile(r"did not complete successfully|executor failed running|returned a non-zero code")
STOPPED_WITH_ANOTHER = re.compile(r"context canceled$|\bCanceled: context canceled|^CANCELED")


@dataclass(slots=True)
class Line:
    number: int
    text: str


@dataclass(slots=True)
class Vertex:
    """One step of the build. Lines of the log count from 1; `output` is what the tool printed, without prefixes."""

    id: str
    name: str = ""
    name_at: int | None = None
    output: deque[Line] = field(default_factory=lambda: deque(maxlen=OUTPUT_LINES))
    error: Line | None = None
    canceled: bool = False

    @property
    def command_failed(self) -> bool:
        """Whether the error only says that a command of the step ended badly: the command's own words say why."""
        return self.error is not None and bool(COMMAND_FAILED.search(self.error.text))


@dataclass(slots=True)
class Build:
    """All that a plain progress told, in the order of the steps' first lines."""

    vertices: dict[str, Vertex] = field(default_factory=dict)
    replays: dict[str, list[Line]] = field(default_factory=dict)
    solves: list[Line] = field(default_factory=list)
    place: Line | None = None

    def failed(self) -> list[Vertex]:
        """The steps that failed by themselves, the earliest error first; those stopped along only if all were."""
        failed = [vertex for vertex in self.vertices.values() if vertex.error]
        failed.sort(key=lambda vertex: vertex.error.number if vertex.error else 0)
        own = [v for v in failed if v.error and not STOPPED_WITH_ANOTHER.search(v.error.text)]
        return own or failed


class Reader:
    """Takes the clean lines of a log (no timestamps, no colours) one by one; `build` is what they told so far."""

    def __init__(self) -> None:
        self.build = Build()
        self._replaying: list[Line] | None = None
        self._legacy: Vertex | None = None
        self._open: Line | None = None
        self._before = ""

    def read(self, lines: Iterable[Line]) -> Build:
        for line in lines:
            wrapped = self._wrapped(line)
            if not wrapped:
                self._take(Line(line.number, line.text[:LINE_CHARACTERS].rstrip()))
            self._before = line.text
        return self.build

    def _wrapped(self, line: Line) -> bool:
        """Whether `line` is the rest of a step's line that a console broke at its width; then it is put back there."""
        held, self._open = self._open, None
        if held is None or len(self._before) < CONSOLE_WIDTH or not line.text.strip() or MARKED.match(line.text):
            return False
        held.text += (" " if self._before.endswith(" ") else "") + line.text.strip()
        self._open = held
        return True

    def _take(self, line: Line) -> None:
        vertex = VERTEX.match(line.text)
        if vertex:
            self._replaying = None
            self._of_vertex(vertex["id"], vertex["rest"], line.number)
        elif RULER.match(line.text):
            if PLACE.match(self._before):
                self.build.place = Line(line.number - 1, self._before)
            self._replaying = None
        elif RULER.match(self._before) and (replay := REPLAY.match(line.text)):
            self._replaying = self.build.replays.setdefault(replay["name"], [])
        elif self._replaying is not None:
            output = OUTPUT.match(line.text)
            self._replaying.append(Line(line.number, output["text"] if output else line.text))
        elif solve := SOLVE.match(line.text):
            self.build.solves.append(Line(line.number, solve["said"]))
        else:
            self._of_legacy(line)

    def _of_vertex(self, number: str, rest: str, at: int) -> None:
        vertex = self.build.vertices.setdefault(number, Vertex(number))
        output = OUTPUT.match(rest)
        if output:
            self._open = Line(at, output["text"])
            vertex.output.append(self._open)
        elif rest.startswith("ERROR"):
            self._open = vertex.error = Line(at, rest.removeprefix("ERROR").removeprefix(":").strip() or "ERROR")
        elif rest.startswith("CANCELED"):
            vertex.canceled = True
        elif not ENDED.match(rest) and not vertex.name:
            vertex.name, vertex.name_at = rest, at
        elif not ENDED.match(rest) and rest != vertex.name:
            vertex.output.append(Line(at, rest))

    def _of_legacy(self, line: Line) -> None:
        """The builder before BuildKit: one step after another, `Step 3/7 : RUN make`."""
        step = LEGACY_STEP.match(line.text)
        if step:
            self._legacy = self.build.vertices.setdefault(
                f"step {step['id']}", Vertex(step["id"], step["name"], line.number)
            )
        elif LEGACY_ERROR.match(line.text) and self._legacy:
            self._legacy.error, self._legacy = line, None
        elif self._legacy:
            self._legacy.output.append(line)
