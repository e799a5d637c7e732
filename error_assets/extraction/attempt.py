"""One failed attempt of a job: from its log, JUnit files and annotations to its errors."""

import logging
from collections.abc import Iterable, Sequence

from error_assets.extraction.annotations import findings_in_annotations, unwanted_cancellation
from error_assets.extraction.build_watch import BuildWatch
from error_assets.extraction.extract import findings_in_log
from error_assets.extraction.finding import Finding
from error_assets.extraction.junit import JUnitUnreadable, findings_in_junit
from error_assets.extraction.merge import merged
from error_assets.extraction.redaction import redacted_text
from error_assets.records import Annotation, ExtractedError, RawFailure
from error_assets.signatures.grouping import grouping_line
from error_assets.signatures.masking import template_of

MESSAGE_CHARACTERS = 500
"""One line that states the error: what fits a table's cell and a notification."""

TEXT_CHARACTERS = 20_000
"""The block around it: twice what the default MAX_ERROR_LENGTH sends to Claude or stores in full text."""

MOST_ERRORS = 50
"""Errors of one attempt: what a person could still read; with more, the first are the cause."""

CUT = "…"

logger = logging.getLogger(__name__)


def errors_of(failure: RawFailure, log: Iterable[bytes] | None, junit: Iterable[bytes]) -> tuple[ExtractedError, ...]:
    """The errors of `failure`, the primary first; never empty.

    `log` are the bytes of its log in order, None if there is none; each of `junit` is one whole file. What nothing
    explains is one error of source "job" with its reason. Same input, same ids: `<job id>-<attempt>-<ordinal>`.
    """
    builds = BuildWatch()
    in_log = findings_in_log(builds.watched(log), steps=failure.steps) if log is not None else []
    findings = merged(
        in_log, builds.findings(), _in_junit(junit, failure), findings_in_annotations(failure.annotations)
    )
    if not findings or findings[0].source == "job":
        findings = [_unexplained(failure, findings)]
    kept = _one_of_a_kind(findings)[:MOST_ERRORS]
    return tuple(_error(failure, finding, rank) for rank, finding in enumerate(kept, start=1))


def _one_of_a_kind(findings: Sequence[Finding]) -> list[Finding]:
    """The first of each template: what one attempt says again with another id or time is not another error."""
    kinds: dict[str, Finding] = {}
    for finding in findings:
        kinds.setdefault(template_of(grouping_line(finding.message, finding.test_name)), finding)
    return list(kinds.values())


def _in_junit(files: Iterable[bytes], failure: RawFailure) -> list[Finding]:
    findings: list[Finding] = []
    for number, content in enumerate(files):
        try:
            found = findings_in_junit(content)
        except JUnitUnreadable as error:
            key = failure.junit_keys[number] if number < len(failure.junit_keys) else f"JUnit file {number + 1}"
            logger.warning("job %s: %s is left out: %s", failure.job_id, key, error)
            continue
        findings += [finding for finding in found if finding not in findings]
    return findings


def _unexplained(failure: RawFailure, findings: Sequence[Finding]) -> Finding:
    """The one error of an attempt that nothing explains."""
    found = findings[0] if findings else None
    reason = _reason(failure, found)
    message = found.message if found and found.message else _in_words(failure, reason)
    return Finding(
        source="job",
        sources=("job",),
        dialect="",
        framework="",
        message=message,
        text=found.text if found and found.text else "\n".join(_annotated(failure.annotations)) or message,
        line_start=found.line_start if found else None,
        line_end=found.line_end if found else None,
        step_number=found.step_number if found else None,
        step_name=found.step_name if found else "",
        reason=reason,
    )


def _reason(failure: RawFailure, found: Finding | None) -> str:
    if failure.conclusion == "cancelled" and not unwanted_cancellation(failure.annotations):
        return "cancelled"
    if found is not None:
        return found.reason or "no_cause_in_log"
    return "only_exit_code" if failure.annotations else "no_log"


def _in_words(failure: RawFailure, reason: str) -> str:
    said = _annotated(failure.annotations)
    if said:
        return said[0]
    return f"{failure.job_name or 'The job'} ended as {failure.conclusion}: " + (
        f"its log is {failure.log_state}" if reason == "no_log" else "nothing in it says why"
    )


def _annotated(annotations: Sequence[Annotation]) -> list[str]:
    return [a.message.strip().splitlines()[0] for a in annotations if a.level == "failure" and a.message.strip()]


def _error(failure: RawFailure, finding: Finding, rank: int) -> ExtractedError:
    return ExtractedError(
        error_id=f"{failure.job_id}-{failure.attempt}-{rank}",
        repo=failure.repo,
        run_id=failure.run_id,
        job_id=failure.job_id,
        attempt=failure.attempt,
        completed_at=failure.completed_at,
        rank=rank,
        source=finding.source,
        sources=finding.sources or (finding.source,),
        dialect=finding.dialect,
        framework=finding.framework,
        message=_cut(" ".join(redacted_text(finding.message).split()), MESSAGE_CHARACTERS),
        text=_cut(redacted_text(finding.text), TEXT_CHARACTERS),
        line_start=finding.line_start,
        line_end=finding.line_end,
        step_number=finding.step_number,
        step_name=finding.step_name,
        test_name=redacted_text(finding.test_name),
        reason=finding.reason,
    )


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - len(CUT)] + CUT
