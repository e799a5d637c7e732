"""BuildKit output of the corpus: what is found first in each build, beside the cause that a reader wrote down."""

import csv
from pathlib import Path

from error_assets.extraction.buildkit import findings_in_buildkit

SHOWN_CHARACTERS = 150
"""How much of a message is printed."""


def report(corpus: Path) -> str:
    """For each build the reader's cause, then the primary finding; last how many builds gave one that is no wrapper."""
    causes = _causes(corpus / "buildkit.tsv")
    lines: list[str] = []
    named = 0
    paths = [
        *sorted((corpus / "buildkit").glob("*")),
        *(corpus / name[3:] for name in causes if name.startswith("../")),
    ]
    for path in paths:
        findings = findings_in_buildkit([path.read_bytes()])
        first = findings[0] if findings else None
        wrapped = first is None or "did not complete successfully" in first.message
        named += not wrapped
        lines.append(f"  {path.name}  {causes.get(path.name) or causes.get(f'../{path.parent.name}/{path.name}', '')}")
        lines.append(
            f"      {len(findings)} {first.framework}: {first.message[:SHOWN_CHARACTERS]}" if first else "      -"
        )
    return "\n".join([f"{named} of {len(paths)} builds: the primary error is more than an exit code", *lines])


def _causes(file: Path) -> dict[str, str]:
    if not file.is_file():
        return {}
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return {row["file"]: row["root_cause"] for row in rows}
