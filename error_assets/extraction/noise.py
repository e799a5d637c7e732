"""Bytes without what hides a secret in them (colours, zeros), and the way back to offsets in the bytes as they are."""

import re
from bisect import bisect_right
from collections.abc import Iterator

COLOUR = re.compile(rb"\x1b(?:\[[ -?]*[@-~]|\(B)")
COLOUR_OR_ZERO = re.compile(rb"\x1b(?:\[[ -?]*[@-~]|\(B)|\x00+")
"""What may stand inside a secret without being part of it: ANSI codes (with the
choice of ASCII that `tput sgr0` writes), and the zero bytes of stray UTF-16. Two,
because a pattern that begins with a fixed byte is found ten times as fast."""

QUIET_BYTES = 1 << 10
"""Lines without noise that are read with their noisy neighbours, rather than apart, in bytes."""

NEWLINE = re.compile(rb"\n")


def noise_of(data: bytes) -> re.Pattern[bytes]:
    """What counts as noise in `data`."""
    return COLOUR_OR_ZERO if b"\x00" in data else COLOUR


def clean(data: bytes) -> bytes:
    """`data` without its noise."""
    return b"".join(noise_of(data).split(data))


def noisy_spans(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The stretches of whole lines that noise stands in, each with its offset, and a few quiet lines between."""
    if b"\x00" in data:
        yield 0, data
        return
    begin = data.find(b"\x1b")
    while begin >= 0:
        last = begin
        while (further := data.rfind(b"\x1b", last + 1, last + QUIET_BYTES)) >= 0:
            last = further
        start = data.rfind(b"\n", 0, begin) + 1
        end = data.find(b"\n", last) + 1 or len(data)
        yield start, data[start:end]
        begin = data.find(b"\x1b", end)


def line_starts(data: bytes) -> list[int]:
    """The offset at which each line of `data` begins."""
    return [0, *(found.end() for found in NEWLINE.finditer(data))]


class Offsets:
    """From an offset in `data` with each match of `pattern` shortened to `kept` bytes to the offset in `data`."""

    def __init__(self, data: bytes, pattern: re.Pattern[bytes], kept: int = 0) -> None:
        self._at: list[int] = []
        self._removed: list[int] = []
        removed = 0
        for match in pattern.finditer(data):
            self._at.append(match.start() - removed + kept)
            removed += match.end() - match.start() - kept
            self._removed.append(removed)

    def __call__(self, position: int) -> int:
        before = bisect_right(self._at, position)
        return position + (self._removed[before - 1] if before else 0)
