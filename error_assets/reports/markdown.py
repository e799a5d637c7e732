"""Markdown that holds foreign text safely: tables and code."""

from collections.abc import Iterable, Sequence

CELL_CHARS = 140
"""Characters of one cell: longer ones make a table that nobody reads across."""


def cell(value: object) -> str:
    """`value` on one line, cut, with nothing in it that would end the cell or become markup."""
    text = " ".join(str(value).split())
    if len(text) > CELL_CHARS:
        text = text[: CELL_CHARS - 1] + "…"
    for mark in "\\|`<>*_[]":
        text = text.replace(mark, "\\" + mark)
    return text


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; the text "nothing" if there are no rows."""
    lines = [f"| {' | '.join(cell(value) for value in row)} |" for row in rows]
    if not lines:
        return "nothing"
    return "\n".join([f"| {' | '.join(head)} |", "|" + "---|" * len(head), *lines])
