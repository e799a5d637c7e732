"""What others wrote changes neither the page nor the terminal on which it is shown."""

import pytest

from error_assets.reports.foreign import harmless, one_line


@pytest.mark.parametrize(
    ("foreign", "shown"),
    [
        ("\x1b[31;1mred\x1b[0m", "red"),
        ("\x1b[2J\x1b[Hgone", "gone"),
        ("\x9b31mred", "red"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b]8;;https://host\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("a\x1bc\x08b\x00", "acb"),
        ("txt.\u202egnp", "txt.gnp"),
        ("ze\u200bro", "zero"),
        ("one\ttwo", "one two"),
        ("é 漢字 ✗ 😀", "é 漢字 ✗ 😀"),
    ],
)
def test_only_what_shows_itself_is_shown(foreign: str, shown: str) -> None:
    assert harmless(foreign) == shown


def test_a_lone_surrogate_can_be_written() -> None:
    assert harmless("a\ud800b").encode() == b"ab"


@pytest.mark.parametrize("mark", ["\n", "\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_every_kind_of_line_break_becomes_a_space(mark: str) -> None:
    assert one_line(f" one{mark}  two ") == "one two"
