"""ExtractedErrors in, ErrorSignatures out: which errors of a repository are the same error."""

from collections.abc import Iterable

from error_assets.records import ErrorSignature, ExtractedError
from error_assets.signatures.fingerprint import GROUPING_VERSION, fingerprint_of
from error_assets.signatures.masking import template_of


def grouping_line(message: str, test_name: str = "") -> str:
    """The line that an error is known by: its message, after the test's name where the message does not say it.

    Two tests that fail with the same words are two errors, so the name belongs to the template.
    """
    if not test_name or test_name in message:
        return message
    return f"{test_name}: {message}"


def signatures_of(errors: Iterable[ExtractedError]) -> tuple[ErrorSignature, ...]:
    """One signature for each repository and template, in the order of repository, first time, then fingerprint.

    The order of `errors` does not matter. Within a signature errors stand by time, then job, attempt and
    rank (a number: the tenth of an attempt comes after the third), and the first of them is the example.
    """
    groups: dict[tuple[str, str], list[ExtractedError]] = {}
    for error in errors:
        template = template_of(grouping_line(error.message, error.test_name))
        groups.setdefault((error.repo, template), []).append(error)
    signatures = [_signature(repo, template, same) for (repo, template), same in groups.items()]
    return tuple(sorted(signatures, key=lambda s: (s.repo, s.first_seen, s.fingerprint)))


def _signature(repo: str, template: str, same: list[ExtractedError]) -> ErrorSignature:
    same = sorted(same, key=lambda error: (error.completed_at, error.job_id, error.attempt, error.rank))
    example = same[0]
    return ErrorSignature(
        repo=repo,
        fingerprint=fingerprint_of(template),
        template=template,
        grouping_version=GROUPING_VERSION,
        occurrence_count=len(same),
        first_seen=example.completed_at,
        last_seen=same[-1].completed_at,
        error_ids=tuple(error.error_id for error in same),
        example_error_id=example.error_id,
        example_message=grouping_line(example.message, example.test_name),
        example_text=example.text,
        example_source=example.source,
        example_dialect=example.dialect,
        example_test_name=example.test_name,
        reason=example.reason,
    )
