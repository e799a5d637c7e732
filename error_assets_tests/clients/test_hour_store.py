"""Hand-offs in Parquet: what is written comes back, older sweeps change nothing, equal rows are equal bytes."""

from concurrent.futures import ProcessPoolExecutor
from dataclasses import fields, replace
from datetime import datetime, timedelta, timezone
from multiprocessing import get_context
from pathlib import Path

import pytest

from error_assets.clients.hour_store import HourStore, Slice
from error_assets.clients.recent_files import RecentFiles
from error_assets.clients.storage import StorageError
from error_assets.hours import UTC
from error_assets.records import (
    Annotation,
    Classification,
    ErrorDocument,
    ErrorSignature,
    ExtractedError,
    JobOutcome,
    RawFailure,
    Skipped,
    Step,
)
from error_assets_tests.clients.sample_documents import FULL

HOUR = "2026-11-24-10:00"
REPO = "example/engine"
SWEPT = datetime(2026, 11, 24, 11, 2, 3, 456789, tzinfo=UTC)
MOMENT = datetime(2026, 11, 24, 10, 5, tzinfo=UTC)

FAILURE = RawFailure(
    repo=REPO,
    run_id="9001",
    attempt=2,
    job_id="101",
    job_name="build – ünïcode 🧪",
    conclusion="failure",
    completed_at=MOMENT,
    started_at=MOMENT - timedelta(minutes=3),
    runner_labels=("linux", "x64"),
    steps=(
        Step(number=1, name="Set up", conclusion="success", started_at=MOMENT, completed_at=MOMENT),
        Step(number=2, name="", conclusion=None),
    ),
    failed_because="failure",
    log_state="stored",
    log_key="logs/x",
    log_bytes=2**40,
    log_sha256="00",
    annotations=(Annotation(level="failure", message="line 1\nline 2", line_start=3),),
)
BARE = replace(FAILURE, started_at=None, steps=(), annotations=(), runner_labels=(), log_key=None, pr_id=None)
RECORDS = {
    JobOutcome: JobOutcome(
        repo=REPO, run_id="1", attempt=1, job_id="2", job_name="", conclusion="success", completed_at=MOMENT
    ),
    RawFailure: FAILURE,
    ExtractedError: ExtractedError(
        error_id="1-1-1",
        repo=REPO,
        run_id="1",
        job_id="1",
        attempt=1,
        completed_at=MOMENT,
        rank=1,
        source="junit",
        sources=("junit", "github_log"),
        dialect="pytest",
        framework="pytest",
        message="m",
        text="t" * 10_000,
    ),
    ErrorSignature: ErrorSignature(
        repo=REPO,
        fingerprint="0f",
        template="<num>",
        grouping_version="1",
        occurrence_count=2,
        first_seen=MOMENT,
        last_seen=MOMENT,
        error_ids=("1-1-1", "2-1-1"),
        example_error_id="1-1-1",
        example_message="m",
        example_text="t",
        example_source="junit",
        example_dialect="pytest",
    ),
    Classification: Classification(
        repo=REPO,
        fingerprint="0f",
        domain="code",
        category="timeout",
        subcategory="test",
        confidence=0.1 + 0.2,
        root_cause="",
        suggested_fix="",
        evidence="",
        verdict_source="claude",
        classified_at=MOMENT,
        cost_usd=1e-9,
    ),
    Skipped: Skipped(repo=REPO, kind="log", item_id="1", reason="log_late"),
    ErrorDocument: FULL,
}


@pytest.fixture
def store(tmp_path: Path) -> HourStore:
    return HourStore(str(tmp_path))


@pytest.mark.parametrize("record_type", RECORDS, ids=lambda kind: kind.__name__)
def test_every_record_comes_back_as_it_was(store: HourStore, record_type: type) -> None:
    row = RECORDS[record_type]
    assert store.write("table", HOUR, REPO, [row, row], record_type, swept_at=SWEPT)
    assert store.read("table", HOUR, record_type) == {REPO: Slice((row, row), SWEPT)}


def test_missing_values_come_back_as_missing(store: HourStore) -> None:
    rows = [BARE, FAILURE, BARE]
    store.write("raw_failures", HOUR, REPO, rows, RawFailure, swept_at=SWEPT)
    assert store.read("raw_failures", HOUR, RawFailure)[REPO].rows == tuple(rows)


