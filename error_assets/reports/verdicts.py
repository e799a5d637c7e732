"""Verdicts on findings outside of any hour: what rules say of a file's errors."""

from collections.abc import Iterable
from datetime import datetime

from error_assets.extraction.finding import Finding
from error_assets.hours import UTC
from error_assets.records import Classification, ErrorSignature
from error_assets.signatures.fingerprint import GROUPING_VERSION, fingerprint_of
from error_assets.signatures.grouping import grouping_line
from error_assets.signatures.masking import template_of
from error_assets.taxonomy import rules
from error_assets.taxonomy.classify import decided, unclassified

NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)
"""A file tells no time of its errors."""


def signature_of(finding: Finding, error_id: str = "") -> ErrorSignature:
    """The signature of one finding that belongs to no job."""
    message = grouping_line(finding.message, finding.test_name)
    template = template_of(message)
    return ErrorSignature(
        repo="",
        fingerprint=fingerprint_of(template),
        template=template,
        grouping_version=GROUPING_VERSION,
        occurrence_count=1,
        first_seen=NO_TIME,
        last_seen=NO_TIME,
        error_ids=(error_id,),
        example_error_id=error_id,
        example_message=message,
        example_text=finding.text,
        example_source=finding.source,
        example_dialect=finding.dialect,
        example_test_name=finding.test_name,
        reason=finding.reason,
    )


def verdicts_of(findings: Iterable[Finding]) -> list[Classification]:
    """The verdict of the rules on each finding; what they leave open is unclassified: switched_off."""
    verdicts = []
    for finding in findings:
        signature = signature_of(finding)
        verdicts.append(decided(signature) or unclassified(signature, "switched_off"))
    return verdicts


def explained(finding: Finding) -> str:
    """Which rule and which line decided, as text."""
    message = grouping_line(finding.message, finding.test_name)
    lines = rules.explained(
        message, finding.text, dialect=finding.dialect, test_name=finding.test_name, reason=finding.reason
    )
    return "\n   ".join(lines) or "no rule decides"
