"""One request to GitHub's API: time-outs, retries of what may heal, waits for limits, and a count of it all.

It neither knows what is asked nor what an answer means. Redirects are handed back: whoever asked decides where a
token may go.
"""

import logging
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3.util.retry import Retry

from error_assets.clients.github_errors import Unanswered
from error_assets.clients.github_limits import MOST_WAITS, Clock, Gate, asked_wait

CONNECT_SECONDS = 10.0
"""Longer than any healthy handshake; three tries stay under a minute."""
READ_SECONDS = 60.0
"""GitHub gives up on a request after about 10 s; a log host may pause longer between two blocks."""
BACKOFF_SECONDS = 0.5
"""First pause before a retry; doubled each time."""
RETRIES = 4
"""Of 5xx answers and of cut connections each: with the pauses some 10 s, longer than a deploy's hiccup."""
RETRIED_STATUSES = (500, 502, 503, 504)
CONNECTIONS = 16
"""Kept open to one host: as many as threads ask at once."""
API_VERSION = "2022-11-28"
"""The oldest dated version; Enterprise Server knows it too."""
QUERY_IN_MESSAGE = re.compile(r"\?[^\s\"')]*")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a connection, a read and a retry may take, in seconds."""

    connect_seconds: float = CONNECT_SECONDS
    read_seconds: float = READ_SECONDS
    backoff_seconds: float = BACKOFF_SECONDS

    @property
    def timeout(self) -> tuple[float, float]:
        return (self.connect_seconds, self.read_seconds)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Header names are matched whatever their case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counters:
    """Requests sent to GitHub's API (retries included), 304s among them, quota left as last told, seconds waited."""

    requests: int = 0
    not_modified: int = 0
    remaining: int | None = None
    waited_seconds: float = 0.0


class Authorization(AuthBase):
    """Sets (or leaves out) the header itself, so that requests never falls back to a .netrc of this machine."""

    def __init__(self, value: str | None) -> None:
        self._value = value

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._value is not None:
            request.headers["Authorization"] = self._value
        return request


class WithoutQueries(logging.Filter):
    """Strips query strings from urllib3's own log lines: a log's address is signed, whoever has it can read the log."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = QUERY_IN_MESSAGE.sub("?...", record.getMessage())
        record.args = ()
        return True


def quiet_urllib3() -> None:
    """Install WithoutQueries once."""
    logger = logging.getLogger("urllib3.connectionpool")
    if not any(isinstance(found, WithoutQueries) for found in logger.filters):
        logger.addFilter(WithoutQueries())


def where(url: str) -> str:
    """An address as it may be shown: its path alone."""
    return urlsplit(url).path


class Transport:
    """The way to one API host, safe to use from several threads."""

    def __init__(self, patience: Patience, clock: Clock, log: Callable[[str], None]) -> None:
        quiet_urllib3()
        self.patience = patience
        self.clock = clock
        self._gate = Gate(clock, log)
        self._lock = threading.Lock()
        self._counters = Counters()
        self._session = requests.Session()
        adapter = HTTPAdapter(pool_maxsize=CONNECTIONS, max_retries=_retries(patience))
        self._session.mount("https://", adapter)
        self._session.mount("http://", adapter)
        self._session.headers.update(
            {
                "Accept": "application/vnd.github+json",
                "X-GitHub-Api-Version": API_VERSION,
                "User-Agent": "error-assets",
            }
        )

    @property
    def counters(self) -> Counters:
        with self._lock:
            seen = self._counters
        return Counters(
            requests=seen.requests,
            not_modified=seen.not_modified,
            remaining=seen.remaining,
            waited_seconds=round(self._gate.waited_seconds, 1),
        )

    def close(self) -> None:
        self._session.close()

    def ask(self, method: str, url: str, authorization: str | None, headers: Mapping[str, str] | None = None) -> Answer:
        """The answer to one request, whatever its status, after the waits that GitHub asks for.

        Raises Unanswered when retries or waits are used up.
        """
        for waits in range(MOST_WAITS + 1):
            self._gate.wait()
            answer = self._send(method, url, Authorization(authorization), headers)
            text = answer.body[:4_096].decode("utf-8", "replace") if answer.status >= 400 else ""
            wait = asked_wait(answer.status, answer.headers, text, waits, self.clock.now())
            if wait is None:
                return answer
            self._gate.close(wait)
        raise Unanswered(f"{method} {where(url)}: still limited after {MOST_WAITS} waits")

    def _send(self, method: str, url: str, authorization: Authorization, headers: Mapping[str, str] | None) -> Answer:
        trouble = ""
        for tries in range(RETRIES + 1):
            if tries:
                self.clock.sleep(self.patience.backoff_seconds * 2 ** (tries - 1))
            try:
                response = self._session.request(
                    method,
                    url,
                    auth=authorization,
                    headers=headers,
                    timeout=self.patience.timeout,
                    allow_redirects=False,
                    stream=True,
                )
            except requests.exceptions.RequestException as error:
                self._count(None)
                said = f"no answer from {urlsplit(url).hostname} ({type(error).__name__}); see GITHUB_API_URL"
                raise Unanswered(f"{method} {where(url)}: {said}") from None
            self._count(response)
            if response.status_code in RETRIED_STATUSES:
                response.close()
                raise Unanswered(f"{method} {where(url)}: {response.status_code} after {RETRIES + 1} tries")
            try:
                return Answer(response.status_code, response.headers, response.content)
            except requests.exceptions.RequestException as error:
                trouble = type(error).__name__
        raise Unanswered(f"{method} {where(url)}: cut {RETRIES + 1} times ({trouble})")

    def _count(self, response: requests.Response | None) -> None:
        tried = getattr(getattr(response, "raw", None), "retries", None)
        sent = 1 + (len(tried.history) if tried is not None else 0)
        remaining = response.headers.get("x-ratelimit-remaining", "") if response is not None else ""
        with self._lock:
            seen = self._counters
            self._counters = Counters(
                requests=seen.requests + sent,
                not_modified=seen.not_modified + (response is not None and response.status_code == 304),
                remaining=int(remaining) if remaining.isdigit() else seen.remaining,
            )


def _retries(patience: Patience) -> Retry:
    return Retry(
        total=RETRIES,
        status_forcelist=RETRIED_STATUSES,
        allowed_methods=None,
        backoff_factor=patience.backoff_seconds,
        backoff_jitter=patience.backoff_seconds,
        raise_on_status=False,
        respect_retry_after_header=False,
    )
