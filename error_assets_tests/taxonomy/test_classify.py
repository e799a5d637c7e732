"""The order of deciding: correction, rule, remembered verdict, Claude, nobody."""

from datetime import timedelta

import pytest

from error_assets.records import UNCLASSIFIED_REASONS
from error_assets.taxonomy.categories import TAXONOMY_VERSION
from error_assets.taxonomy.classify import decided, unclassified
from error_assets_tests.taxonomy.signatures_made import SEEN, classification, signature

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


def test_a_fresh_and_sure_memory_serves() -> None:
    remembered = classification(classified_at=SEEN - timedelta(hours=168), confidence=0.8)
    assert decided(signature(), remembered=remembered) == remembered


def test_a_memory_older_than_its_time_is_asked_again() -> None:
    remembered = classification(classified_at=SEEN - timedelta(hours=168, seconds=1))
    assert decided(signature(), remembered=remembered) is None
    assert decided(signature(), remembered=remembered, ttl_hours=200) == remembered


def test_a_verdict_given_after_the_error_serves_an_old_hour() -> None:
    remembered = classification(classified_at=SEEN + timedelta(days=100))
    assert decided(signature(), remembered=remembered) == remembered


def test_a_weak_memory_is_asked_once_more_by_the_stronger_model_only() -> None:
    weak = classification(confidence=0.79)
    assert decided(signature(), remembered=weak, escalation_model="large-model") is None
    asked_twice = classification(confidence=0.79, model="large-model")
    assert decided(signature(), remembered=asked_twice, escalation_model="large-model") == asked_twice


def test_a_weak_memory_serves_where_there_is_nobody_stronger_or_nobody_may_be_asked() -> None:
    weak = classification(confidence=0.3)
    assert decided(signature(), remembered=weak) == weak
    assert decided(signature(), remembered=weak, escalation_model="large-model", may_ask=False) == weak


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
