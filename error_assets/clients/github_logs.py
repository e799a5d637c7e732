"""A job's log, block by block: found by the 302 that GitHub answers with, resumed after a cut, never whole in memory.

The log lies on another host under a signed address. That host gets no credentials, and no message shows the address.
"""

import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

from error_assets.clients.github_errors import Refused, Unanswered
from error_assets.clients.github_limits import Clock
from error_assets.clients.github_runs import owner_of
from error_assets.clients.github_session import Session
from error_assets.clients.github_transport import CONNECTIONS, RETRIED_STATUSES, Authorization, Patience
from error_assets.records import JobOutcome

BLOCK_BYTES = 64 * 1024
MOST_CUTS = 4
"""Cuts in a row without one new byte, after which the log is taken as it is: with the pauses, some 4 s."""
LONGEST_SECONDS = 1_800.0
"""One log may not hold its thread for longer than half an hour."""
LATE = timedelta(minutes=10)
"""A log that is missing longer after its job's end will not come."""
WAITED_FOR = timedelta(seconds=60)
"""GitHub writes a log up to half a minute after its job's end: until a job is this old its log is waited for.
A job that ends in the future is a wrong clock, and nothing to wait for."""
LATE_PAUSE_SECONDS = 5.0

ASKED_AGAIN = frozenset({403, *RETRIED_STATUSES})
"""Answers of a log host after which a fresh address is asked for: a signature ends after a minute."""


class Outside:
    """Connections to the hosts that hold logs and artifacts: without credentials, whatever this machine holds."""

    def __init__(self, patience: Patience) -> None:
        self.patience = patience
        self._session = requests.Session()
        adapter = HTTPAdapter(pool_maxsize=CONNECTIONS, max_retries=0)
        self._session.mount("https://", adapter)
        self._session.mount("http://", adapter)

    def open(self, url: str, first_byte: int = 0) -> requests.Response:
        """The answer with its body still unread. Raises requests' exceptions, whose text may hold the address."""
        headers = {"Accept-Encoding": "identity", "User-Agent": "error-assets"}
        if first_byte:
            headers["Range"] = f"bytes={first_byte}-"
        return self._session.get(
            url, headers=headers, auth=Authorization(None), timeout=self.patience.timeout, stream=True
        )

    def close(self) -> None:
        self._session.close()


class LogReading:
    """One log as it comes. Iterate it once; then `state` says what happened, in the words of RawFailure.log_state.

    stored: all of it came. cut: it ended before its time; what came was yielded. expired: its retention ended (410).
    missing: none exists although the job completed more than ten minutes ago (404). late: none exists yet. none: this
    outcome has no log. Iterating raises GitHubError where GitHub could not be asked: a failed read is no empty log.
    """

    def __init__(self, outcome: JobOutcome, address: Callable[[], str], outside: Outside, clock: Clock) -> None:
        self.outcome = outcome
        self.state = "cut"
        self.bytes = 0
        self._address = address
        self._outside = outside
        self._clock = clock
        self._digest = hashlib.sha256()
        self._ranges = True
        self._ends_at = 0.0

    def __iter__(self) -> Iterator[bytes]:
        if self.outcome.job_id.startswith("run-"):
            self.state = "none"
            return
        self._ends_at = self._clock.monotonic() + LONGEST_SECONDS
        cuts = 0
        while cuts < MOST_CUTS and self._clock.monotonic() < self._ends_at:
            before = self.bytes
            try:
                response = self._opened()
                if response is None:
                    return
                with response:
                    yield from self._blocks(response)
                self.state = "stored"
                return
            except (requests.exceptions.RequestException, HTTPError, _Cut):
                cuts = cuts + 1 if self.bytes == before else 0
                if 0 < cuts < MOST_CUTS:
                    self._clock.sleep(self._outside.patience.backoff_seconds * 2 ** (cuts - 1))
        if not self.bytes:
            raise Unanswered(f"the log of job {self.outcome.job_id} of {self.outcome.repo} could not be read")
        self.state = "cut"

    def _opened(self) -> requests.Response | None:
        """The log's answer from the first byte that is still wanted, or None and a `state` that says why not."""
        while True:
            try:
                response = self._outside.open(self._address(), self.bytes if self._ranges else 0)
            except Refused as error:
                status = error.status
                if status not in (404, 410):
                    raise
            else:
                status = response.status_code
                if status in (200, 206):
                    return response
                response.close()
            if status == 410:
                self.state = "cut" if self.bytes else "expired"
                return None
            if status in ASKED_AGAIN or self.bytes:
                raise _Cut
            if status != 404:
                raise Refused(status, "the log's host", f"for job {self.outcome.job_id}")
            age = self._clock.now() - self.outcome.completed_at
            self.state = "late" if age <= LATE else "missing"
            if abs(age) >= WAITED_FOR:
                return None
            self._clock.sleep(LATE_PAUSE_SECONDS)

    def _blocks(self, response: requests.Response) -> Iterator[bytes]:
        """New bytes of `response`; what a host without ranges sends once more is passed over, if it is the same."""
        if response.status_code == 206 and _first_byte(response) != self.bytes:
            raise _Cut
        over = self.bytes if response.status_code == 200 else 0
        self._ranges = "content-encoding" not in response.headers
        again = hashlib.sha256()
        for block in blocks_of(response):
            if self._clock.monotonic() > self._ends_at:
                raise _Cut
            if over:
                passed, block = block[:over], block[over:]
                again.update(passed)
                over -= len(passed)
                if not over and again.digest() != self._digest.digest():
                    raise _Cut
            if block:
                self._digest.update(block)
                self.bytes += len(block)
                yield block
        if over:
            raise _Cut


class _Cut(Exception):
    """The log did not come to its end this time."""


def blocks_of(response: requests.Response) -> Iterator[bytes]:
    """The body as it comes. Unlike `iter_content`, a cut loses nothing that came before. Raises HTTPError."""
    while block := response.raw.read1(BLOCK_BYTES, decode_content=True):
        yield block


def log_address(session: Session, outcome: JobOutcome) -> str:
    """Where GitHub says that the log lies. The address is signed: never show it. Raises GitHubError."""
    url = session.url(f"/repos/{outcome.repo}/actions/jobs/{outcome.job_id}/logs")
    return redirected(session, url, owner_of(outcome.repo))


def redirected(session: Session, url: str, owner: str) -> str:
    """The address outside that `url` answers with. Raises Unanswered if it answers with anything else."""
    answer = session.ask(url, owner)
    location = answer.headers.get("location", "")
    if answer.status != 302 or not location:
        raise Unanswered(f"{url}: {answer.status} without an address")
    return location


def _first_byte(response: requests.Response) -> int:
    span = response.headers.get("content-range", "")
    first = span.removeprefix("bytes ").partition("-")[0]
    return int(first) if first.isdigit() else -1
