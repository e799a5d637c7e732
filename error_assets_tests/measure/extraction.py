"""How often the primary error is the cause that a person named.

Right: `message` states a labelled key line (contains it, or is a substantial part of it), or `text` holds one and
has at most
max(20, twice the labelled block) lines. Goals: first 95 %, one of the first three 99 %, no wrapper first.
"""

import re
import statistics
from collections.abc import Sequence
from pathlib import Path

from error_assets.extraction import dialect, extract
from error_assets.extraction.finding import Finding
from error_assets_tests.measure import corpus

BLOCK_LINES = 20
SUBSTANTIAL = 0.6
"""The part of a key line that a message inside it must make up to state it."""

LAST_LINES = 60
_COLOUR = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")


def report(folder: Path) -> str:
    """The scores of every labelled set of the corpus, with what stands beside them and the misses."""
    return "\n\n".join(_set_report(folder, name) for name in corpus.SETS if corpus.labels(folder, name))


def place_of(findings: Sequence[Finding], label: corpus.Label) -> int | None:
    """The rank (from 1) of the first finding that is right, or None."""
    return next((rank for rank, finding in enumerate(findings, 1) if is_right(finding, label)), None)


def is_right(finding: Finding, label: corpus.Label) -> bool:
    """Whether one finding states the labelled cause."""
    message = _plain(finding.message)
    keys = [_plain(key) for key in label.key_lines]
    if any(
        key in message or (message in key and len(message) >= SUBSTANTIAL * len(key)) for key in keys if key and message
    ):
        return True
    text = _plain(finding.text)
    return _lines(finding.text) <= max(BLOCK_LINES, 2 * label.block_lines) and any(key in text for key in keys)


def _set_report(folder: Path, name: str) -> str:
    labels = corpus.labels(folder, name)
    places, blocks, wrappers, misses = [], [], 0, []
    for label in labels:
        findings = extract.findings_in_log([label.path.read_bytes()])
        place = place_of(findings, label)
        places.append(place)
        blocks.append(_lines(findings[0].text))
        wrappers += label.reason is None and dialect.is_wrapper(findings[0].message)
        if place != 1:
            first = findings[0].message[:110]
            misses.append(f"  {label.path.name} {label.tool} ({label.certainty}): rank {place}, first: {first!r}")
    last, every = _simple(labels)
    among_three = sum(place is not None and place <= 3 for place in places)
    lines = [
        f"{name}: {len(labels)} logs with a known cause",
        f"  primary right       {_share(sum(place == 1 for place in places), len(labels))}   goal 95 %",
        f"  in the first three  {_share(among_three, len(labels))}   goal 99 %",
        f"  anywhere            {_share(sum(place is not None for place in places), len(labels))}",
        f"  a wrapper first     {_share(wrappers, len(labels))}   goal 0",
        f"  median block        {statistics.median(blocks):.0f} lines (longest {max(blocks)})",
        f"  beside it: the last {LAST_LINES} lines {last}; every line with 'error' {every}",
        "not first:",
    ]
    return "\n".join(lines + misses)


def _simple(labels: Sequence[corpus.Label]) -> tuple[str, str]:
    """The same score for two things that anyone could do: the end of the log, and grep."""
    last = every = 0
    for label in labels:
        lines = _text(label.path).splitlines()
        tail = "\n".join(lines[-LAST_LINES:])
        found = "\n".join(line for line in lines if "error" in line.lower())
        last += _holds(tail, label)
        every += _holds(found, label)
    return _share(last, len(labels)), _share(every, len(labels))


def _holds(text: str, label: corpus.Label) -> bool:
    finding = Finding(source="job", dialect="", framework="", message="", text=text)
    return is_right(finding, label)


def _text(path: Path) -> str:
    content = path.read_bytes()
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    return _COLOUR.sub("", content.decode(encoding, "replace"))


def _plain(text: str) -> str:
    return " ".join(_COLOUR.sub("", text).replace("##[error]", "").split())


def _lines(text: str) -> int:
    return text.count("\n") + 1


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole} = {100 * part / whole:.1f} %" if whole else "none"
