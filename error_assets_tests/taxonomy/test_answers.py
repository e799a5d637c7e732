"""What Claude answers is believed only where it can be checked, each verdict for itself."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from error_assets.records import Classification
from error_assets.taxonomy.answers import checked, faults
from error_assets.taxonomy.categories import TAXONOMY_VERSION
from error_assets.taxonomy.prompt import PROMPT_VERSION
from error_assets_tests.taxonomy.signatures_made import signature

FIRST = signature(fingerprint="1111111111111111")
SECOND = signature(fingerprint="2222222222222222", example_text="a  b\n\tc", example_message="second")

GOOD = {
    "number": 1,
    "evidence": "frobnicator: the flux is inverted",
    "category": "runtime_error",
    "subcategory": "uncaught_exception",
    "confidence": 0.9,
    "root_cause": "The flux is  inverted.\n",
    "suggested_fix": "Turn it.",
}
ALSO_GOOD = {**GOOD, "number": 2, "evidence": "second"}


def answer(*verdicts: object) -> str:
    return json.dumps({"verdicts": verdicts})


def only(verdict: object) -> Classification:
    return checked(answer(verdict), [FIRST])[FIRST.fingerprint]


def test_a_good_verdict_becomes_a_classification() -> None:
    assert only(GOOD) == Classification(
        repo="acme/shop",
        fingerprint="1111111111111111",
        domain="code",
        category="runtime_error",
        subcategory="uncaught_exception",
        confidence=0.9,
        root_cause="The flux is inverted.",
        suggested_fix="Turn it.",
        evidence="frobnicator: the flux is inverted",
        verdict_source="claude",
        taxonomy_version=TAXONOMY_VERSION,
        prompt_version=PROMPT_VERSION,
    )


def test_unclassified_with_a_reason_is_an_answer() -> None:
    verdict = only(
        {**GOOD, "category": "unclassified", "subcategory": "cannot_tell", "evidence": "", "confidence": 0.2}
    )
    assert (verdict.category, verdict.reason, verdict.subcategory) == ("unclassified", "cannot_tell", "")
    assert (verdict.domain, verdict.confidence) == ("", 0.0)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"category": "bad_luck"}, "no category"),
        ({"subcategory": "deadlock"}, "no subcategory of runtime_error"),
        ({"category": "unclassified"}, "no reason"),
        ({"category": "unclassified", "subcategory": "budget"}, "no reason"),
        ({"evidence": "frobnicator: the flux is fine"}, "does not stand in the error"),
        ({"evidence": ""}, "does not stand in the error"),
        ({"evidence": "  \n"}, "does not stand in the error"),
        ({"confidence": 1.01}, "not from 0 to 1"),
        ({"confidence": -0.1}, "not from 0 to 1"),
        ({"confidence": float("nan")}, "not from 0 to 1"),
        ({"confidence": True}, "no verdict"),
        ({"confidence": "0.9"}, "no verdict"),
        ({"root_cause": " "}, "no root cause"),
        ({"suggested_fix": ""}, "no root cause or no fix"),
        ({"number": 3}, "no verdict"),
        ({"extra": 1}, "no verdict"),
    ],
)
def test_a_verdict_that_fails_a_check_is_thrown_away(change: dict[str, object], why: str) -> None:
    verdict = only({**GOOD, **change})
    assert (verdict.category, verdict.reason, verdict.verdict_source) == ("unclassified", "answer_invalid", "none")
    assert why in faults(answer({**GOOD, **change}), [FIRST])[FIRST.fingerprint]


def test_one_bad_verdict_spoils_no_other() -> None:
    verdicts = checked(answer({**GOOD, "evidence": "made up"}, ALSO_GOOD), [FIRST, SECOND])
    assert [verdict.reason for verdict in verdicts.values()] == ["answer_invalid", None]
    malformed = checked(answer("no object", ALSO_GOOD), [FIRST, SECOND])
    assert [verdict.reason for verdict in malformed.values()] == ["answer_invalid", None]


def test_a_number_given_twice_answers_nothing() -> None:
    verdicts = checked(
        answer(GOOD, {**GOOD, "category": "timeout", "subcategory": "deadlock"}, ALSO_GOOD), [FIRST, SECOND]
    )
    assert [verdict.reason for verdict in verdicts.values()] == ["answer_invalid", None]


def test_evidence_may_differ_in_white_space_only() -> None:
    verdicts = checked(answer({**GOOD, "number": 2, "evidence": "a b c"}), [FIRST, SECOND])
    assert verdicts[SECOND.fingerprint].reason is None
    verdicts = checked(answer({**GOOD, "number": 2, "evidence": "abc"}), [FIRST, SECOND])
    assert verdicts[SECOND.fingerprint].reason == "answer_invalid"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I think it is a timeout.",
        "```json\n" + answer(GOOD) + "\n```",
        answer(GOOD)[:-1],
        "[]",
        "null",
        '{"verdicts": {}}',
    ],
)
def test_an_answer_that_is_not_the_asked_json_is_not_repaired(text: str) -> None:
    assert checked(text, [FIRST])[FIRST.fingerprint].reason == "answer_invalid"


@given(
    st.text()
    | st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    ).map(json.dumps)
)
def test_no_answer_raises(text: str) -> None:
    assert checked(text, [FIRST, SECOND]).keys() == {FIRST.fingerprint, SECOND.fingerprint}
