"""Docker builds inside a log that is read only once: their lines are kept while the log streams by."""

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import chain

from error_assets.extraction.buildkit import findings_in_lines, numbered
from error_assets.extraction.finding import Finding

FIRST_BYTES = 4 * 2**20
"""How much is kept from the first sign of a build on: there stand the names of its steps."""

NEWEST_BYTES = 8 * 2**20
"""How much is kept of the end: there stand the errors, as a build ends with the first. More than nearly any log has."""

SIGNS = (b"#1 [internal] load ", b"[internal] load build definition", b"did not complete successfully: exit code")
BORDER_BYTES = max(map(len, SIGNS)) - 1
"""What of a chunk may be the beginning of a sign that ends in the next."""


class BuildWatch:
    """Passes a log through and remembers the parts in which a build may have failed: from the first sign on, or all."""

    def __init__(self, *, from_start: bool = False) -> None:
        self._seen = from_start
        self._border = b""
        self._lines_before = 0
        self._first = _Kept()
        self._newest = _Kept()

    def watched(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """`chunks` as they came."""
        for chunk in chunks:
            self._see(chunk)
            yield chunk

    def findings(self) -> list[Finding]:
        """The errors of the builds that failed, in lines of the whole log: what the tools in them say, or BuildKit."""
        if not self._seen:
            return []
        first, newest = self._first, self._newest
        after = self._lines_before + first.lines + newest.dropped_lines
        return findings_in_lines(chain(numbered(first.chunks, self._lines_before), numbered(newest.chunks, after)))

    def _see(self, chunk: bytes) -> None:
        if not self._seen:
            here = self._border + chunk
            self._seen = any(sign in here for sign in SIGNS)
            if not self._seen:
                self._lines_before += here.count(b"\n")
                self._border = here[-BORDER_BYTES:]
                self._lines_before -= self._border.count(b"\n")
                return
            chunk = here
        if self._first.size < FIRST_BYTES and not self._newest.size:
            # Whole lines: what follows the last one belongs to the newest.
            end = chunk.rfind(b"\n") + 1 if self._first.size + len(chunk) >= FIRST_BYTES else len(chunk)
            self._first.keep(chunk[:end])
            chunk = chunk[end:]
        if chunk:
            self._newest.keep(chunk)
            self._newest.drop_beyond(NEWEST_BYTES)


class _Kept:
    """Chunks of a log, how many bytes and lines they are, and how many lines stood in those that were dropped."""

    def __init__(self) -> None:
        self.chunks: deque[bytes] = deque()
        self.size = self.lines = self.dropped_lines = 0

    def keep(self, chunk: bytes) -> None:
        self.chunks.append(chunk)
        self.size += len(chunk)
        self.lines += chunk.count(b"\n")

    def drop_beyond(self, size: int) -> None:
        while self.size > size and len(self.chunks) > 1:
            gone = self.chunks.popleft()
            self.size -= len(gone)
            self.lines -= gone.count(b"\n")
            self.dropped_lines += gone.count(b"\n")
