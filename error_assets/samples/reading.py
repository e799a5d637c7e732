"""What error-assets says of a recorded failure: the way of one attempt through extraction, signatures and rules.

No storage, no client, no remembered verdict: what stands here is what a first sight of the failure gives.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from error_assets.extraction.attempt import errors_of
from error_assets.hours import UTC
from error_assets.records import Classification, ErrorSignature, ExtractedError, RawFailure
from error_assets.samples.library import Run, Sample
from error_assets.samples.wrapping import as_github_log
from error_assets.signatures.grouping import signatures_of
from error_assets.taxonomy.classify import decided, unclassified

REPO = "acme/shop"
FIRST_SEEN = datetime(2026, 11, 24, 10, tzinfo=UTC)
BETWEEN_RUNS = timedelta(hours=3, minutes=17, seconds=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The errors of one run, the primary first, the primary's signature, and the verdict without asking anybody.

    A verdict that nobody gives is unclassified with reason "waiting".
    """

    errors: tuple[ExtractedError, ...]
    signature: ErrorSignature
    verdict: Classification

    @property
    def primary(self) -> ExtractedError:
        return self.errors[0]

    @property
    def decision(self) -> str:
        """The category, or "unclassified: <reason>"."""
        return self.verdict.category if self.verdict.reason is None else f"unclassified: {self.verdict.reason}"


def read(sample: Sample, run: Run) -> Reading:
    """`run` as the pipeline reads it: its log as GitHub would serve it, its JUnit files, its annotations."""
    started_at = FIRST_SEEN + (run.number - 1) * BETWEEN_RUNS
    log = as_github_log(run, sample, started_at, repo=REPO) if sample.has_log else None
    errors = errors_of(attempt(sample, run, started_at), None if log is None else [log], run.junit)
    signature = signatures_of(errors[:1])[0]
    return Reading(errors=errors, signature=signature, verdict=decided(signature) or unclassified(signature, "waiting"))


def attempt(sample: Sample, run: Run, started_at: datetime) -> RawFailure:
    """The failed job attempt that `run` would be at GitHub; steps are left out."""
    return RawFailure(
        repo=REPO,
        run_id=f"{run.number}",
        attempt=1,
        job_id=f"{sample.name}-{run.number}",
        job_name=sample.job_name,
        conclusion=sample.conclusion,
        started_at=started_at,
        completed_at=started_at + timedelta(seconds=run.seconds),
        failed_because=sample.conclusion,
        log_state="stored" if sample.has_log else "none",
        annotations=run.annotations,
        junit_keys=tuple(f"{number}.xml" for number in range(len(run.junit))),
    )
