"""The replay: two days of two repositories, always the same."""

import subprocess
import sys
import time
from collections import Counter, defaultdict

import pytest
import requests

from error_assets.clients.github import GitHub
from error_assets.failures import failed_because, needs_annotations
from error_assets.hours import hours_between
from error_assets.records import JobOutcome
from error_assets.samples.library import failures
from error_assets.samples.replay import Replay


@pytest.fixture(scope="module")
def replay() -> Replay:
    with Replay() as serving:
        yield serving  # type: ignore[misc]


@pytest.fixture(scope="module")
def outcomes(replay: Replay) -> tuple[JobOutcome, ...]:
    hours = list(hours_between(*replay.hours))
    with GitHub(replay.api_url, token="t") as github:
        found = [github.outcomes_in(repo, hours) for repo in replay.repos]
    return tuple(outcome for by_hour in found for hour in hours for outcome in by_hour[hour].outcomes)


def test_every_attempt_of_the_48_hours_is_found_once(replay: Replay, outcomes: tuple[JobOutcome, ...]) -> None:
    first, last = replay.hours
    truth = Counter((one.repo, one.job_id, one.attempt) for one in replay.all_attempts() if first <= one.hour <= last)
    assert Counter((one.repo, one.job_id, one.attempt) for one in outcomes) == truth
    assert len(list(hours_between(first, last))) == 48
    assert len({one.repo for one in outcomes}) == 2


def test_what_failed_is_what_the_decision_says(replay: Replay, outcomes: tuple[JobOutcome, ...]) -> None:
    truth = {one.job_id: one.failed for one in replay.all_attempts()}
    with GitHub(replay.api_url, token="t") as github:
        decided = {
            one.job_id: failed_because(one, github.annotations(one)) is not None
            for one in outcomes
            if needs_annotations(one)
        }
    assert decided == {job_id: truth[job_id] for job_id in decided}
    assert 60 <= sum(decided.values()) <= 180
    assert not all(decided.values())


def test_logs_end_as_the_replay_says(replay: Replay, outcomes: tuple[JobOutcome, ...]) -> None:
    truth = {one.job_id: one for one in replay.all_attempts() if one.failed}
    failed = [one for one in outcomes if one.job_id in truth]
    with GitHub(replay.api_url, token="t") as github:
        seen = list(github.each_log(failed, lambda reading: (b"".join(reading), reading.outcome, reading.state)))
    assert {outcome.job_id: state for _, outcome, state in seen} == {
        one.job_id: truth[one.job_id].log_state for one in failed
    }
    assert {state for *_, state in seen} == {"stored", "expired", "missing", "none"}
    for content, outcome, state in seen:
        assert (state == "stored") == content.startswith(b"\xef\xbb\xbf")
        if state == "stored":
            assert f"Complete job name: {outcome.job_name}".encode() in content


def test_a_log_lies_within_the_times_of_its_job(replay: Replay, outcomes: tuple[JobOutcome, ...]) -> None:
    truth = {one.job_id for one in replay.all_attempts() if one.failed and one.log_state == "stored"}
    failed = [one for one in outcomes if one.job_id in truth]
    with GitHub(replay.api_url, token="t") as github:
        for content, outcome in github.each_log(failed, lambda reading: (b"".join(reading), reading.outcome)):
            lines = content.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace").splitlines()
            stamps = [line[:19] for line in lines if line[:2] == "20"]
            assert outcome.started_at is not None
            assert f"{outcome.started_at:%Y-%m-%dT%H:%M:%S}" <= stamps[0]
            assert stamps[-1] <= f"{outcome.completed_at:%Y-%m-%dT%H:%M:%S}"


def test_failures_come_back_in_other_hours_as_another_of_their_runs(replay: Replay) -> None:
    hours = defaultdict(set)
    contents = defaultdict(set)
    for repo in replay.world.repos:
        for run in repo.runs:
            for job in run.jobs:
                if job.sample and job.log_state == "stored":
                    hours[job.sample].add((job.completed_at or job.started_at).replace(minute=0, second=0))
                    contents[job.sample].add(job.log())
    assert set(hours) == {sample.name for sample in failures() if sample.has_log}
    assert sum(len(found) >= 2 for found in hours.values()) >= 14
    assert max(map(len, hours.values())) >= 8
    assert all(len(contents[sample]) >= len(found) for sample, found in hours.items())


def test_a_few_recordings_come_twice_each() -> None:
    with Replay(failures()[:20]) as few:
        seen = Counter(one.sample for one in few.all_attempts() if one.sample)
    assert len(seen) == 20
    assert min(seen.values()) >= 2


def test_the_story_has_what_happens_to_repositories(outcomes: tuple[JobOutcome, ...]) -> None:
    assert any(one.attempt == 2 and one.conclusion == "success" for one in outcomes)
    assert any(one.conclusion == "failure" and one.steps == () for one in outcomes)
    assert {one.conclusion for one in outcomes} >= {
        "success",
        "failure",
        "timed_out",
        "cancelled",
        "skipped",
        "startup_failure",
    }
    assert len({(one.repo, one.workflow_path) for one in outcomes}) >= 5
    assert any("(3.12)" in one.job_name for one in outcomes)
    passed = sum(one.conclusion == "success" for one in outcomes)
    assert passed > len(outcomes) / 2


def test_two_replays_tell_the_same_story_to_the_byte(replay: Replay) -> None:
    with Replay() as again:
        for path in ("/repos/acme/shop/actions/runs?per_page=100", "/orgs/acme/repos"):
            texts = {
                requests.get(server.api_url + path, timeout=10).text.replace(server.api_url, "API")
                for server in (replay, again)
            }
            assert len(texts) == 1
        assert again.all_attempts() == replay.all_attempts()
        logs = [
            [job.log() for repo in server.world.repos for run in repo.runs for job in run.jobs]
            for server in (replay, again)
        ]
    assert logs[0] == logs[1]


def test_another_seed_and_another_first_hour_tell_another_story(replay: Replay) -> None:
    with Replay(seed=5) as other, Replay(first_hour="2026-05-01-00:00") as earlier:
        assert other.all_attempts() != replay.all_attempts()
        assert earlier.hours == ("2026-05-01-00:00", "2026-05-02-23:00")
        assert len(earlier.all_attempts()) == len(replay.all_attempts())


def test_it_starts_quickly() -> None:
    """`demo` pays for it. A fresh process, so that nothing is loaded before; the second of two, without cold disks."""
    program = (
        "import time; began = time.perf_counter(); from error_assets.samples.replay import Replay\n"
        "with Replay(): print(time.perf_counter() - began)"
    )
    took = [
        float(subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout)
        for _ in range(2)
    ]
    assert min(took) < 1.5, f"importing, loading and starting took {min(took):.2f} s"


def test_it_stops_at_once() -> None:
    replay = Replay()
    began = time.perf_counter()
    replay.close()
    assert time.perf_counter() - began < 1
    with pytest.raises(requests.ConnectionError):
        requests.get(replay.api_url, timeout=2)
