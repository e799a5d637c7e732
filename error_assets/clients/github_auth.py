"""Who asks: a token, or a GitHub App that makes itself a token for each owner and renews it before it ends.

Source: https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import jwt

from error_assets.clients.github_errors import GitHubError, Refused, TokenRefused
from error_assets.clients.github_limits import Clock
from error_assets.clients.github_records import moment

JWT_SECONDS = 540
"""GitHub refuses a JWT that ends more than ten minutes from now."""
JWT_BACKDATED_SECONDS = 60
"""GitHub's advice against clocks that run ahead of its own."""
RENEW_BEFORE = timedelta(minutes=5)
"""An installation token lives an hour; one that ends sooner than this is renewed before it is used."""

AskJson = Callable[[str, str, str], Any]
"""`ask(method, path, authorization)`: the parsed answer. Raises GitHubError."""


class Credentials(Protocol):
    """Where a request's Authorization header comes from."""

    def header(self, owner: str) -> str | None:
        """The header's value for questions about `owner`'s repositories; None asks without one."""

    def renew(self, owner: str) -> bool:
        """Forget what `header` gave; False if the next would be the same."""

    @property
    def lists_installations(self) -> bool:
        """Whether repositories are those of an App's installation, not those of a person."""


class Token:
    """A personal or Actions token, or none at all (public repositories, 60 requests an hour)."""

    lists_installations = False

    def __init__(self, token: str | None) -> None:
        self._header = f"Bearer {token}" if token else None

    def header(self, owner: str) -> str | None:  # noqa: ARG002 - one token for every owner
        return self._header

    def renew(self, owner: str) -> bool:  # noqa: ARG002
        return False


@dataclass(frozen=True, slots=True, repr=False)
class InstallationToken:
    header: str
    ends_at: datetime


class App:
    """A GitHub App: signs a JWT with its private key, finds its installation at an owner, and takes a token there."""

    lists_installations = True

    def __init__(self, app_id: str, private_key: str, ask: AskJson, clock: Clock) -> None:
        self._app_id = app_id
        self._private_key = private_key.replace("\\n", "\n")
        self._ask = ask
        self._clock = clock
        self._lock = threading.Lock()
        self._tokens: dict[str, InstallationToken] = {}

    def header(self, owner: str) -> str | None:
        owner = owner.lower()
        with self._lock:
            held = self._tokens.get(owner)
            if held is None or held.ends_at - self._clock.now() < RENEW_BEFORE:
                held = self._tokens[owner] = self._token(owner)
            return held.header

    def renew(self, owner: str) -> bool:
        with self._lock:
            return self._tokens.pop(owner.lower(), None) is not None

    def _token(self, owner: str) -> InstallationToken:
        signed = f"Bearer {self._jwt()}"
        try:
            found = self._ask("GET", f"/users/{owner}/installation", signed)
        except Refused as error:
            if error.status != 404:
                raise
            raise Refused(403, f"/users/{owner}/installation", f"the GitHub App is not installed at {owner}") from None
        answer = self._ask("POST", f"/app/installations/{_field(found, 'id')}/access_tokens", signed)
        ends_at = moment(str(_field(answer, "expires_at")))
        assert ends_at is not None
        return InstallationToken(f"Bearer {_field(answer, 'token')}", ends_at)

    def _jwt(self) -> str:
        now = int(self._clock.now().timestamp())
        claims = {"iat": now - JWT_BACKDATED_SECONDS, "exp": now + JWT_SECONDS, "iss": self._app_id}
        try:
            return jwt.encode(claims, self._private_key, algorithm="RS256")
        except (ValueError, TypeError, jwt.PyJWTError):
            raise TokenRefused("GITHUB_APP_PRIVATE_KEY is not a private key in PEM format") from None


def _field(answer: Any, name: str) -> Any:
    if not isinstance(answer, Mapping) or name not in answer:
        raise GitHubError(f"GitHub's answer about the App's installation holds no {name}")
    return answer[name]
