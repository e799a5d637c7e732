"""Findings of files: what kind each is, told from its beginning, and several large ones read on several cores."""

import errno
import os
import re
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from typing import BinaryIO

from error_assets.extraction import junit, tail
from error_assets.extraction.build_watch import BuildWatch
from error_assets.extraction.extract import findings_in_log
from error_assets.extraction.finding import Finding
from error_assets.extraction.hit import MESSAGE_CHARACTERS
from error_assets.extraction.redaction import Redactor
from error_assets.extraction.utf16 import Narrowed

STDIN = "-"
READ_BYTES = 1 << 20
"""How much of a file is read at once; none is ever held whole."""

HEAD_BYTES = 4_096
"""The part of a file that tells its kind."""

REMEMBERED_BYTES = 8 * 2**20
"""How much of an XML file is kept behind the parser: the lines that are read as text where the XML breaks."""

WORTH_PROCESSES_BYTES = 16_000_000
"""Below this all files are read before a second process has started."""

XML_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|!--|!DOCTYPE|(?:\w+:)?test(?:suites?|case|run)\b)")
PACKED = {b"\x1f\x8b": "gzip", b"PK\x03\x04": "zip", b"\x28\xb5\x2f\xfd": "zstd", b"\xfd7zXZ": "xz", b"BZh": "bzip2"}
"""How compressed files begin: GitHub's archive of logs is a zip."""

BUILDKIT_HEAD = re.compile(rb"^#\d+ \[(?:internal|auth|\S+ +\d+/\d+|\d+/\d+)", re.MULTILINE)


def findings_in_file(chunks: Iterable[bytes], name: str) -> list[Finding]:
    """The errors of a file whose kind is told from its content: a log, JUnit XML or plain BuildKit output; never empty.

    `chunks` are its bytes in order, read once and never held whole. A JUnit file without a failed test gives one
    finding with source "job" that says so. XML that cannot be read as JUnit is read as text.
    """
    head, source = _begun(chunks)
    if XML_HEAD.match(head):
        return _in_xml(source, name)
    if BUILDKIT_HEAD.search(head) and b"##[group]" not in head:
        builds = BuildWatch(from_start=True)
        in_log = findings_in_log(builds.watched(source))
        return builds.findings() or in_log
    return findings_in_log(source)


def findings_of(file: str) -> list[Finding] | OSError:
    """The findings of one file (`-` is stdin) without its secrets, or why it could not be read.

    Redacted as what the pipeline stores, so that an error has the same fingerprint here and there.
    """
    try:
        if file == STDIN:
            return _read(sys.stdin.buffer, file)
        with Path(file).open("rb") as opened:
            return _read(opened, file)
    except OSError as error:
        return error


def _read(file: BinaryIO, name: str) -> list[Finding]:
    redactor = Redactor()
    return [_shown(finding, redactor) for finding in findings_in_file(redactor.log(_chunks(file, name)), name)]


def _shown(finding: Finding, redactor: Redactor) -> Finding:
    """A finding whose texts hold no secret, also none that stood in XML's entities."""
    return replace(
        finding,
        message=redactor.text(finding.message)[:MESSAGE_CHARACTERS],
        text=redactor.text(finding.text),
        test_name=redactor.text(finding.test_name),
        step_name=redactor.text(finding.step_name),
    )


def findings_of_each(files: Sequence[str]) -> Iterator[tuple[str, list[Finding] | OSError]]:
    """Each file with what `findings_of` says of it, in the order given."""
    cores = min(os.cpu_count() or 1, len(files))
    if cores == 1 or STDIN in files or sum(map(_size, files)) < WORTH_PROCESSES_BYTES:
        yield from ((file, findings_of(file)) for file in files)
        return
    with ProcessPoolExecutor(cores, mp_context=get_context("spawn")) as pool:
        yield from zip(files, pool.map(findings_of, files), strict=True)


def _begun(chunks: Iterable[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """The beginning of a file in UTF-8, and all of it."""
    source = iter(Narrowed(chunks).chunks)
    head = b""
    while len(head) < HEAD_BYTES and (chunk := next(source, None)) is not None:
        head += chunk
    return head[:HEAD_BYTES], chain([head], source)


def _in_xml(source: Iterator[bytes], name: str) -> list[Finding]:
    newest = _Remembered()
    try:
        found = junit.findings_in_junit(newest.passed(source))
    except junit.JUnitUnreadable:
        as_text = findings_in_log(chain(newest.kept, source))
        return [_shifted(finding, newest.lines_before) for finding in as_text]
    return found or [tail.nothing(f"no failed test in {name}", "no_cause_in_log")]


def _shifted(finding: Finding, lines: int) -> Finding:
    if not lines or finding.line_start is None or finding.line_end is None:
        return finding
    return replace(finding, line_start=finding.line_start + lines, line_end=finding.line_end + lines)


def _chunks(file: BinaryIO, name: str) -> Iterator[bytes]:
    """The bytes of a file; OSError for one that is compressed."""
    chunk = file.read(READ_BYTES)
    packed = next((kind for mark, kind in PACKED.items() if chunk.startswith(mark)), None)
    if packed:
        raise OSError(errno.EINVAL, f"compressed with {packed}: unpack it first", name)
    while chunk:
        yield chunk
        chunk = file.read(READ_BYTES)


def _size(file: str) -> int:
    try:
        return Path(file).stat().st_size
    except OSError:
        return 0


class _Remembered:
    """Passes a file through and keeps the newest of it; `lines_before` are the lines before what is kept."""

    def __init__(self) -> None:
        self.kept: deque[bytes] = deque()
        self.lines_before = 0
        self._size = 0

    def passed(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """`chunks` as they came."""
        for chunk in chunks:
            self.kept.append(chunk)
            self._size += len(chunk)
            while self._size > REMEMBERED_BYTES and len(self.kept) > 1:
                gone = self.kept.popleft()
                self._size -= len(gone)
                self.lines_before += gone.count(b"\n")
            yield chunk
