"""GitHub's limits: which answer asks for a wait, how long, and the gate at which every thread then waits.

Source: https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
"""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

from error_assets.clients.github_errors import Unanswered
from error_assets.hours import UTC

SECONDARY_WAIT_SECONDS = 60.0
"""What GitHub asks for after a secondary limit without `retry-after`; doubled each time it answers so again."""
LONGEST_WAIT_SECONDS = 3_700.0
"""A primary limit is renewed within the hour. What asks for more is not waited for."""
MOST_WAITS = 6
"""Waits for one request: a limit that holds after them will not end in this run."""
RESET_MARGIN_SECONDS = 1.0
"""`x-ratelimit-reset` is a whole second."""
SECONDARY_WORDS = ("secondary rate limit", "abuse detection")


class Clock:
    """Time as the client sees it; tests put a quicker one in its place."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


@dataclass(frozen=True, slots=True)
class Wait:
    """How long to wait, in seconds, and why, for a person who watches."""

    seconds: float
    reason: str


def asked_wait(status: int, headers: Mapping[str, str], body: str, waits_before: int, now: datetime) -> Wait | None:
    """The wait that an answer asks for, or None if it is not about a limit.

    `waits_before` counts this request's earlier waits. The reset is measured by GitHub's own clock (`date`), so that a
    wrong local clock waits no hour too long.
    """
    if status not in (403, 429):
        return None
    retry_after = headers.get("retry-after", "")
    if retry_after.isdigit():
        return Wait(float(retry_after), "GitHub's secondary rate limit (retry-after)")
    if headers.get("x-ratelimit-remaining") == "0":
        seconds = _until_reset(headers, now)
        limit = headers.get("x-ratelimit-limit", "?")
        return Wait(seconds, f"GitHub's primary rate limit ({limit} requests an hour)")
    if status == 429 or any(word in body.lower() for word in SECONDARY_WORDS):
        return Wait(SECONDARY_WAIT_SECONDS * 2**waits_before, "GitHub's secondary rate limit")
    return None


def _until_reset(headers: Mapping[str, str], now: datetime) -> float:
    reset = headers.get("x-ratelimit-reset", "")
    if not reset.isdigit():
        return SECONDARY_WAIT_SECONDS
    try:
        here = parsedate_to_datetime(headers["date"])
    except (KeyError, ValueError):
        here = now
    return max(0.0, int(reset) - here.timestamp()) + RESET_MARGIN_SECONDS


class Gate:
    """Where every thread waits while a limit holds. `waited_seconds` adds up the time for which it was closed."""

    def __init__(self, clock: Clock, log: Callable[[str], None]) -> None:
        self._clock = clock
        self._log = log
        self._lock = threading.Lock()
        self._opens_at = 0.0
        self.waited_seconds = 0.0

    def close(self, wait: Wait) -> None:
        """Close for `wait`, unless it is closed for longer already. Raises Unanswered if the wait is too long."""
        if wait.seconds > LONGEST_WAIT_SECONDS:
            raise Unanswered(f"{wait.reason} asks to wait {wait.seconds:,.0f} s: longer than a run waits")
        with self._lock:
            now = self._clock.monotonic()
            added = now + wait.seconds - max(self._opens_at, now)
            if added <= 0:
                return
            self._opens_at = now + wait.seconds
            self.waited_seconds += added
        self._log(f"waiting {wait.seconds:,.0f} s: {wait.reason}")

    def wait(self) -> None:
        """Return once the gate is open."""
        while (left := self._opens_at - self._clock.monotonic()) > 0:
            self._clock.sleep(left)
