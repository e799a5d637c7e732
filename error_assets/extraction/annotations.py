"""Check-run annotations in, findings out: what the platform and the tools' problem matchers said about a failed job.

The platform's own sentences are data (annotations.toml): a lost runner and a job time limit leave no word in the log,
only there. The same table says when a `cancelled` job failed although nobody wanted it to stop.
"""

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from error_assets.extraction.finding import Finding
from error_assets.records import Annotation

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

TABLE = "annotations.toml"
PLATFORM = "actions"
"""Dialect of what the platform says itself."""

MATCHER = "annotation"
"""Dialect of what a tool's problem matcher marked in the code."""


@dataclass(frozen=True, slots=True)
class Known:
    """One entry of the table: a sentence of the platform. `cancelled` is "wanted", "unwanted" or None."""

    name: str
    pattern: re.Pattern[str]
    cancelled: str | None
    wrapper: bool
    example: str


@lru_cache(maxsize=1)
def known_annotations() -> tuple[Known, ...]:
    """The table in its order."""
    table = tomllib.loads(files("error_assets.extraction").joinpath(TABLE).read_text(encoding="utf-8"))
    return tuple(
        Known(
            name=entry["name"],
            pattern=re.compile(entry["pattern"], re.IGNORECASE),
            cancelled=entry.get("cancelled"),
            wrapper=entry.get("wrapper", False),
            example=entry["example"],
        )
        for entry in table["annotation"]
    )


def recognised(annotation: Annotation) -> Known | None:
    """The platform's sentence that this annotation is, None if a tool or a script wrote it."""
    for known in known_annotations():
        if known.pattern.search(annotation.message) or (annotation.title and known.pattern.search(annotation.title)):
            return known
    return None


def unwanted_cancellation(annotations: Sequence[Annotation]) -> str | None:
    """The name of what ended a `cancelled` job although nobody wanted it ("runner_lost"); None if nothing says so."""
    for annotation in annotations:
        known = recognised(annotation)
        if known and known.cancelled == "unwanted":
            return known.name
    return None


def findings_in_annotations(annotations: Sequence[Annotation]) -> list[Finding]:
    """The errors that annotations of level failure tell of: the platform's own first, then in their order.

    Wrappers ("Process completed with exit code 1.") and wanted cancellations explain nothing and are left out, so the
    list may be empty. One message said of the same place twice is one finding.
    """
    platform: list[Finding] = []
    others: list[Finding] = []
    for annotation in annotations:
        known = recognised(annotation)
        failed = annotation.level == "failure" or (known is not None and known.cancelled == "unwanted")
        if not failed or not annotation.message.strip() or (known and (known.wrapper or known.cancelled == "wanted")):
            continue
        found, finding = (platform if known else others), _finding(annotation, known)
        if finding not in found:
            found.append(finding)
    return platform + others


NO_FILE = ".github"
"""What GitHub writes as the path of an annotation that belongs to no file."""


def _finding(annotation: Annotation, known: Known | None) -> Finding:
    lines = [line.strip() for line in annotation.message.strip().splitlines()]
    first = next(line for line in lines if line)
    place = "" if known or annotation.path in ("", NO_FILE) else f"{_place(annotation)}: "
    title = annotation.title.strip()
    text = annotation.message.strip()
    if title and title not in text:
        text = f"{title}\n{text}"
    return Finding(
        source="annotation",
        sources=("annotation",),
        dialect=PLATFORM if known else MATCHER,
        framework="actions" if known else "",
        message=place + first,
        text=place + text,
    )


def _place(annotation: Annotation) -> str:
    return f"{annotation.path}:{annotation.line_start}" if annotation.line_start else annotation.path
