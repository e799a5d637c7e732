"""Error documents for tests, every field filled."""

from dataclasses import replace
from datetime import datetime, timedelta

from error_assets.hours import UTC, hour_of
from error_assets.records import ErrorDocument

START = datetime(2026, 11, 30, 22, 5, tzinfo=UTC)
HOUR = hour_of(START)
NEXT_MONTH = hour_of(START + timedelta(hours=2))
REPO = "example/engine"

FULL = ErrorDocument(
    s_error_id="101-1-1",
    s_error_hash="aaaaaaaaaaaaaaaa",
    s_template="ModuleNotFoundError: No module named <str>",
    s_workflow_id="9001",
    s_workflow_name="CI",
    s_workflow_path=".github/workflows/ci.yml",
    s_event="pull_request",
    s_job_id="101",
    s_job_name="build (linux, 3.12)",
    s_job_url="https://github.com/example/engine/actions/runs/9001/job/101#step:4:1",
    s_step_id="4",
    s_step_name="Run the tests",
    l_attempt=1,
    l_rank=1,
    b_is_primary=True,
    l_line_start=812,
    l_job_seconds=95,
    s_test_name="tests/test_wheel.py::test_wheel",
    s_error_source="github_log",
    s_error_sources=("github_log", "annotation"),
    s_dialect="pytest",
    s_framework="pytest",
    s_user_alias="someone",
    s_repo=REPO,
    s_branch="feature/wheels",
    s_pr_id="17",
    s_commit_sha="0f" * 20,
    s_runner="GitHub Actions 12",
    s_runner_labels=("ubuntu-24.04", "x64"),
    s_log_key="logs/example%2Fengine/9001/101-1.log.zst",
    s_error_snippet="E   ModuleNotFoundError: No module named 'foo_bar'",
    s_error_full_text="E   ModuleNotFoundError: No module named 'foo_bar'\ntests/test_wheel.py:3",
    s_domain="code",
    s_primary_category="dependency_error",
    s_subcategory="missing_library",
    f_confidence_score=0.93,
    s_root_cause_summary="The package foo_bar is not installed.",
    s_suggested_fix="Add it to the requirements.",
    s_evidence="ModuleNotFoundError: No module named 'foo_bar'",
    s_verdict_source="claude",
    s_unclassified_reason=None,
    s_classification_method="realtime",
    s_model_version="claude-haiku-5-5",
    ts_classified_at=datetime(2026, 12, 1, 1, 2, 3, 456000, tzinfo=UTC),
    b_is_duplicate=False,
    l_occurrence_count=3,
    l_prompt_tokens=1200,
    l_completion_tokens=150,
    l_cached_tokens=800,
    f_cost_usd=0.000123,
    s_grouping_version="1",
    s_taxonomy_version="1",
    s_prompt_version="1",
    s_partition=HOUR,
    timestamp=START,
)


def document(number: int, *, hours: int = 0, repo: str = REPO, **changes: object) -> ErrorDocument:
    """Another document, `hours` after the first one."""
    moment = START + timedelta(hours=hours, seconds=number)
    values = {
        "s_error_id": f"{number}-1-1",
        "s_repo": repo,
        "timestamp": moment,
        "s_partition": hour_of(moment),
        **changes,
    }
    return replace(FULL, **values)  # type: ignore[arg-type]
