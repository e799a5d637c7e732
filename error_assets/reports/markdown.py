"""Markdown that holds foreign text safely: tables."""

from collections.abc import Iterable, Sequence

from error_assets.reports.foreign import one_line

CELL_CHARS = 140
"""Characters of one cell: longer ones make a table that nobody reads across."""

MARKS = "\\|`<>*_[]~&"
"""What ends a cell or begins markup, HTML or an entity; the backslash first, for it escapes the others."""


def cell(value: object) -> str:
    """`value` on one line, cut, with nothing in it that would end the cell or become markup."""
    text = one_line(str(value))
    if len(text) > CELL_CHARS:
        text = text[: CELL_CHARS - 1] + "…"
    for mark in MARKS:
        text = text.replace(mark, "\\" + mark)
    return text


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; the text "nothing" if there are no rows."""
    lines = [f"| {' | '.join(cell(value) for value in row)} |" for row in rows]
    if not lines:
        return "nothing"
    return "\n".join([f"| {' | '.join(cell(name) for name in head)} |", "|" + "---|" * len(head), *lines])
