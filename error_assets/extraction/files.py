"""Findings of several files, in their order; large ones on several cores."""

import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from error_assets.extraction.extract import findings_in_file
from error_assets.extraction.finding import Finding

STDIN = "-"
WORTH_PROCESSES_BYTES = 16_000_000
"""Below this all files are read before a second process has started."""


def findings_of(file: str) -> list[Finding] | OSError:
    """The findings of one file (`-` is stdin), or why it could not be read."""
    try:
        content = sys.stdin.buffer.read() if file == STDIN else Path(file).read_bytes()
    except OSError as error:
        return error
    return findings_in_file(content, file)


def findings_of_each(files: Sequence[str]) -> Iterator[tuple[str, list[Finding] | OSError]]:
    """Each file with what `findings_of` says of it, in the order given."""
    cores = min(os.cpu_count() or 1, len(files))
    if cores == 1 or STDIN in files or sum(map(_size, files)) < WORTH_PROCESSES_BYTES:
        yield from ((file, findings_of(file)) for file in files)
        return
    with ProcessPoolExecutor(cores, mp_context=get_context("spawn")) as pool:
        yield from zip(files, pool.map(findings_of, files), strict=True)


def _size(file: str) -> int:
    try:
        return Path(file).stat().st_size
    except OSError:
        return 0
