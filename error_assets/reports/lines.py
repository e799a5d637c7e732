"""JSON Lines of findings, with the names of design section 10."""

import json
from typing import Any

from error_assets.extraction.finding import Finding
from error_assets.records import Classification
from error_assets.signatures.fingerprint import fingerprint_of
from error_assets.signatures.grouping import grouping_line
from error_assets.signatures.masking import template_of


def finding_row(file: str, rank: int, finding: Finding) -> dict[str, Any]:
    """One finding of `file`. The error id of a finding outside of any job is `<file>-<rank>`."""
    template = template_of(grouping_line(finding.message, finding.test_name))
    return {
        "file": file,
        "rank": rank,
        "error_id": f"{file}-{rank}",
        "source": finding.source,
        "dialect": finding.dialect,
        "framework": finding.framework,
        "step": finding.step_name,
        "test_name": finding.test_name,
        "line_start": finding.line_start,
        "line_end": finding.line_end,
        "message": finding.message,
        "text": finding.text,
        "template": template,
        "fingerprint": fingerprint_of(template),
    }


def verdict_row(verdict: Classification) -> dict[str, Any]:
    """The fields that `classify` adds."""
    return {
        "domain": verdict.domain,
        "category": verdict.category,
        "subcategory": verdict.subcategory,
        "confidence": verdict.confidence,
        "root_cause": verdict.root_cause,
        "suggested_fix": verdict.suggested_fix,
        "evidence": verdict.evidence,
        "verdict_source": verdict.verdict_source,
        "reason": verdict.reason,
    }


LINE_BREAKS = {ord(mark): f"\\u{ord(mark):04x}" for mark in "\x85\u2028\u2029"}
"""What JSON allows as it is and many readers take for the end of a line."""


def as_json(row: dict[str, Any]) -> str:
    """One line, whichever of Unicode's line breaks the values hold."""
    return json.dumps(row, ensure_ascii=False).translate(LINE_BREAKS)


def verdict_text(verdict: Classification) -> str:
    """A verdict on one line for a person. Where nobody but the rules is asked, "switched_off" would name no switch."""
    if verdict.category == "unclassified":
        return f"unclassified: {'no rule decides it' if verdict.reason == 'switched_off' else verdict.reason}"
    kind = f"{verdict.category}/{verdict.subcategory}" if verdict.subcategory else verdict.category
    return f"{kind} ({verdict.confidence:.2f}, by {verdict.verdict_source}): {verdict.root_cause}"
