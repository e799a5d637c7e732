"""A clock that runs faster than the wall's, so that a minute's wait for a rate limit takes a test one second."""

import time
from datetime import datetime, timedelta

from error_assets.clients.github_limits import Clock

SPEED = 60.0
"""Seconds of this clock in one second of the wall's."""


class QuickClock(Clock):
    """Starts at `at` when it is made."""

    def __init__(self, at: datetime, speed: float = SPEED) -> None:
        self._at = at
        self._speed = speed
        self._began = time.monotonic()

    def now(self) -> datetime:
        return self._at + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        return (time.monotonic() - self._began) * self._speed

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds / self._speed)
