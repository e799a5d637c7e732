"""Failed attempts in, their errors out, read from the log store; many or large logs on several cores.

Processes, as Python reads on one core at a time. They are spawned, so that a process with threads, connections and
locks may start them, and kept for all hours of a step. One attempt's answer depends on that attempt alone, and answers
come in the order asked for: how many cores took part is nowhere to be seen.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import current_process, get_context
from types import TracebackType

from typing_extensions import Self

from error_assets.clients.log_store import LogStore
from error_assets.clients.outside import OutsideError
from error_assets.extraction.attempt import Attempt, read_attempt
from error_assets.records import RawFailure

WORTH_STARTING_BYTES = 256_000_000
"""Log bytes, all hours of the step so far together, from which starting processes pays: about four seconds of reading,
where they start in one or two (a process of Dagster's imports Dagster)."""

WORTH_ASKING_BYTES = 4_000_000
"""The same once they run: sending the work and its answers costs milliseconds."""

MOST_PROCESSES = 8
"""Each takes up to 100 MB, and one disk feeds them."""


class AttemptUnreadable(RuntimeError):
    """Reading an attempt raised what it must not. The message names the attempt and what was raised."""


class Extractor:
    """Reads attempts; a context manager, as its processes end with it. Nothing is started before it pays."""

    def __init__(self, log_store: LogStore, processes: int | None = None) -> None:
        self._log_store = log_store
        self._processes = min(_cores(), MOST_PROCESSES) if processes is None else processes
        self._pool: ProcessPoolExecutor | None = None
        self._bytes = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def read(self, failures: Sequence[RawFailure]) -> list[Attempt]:
        """What each attempt tells, in their order.

        Raises what the log store raises where a log is gone or damaged, and AttemptUnreadable. The next call works.
        """
        read = partial(read_stored, self._log_store)
        if not self._pays(failures):
            return [read(failure) for failure in failures]
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self._processes, mp_context=get_context("spawn"))
        try:
            return list(self._pool.map(read, failures))
        except BrokenProcessPool as error:
            self._stop()
            raise AttemptUnreadable("a process that read logs was killed: is there too little memory?") from error

    def _pays(self, failures: Sequence[RawFailure]) -> bool:
        # A daemon (a worker of some executors) may have no children.
        if self._processes < 2 or len(failures) < 2 or current_process().daemon:
            return False
        size = sum(failure.log_bytes for failure in failures)
        self._bytes += size
        return size >= WORTH_ASKING_BYTES and (self._pool is not None or self._bytes >= WORTH_STARTING_BYTES)

    def _stop(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


def read_stored(log_store: LogStore, failure: RawFailure) -> Attempt:
    """The errors of one attempt, from what is stored of it. Raises StorageError, or AttemptUnreadable."""
    log = None if failure.log_key is None else log_store.read(failure.log_key)
    try:
        return read_attempt(failure, log, map(log_store.read, failure.junit_keys))
    except OutsideError:
        raise
    except Exception as error:
        name = f"{failure.repo} job {failure.job_id} attempt {failure.attempt}"
        raise AttemptUnreadable(f"{name}: {type(error).__name__}: {error}") from error


def _cores() -> int:
    """The cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        return os.cpu_count() or 1
