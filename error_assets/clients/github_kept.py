"""What of GitHub's answers is remembered on disk: the fields that github_records reads, and nothing else.

Commit messages, titles and annotations may hold secrets that nothing has redacted yet. They are not kept.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

Shape: TypeAlias = "Mapping[str, Shape] | None"
"""Names of the fields to keep, and of each what to keep of it; None keeps all."""

STEP: Shape = dict.fromkeys(("number", "name", "conclusion", "started_at", "completed_at"))
JOB: Shape = {
    **dict.fromkeys(("id", "run_attempt", "name", "status", "conclusion", "started_at", "completed_at")),
    **dict.fromkeys(("workflow_name", "head_branch", "head_sha", "runner_name", "labels", "html_url")),
    "steps": STEP,
}
RUN: Shape = {
    **dict.fromkeys(("id", "run_attempt", "name", "path", "status", "conclusion", "event", "head_branch")),
    **dict.fromkeys(("head_sha", "html_url", "created_at", "updated_at", "run_started_at")),
    "actor": {"login": None},
    "triggering_actor": {"login": None},
    "pull_requests": {"number": None},
}
RUNS: Shape = {"total_count": None, "workflow_runs": RUN}
JOBS: Shape = {"total_count": None, "jobs": JOB}
REPOSITORY: Shape = {"full_name": None}
REPOSITORIES: Shape = {"total_count": None, "repositories": REPOSITORY}


def kept(content: Any, shape: Shape) -> Any:
    """`content` (parsed JSON) with no field but those of `shape`; of a list, each element so."""
    if shape is None or content is None:
        return content
    if isinstance(content, list):
        return [kept(item, shape) for item in content]
    if isinstance(content, dict):
        return {name: kept(content[name], inner) for name, inner in shape.items() if name in content}
    return None
