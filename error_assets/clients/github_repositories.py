"""Which repositories "owner/*" stands for."""

from collections.abc import Iterator, Sequence

from error_assets.clients import github_kept
from error_assets.clients.github_errors import Refused
from error_assets.clients.github_records import listed
from error_assets.clients.github_runs import owner_of
from error_assets.clients.github_session import PER_PAGE, Session


def repositories_of(session: Session, installed: bool, patterns: Sequence[str]) -> list[str]:
    """The names that `patterns` stand for, each once, in the patterns' order. Raises GitHubError.

    `installed`: the credentials are a GitHub App's, which sees the repositories of its installation.
    """
    names: dict[str, None] = {}
    for pattern in patterns:
        owner = owner_of(pattern)
        found = sorted(_owned(session, installed, owner)) if pattern == f"{owner}/*" else [pattern]
        names.update(dict.fromkeys(found))
    return list(names)


def _owned(session: Session, installed: bool, owner: str) -> set[str]:
    if installed:
        return set(_named(session, f"/installation/repositories?per_page={PER_PAGE}", owner, "repositories"))
    try:
        return set(_named(session, f"/orgs/{owner}/repos?type=all&per_page={PER_PAGE}", owner))
    except Refused as error:
        if error.status != 404:
            raise
    names = set(_named(session, f"/users/{owner}/repos?type=owner&per_page={PER_PAGE}", owner))
    return names | _own(session, owner)


def _own(session: Session, owner: str) -> set[str]:
    """Private repositories of a person are listed only to that person, and at another address."""
    try:
        return set(_named(session, f"/user/repos?affiliation=owner&per_page={PER_PAGE}", owner))
    except Refused as error:
        if error.status in (403, 404):
            return set()
        raise


def _named(session: Session, path: str, owner: str, key: str | None = None) -> Iterator[str]:
    for page in session.pages(path, owner, github_kept.repositories):
        for payload in listed(page, key):
            name = str(payload.get("full_name") or "")
            if owner_of(name).lower() == owner.lower():
                yield name