def test_an_hour_without_rows_is_there_and_one_never_written_is_not(store: HourStore) -> None:
    assert not store.has("job_outcomes", HOUR)
    assert store.read("job_outcomes", HOUR, JobOutcome) == {}
    store.write("job_outcomes", HOUR, REPO, [], JobOutcome, swept_at=SWEPT)
    assert store.has("job_outcomes", HOUR)
    assert store.read("job_outcomes", HOUR, JobOutcome) == {REPO: Slice((), SWEPT)}
    assert store.hours("job_outcomes") == (HOUR,)


def test_repositories_are_replaced_and_removed_one_by_one(store: HourStore) -> None:
    names = ["example/a", "example/a.b_c-d", "Example/ü%2F"]
    for name in names:
        store.write("t", HOUR, name, [], JobOutcome, swept_at=SWEPT)
    assert sorted(store.read("t", HOUR, JobOutcome)) == sorted(names)
    store.remove("t", HOUR, "example/a")
    store.remove("t", HOUR, "example/a")
    assert sorted(store.read("t", HOUR, JobOutcome)) == sorted(names[1:])
    assert list(store.read("t", HOUR, JobOutcome, names[1])) == [names[1]]
    assert store.read("t", HOUR, JobOutcome, "example/a") == {}


def test_an_older_sweep_changes_nothing(store: HourStore) -> None:
    newer, older = RECORDS[JobOutcome], replace(RECORDS[JobOutcome], conclusion="failure")
    assert store.write("t", HOUR, REPO, [newer], JobOutcome, swept_at=SWEPT)
    assert not store.write("t", HOUR, REPO, [older], JobOutcome, swept_at=SWEPT - timedelta(microseconds=1))
    assert store.read("t", HOUR, JobOutcome) == {REPO: Slice((newer,), SWEPT)}
    assert store.write("t", HOUR, REPO, [older], JobOutcome, swept_at=SWEPT)
    assert store.read("t", HOUR, JobOutcome)[REPO].rows == (older,)


def test_an_hour_that_another_process_replaced_is_read_anew(store: HourStore, tmp_path: Path) -> None:
    for number in range(20):
        row = replace(RECORDS[JobOutcome], run_id=str(number % 10))
        HourStore(str(tmp_path)).write("t", HOUR, REPO, [row], JobOutcome, swept_at=SWEPT)
        assert store.read("t", HOUR, JobOutcome)[REPO].rows == (row,)
        assert store.read("t", HOUR, JobOutcome)[REPO].rows == (row,)


def test_what_was_lately_read_is_kept_within_its_limit(tmp_path: Path) -> None:
    recent, keys = RecentFiles(max_bytes=25), []
    for name in "abcd":
        (tmp_path / name).write_bytes(b"x" * 10)
        keys.append(recent.key(tmp_path / name, JobOutcome))
        recent.keep(keys[-1], name)
        assert recent.get(keys[0]) == "a"
    assert [recent.get(key) for key in keys] == ["a", None, None, "d"]
    (tmp_path / "large").write_bytes(b"x" * 26)
    recent.keep(recent.key(tmp_path / "large", JobOutcome), "large")
    assert recent.get(keys[-1]) == "d"


def test_equal_rows_are_equal_bytes(tmp_path: Path) -> None:
    contents = []
    for folder in ("one", "two"):
        HourStore(str(tmp_path / folder)).write("t", HOUR, REPO, [FAILURE, BARE], RawFailure, swept_at=SWEPT)
        (file,) = (tmp_path / folder).rglob("*.parquet")
        contents.append(file.read_bytes())
    assert contents[0] == contents[1]


def test_a_sweep_time_means_the_same_in_any_zone(store: HourStore) -> None:
    elsewhere = SWEPT.astimezone(timezone(timedelta(hours=5)))
    store.write("t", HOUR, REPO, [], JobOutcome, swept_at=elsewhere)
    assert store.read("t", HOUR, JobOutcome)[REPO].swept_at == SWEPT


