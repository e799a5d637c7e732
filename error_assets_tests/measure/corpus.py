"""A corpus folder as it lies: labelled logs (labels.jsonl over logs/, rare.jsonl over rare/), groups.jsonl, and
where to find one."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SETS = {"logs": "labels.jsonl", "rare": "rare.jsonl"}
"""A folder of logs and the file that labels it."""


@dataclass(frozen=True, slots=True)
class Label:
    """What a reader held to be the cause: the lines that state it, and the block around them."""

    path: Path
    category: str
    reason: str | None
    key_lines: tuple[str, ...]
    block_lines: int
    tool: str
    certainty: str


def folder() -> Path | None:
    """The corpus: ERROR_ASSETS_CORPUS, or `../shared/corpus` beside the checkout; None where there is none."""
    named = os.environ.get("ERROR_ASSETS_CORPUS")
    path = Path(named) if named else Path(__file__).resolve().parents[3] / "shared" / "corpus"
    return path if path.is_dir() else None


def labels(corpus: Path, name: str) -> list[Label]:
    """The labels of one of SETS, in the order of their files; empty if the corpus does not have it."""
    file = corpus / SETS[name]
    if not file.is_file():
        return []
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [_label(corpus / name, row) for row in sorted(rows, key=lambda row: str(row["file"]))]


def _label(folder_of_logs: Path, row: dict[str, Any]) -> Label:
    first, last = row["error_block"] or (1, 1)
    return Label(
        path=folder_of_logs / row["file"],
        category=row["category"],
        reason=row.get("reason"),
        key_lines=tuple(row["key_lines"]),
        block_lines=last - first + 1,
        tool=row.get("tool") or "",
        certainty=row.get("certainty") or "",
    )
