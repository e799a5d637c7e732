"""Logs as zstd streams: whole or not at all, equal bytes for equal content, little memory for any size."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from error_assets.clients.log_store import LogStore, StoredLog, key_of
from error_assets.clients.storage import StorageError
from error_assets.hours import UTC

KEY = key_of("example/engine", "9001", "101", 2)
LOG = b"".join(b"2026-11-24T10:05:%02d.0Z line %d of \xc3\xbc log\n" % (n % 60, n) for n in range(20_000))


@pytest.fixture(params=["folder", "object store"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> LogStore:
    return LogStore(str(tmp_path) if request.param == "folder" else f"memory://{tmp_path.name}")


def cut(content: bytes, size: int) -> Iterator[bytes]:
    return (content[start : start + size] for start in range(0, len(content), size))


def test_a_log_comes_back_with_size_and_hash_of_its_content(store: LogStore) -> None:
    stored = store.write(KEY, cut(LOG, 1000))
    assert stored == StoredLog(KEY, len(LOG), sha256(LOG).hexdigest())
    assert b"".join(store.read(KEY)) == LOG
    assert store.has(KEY)


def test_an_empty_log_is_a_log(store: LogStore) -> None:
    assert store.write(KEY, []).bytes == 0
    assert b"".join(store.read(KEY)) == b""


def test_equal_content_is_equal_bytes_however_it_is_cut(tmp_path: Path) -> None:
    contents = set()
    for size in (1, 7_777, 131_072, len(LOG)):
        LogStore(str(tmp_path)).write(KEY, cut(LOG, size))
        contents.add((tmp_path / KEY).read_bytes())
    assert len(contents) == 1


def test_a_stream_that_breaks_leaves_what_was_there(store: LogStore, tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half a lo"
        raise ConnectionError("cut")

    with pytest.raises(ConnectionError):
        store.write(KEY, broken())
    assert not store.has(KEY)
    store.write(KEY, [b"whole"])
    with pytest.raises(ConnectionError):
        store.write(KEY, broken())
    assert b"".join(store.read(KEY)) == b"whole"
    assert not list(tmp_path.rglob("*.tmp"))


def test_a_missing_or_damaged_log_is_named_with_what_to_do(tmp_path: Path) -> None:
    store = LogStore(str(tmp_path))
    with pytest.raises(StorageError, match=r"101-2\.log\.zst.*raw_failures"):
        list(store.read(KEY))
    store.write(KEY, [LOG])
    whole = (tmp_path / KEY).read_bytes()
    for damaged in (whole[:-10], whole[: len(whole) // 2], b"", whole[:50] + b"\0\0\0\0" + whole[54:]):
        (tmp_path / KEY).write_bytes(damaged)
        with pytest.raises(StorageError, match=r"101-2\.log\.zst is damaged"):
            list(store.read(KEY))


def test_a_key_names_repository_run_job_and_attempt_apart() -> None:
    keys = {
        key_of("a/b", "1", "11", 1),
        key_of("a/b", "11", "1", 1),
        key_of("a/b", "1", "1", 11),
        key_of("a", "b/1", "11", 1),
    }
    assert len(keys) == 4


def test_pruning_removes_the_old_and_keeps_the_new(tmp_path: Path) -> None:
    store, other = LogStore(str(tmp_path)), key_of("example/other", "1", "2", 1)
    store.write(KEY, [b"old"])
    store.write(other, [b"new"])
    day = datetime(2026, 11, 24, tzinfo=UTC)
    for key, moment in ((KEY, day - timedelta(days=1)), (other, day)):
        os.utime(tmp_path / key, (moment.timestamp(), moment.timestamp()))
    assert store.prune(day) == 1
    assert not store.has(KEY)
    assert store.has(other)


MEASURE = """
import sys
from resource import RUSAGE_SELF, getrusage
from error_assets.clients.log_store import LogStore, key_of

store, key = LogStore(sys.argv[1]), key_of("a/b", "1", "2", 1)
store.write(key, [b"warm"]); list(store.read(key))
before = getrusage(RUSAGE_SELF).ru_maxrss
line = b"2026-11-24T10:05:00.0000000Z the same line again and again\\n" * 1000
store.write(key, (line for _ in range(500_000_000 // len(line))))
size = sum(len(chunk) for chunk in store.read(key))
print(size, getrusage(RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="peak memory is read as Linux reports it, in KiB")
def test_a_log_of_500_mb_takes_less_than_50_mb_of_memory(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", MEASURE, str(tmp_path)], check=True, capture_output=True, text=True)
    size, grown_kib = map(int, done.stdout.split())
    assert size > 499_000_000
    assert grown_kib < 50 * 1024
