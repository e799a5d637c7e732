"""Foreign text stays inside its cell: as many cells and lines as rows and columns, and no markup of its own."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from error_assets.reports.markdown import CELL_CHARS, MARKS, cell, table

BARE = re.compile(rf"(?<!\\)(?:\\\\)*([{re.escape(MARKS[1:])}])")
"""A mark that no backslash escapes."""


def cells_of(line: str) -> list[str]:
    """The cells of a table's line, as a Markdown reader splits it: at pipes that are not escaped."""
    return re.split(r"(?<!\\)(?:\\\\)*\|", line)[1:-1]


@pytest.mark.parametrize(
    "foreign",
    [
        "a | b",
        "one\ntwo\r\nthree",
        "<script>alert(1)</script>",
        "`code` **bold** _it_ ~~gone~~ [link](https://host)",
        "\\| already escaped \\",
        "&lt;b&gt;",
        "\x1b[31mred\x1b[0m",
        "漢字 ✗ \u202e😀\u2028x",
        "",
    ],
)
def test_foreign_text_stays_inside_its_cell(foreign: str) -> None:
    lines = table(("left", "right"), [(foreign, "after")]).split("\n")
    assert [len(cells_of(line)) for line in lines] == [2, 2, 2]
    assert cells_of(lines[2])[1].strip() == "after"
    assert "\x1b" not in lines[2] and "\u202e" not in lines[2]


@given(st.text(max_size=200))
def test_whatever_the_text_no_mark_of_it_is_markup_and_no_line_ends(foreign: str) -> None:
    shown = cell(foreign)
    assert not BARE.search(shown)
    assert len(shown.splitlines()) <= 1
    assert len(shown) <= 2 * CELL_CHARS


def test_foreign_names_in_the_head_stay_inside_their_cells() -> None:
    assert len(cells_of(table(("a|b", "c"), [(1, 2)]).split("\n")[0])) == 2


def test_a_long_cell_is_cut_and_says_so() -> None:
    assert cell("x" * CELL_CHARS) == "x" * CELL_CHARS
    assert cell("x" * (CELL_CHARS + 1)) == "x" * (CELL_CHARS - 1) + "…"


def test_a_cut_never_leaves_half_an_escape() -> None:
    assert cell("|" * 2 * CELL_CHARS) == "\\|" * (CELL_CHARS - 1) + "…"


def test_no_rows_are_nothing() -> None:
    assert table(("a", "b"), []) == "nothing"


def test_rows_stand_in_their_order_below_the_head() -> None:
    assert table(("n", "name"), [(2, "b"), (1, "a")]) == "| n | name |\n|---|---|\n| 2 | b |\n| 1 | a |"
