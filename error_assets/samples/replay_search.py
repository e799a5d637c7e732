"""The replay's search for runs, by the parameters and the syntax of GitHub's."""

from collections.abc import Mapping
from datetime import datetime

from error_assets.hours import UTC
from error_assets.samples.replay_world import ReplayRun

SEARCH_CAP = 1_000
"""Results of a search with one of FILTERS that GitHub lists, however many it counts."""
FILTERS = ("actor", "branch", "created", "event", "head_sha", "status")


def matches(run: ReplayRun, query: Mapping[str, str]) -> bool:
    wanted = {"event": run.event, "branch": run.branch, "head_sha": run.sha, "actor": run.actor}
    if any(query.get(name, found) != found for name, found in wanted.items()):
        return False
    if query.get("status") not in (None, run.status, run.conclusion):
        return False
    return _created_in(run.created_at, query.get("created", ""))


def _created_in(created: datetime, span: str) -> bool:
    """GitHub's search syntax for dates: `A..B`, `>=A`, `<=B`, or one day."""
    if not span:
        return True
    if ".." in span:
        first, last = span.split("..")
        return _instant(first) <= created <= _instant(last)
    if span.startswith(">="):
        return created >= _instant(span[2:])
    if span.startswith("<="):
        return created <= _instant(span[2:])
    return created.strftime("%Y-%m-%d") == span


def _instant(text: str) -> datetime:
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
