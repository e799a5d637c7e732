"""Which attempts are outcomes of which hour, and how little is asked to find them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from error_assets.clients.github import GitHub
from error_assets.clients.github_errors import RepositoryUnreadable, TokenRefused
from error_assets.hours import hours_between
from error_assets.samples.replay_server import ReplayServer
from error_assets.samples.replay_world import ReplayRun, World
from error_assets_tests.samples.made_runs import HOUR_KEY, NOON, HandClock, job, run, world

MINUTE = timedelta(minutes=1)


@contextmanager
def asking(made: World, **options: object) -> Iterator[tuple[GitHub, ReplayServer]]:
    with (
        ReplayServer(made) as server,
        GitHub(server.api_url, token="t", clock=HandClock(), **options) as github,  # type: ignore[arg-type]
    ):
        yield github, server


def ids(made: World, hour: str = HOUR_KEY, **options: object) -> list[str]:
    with asking(made, **options) as (github, _):
        return [outcome.job_id for outcome in github.outcomes("acme/shop", hour).outcomes]


def test_a_job_belongs_to_the_hour_in_which_it_completed() -> None:
    made = world(
        run(1, [job(11, NOON - timedelta(seconds=1))]),
        run(2, [job(12, NOON)]),
        run(3, [job(13, NOON + 59 * MINUTE + timedelta(seconds=59))]),
        run(4, [job(14, NOON + 60 * MINUTE)]),
    )
    assert ids(made) == ["12", "13"]


def test_passes_and_skips_are_outcomes_too() -> None:
    made = world(run(1, [job(1, NOON, conclusion="success"), job(2, NOON, conclusion="skipped")]))
    assert ids(made) == ["1", "2"]


def test_a_run_created_two_days_before_still_tells_of_its_jobs() -> None:
    old = run(1, [job(1, NOON + MINUTE)], created_at=NOON - timedelta(hours=50))
    assert ids(world(old)) == ["1"]


def test_look_back_ends_where_it_says() -> None:
    old = run(1, [job(1, NOON + MINUTE)], created_at=NOON - timedelta(hours=50))
    assert ids(world(old), lookback_hours=50) == ["1"]
    assert ids(world(old), lookback_hours=49) == []


def test_an_hour_looks_as_far_back_in_a_range_as_alone() -> None:
    old = run(1, [job(1, NOON + MINUTE)], created_at=NOON - timedelta(hours=50))
    with asking(world(old), lookback_hours=49) as (github, _):
        found = github.outcomes_in("acme/shop", list(hours_between("2026-11-02-00:00", HOUR_KEY)))
    assert found[HOUR_KEY].outcomes == ()


@pytest.mark.parametrize("status", ["in_progress", "queued", "waiting"])
def test_completed_jobs_of_a_run_that_is_not_completed_are_found(status: str) -> None:
    made = world(
        run(
            1,
            [job(1, NOON + MINUTE), job(2, None)],
            status=status,
            conclusion=None,
            updated_at=NOON - timedelta(hours=1),
        )
    )
    assert ids(made) == ["1"]


def test_every_attempt_is_an_outcome() -> None:
    rerun = run(1, [job(1, NOON), job(2, NOON + 9 * MINUTE, attempt=2, conclusion="success", name="job 1")], attempt=2)
    with asking(world(rerun)) as (github, _):
        found = github.outcomes("acme/shop", HOUR_KEY).outcomes
    assert [(outcome.job_id, outcome.attempt, outcome.conclusion) for outcome in found] == [
        ("1", 1, "failure"),
        ("2", 2, "success"),
    ]


def test_a_job_that_a_rerun_only_carries_over_is_one_outcome() -> None:
    passed = job(1, NOON, conclusion="success")
    rerun = run(1, [passed, replace(passed, job_id=2, attempt=2), job(3, NOON + MINUTE, attempt=2)], attempt=2)
    assert ids(world(rerun)) == ["1", "3"]


def test_two_jobs_of_one_name_and_time_in_one_attempt_are_two() -> None:
    twins = [job(1, NOON, name="build"), job(2, NOON, name="build")]
    assert ids(world(run(1, twins))) == ["1", "2"]


def test_a_run_that_failed_before_it_had_a_job_is_an_outcome_at_its_own_time() -> None:
    made = world(run(7, (), conclusion="startup_failure", created_at=NOON + MINUTE, updated_at=NOON + 90 * MINUTE))
    with asking(made) as (github, _):
        (outcome,) = github.outcomes("acme/shop", HOUR_KEY).outcomes
        assert github.annotations(outcome) == ()
        reading = github.log(outcome)
        assert list(reading) == []
    assert (outcome.job_id, outcome.conclusion, outcome.completed_at) == ("run-7", "startup_failure", NOON + MINUTE)
    assert reading.state == "none"


def test_a_run_that_waits_for_approval_is_no_outcome() -> None:
    assert ids(world(run(7, (), conclusion="action_required", created_at=NOON))) == []


def test_facts_of_run_job_and_steps_arrive() -> None:
    made = world(
        run(
            5,
            [job(6, NOON, name="test (3.12)", runner="builder-3", labels=("self-hosted", "gpu"))],
            branch="feature/1",
            event="pull_request",
            pull_request=41,
        )
    )
    with asking(made) as (github, _):
        (found,) = github.outcomes("acme/shop", HOUR_KEY).outcomes
    assert (found.run_id, found.job_name, found.runner, found.runner_labels) == (
        "5",
        "test (3.12)",
        "builder-3",
        ("self-hosted", "gpu"),
    )
    assert (found.workflow_name, found.workflow_path) == ("CI", ".github/workflows/ci.yml")
    assert (found.event, found.branch, found.pr_id, found.actor) == ("pull_request", "feature/1", "41", "anna-lind")


def test_only_runs_that_can_matter_are_asked_for_their_jobs() -> None:
    made = world(
        *(run(number, [job(number, NOON - timedelta(hours=2))]) for number in range(1, 40)),
        run(50, [job(50, NOON)]),
    )
    with asking(made) as (github, server):
        github.outcomes("acme/shop", HOUR_KEY)
    assert server.served["jobs", 200] == 1


def test_hour_after_hour_lists_the_runs_once() -> None:
    first = "2026-11-02-00:00"
    made = world(
        *(run(number, [job(number, NOON - timedelta(hours=12) + 7 * number * MINUTE)]) for number in range(1, 100))
    )
    with asking(made) as (github, server):
        whole_day = github.outcomes_in("acme/shop", list(hours_between(first, "2026-11-02-23:00")))
        listed = server.served["runs", 200]
        for hour in hours_between(first, "2026-11-02-23:00"):
            assert github.outcomes("acme/shop", hour) == whole_day[hour]
    assert server.served["runs", 200] + server.served["runs", 304] == listed


def test_hours_that_share_a_day_share_its_jobs() -> None:
    made = world(*(run(number, [job(number, NOON + number * MINUTE)]) for number in range(1, 50)))
    with asking(made) as (github, server):
        github.outcomes("acme/shop", HOUR_KEY)
        github.outcomes("acme/shop", "2026-11-02-11:00")
    assert server.served["jobs", 200] == 49


def test_workflow_patterns_take_and_leave_and_what_is_left_has_its_reason() -> None:
    made = world(
        run(1, [job(1, NOON)]),
        run(2, [job(2, NOON)], workflow="Nightly", path=".github/workflows/nightly.yml", created_at=NOON),
    )
    assert ids(made, workflows=("ci.yml",)) == ["1"]
    assert ids(made, workflows=("!Night*",)) == ["1"]
    assert ids(made, workflows=("CI", "Nightly", "!ci.yml")) == ["2"]
    with asking(made, workflows=("!nightly.yml",)) as (github, server):
        (skipped,) = github.outcomes("acme/shop", HOUR_KEY).skipped
        assert server.served["jobs", 200] == 1
    assert (skipped.kind, skipped.item_id, skipped.reason) == ("run", "2", "workflow_excluded")


@pytest.mark.parametrize(
    ("status", "message", "reason"),
    [
        (404, "Not Found", "repository_not_found"),
        (403, "Resource not accessible by personal access token", "repository_forbidden"),
        (403, "Resource protected by organization SAML enforcement.", "repository_forbidden"),
        (403, "Repository was archived so is read-only.", "repository_archived"),
        (451, "Repository access blocked", "repository_forbidden"),
        (418, "I'm a teapot", "repository_unreadable"),
    ],
)
def test_a_repository_that_cannot_be_read_says_why(status: int, message: str, reason: str) -> None:
    made = world()
    made.repos[0].refusal = (status, message)
    with asking(made) as (github, _), pytest.raises(RepositoryUnreadable) as refused:
        github.outcomes("acme/shop", HOUR_KEY)
    assert (refused.value.reason, refused.value.repo) == (reason, "acme/shop")
    assert message in refused.value.detail
    assert "\n" not in str(refused.value)


def test_a_refused_token_is_not_one_repositorys_trouble() -> None:
    with (
        ReplayServer(world(), token="right") as server,
        GitHub(server.api_url, token="wrong") as github,
        pytest.raises(TokenRefused, match="GITHUB_TOKEN"),
    ):
        github.outcomes("acme/shop", HOUR_KEY)


def test_a_run_deleted_after_it_was_listed_has_no_outcomes() -> None:
    kept, gone = run(1, [job(1, NOON)]), run(2, [job(2, NOON)])
    made = world(kept, gone)

    def without(missing: ReplayRun) -> None:
        made._runs.pop(("acme/shop", missing.run_id))

    without(gone)
    assert ids(made) == ["1"]
