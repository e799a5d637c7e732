"""What must hold of an hour. Each function names the items for which it does not: an empty list is green."""

from collections import Counter
from collections.abc import Callable, Iterable

from error_assets.records import Classification, ErrorSignature, ExtractedError, RawFailure

WITH_LOG = ("stored", "cut")


def failures_without_log(failures: Iterable[RawFailure], is_stored: Callable[[str], bool]) -> list[str]:
    """Attempts whose log should be in the log store and is not."""
    return [
        f"{failure.job_id}-{failure.attempt}"
        for failure in failures
        if failure.log_state in WITH_LOG and (failure.log_key is None or not is_stored(failure.log_key))
    ]


def doubled_ids(errors: Iterable[ExtractedError]) -> list[str]:
    """Error ids that stand more than once."""
    return sorted(error_id for error_id, count in Counter(error.error_id for error in errors).items() if count > 1)


def failures_without_error(failures: Iterable[RawFailure], errors: Iterable[ExtractedError]) -> list[str]:
    """Failed attempts of which no error is told."""
    told = {(error.job_id, error.attempt) for error in errors}
    return [f"{item.job_id}-{item.attempt}" for item in failures if (item.job_id, item.attempt) not in told]


def errors_without_one_signature(errors: Iterable[ExtractedError], signatures: Iterable[ErrorSignature]) -> list[str]:
    """Error ids that belong to no signature, or to several."""
    counts = Counter(error_id for signature in signatures for error_id in signature.error_ids)
    return [error.error_id for error in errors if counts[error.error_id] != 1]


def signatures_without_verdict(
    signatures: Iterable[ErrorSignature], classifications: Iterable[Classification]
) -> list[str]:
    """Fingerprints of signatures without a classification of the same repository."""
    decided = {(verdict.repo, verdict.fingerprint) for verdict in classifications}
    return [item.fingerprint for item in signatures if (item.repo, item.fingerprint) not in decided]
