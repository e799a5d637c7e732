"""What of GitHub's answers is kept: the fields that github_records reads, and nothing else. What is kept is remembered
on disk.

Commit messages and titles may hold secrets: they are not kept. Annotations may too: they are kept redacted.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

from error_assets.clients.github_records import listed
from error_assets.extraction.redaction import redacted_text

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
ARTIFACT: Shape = dict.fromkeys(("id", "name", "size_in_bytes", "expired", "created_at"))
ANNOTATION: Shape = dict.fromkeys(("annotation_level", "path", "start_line", "end_line"))
REPOSITORY: Shape = {"full_name": None}


def runs(content: Any) -> Any:
    return kept(content, {"total_count": None, "workflow_runs": RUN})


def jobs(content: Any) -> Any:
    return kept(content, {"total_count": None, "jobs": JOB})


def artifacts(content: Any) -> Any:
    return kept(content, {"artifacts": ARTIFACT})


def repositories(content: Any) -> Any:
    """Of a bare list, or of an installation's `repositories`."""
    return kept(content, REPOSITORY if isinstance(content, list) else {"repositories": REPOSITORY})


def annotations(content: Any) -> Any:
    """Of a bare list; messages and titles are redacted. Raises UnexpectedPayload for anything else."""
    return [
        {**kept(item, ANNOTATION), **{name: redacted_text(item.get(name) or "") for name in ("title", "message")}}
        for item in listed(content, None)
    ]


def kept(content: Any, shape: Shape) -> Any:
    """`content` (parsed JSON) with no field but those of `shape`; of a list, each element so."""
    if shape is None or content is None:
        return content
    if isinstance(content, list):
        return [kept(item, shape) for item in content]
    if isinstance(content, dict):
        return {name: kept(content[name], inner) for name, inner in shape.items() if name in content}
    return None
