"""An error as a rule saw it, with the places of its block; the text is read once it is known to be wanted."""

import re
from dataclasses import dataclass, field

from error_assets.extraction.dialect import Rule, Seen
from error_assets.extraction.log import Line, Window

BLOCK_CHARACTERS = 8_000
"""A block's length: long lines are cut, so that twenty of them still are something to read."""

LINE_CHARACTERS = 1_000
"""A line's length within a block."""

MESSAGE_CHARACTERS = 1_000
"""A message's length: assertions on whole documents come as one line."""

GATHERED_LINES = 14
"""Lines of a checker's findings shown in its one error: enough to see what kind of findings they are."""

_SANDBOX = re.compile(r"/\S*/execroot/[^/]+/")
"""Where bazel runs an action: another path each time."""

_TASK = re.compile(r"@?[\w-]+(?:/[\w-]+)?:(?:build|test|lint|check|type-?check|dev|compile|ci|e2e|format)[\w:-]*: +")
"""What turbo and its like put before each line of a task."""


OVERWRITTEN_BYTES = 4_096
"""How far into a line a carriage return is looked for: a progress bar writes its first one early."""


@dataclass(slots=True)
class Hit:
    """An error: its message, the bytes of the log where its line and its block's first and last line start, and the
    part
    of the log it stands in. `others` are further findings of the same checker run, `more` counts all of them, and `of`
    says what they share.
    """

    rule: Rule
    message: str
    place: int
    first: int
    last: int
    part: int
    weight: int
    source: str
    test_name: str = ""
    others: list["Hit"] = field(default_factory=list)
    more: int = 0
    of: str = "check"
    text: str = ""
    first_line: int = 0
    last_line: int = 0
    own: str | None = None
    """Of a line that a console wrote over and over: the piece that the message stands in, which the block shows."""

    @property
    def is_read(self) -> bool:
        """Whether text and line numbers are there."""
        return self.first_line > 0

    def read(self, window: Window) -> None:
        """Take text and line numbers out of the window in which the hit was found."""
        if self.is_read:
            return
        lines = [
            f"##[error]{line.text}"[:LINE_CHARACTERS] if line.mark == "error" else self._shown(line, window)
            for line in window.lines(self.first - window.base, self.last - window.base)
        ]
        told = [n for n, text in enumerate(lines) if text] or [0]
        self.text = "\n".join(lines[told[0] : told[-1] + 1])[:BLOCK_CHARACTERS]
        self.first_line = window.number(self.first - window.base) + told[0]
        self.last_line = self.first_line + told[-1] - told[0]

    def _shown(self, line: Line, window: Window) -> str:
        own = line.start + window.base == self.place and self.own
        return (own or line.text)[:LINE_CHARACTERS]

    def block(self) -> str:
        """The text, with what other findings of the checker said and how many there are."""
        text, last = self.text, self.last_line
        for other in self.others:
            if text.count("\n") + other.text.count("\n") + 2 > GATHERED_LINES:
                break
            if other.first_line > last:
                text += ("\n" if other.first_line == last + 1 else "\n...\n") + other.text
                last = other.last_line
        self.last_line = last
        return f"{text}\n({self.more} more of the same {self.of})" if self.more else text


def made(window: Window, rule: Rule, line: Line, seen: Seen, part: int) -> Hit:
    """The hit of a rule that saw something at a line."""
    built = line.mark == "buildkit" or rule.framework == "buildkit"
    told = seen.message[: 4 * MESSAGE_CHARACTERS]
    if task := _TASK.match(told):
        told = told[task.end() :]
    message = " ".join(told.split())[:MESSAGE_CHARACTERS]
    return Hit(
        rule=rule,
        message=_SANDBOX.sub("", message) if "/execroot/" in message else message,
        source="buildkit" if built else "github_log",
        place=line.start + window.base,
        own=line.text if window.data.find(b"\r", line.start, line.start + OVERWRITTEN_BYTES) >= 0 else None,
        first=seen.first.start + window.base,
        last=seen.last.start + window.base,
        part=part,
        weight=rule.weight if seen.weight is None else seen.weight,
        test_name=seen.test_name,
    )
