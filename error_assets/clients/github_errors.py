"""How asking GitHub can end badly. Every message is one line without a token and without an address's query string."""

from error_assets.clients.outside import OutsideError
from error_assets.records import SKIP_REASONS


class GitHubError(OutsideError):
    """GitHub could not be asked or did not answer as it should."""


class UnexpectedPayload(GitHubError):
    """An answer that is not what GitHub describes: which object, and which field is missing or malformed."""


class TokenRefused(GitHubError):
    """401: no repository can be read with these credentials."""


class Unanswered(GitHubError):
    """No usable answer after every retry: cut connections, time-outs, 5xx, or a limit longer than one may wait."""


class Refused(GitHubError):
    """GitHub answered `status` (403, 404, 410, 451, ...) to `path`; `said` is its own message."""

    def __init__(self, status: int, path: str, said: str) -> None:
        self.status = status
        self.said = said
        super().__init__(f"{path}: {status} {said}".rstrip())


class RepositoryUnreadable(GitHubError):
    """One repository's trouble: `reason` is a key of records.SKIP_REASONS, `detail` one line."""

    def __init__(self, repo: str, reason: str, detail: str) -> None:
        if reason not in SKIP_REASONS:
            raise ValueError(f"{reason!r} is not one of records.SKIP_REASONS")
        self.repo = repo
        self.reason = reason
        self.detail = detail
        super().__init__(f"{repo}: {SKIP_REASONS[reason]} ({detail})")


def repository_unreadable(repo: str, error: GitHubError) -> RepositoryUnreadable:
    """The reason that a failed question about `repo` gives for leaving it out."""
    if isinstance(error, RepositoryUnreadable):
        return error
    reason = "repository_unreadable"
    if isinstance(error, Refused):
        if error.status == 404:
            reason = "repository_not_found"
        elif "archived" in error.said.lower():
            reason = "repository_archived"
        elif error.status in (403, 451):
            reason = "repository_forbidden"
    return RepositoryUnreadable(repo, reason, str(error))
