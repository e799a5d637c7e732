"""Which outcomes are failures."""

import pytest

from error_assets.failures import failed_because, needs_annotations
from error_assets.records import Annotation, JobOutcome
from error_assets_tests.samples.made_runs import NOON


def ended(conclusion: str) -> JobOutcome:
    return JobOutcome(
        repo="acme/shop", run_id="1", attempt=1, job_id="2", job_name="test", conclusion=conclusion, completed_at=NOON
    )


def told(*messages: str) -> tuple[Annotation, ...]:
    return tuple(Annotation(level="failure", message=message) for message in messages)


@pytest.mark.parametrize("conclusion", ["failure", "timed_out", "startup_failure"])
def test_a_failed_conclusion_is_a_failure_whatever_was_annotated(conclusion: str) -> None:
    assert failed_because(ended(conclusion), told("The run was canceled by @someone.")) == conclusion


@pytest.mark.parametrize("conclusion", ["success", "skipped", "neutral", "action_required", "stale", ""])
def test_other_conclusions_are_none_and_need_no_request_for_annotations(conclusion: str) -> None:
    outcome = ended(conclusion)
    assert failed_because(outcome, told("The self-hosted runner: a lost communication with the server.")) is None
    assert not needs_annotations(outcome)


@pytest.mark.parametrize(
    ("message", "because"),
    [
        ("The self-hosted runner: builder-3 lost communication with the server. Verify the machine", "runner_lost"),
        ("The job running on runner X has exceeded the maximum execution time of 360 minutes.", "job_time_limit"),
        ("The job was not started because your spending limit needs to be increased.", "spending_limit"),
    ],
)
def test_a_cancellation_nobody_wanted_is_a_failure_by_name(message: str, because: str) -> None:
    assert failed_because(ended("cancelled"), told("The operation was canceled.", message)) == because


@pytest.mark.parametrize(
    "messages",
    [
        (),
        ("The run was canceled by @someone.",),
        ("Canceling since a higher priority waiting request for 'ci-main' exists", "The operation was canceled."),
    ],
)
def test_a_cancellation_somebody_wanted_is_none(messages: tuple[str, ...]) -> None:
    assert failed_because(ended("cancelled"), told(*messages)) is None
    assert needs_annotations(ended("cancelled"))
