"""A bad hour costs nothing but itself; an older sweep changes nothing (design sections 4 and 5)."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from error_assets.defs.running import ASSETS_IN_ORDER
from error_assets.hours import hours_between
from error_assets.records import JobOutcome
from error_assets.samples.replay import Replay
from error_assets_tests.defs.installation import Installation, installed


@pytest.fixture(scope="module")
def replay() -> Iterator[Replay]:
    with Replay() as replay:
        yield replay


def damaged_file(installation: Installation, hour: str) -> Path:
    files = list(Path(installation.settings.storage).glob(f"job_outcomes/hour={hour.removesuffix(':00')}/*.parquet"))
    assert files
    return files[0]


def test_one_bad_hour_of_24_costs_only_itself_and_comes_in_once_its_cause_is_gone(
    replay: Replay, tmp_path: Path
) -> None:
    hours = list(hours_between(*replay.hours))[:24]
    bad_hour = hours[10]
    with installed(tmp_path, replay) as installation:
        assert installation.materialise(hours, ["job_outcomes"]) == []
        file = damaged_file(installation, bad_hour)
        whole = file.read_bytes()
        file.write_bytes(whole[: len(whole) // 2])

        bad = installation.materialise(hours, ASSETS_IN_ORDER[1:])

        assert [(item.asset, item.hour) for item in bad] == [("raw_failures", bad_hour)]
        assert file.name in bad[0].reason, "the reason names the damaged file"
        for asset in ASSETS_IN_ORDER[1:]:
            assert installation.materialised(asset) == set(hours) - {bad_hour}, asset
        indexed = {document["s_partition"] for document in installation.documents().values()}
        assert bad_hour not in indexed and len(indexed) > 10

        file.write_bytes(whole)
        assert installation.materialise([bad_hour], ASSETS_IN_ORDER[1:]) == []
        for asset in ASSETS_IN_ORDER:
            assert installation.materialised(asset) == set(hours), asset
        with installation.index() as index:
            assert index.count(hour=bad_hour) == len(
                [
                    row
                    for (table, hour, _), rows in installation.rows().items()
                    if (table, hour) == ("extracted_errors", bad_hour)
                    for row in rows
                ]
            )


def test_a_slow_older_sweep_that_finishes_after_a_newer_one_changes_nothing(replay: Replay, tmp_path: Path) -> None:
    hour = replay.hours[1]
    with installed(tmp_path, replay) as installation:
        assert installation.materialise([hour]) == []
        before, documents = installation.rows(), installation.documents()
        repo, newest = next(iter(installation.store.read("job_outcomes", hour, JobOutcome).items()))
        assert newest.rows, "the hour must have something to lose"

        older = newest.swept_at - timedelta(minutes=20)
        stored = installation.store.write("job_outcomes", hour, repo, newest.rows[:1], JobOutcome, swept_at=older)

        assert stored is False
        assert installation.materialise([hour], ASSETS_IN_ORDER[1:]) == []
        assert (installation.rows(), installation.documents()) == (before, documents)


def test_an_hour_whose_upstream_is_missing_says_what_to_materialise(replay: Replay, tmp_path: Path) -> None:
    hour = replay.hours[0]
    with installed(tmp_path, replay) as installation:
        bad = installation.materialise([hour], ["raw_failures"])
    assert len(bad) == 1
    assert "materialise job_outcomes for it first" in bad[0].reason and hour in bad[0].reason


def test_a_repository_that_cannot_be_read_is_a_row_with_a_reason_and_the_others_are_stored(
    replay: Replay, tmp_path: Path
) -> None:
    hour = replay.hours[1]
    names = (*replay.repos, "acme/does-not-exist")
    with installed(tmp_path, replay, repo=",".join(names)) as installation:
        assert installation.materialise([hour]) == []
        rows = installation.rows()
    assert rows["job_outcomes", hour, replay.repos[0]]
    skips = rows["job_outcomes.skipped", hour, "acme/does-not-exist"]
    assert [skip.reason for skip in skips] == ["repository_not_found"]
