"""Bytes without what hides a secret in them (colours, zeros), and the way back to offsets in the bytes as they are."""

import re
from bisect import bisect_right

import numpy as np
from numpy.typing import NDArray

COLOUR = re.compile(rb"\x1b\[[0-?]*[ -/]*[@-~]")
COLOUR_OR_ZERO = re.compile(rb"\x1b\[[0-?]*[ -/]*[@-~]|\x00+")
"""What may stand inside a secret without being part of it: ANSI codes, and the zero bytes of stray UTF-16. Two,
because a pattern that begins with a fixed byte is found ten times as fast."""


def noise_of(data: bytes) -> re.Pattern[bytes]:
    """What counts as noise in `data`."""
    return COLOUR_OR_ZERO if b"\x00" in data else COLOUR


def clean(data: bytes) -> bytes:
    """`data` without its noise."""
    return noise_of(data).sub(b"", data)


def line_starts(data: bytes) -> NDArray[np.int64]:
    """The offset at which each line of `data` begins."""
    newlines = np.flatnonzero(np.frombuffer(data, np.uint8) == ord("\n"))
    return np.concatenate((np.zeros(1, np.int64), newlines + 1))


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
