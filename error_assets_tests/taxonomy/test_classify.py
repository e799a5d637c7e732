"""The order of deciding: correction, rule, remembered verdict, Claude, nobody."""

import pytest

from error_assets.records import UNCLASSIFIED_REASONS, Classification
from error_assets.taxonomy.categories import TAXONOMY_VERSION
from error_assets.taxonomy.classify import asks_stronger, decided, unclassified
from error_assets_tests.taxonomy.signatures_made import classification, signature

KNOWN_TO_A_RULE = {
    "example_message": "OSError: [Errno 28] No space left on device",
    "example_text": "OSError: [Errno 28] No space left on device",
}


def test_a_correction_wins_over_everything() -> None:
    correction = classification(verdict_source="correction", category="flaky_test", decided_by="jo")
    verdict = decided(signature(**KNOWN_TO_A_RULE), correction=correction, remembered=classification())
    assert verdict == correction


def test_a_correction_holds_for_the_signature_asked_about() -> None:
    correction = classification(verdict_source="correction", repo="acme/old", fingerprint="old")
    verdict = decided(signature(), correction=correction)
    assert verdict is not None
    assert (verdict.repo, verdict.fingerprint) == ("acme/shop", "00112233aabbccdd")


def test_a_rule_wins_over_memory_and_says_which_it_is() -> None:
    verdict = decided(signature(**KNOWN_TO_A_RULE), remembered=classification())
    assert verdict is not None
    assert (verdict.verdict_source, verdict.decided_by) == ("rule", "disk-full")
    assert (verdict.domain, verdict.category, verdict.subcategory) == (
        "infrastructure",
        "resource_exhaustion",
        "disk_full",
    )
    assert verdict.evidence in KNOWN_TO_A_RULE["example_text"]
    assert (verdict.taxonomy_version, verdict.model, verdict.cost_usd) == (TAXONOMY_VERSION, None, 0.0)


def test_what_nobody_knows_is_to_be_asked() -> None:
    assert decided(signature()) is None


@pytest.mark.parametrize("confidence", [1.0, 0.8, 0.79, 0.0])
def test_a_memory_serves_however_sure_it_is(confidence: float) -> None:
    remembered = classification(confidence=confidence)
    assert decided(signature(), remembered=remembered) == remembered


@pytest.mark.parametrize(
    ("verdict", "escalated", "escalation_model", "asks"),
    [
        (classification(confidence=0.79), False, "large-model", True),
        (classification(confidence=0.8), False, "large-model", False),
        (classification(confidence=0.79), True, "large-model", False),
        (classification(confidence=0.79), False, None, False),
        (classification(confidence=0.79), False, "small-model", False),
        (classification(confidence=0.79, model="retired-model"), True, "large-model", False),
        (classification(confidence=0.6, verdict_source="rule", model=None), False, "large-model", False),
    ],
    ids=["weak", "sure", "asked twice", "nobody stronger", "itself the stronger", "by an older stronger", "a rule"],
)
def test_a_weak_verdict_of_a_model_is_asked_once_more_of_a_stronger_one(
    verdict: Classification, escalated: bool, escalation_model: str | None, asks: bool
) -> None:
    found = asks_stronger(verdict, escalated=escalated, min_confidence=0.8, escalation_model=escalation_model)
    assert found is asks


def test_what_has_no_readable_cause_is_never_asked() -> None:
    verdict = decided(signature(reason="no_log", example_message="", example_text=""))
    assert verdict is not None
    assert (verdict.category, verdict.reason, verdict.verdict_source) == ("unclassified", "no_log", "none")
    assert (verdict.domain, verdict.confidence) == ("", 0.0)


def test_a_kill_without_any_other_word_is_decided_with_modest_confidence() -> None:
    killed = signature(
        reason="only_exit_code", example_message="Process completed with exit code 137.", example_text=""
    )
    verdict = decided(killed)
    assert verdict is not None
    assert (verdict.category, verdict.confidence) == ("resource_exhaustion", 0.6)


def test_a_wrapper_alone_is_unclassified_by_rule() -> None:
    wrapper = "##[error]Process completed with exit code 1."
    verdict = decided(signature(example_message=wrapper, example_text=wrapper))
    assert verdict is not None
    assert (verdict.category, verdict.reason, verdict.decided_by) == (
        "unclassified",
        "only_exit_code",
        "only-an-exit-code",
    )


@pytest.mark.parametrize("reason", UNCLASSIFIED_REASONS)
def test_unclassified_carries_each_known_reason(reason: str) -> None:
    assert unclassified(signature(), reason).reason == reason


def test_unclassified_refuses_a_reason_of_its_own() -> None:
    with pytest.raises(ValueError, match="'bad_luck' is no reason"):
        unclassified(signature(), "bad_luck")