@pytest.mark.parametrize(
    ("field", "value"),
    [("repo", None), ("attempt", "1"), ("completed_at", datetime(2026, 1, 1)), ("job_name", 5)],  # noqa: DTZ001
)
def test_a_value_that_does_not_fit_is_named_and_leaves_what_was_there(
    store: HourStore, field: str, value: object
) -> None:
    store.write("t", HOUR, REPO, [RECORDS[JobOutcome]], JobOutcome, swept_at=SWEPT)
    wrong = replace(RECORDS[JobOutcome], **{field: value})
    with pytest.raises(TypeError, match=f"JobOutcome.{field}"):
        store.write("t", HOUR, REPO, [wrong], JobOutcome, swept_at=SWEPT)
    assert store.read("t", HOUR, JobOutcome)[REPO].rows == (RECORDS[JobOutcome],)


@pytest.mark.parametrize("kept", [0, 7, 300])
def test_a_damaged_file_is_named_and_can_be_replaced(store: HourStore, tmp_path: Path, kept: int) -> None:
    store.write("t", HOUR, REPO, [FAILURE], RawFailure, swept_at=SWEPT)
    (file,) = tmp_path.rglob("*.parquet")
    file.write_bytes(file.read_bytes()[:kept])
    with pytest.raises(StorageError, match=r"example%2Fengine\.parquet.*materialise"):
        store.read("t", HOUR, RawFailure)
    assert store.write("t", HOUR, REPO, [FAILURE], RawFailure, swept_at=SWEPT - timedelta(days=1))
    assert store.read("t", HOUR, RawFailure)[REPO].rows == (FAILURE,)


def test_a_file_of_an_older_version_takes_the_defaults_of_new_fields(store: HourStore, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    store.write("t", HOUR, REPO, [FAILURE], RawFailure, swept_at=SWEPT)
    (file,) = tmp_path.rglob("*.parquet")
    table = pq.ParquetFile(file).read()
    pq.write_table(table.drop_columns(["annotations"]), file)
    assert store.read("t", HOUR, RawFailure)[REPO].rows == (replace(FAILURE, annotations=()),)
    pq.write_table(table.drop_columns(["job_id"]), file)
    with pytest.raises(StorageError, match="job_id"):
        store.read("t", HOUR, RawFailure)


def test_pandas_reads_a_table_as_it_lies(store: HourStore, tmp_path: Path) -> None:
    import pandas as pd

    store.write("raw_failures", HOUR, REPO, [FAILURE, BARE], RawFailure, swept_at=SWEPT)
    frame = pd.read_parquet(tmp_path / "raw_failures")
    assert list(frame["job_name"]) == [FAILURE.job_name] * 2
    assert set(frame["hour"]) == {"2026-11-24-10"}
    assert {field.name for field in fields(RawFailure)} <= set(frame.columns)
    assert frame["steps"][0][0]["name"] == "Set up"


def test_an_object_store_holds_the_same(tmp_path: Path) -> None:
    address = f"memory://{tmp_path.name}"
    store = HourStore(address)
    assert store.hours("t") == ()
    assert store.write("t", HOUR, REPO, [FAILURE], RawFailure, swept_at=SWEPT)
    assert not store.write("t", HOUR, REPO, [], RawFailure, swept_at=SWEPT - timedelta(hours=1))
    assert HourStore(address).read("t", HOUR, RawFailure) == {REPO: Slice((FAILURE,), SWEPT)}
    assert store.hours("t") == (HOUR,)
    store.remove("t", HOUR, REPO)
    assert not store.has("t", HOUR)


def test_of_many_writers_the_newest_sweep_stays(tmp_path: Path) -> None:
    offsets = [5, 3, 9, 1, 7, 2, 8, 0, 6, 4]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        list(pool.map(_sweep, [str(tmp_path)] * len(offsets), offsets))
    (slice_,) = HourStore(str(tmp_path)).read("t", HOUR, JobOutcome).values()
    assert slice_.swept_at == SWEPT + timedelta(seconds=9)
    assert {row.run_id for row in slice_.rows} == {"9"}
    assert not list(tmp_path.rglob("*.tmp"))


def _sweep(root: str, offset: int) -> None:
    rows = [replace(RECORDS[JobOutcome], run_id=str(offset))] * 2000
    HourStore(root).write("t", HOUR, REPO, rows, JobOutcome, swept_at=SWEPT + timedelta(seconds=offset))
