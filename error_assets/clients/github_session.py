"""Questions to GitHub's API: with credentials, page by page, and only for what changed since it was asked before."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from requests.utils import parse_header_links

from error_assets.clients.github_auth import Credentials
from error_assets.clients.github_cache import Cache, KnownAnswer
from error_assets.clients.github_errors import GitHubError, Refused, TokenRefused, Unanswered
from error_assets.clients.github_transport import Answer, Transport, where

PER_PAGE = 100
"""The most that GitHub gives."""
MOST_REDIRECTS = 3
"""A renamed repository answers with one; its new owner's rename with another."""
REDIRECTS = (301, 307, 308)
"""What a moved repository answers with. 302 is the address of a log or an artifact and goes back to whoever asked."""


class Session:
    """The API at `api_url` (with a path prefix on Enterprise Server). Every question names the owner it is about."""

    def __init__(self, api_url: str, transport: Transport, credentials: Credentials, cache: Cache) -> None:
        self._api_url = api_url.rstrip("/")
        self._transport = transport
        self._credentials = credentials
        self._cache = cache

    def pages(self, path: str, owner: str, keep: Callable[[Any], Any]) -> Iterator[Any]:
        """What to keep of the page at `path` and of all that follow it by Link header, as JSON. Raises GitHubError.

        What `keep` makes of a page is remembered, and a page seen before is asked for with its ETag: a 304 costs no
        quota and gives what was remembered.
        """
        url: str | None = self.url(path)
        seen: set[str] = set()
        while url is not None and url not in seen:
            seen.add(url)
            known = self._cache.known(url)
            answer = self.ask(url, owner, etag=known.etag if known else None)
            if answer.status == 304 and known is not None:
                link, content = known.link, parsed(url, known.body)
            else:
                link, content = answer.headers.get("link", ""), keep(parsed(url, answer.body))
                if etag := answer.headers.get("etag"):
                    self._cache.keep(url, KnownAnswer(etag, link, json.dumps(content).encode()))
            yield content
            url = self._next(link)

    def ask(self, url: str, owner: str, etag: str | None = None) -> Answer:
        """One GET, redirects on the API's own host followed. Status 200, 302, or 304 (only with `etag`).

        Raises TokenRefused for 401, Refused for every other status, Unanswered.
        """
        headers = {"If-None-Match": etag} if etag else None
        renewed = False
        redirects = 0
        while True:
            answer = self._transport.ask("GET", url, self._credentials.header(owner), headers)
            if answer.status == 401 and not renewed and self._credentials.renew(owner):
                renewed = True
                continue
            target = urljoin(url, answer.headers.get("location", "")) if answer.status in REDIRECTS else ""
            if not target or not self.is_own(target):
                return self._judged(url, answer)
            redirects += 1
            if redirects > MOST_REDIRECTS:
                raise Unanswered(f"GET {where(url)}: redirected {redirects} times")
            url = target

    def url(self, path: str) -> str:
        return f"{self._api_url}{path}"

    def is_own(self, url: str) -> bool:
        """Whether `url` lies at the API: the only place that may see credentials."""
        own, other = urlsplit(self._api_url), urlsplit(url)
        return (own.scheme, own.netloc) == (other.scheme, other.netloc)

    def _judged(self, url: str, answer: Answer) -> Answer:
        if answer.status in (200, 302, 304):
            return answer
        if answer.status == 401:
            raise TokenRefused(f"GitHub refuses the credentials (401 {_said(answer)}): see GITHUB_TOKEN")
        raise Refused(answer.status, where(url), _said(answer))

    def _next(self, link: str) -> str | None:
        for found in parse_header_links(link) if link else []:
            if found.get("rel") == "next":
                if not self.is_own(found["url"]):
                    raise GitHubError("GitHub's next page lies on another host")
                return found["url"]
        return None


def ask_json(transport: Transport, api_url: str, method: str, path: str, authorization: str) -> Any:
    """One question outside any repository, such as an App's for its installation. Raises GitHubError."""
    url = f"{api_url.rstrip('/')}{path}"
    answer = transport.ask(method, url, authorization)
    if answer.status == 401:
        raise TokenRefused(f"GitHub refuses the App (401 {_said(answer)}): see GITHUB_APP_ID and its private key")
    if answer.status not in (200, 201):
        raise Refused(answer.status, where(url), _said(answer))
    return parsed(url, answer.body)


def parsed(url: str, body: bytes) -> Any:
    """The JSON of an answer; Unanswered for what is none, such as a proxy's own page."""
    try:
        return json.loads(body)
    except ValueError:
        raise Unanswered(f"{where(url)}: the answer is not JSON") from None


def _said(answer: Answer) -> str:
    """GitHub's own message, in one line of at most 200 characters."""
    try:
        body = json.loads(answer.body)
    except ValueError:
        return ""
    message = body.get("message") if isinstance(body, dict) else None
    return " ".join(message.split())[:200] if isinstance(message, str) else ""
