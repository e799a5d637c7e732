"""How a log lies in bytes: encodings, windows of whole lines, and one line without what the platform put in front
of it.

A log comes as the API gives it (a timestamp before each line, perhaps a byte order mark), as `gh run view` prints
it (job TAB
step TAB timestamp text), as a step file of a logs archive, through a PowerShell redirection (UTF-16), with or without
colours, progress bars that return the carriage, and CRLF. All of them read the same from here on.
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

WINDOW_BYTES = 8 * 2**20
"""How much of a log is held at once: large enough that nearly every log is one window, small enough for 100 MB
of memory."""

CARRY_BYTES = 64 * 2**10
"""What a window shows of its neighbours, so that a block can reach over the border."""

LINE_BYTES = 6_000
"""How much of one line is read: minified sources and JSON dumps come as lines of megabytes, and their place is
what matters."""

COUNTED_BYTES = 4_000
"""From this length on the line ends of a stretch are counted by numpy: below, calling it costs more."""

MOST_PREFIXES = 8
"""Prefixes within one another that are taken off: a runner in a service in a build, each with a level and a clock."""

STAMP_BYTES = len("2026-11-24T10:00:00.0000000Z ")
"""What GitHub puts before each line."""

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

_BOM_INSIDE = rb"(?:\xef\xbb\xbf|\xe2\x88\xa9\xe2\x95\x97\xe2\x94\x90)"
"""A byte order mark in the middle of a file: GitHub writes one at each step; PowerShell turns it into three box
characters."""

_MAY_BE_BOM = (b"\xef", b"\xe2")

_PREFIX = re.compile(
    rb"(?:%b)?(?:[^\t\r\n]{1,300}\t[^\t\r\n]{0,300}\t(?=(?:%b)?\d{4}-\d\d-))?(?:%b)?"
    rb"(?:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z(?: |$))?(?:%b)?" % ((_BOM_INSIDE,) * 4)
)
_BUILDKIT = re.compile(r"#\d+ (?:\d+\.\d+ ?|(?!\[|DONE|CACHED|sha256:|transferring|\d+\.\d))")
"""BuildKit's plain progress: "#12 3.456 text" is what step 12 wrote after 3.456 seconds."""
_TIME = re.compile(rb"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d{1,9})?Z")
_COLUMNS = re.compile(rb"(?:%b)?([^\t\r\n]{1,300})\t([^\t\r\n]{0,300})\t(?:%b)?\d{4}-\d\d-\d\dT" % ((_BOM_INSIDE,) * 2))
_COLOUR = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b\n]*(?:\x07|\x1b\\)|[@-Z\\^_=>()#][0-9A-B]?)")
"""Colours, cursor movements, links: what a terminal takes for itself."""

LONGEST_COLOUR_BYTES = 4_096
"""How far back a chunk's end is searched for a sequence that goes on in the next: links have an address in them."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_MARK = re.compile(
    r"(?:##\[(error|warning|debug|command|group|endgroup|section|notice)\]|::(error|warning)(?: [^:\n]*)?::)"
)
_NESTED = re.compile(
    r"(?:[│┃]? *[■▲▶◆] +|[│┃] {1,14}"  # boxes of command line programs
    r"|(?:@?[\w./-]+[:#])[\w:.-]+: (?=\S| )"  # turbo, nx: "@scope/package:task: text"
    r"|[\w.-]{2,40} +\| "  # docker compose: "service-1  | text"
    r"|(?:[\w@./-]+ )?(?:pre|post)?(?:test|build|lint|check|typecheck|dev|compile)[\w:.-]*: "  # pnpm -r
    r"|\[(?:INFO|ERROR|WARNING|WARN|[\w@/.-]{2,40})\] "  # Maven, concurrently, lerna
    r"|\[?(?:\d{4}[-/]\d\d[-/]\d\d[T ])?\d\d:\d\d:\d\d(?:[.,]\d+)?Z?\]? (?=\S)"  # clocks of other runners and loggers
    r"|[❌✗✖✘⚠🚨⛔🔴💥×]\ufe0f? *"  # what people put before the word
    r")"
)


class Line(NamedTuple):
    """One line: where it lies in its window, its text without prefixes and colours, and the `##[...]` command before it
    (error, warning, group, ...), or "buildkit" where BuildKit tells what a step of a Dockerfile wrote."""

    start: int
    end: int
    text: str
    mark: str


_new = tuple.__new__
"""Half the time of calling Line; lines are made by the ten thousand."""


@dataclass(slots=True)
class Window:
    """Whole lines of a log. Places from `begin` up to `finish` are this window's own; around them lie its
    neighbours' lines.

    `first_line` is the number of the line at byte 0, from 1, `base` the byte of the whole log at which the window
    starts;
    `whole` says that it is all of the log.
    """

    data: bytes
    begin: int
    finish: int
    first_line: int
    base: int = 0
    whole: bool = False
    _counted: tuple[int, int] = field(default=(0, 0))
    _read: dict[int, Line] = field(default_factory=dict)
    _columns: bytes = b""
    _places: dict[bytes, tuple[int, int]] = field(default_factory=dict)

    def line_at(self, place: int) -> Line:
        """The line that holds byte `place`; of a line that returns the carriage, the piece that holds it."""
        start = self.data.rfind(b"\n", 0, place) + 1
        end = self.data.find(b"\n", place)
        return self._line(start, len(self.data) if end < 0 else end, place)

    def before(self, line: Line) -> Line | None:
        """The line above, or None at the top of the window."""
        if line.start == 0:
            return None
        start = self.data.rfind(b"\n", 0, line.start - 1) + 1
        return self._line(start, line.start - 1, -1)

    def after(self, line: Line) -> Line | None:
        """The line below, or None at the end of the window."""
        start = line.end + 1
        if known := self._read.get(start):
            return known
        if start >= len(self.data):
            return None
        end = self.data.find(b"\n", start)
        return self._line(start, len(self.data) if end < 0 else end, -1)

    def next_place(self, word: bytes, start: int) -> int:
        """Where `word` stands next at or behind byte `start`, or -1. Remembered, as every failed test asks for what its
        runner says at the end."""
        since, place = self._places.get(word, (start + 1, 0))
        if not since <= start <= (place if place >= 0 else start):
            place = self.data.find(word, start)
            self._places[word] = (start, place)
        return place

    def number(self, place: int) -> int:
        """The number of the line that holds byte `place`, as `grep -n` counts."""
        at, count = self._counted
        if place < at:
            at, count = 0, 0
        count += newlines(self.data, at, place)
        self._counted = (place, count)
        return self.first_line + count

    def time_of(self, place: int) -> str:
        """The timestamp of the line that holds `place`, to the second ("2026-11-24T10:00:00"), or ""."""
        start = self.data.rfind(b"\n", 0, place) + 1
        found = _TIME.search(self.data, start, start + 700)
        return found.group(1).decode() if found else ""

    def columns_of(self, place: int) -> tuple[str, str]:
        """Job and step as `gh run view` writes them before the line that holds `place`, or two empty texts."""
        start = self.data.rfind(b"\n", 0, place) + 1
        if self.data[start + 27 : start + 29] == b"Z ":
            return "", ""
        found = _COLUMNS.match(self.data, start, start + 700)
        if not found or found.group(2) == b"UNKNOWN STEP":
            return "", ""
        return found.group(1).decode("utf-8", "replace"), found.group(2).decode("utf-8", "replace")

    def lines(self, start: int, stop: int) -> list[Line]:
        """The lines from the one that starts at byte `start` to the one that starts at `stop`."""
        end = self.data.find(b"\n", stop)
        at, out = start, []
        for raw in self.data[start : len(self.data) if end < 0 else end].split(b"\n"):
            out.append(self._line(at, at + len(raw), -1))
            at += len(raw) + 1
        return out

    def _line(self, start: int, end: int, place: int) -> Line:
        """The line between two bytes; read once, as blocks overlap."""
        line = self._read.get(start)
        if line is None or (place >= 0 and (place - start > LINE_BYTES or self.data.find(b"\r", start, end - 1) >= 0)):
            line = self._read[start] = self._cleaned(start, end, place)
        return line

    def _prefix(self, start: int, stop: int) -> int:
        """The length of what the platform put before a line. Most lines have the columns of the one read before."""
        data, columns = self.data, self._columns
        cut = len(columns) + STAMP_BYTES
        if (
            stop - start >= cut
            and data[start + cut - 2 : start + cut] == b"Z "
            and data[start + cut - 19] == ord("T")
            and data[start + cut - STAMP_BYTES] in b"0123456789"
            and (
                not columns
                or (data.startswith(columns, start) and data[start + cut : start + cut + 1] not in _MAY_BE_BOM)
            )
        ):
            return cut
        found = _PREFIX.match(data, start, stop)
        length = found.end() - start if found else 0
        if (
            length >= STAMP_BYTES
            and data[start + length - 2 : start + length] == b"Z "
            and data[start + length - 19] == ord("T")
        ):
            self._columns = data[start : start + length - STAMP_BYTES]
        return length

    def _cleaned(self, start: int, end: int, place: int) -> Line:
        data = self.data
        stop = end if end - start <= LINE_BYTES else start + LINE_BYTES
        cut = self._prefix(start, stop)
        raw = data[start + cut : stop]
        if place - start > LINE_BYTES:
            cut = place - LINE_BYTES // 2 - start
            raw = data[start + cut : min(end, place + LINE_BYTES // 2)]
        if b"\r" in raw:
            raw = _shown(raw, place - start - cut)
        text = raw.decode("utf-8", "replace").rstrip()
        if not text.isprintable():
            text = _CONTROL.sub("", text)
        mark = ""
        if text.startswith(("##[", "::")):
            found = _MARK.match(text)
            if found:
                mark, text = found.group(1) or found.group(2), text[found.end() :]
        elif text.startswith("#") and (built := _BUILDKIT.match(text)):
            mark, text = "buildkit", text[built.end() :]
        return _new(Line, (start, end, text, mark))


def nested(text: str) -> str:
    """`text` without the prefix that a runner of several programs put before it (Compose, turbo, BuildKit,
    Maven), or "" if it has none."""
    inner = ""
    for _ in range(MOST_PREFIXES):
        found = _NESTED.match(inner or text)
        rest = (inner or text)[found.end() :] if found and found.end() else ""
        if not rest:
            break
        inner = rest
    return inner


def windows(chunks: Iterable[bytes], size: int = WINDOW_BYTES) -> Iterator[Window]:
    """The log in windows of about `size` bytes, each of whole lines (a line longer than that is cut at the border).

    Every byte belongs to exactly one window, but for colours and the like, which none has: places are those of the log
    without them. An empty log gives no window.
    """
    held, begin, first_line, base = b"", 0, 1, 0
    source = _uncoloured(_utf8(chunks))
    ended = False
    while not ended:
        pieces, length = [held], len(held)
        for chunk in source:
            pieces.append(chunk)
            length += len(chunk)
            if length - begin >= size + CARRY_BYTES:
                break
        else:
            ended = True
        data = b"".join(pieces) if len(pieces) > 2 or held else pieces[-1]
        finish = len(data) if ended else _border(data, begin, len(data) - CARRY_BYTES)
        if finish > begin:
            yield Window(data, begin, finish, first_line, base, whole=ended and base == 0)
        if ended:
            return
        keep = _border(data, 0, max(0, finish - CARRY_BYTES))
        first_line += data.count(b"\n", 0, keep)
        held, begin, base = data[keep:], finish - keep, base + keep


def newlines(data: bytes, start: int, stop: int) -> int:
    """How many line ends lie between two bytes; three times as fast as `bytes.count` where lines are short."""
    if stop - start < COUNTED_BYTES:
        return data.count(b"\n", start, stop)
    return int(np.count_nonzero(np.frombuffer(data, np.uint8, stop - start, start) == ord("\n")))


def plain(head: bytes) -> bytes:
    """The beginning of a file in UTF-8 without its byte order mark."""
    return b"".join(_utf8([head])).removeprefix(codecs.BOM_UTF8)


def _border(data: bytes, low: int, near: int) -> int:
    """The last start of a line in `data` at or before `near` and after `low`; `near` itself where a line is
    longer."""
    found = data.rfind(b"\n", low, near) + 1
    return found if found > low else near


def _shown(raw: bytes, place: int) -> bytes:
    """What stays to be seen of a line that returned the carriage: the piece that holds `place`, else the last
    with text."""
    pieces = raw.split(b"\r")
    if place >= 0:
        for piece in pieces:
            if place <= len(piece) and piece.strip():
                return piece
            place -= len(piece) + 1
    return next((piece for piece in reversed(pieces) if piece.strip()), b"")


def _uncoloured(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same text as no terminal would colour it, so that every pattern reads words whatever a tool paints."""
    held = b""
    for chunk in chunks:
        data = held + chunk if held else chunk
        held = b""
        if b"\x1b" not in data:
            yield data
            continue
        cut = _unfinished(data)
        data, held = data[:cut], data[cut:]
        yield _COLOUR.sub(b"", data)
    if held:
        yield _COLOUR.sub(b"", held)


def _unfinished(data: bytes) -> int:
    """Where a sequence begins that may go on behind the end of `data`; its length if none does."""
    near = max(0, len(data) - LONGEST_COLOUR_BYTES)
    for begin in (b"\x1b]", b"\x1b"):  # a link's end is a sequence itself
        last = data.rfind(begin, near)
        if last >= 0 and not ((found := _COLOUR.match(data, last)) and found.end() < len(data)):
            return last
    return len(data)


def _utf8(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same text in UTF-8. UTF-16 is known by its mark, or by a zero in every second byte of the beginning."""
    source = iter(chunks)
    head = next(source, b"")
    while len(head) < 64 and (chunk := next(source, None)) is not None:
        head += chunk
    encoding = next((name for mark, name in _BOMS if head.startswith(mark)), "utf-8")
    if encoding == "utf-8" and len(head) >= 8:
        if not any(head[1:64:2]) and all(head[0:64:2]):
            encoding = "utf-16-le"
        elif not any(head[0:64:2]) and all(head[1:64:2]):
            encoding = "utf-16-be"
    if encoding == "utf-8":
        yield head
        yield from source
        return
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    yield decoder.decode(head).encode("utf-8", "replace")
    for chunk in source:
        yield decoder.decode(chunk).encode("utf-8", "replace")
    yield decoder.decode(b"", True).encode("utf-8", "replace")
