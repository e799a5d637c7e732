"""UTF-16 logs (PowerShell's `>` writes them): UTF-8 on the way in, UTF-16 again on the way out, without loss."""

import codecs
from collections.abc import Iterable, Iterator
from itertools import chain

SAMPLE_BYTES = 64
"""How much of the beginning decides: a timestamp and a few words."""

SURROGATES = "surrogatepass"
"""Halves of characters come back as they were."""


def utf16_of(head: bytes) -> str | None:
    """The byte order ("utf-16-le", "utf-16-be") of a text that begins with `head`, None if it is not UTF-16.

    A byte order mark says so; without one, a zero in nearly every second place and in none of the others.
    """
    if head.startswith(codecs.BOM_UTF16_LE) and not head.startswith(codecs.BOM_UTF32_LE):
        return "utf-16-le"
    if head.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    even, odd = head[0::2], head[1::2]
    if len(head) < 8 or (0 in even and 0 in odd):
        return None
    if odd.count(0) * 10 >= len(odd) * 9:
        return "utf-16-le"
    return "utf-16-be" if even.count(0) * 10 >= len(even) * 9 else None


class Narrowed:
    """A byte stream as UTF-8: `chunks` to read, `widened` to turn a piece of it back, `tail` what belongs at the end.

    What is not UTF-16 passes through untouched. `tail` is set when `chunks` has been read: half a character, if the
    stream was cut in one. A piece given to `widened` must not be cut inside a UTF-8 character.
    """

    def __init__(self, chunks: Iterable[bytes]) -> None:
        source = iter(chunks)
        head = b""
        for chunk in source:
            head += chunk
            if len(head) >= SAMPLE_BYTES:
                break
        self.tail = b""
        self._encoding = utf16_of(head[:SAMPLE_BYTES])
        whole = chain([head], source)
        self.chunks: Iterator[bytes] = whole if self._encoding is None else self._decoded(whole, self._encoding)

    def widened(self, piece: bytes) -> bytes:
        if self._encoding is None:
            return piece
        return piece.decode("utf-8", SURROGATES).encode(self._encoding, SURROGATES)

    def _decoded(self, chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
        waiting = b""
        for chunk in chunks:
            waiting += chunk
            usable = _whole_characters(waiting, encoding)
            yield waiting[:usable].decode(encoding, SURROGATES).encode("utf-8", SURROGATES)
            waiting = waiting[usable:]
        even = len(waiting) // 2 * 2
        yield waiting[:even].decode(encoding, SURROGATES).encode("utf-8", SURROGATES)
        self.tail = waiting[even:]


def _whole_characters(data: bytes, encoding: str) -> int:
    """How many bytes of `data` can be decoded now: even, and not ending in the first half of a surrogate pair."""
    even = len(data) // 2 * 2
    high = data[even - 1] if encoding == "utf-16-le" else data[even - 2]
    return even - 2 if even and 0xD8 <= high <= 0xDB else even
