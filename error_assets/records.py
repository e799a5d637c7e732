"""The vocabulary: what a row is at each boundary of the pipeline.

Frozen dataclasses of plain values (text, whole numbers, floats, booleans, UTC datetimes, tuples of these and of each
other), so that each has one Parquet schema and one meaning. Ids are text: nobody adds them up. Nothing here does
anything; what makes and reads records lives in the modules named after the work.
"""

from dataclasses import dataclass
from datetime import datetime

ERROR_SOURCES = ("github_log", "junit", "buildkit", "annotation", "job")
"""Where an error was read, the most telling first; `job` is an attempt without a readable cause."""

UNCLASSIFIED_REASONS = (
    "no_log",
    "no_cause_in_log",
    "only_exit_code",
    "cancelled",
    "cannot_tell",
    "budget",
    "switched_off",
    "refused",
    "answer_invalid",
    "waiting",
)
"""Why an error has no category: the closed list (design section 7)."""

SKIP_REASONS = {
    "cancelled": "stopped by a person or a newer commit, nothing else wrong",
    "repository_not_found": "the repository does not exist or the token cannot see it",
    "repository_forbidden": "the token may not read this repository's Actions",
    "repository_archived": "the repository is archived and its Actions cannot be read",
    "repository_unreadable": "the repository could not be read this time; the next run asks again",
    "log_expired": "the log's retention ended (410)",
    "log_missing": "no log exists although the job completed more than ten minutes ago (404)",
    "log_late": "the log is not there yet; the next sweep asks again",
    "log_cut": "the log ended before its time; what came is stored",
    "log_none": "this kind of failure has no log",
    "artifact_expired": "the artifact's retention ended",
    "artifact_refused": "the artifact breaks a limit (size, members, ratio, path) and was not opened",
    "junit_unreadable": "not a JUnit XML file",
    "errors_beyond_limit": "an attempt told of more errors or failed tests than are kept; the first are there",
    "workflow_excluded": "the WORKFLOWS setting excludes it",
}
"""Every reason for which something is not carried on, with what it means to a reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a job as GitHub lists it; `number` counts from 1, `conclusion` is None while it has none."""

    number: int
    name: str
    conclusion: str | None = None
    started_at: datetime | None = None
    completed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """A check-run annotation. `level`: failure, warning or notice. Lines count from 1."""

    level: str
    message: str
    title: str = ""
    path: str = ""
    line_start: int | None = None
    line_end: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobOutcome:
    """A completed attempt of a job, whatever its conclusion.

    A run that failed before it had any job is an outcome of its own, with `job_id` "run-<run id>" and no steps.
    Source: GitHub's `workflow job` and `workflow run` objects.
    """

    repo: str
    run_id: str
    attempt: int
    job_id: str
    job_name: str
    conclusion: str
    completed_at: datetime
    started_at: datetime | None = None
    workflow_name: str = ""
    workflow_path: str = ""
    event: str = ""
    branch: str = ""
    commit_sha: str = ""
    pr_id: str | None = None
    actor: str = ""
    runner: str = ""
    runner_labels: tuple[str, ...] = ()
    html_url: str = ""
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RawFailure(JobOutcome):
    """An outcome that failed, with where its log lies.

    `log_state`: stored (whole), cut (what came is stored), expired, missing, late or none; `log_key` names the object
    in the log store for the first two, else None. `log_bytes` counts the redacted, uncompressed bytes; `log_sha256`
    is the hex digest of the same. `junit_keys` name stored JUnit XML files of this job.
    """

    failed_because: str
    log_state: str
    log_key: str | None = None
    log_bytes: int = 0
    log_sha256: str = ""
    annotations: tuple[Annotation, ...] = ()
    junit_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractedError:
    """One error of one failed attempt: the smallest block a person needs to read, and one line that states it.

    `error_id` is `<job id>-<attempt>-<ordinal>`. `rank` counts from 1; 1 is the primary error, the root cause as far
    as the log shows it. `line_start`/`line_end` count lines of the log (or file) from 1. `source` "job" means that no
    cause was readable: `reason` says why and `text` holds the last meaningful lines.
    """

    error_id: str
    repo: str
    run_id: str
    job_id: str
    attempt: int
    completed_at: datetime
    rank: int
    source: str
    sources: tuple[str, ...]
    dialect: str
    framework: str
    message: str
    text: str
    line_start: int | None = None
    line_end: int | None = None
    step_number: int | None = None
    step_name: str = ""
    test_name: str = ""
    reason: str | None = None

    @property
    def is_primary(self) -> bool:
        return self.rank == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorSignature:
    """Errors of one repository and hour that are the same error: one template, one fingerprint (16 hex digits).

    `error_ids` are in the order of their time, then id; the example is the first of them.
    """

    repo: str
    fingerprint: str
    template: str
    grouping_version: str
    occurrence_count: int
    first_seen: datetime
    last_seen: datetime
    error_ids: tuple[str, ...]
    example_error_id: str
    example_message: str
    example_text: str
    example_source: str
    example_dialect: str
    example_test_name: str = ""
    reason: str | None = None

    @property
    def leads(self) -> bool:
        """Whether one of its errors is the primary one of its attempt: an id ends on the error's rank."""
        return any(error_id.endswith("-1") for error_id in self.error_ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification:
    """What is held to be the cause of a signature, and who said so.

    `verdict_source`: correction, rule, claude or none. `category` is one of the ten or "unclassified", then `reason` is
    one of UNCLASSIFIED_REASONS, `confidence` 0.0 and `domain` "". `evidence` stands verbatim in the error. `decided_by`
    names the rule or the correction. What follows is the ledger's (model, time, method, the error that caused the
    request, tokens and USD of this signature's share of it): None and 0 for verdicts nobody paid for.
    """

    repo: str
    fingerprint: str
    domain: str
    category: str
    subcategory: str
    confidence: float
    root_cause: str
    suggested_fix: str
    evidence: str
    verdict_source: str
    reason: str | None = None
    decided_by: str = ""
    taxonomy_version: str = ""
    prompt_version: str = ""
    model: str | None = None
    method: str | None = None
    classified_at: datetime | None = None
    asked_error_id: str | None = None
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    cost_usd: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """Something that was met and not carried on: what, which, why (a key of SKIP_REASONS) and a line of detail.

    `kind`: repository, run, job, log, artifact or errors.
    """

    repo: str
    kind: str
    item_id: str
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorDocument:
    """One error as it is indexed (design section 9). `timestamp` is written as `@timestamp`: the job's completed_at."""

    s_error_id: str
    s_error_hash: str
    s_template: str
    s_workflow_id: str
    s_workflow_name: str
    s_workflow_path: str
    s_event: str
    s_job_id: str
    s_job_name: str
    s_job_url: str
    s_step_id: str
    s_step_name: str
    l_attempt: int
    l_rank: int
    b_is_primary: bool
    l_line_start: int | None
    l_job_seconds: int | None
    s_test_name: str
    s_error_source: str
    s_error_sources: tuple[str, ...]
    s_dialect: str
    s_framework: str
    s_user_alias: str
    s_repo: str
    s_branch: str
    s_pr_id: str | None
    s_commit_sha: str
    s_runner: str
    s_runner_labels: tuple[str, ...]
    s_log_key: str | None
    s_error_snippet: str
    s_error_full_text: str
    s_domain: str
    s_primary_category: str
    s_subcategory: str
    f_confidence_score: float
    s_root_cause_summary: str
    s_suggested_fix: str
    s_evidence: str
    s_verdict_source: str
    s_unclassified_reason: str | None
    s_classification_method: str | None
    s_model_version: str | None
    ts_classified_at: datetime | None
    b_is_duplicate: bool
    l_occurrence_count: int
    l_prompt_tokens: int
    l_completion_tokens: int
    l_cached_tokens: int
    f_cost_usd: float
    s_grouping_version: str
    s_taxonomy_version: str
    s_prompt_version: str
    s_partition: str
    timestamp: datetime
