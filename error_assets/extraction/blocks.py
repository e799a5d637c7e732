"""A byte stream as blocks of whole lines, cut the same way however it arrives in chunks."""

from collections.abc import Iterable, Iterator

BLOCK_BYTES = 1 << 20
"""How much hyperscan reads at once: enough that a call costs nothing, little enough to hold. A line longer than this is
cut, so that a log of one line cannot fill the memory."""

CUT_SIGHT = 1 << 16
"""How far back from the end of a block a long line is searched for a good place to cut it, in bytes."""


def blocks(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes as blocks of whole lines, of at most BLOCK_BYTES; only a line longer than that is cut, and always at
    the same places of the line, so that chunks leave no trace."""
    parts: list[bytes] = []
    size = 0
    for chunk in chunks:
        parts.append(chunk)
        size += len(chunk)
        if size < BLOCK_BYTES:
            continue
        data = b"".join(parts)
        position = 0
        while len(data) - position >= BLOCK_BYTES:
            end = _block_end(data, position)
            yield data[position:end]
            position = end
        parts = [data[position:]]
        size = len(data) - position
    rest = b"".join(parts)
    if rest:
        yield rest


def _block_end(data: bytes, start: int) -> int:
    """Where the block that begins at `start` ends: after its last line, else after the last mark in a long line that no
    secret holds, else at a blank, else before a UTF-8 character."""
    end = start + BLOCK_BYTES
    newline = data.rfind(b"\n", start, end)
    if newline >= 0:
        return newline + 1
    for marks in (b",{}", b" \t"):
        best = max(data.rfind(bytes([mark]), end - CUT_SIGHT, end) for mark in marks)
        if best >= 0:
            return best + 1
    while data[end - 1] & 0x80 and end > start + BLOCK_BYTES - 4:
        end -= 1
    return end
