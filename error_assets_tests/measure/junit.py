"""JUnit XML of the corpus: how many failed tests each file holds, how many are found, and what is said of the first."""

import csv
import re
from pathlib import Path

from error_assets.extraction.finding import Finding
from error_assets.extraction.junit import JUnitUnreadable, findings_in_junit

SHOWN_CHARACTERS = 150
"""How much of a message is printed."""


def report(corpus: Path) -> str:
    """One line a file: found of expected (as junit.tsv counts elements), producer, first message; then the sums."""
    rows = {row["file"]: row for row in _rows(corpus / "junit.tsv")}
    lines: list[str] = []
    expected = found_in_all = stated = 0
    for path in sorted((corpus / "junit").glob("*")):
        row = rows.get(path.name, {})
        want = int(row.get("failure_or_error_elements") or 0)
        try:
            findings = findings_in_junit(path.read_bytes())
        except JUnitUnreadable as error:
            lines.append(f"  {path.name}  unreadable, {want} expected: {error}")
            expected += want
            continue
        expected += want
        found_in_all += min(want, len(findings))
        says = bool(findings) and _states(findings, row.get("first_failure", ""))
        stated += says
        first = f"{findings[0].framework}: {findings[0].message}" if findings else "-"
        lines.append(f"  {path.name}  {len(findings)}/{want} {'=' if says else ' '} {first[:SHOWN_CHARACTERS]}")
    total = (
        f"{found_in_all} of {expected} failed tests found; {stated} of {len(lines)} files state their first failure (=)"
    )
    return "\n".join([total, *lines])


def _rows(file: Path) -> list[dict[str, str]]:
    if not file.is_file():
        return []
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def _states(findings: list[Finding], first_failure: str) -> bool:
    """Whether a finding's message or text holds the words that the listing gives as the file's first failure."""
    words = re.findall(r"\w+", first_failure.partition(": ")[2] or first_failure)[:8]
    return any(all(word in f"{finding.message} {finding.text}" for word in words) for finding in findings)
