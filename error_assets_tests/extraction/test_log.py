"""Reading a log: forms, encodings, windows, line numbers."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from error_assets.extraction import log


def lines_of(data: bytes, size: int = log.WINDOW_BYTES) -> list[log.Line]:
    """Every line of every window, each once."""
    found = []
    for window in log.windows([data], size):
        found += [line for line in window.lines(0, len(window.data)) if window.begin <= line.start < window.finish]
    return found


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("2026-11-24T10:00:00.1234567Z hello", "hello"),
        ("2026-11-24T10:00:00.1234567Z ", ""),
        ("\ufeff2026-11-24T10:00:00.1234567Z hello", "hello"),
        ("build\tRun tests\t2026-11-24T10:00:00.1234567Z hello", "hello"),
        ("build\tUNKNOWN STEP\t\ufeff2026-11-24T10:00:00.1234567Z hello", "hello"),
        ("no timestamp", "no timestamp"),
        ("a\tb\tc", "a\tb\tc"),
        ("\x1b[31merror\x1b[0m: \x1b[1mred\x1b[0m", "error: red"),
        ("  0%\r 50%\r100% done\r", "100% done"),
        ("windows\r", "windows"),
        ("    indented", "    indented"),
        ("#12 3.456 made in docker", "made in docker"),
    ],
)
def test_prefixes_colours_and_carriage_returns_are_no_part_of_a_line(raw: str, text: str) -> None:
    (line,) = lines_of(raw.encode())
    assert line.text == text


def test_a_command_of_the_runner_is_told_apart_from_the_text() -> None:
    (line,) = lines_of(b"2026-11-24T10:00:00.1234567Z ##[error]it broke")
    assert (line.mark, line.text) == ("error", "it broke")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-8"])
def test_every_encoding_reads_the_same(encoding: str) -> None:
    text = "first line of a log\r\nsecond: grüße\r\n"
    assert [line.text for line in lines_of(text.encode(encoding))] == ["first line of a log", "second: grüße"]


def test_numbers_count_as_grep_does() -> None:
    (window,) = log.windows([b"one\n\nthree\r\nfo\rur\nfive"])
    numbers = [window.number(window.data.index(word)) for word in (b"one", b"three", b"ur", b"five", b"three")]
    assert numbers == [1, 3, 4, 5, 3]


@given(st.binary(max_size=4000), st.integers(1, 700), st.integers(50, 900))
@settings(max_examples=120, deadline=None)
def test_windows_lose_no_byte_and_keep_the_count(data: bytes, chunk: int, size: int) -> None:
    # Escapes are the terminal's: what they take is told by the test below.
    data = data.replace(b"\x00", b"\n").replace(b"\x1b", b"\r").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    held, last = b"", 1
    for window in log.windows(pieces(data, chunk), size):
        held += window.data[window.begin : window.finish]
        assert window.first_line >= last
        assert window.number(window.begin) == held[: len(held) - (window.finish - window.begin)].count(b"\n") + 1
        last = window.first_line
    assert held == data


def test_an_endless_line_is_cut_and_not_gathered() -> None:
    windows = list(log.windows((b"x" * 1000 for _ in range(1000)), 100_000))
    assert len(windows) > 3
    assert max(len(window.data) for window in windows) < 400_000


@given(st.integers(1, 40))
def test_a_colour_cut_by_a_chunks_end_is_no_text(size: int) -> None:
    data = b"\x1b[01;31m\x1b[Kerror:\x1b[m\x1b[K a \x1b]8;;https://example.com/x\x1b\\link\x1b]8;;\x1b\\ b\x1b[2K\n" * 3
    (window,) = log.windows(pieces(data, size))
    assert window.data == b"error: a link b\n" * 3


@given(st.text("ab ", max_size=60), st.lists(st.integers(0, 61), max_size=20))
def test_a_word_asked_for_again_is_found_where_it_stands(text: str, starts: list[int]) -> None:
    for window in log.windows([text.encode()]):
        assert [window.next_place(b"ab", start) for start in starts] == [text.find("ab", start) for start in starts]
