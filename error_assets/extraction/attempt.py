"""One failed attempt of a job: from its log, JUnit files and annotations to its errors."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from error_assets.extraction import buildkit
from error_assets.extraction.annotations import findings_in_annotations, unwanted_cancellation
from error_assets.extraction.build_watch import BuildWatch
from error_assets.extraction.extract import findings_in_log
from error_assets.extraction.finding import Finding
from error_assets.extraction.junit import JUnitUnreadable, failed_tests
from error_assets.extraction.merge import merged
from error_assets.extraction.redaction import PLACEHOLDER, Redactor
from error_assets.extraction.utf16 import SURROGATES, Narrowed
from error_assets.records import Annotation, ExtractedError, RawFailure, Skipped
from error_assets.signatures.grouping import grouping_line
from error_assets.signatures.masking import template_of

MESSAGE_CHARACTERS = 500
"""One line that states the error: what fits a table's cell and a notification."""

TEXT_CHARACTERS = 20_000
"""The block around it: twice what the default MAX_ERROR_LENGTH sends to Claude or stores in full text."""

READ_WHOLE = 100
LATER_CHARACTERS = 2_000
"""How many errors of an attempt have a block that long, and the length of the further ones': when all tests fail, every
one is kept and known again, but nobody reads the hundredth's trace. An attempt takes 6 MB at most."""

MOST_ERRORS = 2_000
"""Errors of one attempt: what only broken output reaches. Each failed test of a large suite fits (flaky tests are told
from them); with more, the first are kept and the rest is counted."""

CUT = "…"


@dataclass(frozen=True, slots=True)
class Attempt:
    """What was read of one attempt: its errors, the primary first, never empty, and what was not carried on."""

    errors: tuple[ExtractedError, ...]
    skipped: tuple[Skipped, ...]


def errors_of(
    failure: RawFailure, log: Iterable[bytes] | None, junit: Iterable[bytes | Iterable[bytes]]
) -> tuple[ExtractedError, ...]:
    """The errors of `failure`: see read_attempt."""
    return read_attempt(failure, log, junit).errors


def read_attempt(failure: RawFailure, log: Iterable[bytes] | None, junit: Iterable[bytes | Iterable[bytes]]) -> Attempt:
    """The errors of `failure`, and a row for each JUnit file that is none and one if errors or failed tests were
    left out because there are more than MOST_ERRORS.

    `log` are the bytes of its log in order, None if there is none; each of `junit` is one
    file, whole or its bytes in order. What nothing
    explains is one error of source "job" with its reason. Same input, same ids: `<job id>-<attempt>-<ordinal>`.
    """
    builds = BuildWatch()
    in_log = findings_in_log(builds.watched(Narrowed(log).chunks), steps=failure.steps) if log is not None else []
    # BuildKit's own words are the log's to tell.
    in_builds = [finding for finding in builds.findings() if finding.framework != buildkit.FRAMEWORK]
    in_junit, skipped, uncounted = _in_junit(junit, failure)
    findings = merged(in_log, in_builds, in_junit, findings_in_annotations(failure.annotations))
    if not findings or findings[0].source == "job":
        findings = [_unexplained(failure, findings)]
    kinds = _one_of_a_kind(findings)
    kept = kinds[:MOST_ERRORS]
    if uncounted or len(kinds) > len(kept):
        skipped.append(_beyond(failure, len(kept), len(kinds) - len(kept), uncounted))
    redactor = _redactor(kept)
    errors = (_error(failure, finding, rank, redactor) for rank, finding in enumerate(kept, start=1))
    return Attempt(tuple(errors), tuple(skipped))


def _redactor(findings: Iterable[Finding]) -> Redactor:
    """One for all texts of an attempt, so that a number is one secret; it knows the numbers that stand in them."""
    redactor = Redactor()
    for finding in findings:
        for text in (finding.message, finding.text, finding.test_name):
            if PLACEHOLDER.search(text.encode("utf-8", SURROGATES)):
                redactor.text(text)
    return redactor


def _beyond(failure: RawFailure, kept: int, further: int, unread: int) -> Skipped:
    return Skipped(
        repo=failure.repo,
        kind="errors",
        item_id=f"{failure.job_id}-{failure.attempt}",
        reason="errors_beyond_limit",
        detail=f"errors kept: {kept}; left out: {further} further ones and {unread} failed tests, not read",
    )


def _one_of_a_kind(findings: Sequence[Finding]) -> list[Finding]:
    """The first of each test and template: what one attempt says again with another id or time is not another error.

    Tests whose names differ only in what a mask takes (a date among the parameters) are different tests all the same.
    """
    kinds: dict[tuple[str, str], Finding] = {}
    for finding in findings:
        template = template_of(grouping_line(finding.message, finding.test_name))
        kinds.setdefault((finding.test_name, template), finding)
    return list(kinds.values())


def _in_junit(
    files: Iterable[bytes | Iterable[bytes]], failure: RawFailure
) -> tuple[list[Finding], list[Skipped], int]:
    """The failed tests of the files, each once; the files that are none; how many further failed tests were left."""
    findings: dict[tuple[str, str], Finding] = {}
    skipped: list[Skipped] = []
    beyond = 0
    for number, content in enumerate(files):
        try:
            failed = failed_tests(content)
        except JUnitUnreadable as error:
            name = failure.junit_keys[number] if number < len(failure.junit_keys) else f"JUnit file {number + 1}"
            skipped.append(
                Skipped(repo=failure.repo, kind="artifact", item_id=name, reason="junit_unreadable", detail=str(error))
            )
            continue
        new: dict[tuple[str, str], Finding] = {}
        for finding in failed.findings:
            if (key := (finding.test_name, finding.message)) not in findings:
                new.setdefault(key, finding)
        room = MOST_ERRORS - len(findings)
        beyond += failed.beyond + max(0, len(new) - room)
        findings |= dict(islice(new.items(), room))
    return list(findings.values()), skipped, beyond


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


def _error(failure: RawFailure, finding: Finding, rank: int, redactor: Redactor) -> ExtractedError:
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
        message=_cut(" ".join(redactor.text(finding.message).split()), MESSAGE_CHARACTERS),
        text=_cut(redactor.text(finding.text), TEXT_CHARACTERS if rank <= READ_WHOLE else LATER_CHARACTERS),
        line_start=finding.line_start,
        line_end=finding.line_end,
        step_number=finding.step_number,
        step_name=finding.step_name,
        test_name=redactor.text(finding.test_name),
        reason=finding.reason,
    )


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - len(CUT)] + CUT
