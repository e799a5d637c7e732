"""Notebooks run by nbconvert, nbclient, papermill, nbmake: the exception of the cell that failed is the cause."""

import re
from dataclasses import replace

from error_assets.extraction.dialect import RAISED, Near, Rule, Seen
from error_assets.extraction.log import Line

FRAMEWORK = "jupyter"

RUNNERS = (
    "nbclient.exceptions.CellExecutionError",
    "papermill.exceptions.PapermillExecutionError",
    "CellExecutionError",
    "PapermillExecutionError",
    "nbconvert.preprocessors.execute.CellExecutionError",
)
"""What those who run a notebook raise when a cell did; the cell's own exception follows in its words."""

CELL_LINES = 250
"""How far below such an exception that of the cell is told: the cell's code and the sources of each call."""

_HEAD = re.compile(r"(?P<type>[A-Za-z_]\w*) +Traceback \(most recent call last\)$")
_CHAIN = re.compile(r"During handling of the above exception|The above exception was the direct cause")


def _head_below(near: Near, line: Line) -> Near | None:
    """Where below a line the traceback of a cell begins."""
    for other in replace(near, line=line).below(CELL_LINES // 2):
        if match := _HEAD.match(other.text):
            return replace(near, line=other, match=match)
    return None


def cell_below(near: Near, line: Line) -> bool:
    """Whether below a line the exception of a cell follows."""
    return _head_below(near, line) is not None


def _of_cell(near: Near) -> Seen | None:
    """What the runner of a notebook raises: the exception of the cell that follows in its words."""
    head = _head_below(near, near.line)
    return (head and _cell(head)) or Seen(near.completed(near.line.text), near.line, near.line)


def _cell(near: Near) -> Seen | None:
    """The exception of a cell: of a chain the last. IPython puts its type above the sources and its words below."""
    for line in near.above(3):
        if _CHAIN.match(line.text):
            return None
    name = near.match.group("type")
    found: list[Line] = []
    recent = [near.line]
    for line in near.below(CELL_LINES):
        recent.append(line)
        if head := _HEAD.match(line.text):
            if not any(_CHAIN.match(other.text) for other in recent[-5:]):
                break
            name, found = head.group("type"), []
        elif not found and re.match(rf"(?:\w+\.)*{name}(?:: |$)", line.text):
            found, before = [line], recent[-8:]
        elif found and line.text and not _CHAIN.match(line.text):
            break
    if not found:
        return None
    last = found[0]
    message = last.text
    if message.endswith(":") and (after := near.window.after(last)):
        message, last = f"{message} {after.text.strip()}", after
    return Seen(message, before[0], last)


RULES = (
    Rule(
        name="cell",
        find=r"\w {2,}Traceback \(most recent call last\)",
        line=r"(?P<type>[A-Za-z_]\w*) +Traceback \(most recent call last\)$",
        look=_cell,
        weight=RAISED + 3,
    ),
    Rule(
        name="runner",
        find=r"(?:Cell|Papermill)ExecutionError",
        line=r"(?:[\w.]+\.)?(?:Cell|Papermill)ExecutionError:",
        look=_of_cell,
        weight=RAISED + 2,
    ),
    Rule(
        name="cell_timed_out",
        find=r"CellTimeoutError: |DeadKernelError: ",
        line=r"(?:[\w.]+\.)?(?P<what>(?:CellTimeoutError|DeadKernelError): .+)",
        below=r"The message was",
        most=2,
        weight=RAISED + 3,
    ),
    Rule(
        name="nbval",
        find=r"Notebook cell execution failed|Cell execution caused an exception|Cell outputs differ",
        line=r"(?:Notebook cell execution failed|Cell \d+: Cell execution caused an exception"
        r"|Cell outputs differ).*",
        weight=RAISED + 1,
        below=r"\S|$",
        most=14,
    ),
)
