"""Attempts are read from the log store in order, on one core or several, and who fails is named."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from error_assets.clients import extracting
from error_assets.clients.extracting import AttemptUnreadable, Extractor
from error_assets.clients.log_store import LogStore, key_of
from error_assets.clients.storage import StorageError
from error_assets.extraction.attempt import Attempt
from error_assets.hours import UTC
from error_assets.records import RawFailure

JUNIT = b'<testsuite><testcase name="adds"><failure message="red light"/></testcase></testsuite>'


@pytest.fixture
def store(tmp_path: Path) -> LogStore:
    return LogStore(str(tmp_path))


def stored(store: LogStore, job_id: str, log_bytes: int = 1) -> RawFailure:
    key = key_of("o/r", "1", job_id, 1)
    store.write(key, [f"fatal: could not read from remote {job_id}\n".encode()])
    return RawFailure(
        repo="o/r",
        run_id="1",
        attempt=1,
        job_id=job_id,
        job_name="test",
        conclusion="failure",
        completed_at=datetime(2026, 11, 24, 10, 30, tzinfo=UTC),
        failed_because="failure",
        log_state="stored",
        log_key=key,
        log_bytes=log_bytes,
    )


def started(extractor: Extractor) -> bool:
    return extractor._pool is not None


def test_a_small_hour_starts_no_process(store: LogStore) -> None:
    with Extractor(store, processes=2) as extractor:
        assert len(extractor.read([stored(store, "1"), stored(store, "2")])) == 2
        assert not started(extractor)


def test_many_small_hours_of_one_step_start_them(store: LogStore) -> None:
    hour = [stored(store, n, log_bytes=extracting.WORTH_STARTING_BYTES // 8) for n in "12"]
    with Extractor(store, processes=2) as extractor:
        seen = []
        for _ in range(4):
            extractor.read(hour)
            seen.append(started(extractor))
    assert seen == [False, False, False, True]


def test_several_cores_say_what_one_says_in_the_same_order(store: LogStore) -> None:
    size = extracting.WORTH_STARTING_BYTES
    failures = [stored(store, str(number), log_bytes=size) for number in range(20)]
    store.write("junit.xml", [JUNIT])
    failures[7] = replace(failures[7], junit_keys=("junit.xml",))
    with Extractor(store, processes=1) as alone, Extractor(store, processes=2) as together:
        expected = alone.read(failures)
        assert together.read(failures) == expected
        assert (started(alone), started(together)) == (False, True)
    assert [attempt.errors[0].job_id for attempt in expected] == [str(number) for number in range(20)]
    assert any(error.source == "junit" for error in expected[7].errors)


def test_processes_end_with_the_extractor(store: LogStore) -> None:
    with Extractor(store, processes=2) as extractor:
        extractor.read([stored(store, n, log_bytes=extracting.WORTH_STARTING_BYTES) for n in "12"])
        assert extractor._pool is not None
        children = list(extractor._pool._processes.values())
    assert [child.is_alive() for child in children] == [False] * len(children)


@pytest.mark.parametrize("size", [1, extracting.WORTH_STARTING_BYTES], ids=["alone", "in a process"])
def test_a_log_that_is_gone_is_named_and_the_next_hour_is_read(store: LogStore, size: int) -> None:
    good, bad = stored(store, "1", size), stored(store, "2", size)
    assert bad.log_key
    store.remove(bad.log_key)
    with Extractor(store, processes=2) as extractor:
        with pytest.raises(StorageError, match=r"2-1\.log\.zst"):
            extractor.read([good, bad])
        assert len(extractor.read([good, good])) == 2


def test_what_reading_must_not_raise_names_the_attempt(store: LogStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def raises(*_: object) -> Attempt:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr(extracting, "read_attempt", raises)
    with Extractor(store) as extractor, pytest.raises(AttemptUnreadable, match="o/r job 7 attempt 1: ZeroDivision"):
        extractor.read([stored(store, "7")])


class Deadly(LogStore):
    """Ends the process that reads from it, like a machine without memory."""

    def read(self, key: str) -> Iterator[bytes]:
        os._exit(len(key))


def test_a_killed_process_is_trouble_of_its_hour_alone(store: LogStore, tmp_path: Path) -> None:
    failures = [stored(store, n, log_bytes=extracting.WORTH_STARTING_BYTES) for n in "12"]
    with Extractor(Deadly(str(tmp_path)), processes=2) as extractor:
        with pytest.raises(AttemptUnreadable, match="killed"):
            extractor.read(failures)
        extractor._log_store = store
        assert len(extractor.read(failures)) == 2
