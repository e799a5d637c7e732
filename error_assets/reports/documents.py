"""What is indexed: one document for each error, put together from the records of its hour (design section 9)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from error_assets.records import Classification, ErrorDocument, ErrorSignature, ExtractedError, RawFailure

SNIPPET_CHARS = 500
"""Characters of s_error_snippet: what a results page shows of one error."""


@dataclass(frozen=True, slots=True)
class DocumentLimits:
    """What of the settings a document depends on: characters of full text, and framework patterns over job names."""

    full_text_chars: int
    framework_patterns: Sequence[tuple[str, str]] = ()


def documents_of(
    hour: str,
    failures: Iterable[RawFailure],
    errors: Iterable[ExtractedError],
    signatures: Iterable[ErrorSignature],
    classifications: Iterable[Classification],
    seen_before: Mapping[str, int],
    limits: DocumentLimits,
) -> tuple[ErrorDocument, ...]:
    """The documents of one repository's `hour`, ordered by error id.

    `seen_before` counts, for a fingerprint, its errors outside of this hour and repository. Raises KeyError if an error
    has no failure, signature or classification: the hours do not belong together.
    """
    attempts = {(failure.job_id, failure.attempt): failure for failure in failures}
    verdicts = {verdict.fingerprint: verdict for verdict in classifications}
    by_error = {error_id: signature for signature in signatures for error_id in signature.error_ids}
    documents = [
        _document(
            hour,
            attempts[error.job_id, error.attempt],
            error,
            by_error[error.error_id],
            verdicts[by_error[error.error_id].fingerprint],
            seen_before,
            limits,
        )
        for error in errors
    ]
    return tuple(sorted(documents, key=lambda document: document.s_error_id))


def _document(
    hour: str,
    failure: RawFailure,
    error: ExtractedError,
    signature: ErrorSignature,
    verdict: Classification,
    seen_before: Mapping[str, int],
    limits: DocumentLimits,
) -> ErrorDocument:
    asked = verdict.asked_error_id == error.error_id
    seen = seen_before.get(signature.fingerprint, 0) + signature.error_ids.index(error.error_id) + 1
    return ErrorDocument(
        s_error_id=error.error_id,
        s_error_hash=signature.fingerprint,
        s_template=signature.template,
        s_workflow_id=failure.run_id,
        s_workflow_name=failure.workflow_name,
        s_workflow_path=failure.workflow_path,
        s_event=failure.event,
        s_job_id=failure.job_id,
        s_job_name=failure.job_name,
        s_job_url=step_url(failure.html_url, error.step_number),
        s_step_id="" if error.step_number is None else str(error.step_number),
        s_step_name=error.step_name,
        l_attempt=failure.attempt,
        l_rank=error.rank,
        b_is_primary=error.is_primary,
        l_line_start=error.line_start,
        l_job_seconds=seconds_of(failure),
        s_test_name=error.test_name,
        s_error_source=error.source,
        s_error_sources=error.sources,
        s_dialect=error.dialect,
        s_framework=framework_of(failure.job_name, error.framework, limits.framework_patterns),
        s_user_alias=failure.actor,
        s_repo=failure.repo,
        s_branch=failure.branch,
        s_pr_id=failure.pr_id,
        s_commit_sha=failure.commit_sha,
        s_runner=failure.runner,
        s_runner_labels=failure.runner_labels,
        s_log_key=failure.log_key,
        s_error_snippet=error.text[:SNIPPET_CHARS],
        s_error_full_text=error.text[: limits.full_text_chars],
        s_domain=verdict.domain,
        s_primary_category=verdict.category,
        s_subcategory=verdict.subcategory,
        f_confidence_score=verdict.confidence,
        s_root_cause_summary=verdict.root_cause,
        s_suggested_fix=verdict.suggested_fix,
        s_evidence=verdict.evidence,
        s_verdict_source=verdict.verdict_source,
        s_unclassified_reason=verdict.reason,
        s_classification_method=verdict.method,
        s_model_version=verdict.model,
        ts_classified_at=verdict.classified_at,
        b_is_duplicate=is_duplicate(error, signature, verdict),
        l_occurrence_count=seen,
        l_prompt_tokens=verdict.prompt_tokens if asked else 0,
        l_completion_tokens=verdict.completion_tokens if asked else 0,
        l_cached_tokens=verdict.cached_tokens if asked else 0,
        f_cost_usd=verdict.cost_usd if asked else 0.0,
        s_grouping_version=signature.grouping_version,
        s_taxonomy_version=verdict.taxonomy_version,
        s_prompt_version=verdict.prompt_version,
        s_partition=hour,
        timestamp=failure.completed_at,
    )


def is_duplicate(error: ExtractedError, signature: ErrorSignature, verdict: Classification) -> bool:
    """False on the error for which a verdict was bought; where nobody paid, on the signature's earliest of the hour.

    "Of the hour" means of this repository's hour: repositories are replaced one by one, and one that is added later
    must not change another's documents.
    """
    first = verdict.asked_error_id or signature.error_ids[0]
    return error.error_id != first


def step_url(job_url: str, step_number: int | None) -> str:
    """The job's page at GitHub, opened at the step."""
    return job_url if not job_url or step_number is None else f"{job_url}#step:{step_number}:1"


def seconds_of(failure: RawFailure) -> int | None:
    """How long the job ran, in whole seconds; None if GitHub gave no start."""
    if failure.started_at is None:
        return None
    return max(0, round((failure.completed_at - failure.started_at).total_seconds()))


def framework_of(job_name: str, tool: str, patterns: Sequence[tuple[str, str]]) -> str:
    """The team's name for a part of the product if a pattern finds it in the job's name, else the tool that failed."""
    return next((name for name, regex in patterns if re.search(regex, job_name)), tool)
