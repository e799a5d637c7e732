"""How fast the core reads: extract, redact and fingerprint the corpus's plain logs on one core, beside Python's `re`.

Goal: 35 times the throughput of `re` searching the same bytes, in the same run, for twenty common error words. Memory
on a 1 GB log under 100 MB over idle, time linear in size. Plain logs are those in UTF-8; seconds are the processor's,
as the machine has others to serve; every finding is fingerprinted, and no pass remembers the one before.
"""

import re
import resource
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from error_assets.extraction import extract, redaction
from error_assets.signatures import fingerprint, grouping, masking

WORDS = (
    "error", "fail", "failed", "failure", "fatal", "exception", "traceback", "panic", "abort", "denied",
    "refused", "timeout", "killed", "segfault", "undefined", "unresolved", "cannot", "unable", "invalid", "not found",
)  # fmt: skip
"""Twenty words that people search logs for."""

ROUNDS = 3
"""Each way of reading is timed so often; the best counts, so that what is compiled once a process does not."""

SMALL_BYTES = 60_000
"""A log up to this size takes what a log takes at all, rather than what its bytes take."""

SIZES_MB = (64, 256)
"""Sizes of the growing log: memory and time of the larger one are compared with the smaller."""


def report(corpus: Path) -> str:
    """Megabytes a second of each step, the ratio, and what a large log takes."""
    logs = [content for path in sorted((corpus / "logs").iterdir()) if _is_plain(content := path.read_bytes())]
    size = sum(map(len, logs)) / 1e6
    everything = _best(logs, _everything)
    steps = {
        "extract": _best(logs, lambda log: extract.findings_in_log([log])),
        "redact": _best(logs, lambda log: list(redaction.redacted([log]))),
    }
    anyhow, as_written = _best(logs, _search(re.IGNORECASE)), _best(logs, _search(0))
    small = [log for log in logs if len(log) <= SMALL_BYTES]
    each = _best(small, _everything) / max(1, len(small)) * 1000
    lines = [
        f"{len(logs)} plain logs, {size:.1f} MB, one core, best of {ROUNDS}",
        f"  extract + redact + fingerprint  {size / everything:7.1f} MB/s",
        *(f"    {name:<28}  {size / seconds:7.1f} MB/s" for name, seconds in steps.items()),
        f"  re, {len(WORDS)} words in any case       {size / anyhow:7.1f} MB/s",
        f"  ratio                           {anyhow / everything:7.1f}   goal 35",
        f"  re, {len(WORDS)} words as written        {size / as_written:7.1f} MB/s",
        f"  ratio                           {as_written / everything:7.1f}",
        f"  {len(small)} logs up to {SMALL_BYTES // 1000} kB             {each:7.2f} ms each",
        *_growing(logs),
    ]
    return "\n".join(lines)


def _everything(log: bytes) -> None:
    for finding in extract.findings_in_log(redaction.redacted([log])):
        line = grouping.grouping_line(finding.message, finding.test_name)
        fingerprint.fingerprint_of(masking.template_of(line))


def _search(flags: int) -> Callable[[bytes], object]:
    """Counting the words with one alternation, as most people write it."""
    pattern = re.compile("|".join(WORDS).encode(), flags)
    return lambda log: sum(1 for _ in pattern.finditer(log))


def _best(logs: Iterable[bytes], read: Callable[[bytes], object]) -> float:
    """The processor's seconds for one pass over the logs, the best of ROUNDS."""
    seconds = []
    for _ in range(ROUNDS):
        masking._template_of.cache_clear()
        start = time.process_time()
        for log in logs:
            read(log)
        seconds.append(time.process_time() - start)
    return min(seconds)


def _growing(logs: list[bytes]) -> list[str]:
    """Time and memory on one log as large as SIZES_MB, made of the corpus's logs in turn."""
    out = []
    for megabytes in SIZES_MB:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        start = time.process_time()
        extract.findings_in_log(redaction.redacted(_endless(logs, megabytes * 10**6)))
        seconds = time.process_time() - start
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        speed = f"{seconds:.2f} s, {seconds / megabytes * 1000:.2f} ms a MB"
        out.append(f"  one log of {megabytes} MB: {speed}, {grown:.0f} MB more memory")
    return out


def _endless(logs: list[bytes], size: int) -> Iterator[bytes]:
    while size > 0:
        for log in logs:
            yield log
            size -= len(log)
            if size <= 0:
                return


def _is_plain(content: bytes) -> bool:
    return content[:2] not in (b"\xff\xfe", b"\xfe\xff")
