"""What goes wrong between a client and GitHub, decided by a seed: each address has its own trouble, and its measure."""

import threading
import time
import zlib
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from error_assets.hours import UTC
from error_assets.samples.replay_messages import Asked, Reply, refusal
from error_assets_tests.samples.quick_clock import QuickClock

ANSWERS_TO_PRIMARY = 250
"""Every so many requests the quota is used up once."""
PRIMARY_SECONDS = 40.0
STALL_SECONDS = 1.3
"""Longer than the read time-out of the tests that use it."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What an address answers before it answers well: `kind`, `times` times."""

    kind: str
    times: int


API_TROUBLES = (
    *((Trouble("502", 1), 3), (Trouble("503", 2), 2), (Trouble("cut", 1), 3), (Trouble("stall", 1), 0.3)),
    *((Trouble("secondary 429", 1), 0.5), (Trouble("secondary 403", 1), 0.2)),
)
LOG_TROUBLES = ((Trouble("cut", 2), 12), (Trouble("503", 1), 3), (Trouble("403", 1), 2), (Trouble("stall", 1), 0.5))
"""Troubles with their share in per cent of all addresses."""


class Storm:
    """Give it to a ReplayServer as `disturb`. `clock` is the one that the client goes by. `late` logs appear only after
    their time. `struck` counts what happened by kind."""

    def __init__(self, seed: int, clock: QuickClock, late: dict[str, datetime] | None = None) -> None:
        self._seed = seed
        self._clock = clock
        self._late = late or {}
        self._lock = threading.Lock()
        self._asked: Counter[str] = Counter()
        self._total = 0
        self._limited_until = clock.now()
        self.struck: Counter[str] = Counter()

    def __call__(self, asked: Asked, reply: Reply) -> Reply:
        address = f"{asked.host} {asked.path} {asked.query.get('created', '')} {asked.query.get('page', '')}"
        with self._lock:
            before = self._asked[address]
            self._asked[address] += 1
            self._total += 1
            if asked.host == "api" and self._total % ANSWERS_TO_PRIMARY == 0:
                self._limited_until = self._clock.now() + timedelta(seconds=PRIMARY_SECONDS)
            limited = (self._limited_until - self._clock.now()).total_seconds()
        if asked.host == "api" and limited > 0:
            return self._struck("primary", _primary(limited))
        appears = self._late.get(asked.path)
        if appears is not None and self._clock.now() < appears:
            return self._struck("late", refusal(404, "Not Found"))
        trouble = self._trouble(address, LOG_TROUBLES if asked.host == "logs" else API_TROUBLES)
        if trouble is None or before >= trouble.times:
            return reply
        return self._struck(trouble.kind, _spoiled(reply, trouble.kind, before))

    def _trouble(self, address: str, troubles: tuple[tuple[Trouble, float], ...]) -> Trouble | None:
        place = zlib.crc32(f"{self._seed} {address}".encode("utf-8", "replace")) % 10_000 / 100
        for trouble, share in troubles:
            place -= share
            if place < 0:
                return trouble
        return None

    def _struck(self, kind: str, reply: Reply) -> Reply:
        with self._lock:
            self.struck[kind] += 1
        return reply


def _spoiled(reply: Reply, kind: str, before: int) -> Reply:
    size = len(reply.body) if isinstance(reply.body, bytes) else 0
    if kind in ("502", "503", "403"):
        return Reply(int(kind), b"<html>Unicorn!</html>", (("Content-Type", "text/html"),))
    if kind == "cut":
        return replace(reply, cut_after=size * (before + 1) // 4) if size else reply
    if kind == "stall":
        return replace(reply, stall=STALL_SECONDS) if size else reply
    secondary = refusal(429 if kind.endswith("429") else 403, "You have exceeded a secondary rate limit. Please wait.")
    if kind.endswith("429"):
        return replace(secondary, headers=(*secondary.headers, ("Retry-After", "5")))
    return secondary


def _primary(seconds: float) -> Reply:
    told = refusal(403, "API rate limit exceeded for user ID 1.")
    reset = datetime.fromtimestamp(time.time() + seconds, UTC)
    limits = (
        ("X-RateLimit-Limit", "5000"),
        ("X-RateLimit-Remaining", "0"),
        ("X-RateLimit-Reset", str(int(reset.timestamp()) + 1)),
    )
    return replace(told, headers=(*told.headers, *limits))
