"""What Claude answered: read without repair, and believed only where it can be checked."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, ConfigDict, StrictFloat, StrictInt, StrictStr, ValidationError

from error_assets.records import Classification, ErrorSignature
from error_assets.taxonomy.categories import TAXONOMY_VERSION, UNCLASSIFIED, domain_of, taxonomy
from error_assets.taxonomy.classify import unclassified
from error_assets.taxonomy.prompt import CLAUDE_REASONS, PROMPT_VERSION

MAX_SENTENCE_LENGTH = 1_000
"""Characters of a cause or fix that are kept: a paragraph. What is longer was not asked for and is cut, not refused."""

ANSWER_INVALID = "answer_invalid"


class Verdict(BaseModel):
    """One verdict as it arrives, types only; what it says is checked by `fault`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: StrictInt
    category: StrictStr
    subcategory: StrictStr
    confidence: StrictFloat | StrictInt
    root_cause: StrictStr
    suggested_fix: StrictStr
    evidence: StrictStr


def checked(answer: str, signatures: Sequence[ErrorSignature]) -> dict[str, Classification]:
    """A classification by fingerprint for each of `signatures`, in the order in which they were asked.

    `answer` is the model's text. What fails a check is "unclassified: answer_invalid" for that signature alone;
    an answer that is no JSON of the asked form fails for all. Model, time and tokens are the caller's to add.
    """
    by_number = _by_number(answer)
    return {
        signature.fingerprint: _classification(by_number.get(number), signature)
        for number, signature in enumerate(signatures, start=1)
    }


def faults(answer: str, signatures: Sequence[ErrorSignature]) -> dict[str, str]:
    """Why each verdict that `checked` throws away was thrown away, by fingerprint: for logs and metadata."""
    by_number = _by_number(answer)
    found = {
        signature.fingerprint: fault(by_number.get(number), signature)
        for number, signature in enumerate(signatures, start=1)
    }
    return {fingerprint: why for fingerprint, why in found.items() if why is not None}


def fault(verdict: Verdict | None, signature: ErrorSignature) -> str | None:
    """What is wrong with a verdict, in a few words, or None."""
    if verdict is None:
        return "no verdict of the asked form"
    if not 0 <= verdict.confidence <= 1:
        return f"confidence {verdict.confidence} is not from 0 to 1"
    if verdict.category == UNCLASSIFIED:
        return None if verdict.subcategory in CLAUDE_REASONS else f"{verdict.subcategory!r} is no reason"
    category = taxonomy().categories.get(verdict.category)
    if category is None:
        return f"{verdict.category!r} is no category"
    if verdict.subcategory not in category.subcategories:
        return f"{verdict.subcategory!r} is no subcategory of {category.name}"
    if not verdict.root_cause.strip() or not verdict.suggested_fix.strip():
        return "no root cause or no fix"
    if not _stands_in(verdict.evidence, signature):
        return "the evidence does not stand in the error"
    return None


def _by_number(answer: str) -> dict[int, Verdict]:
    """The well-formed verdicts by their number. A number given twice answers nothing: it is left out."""
    try:
        content = json.loads(answer)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(content, dict) or set(content) != {"verdicts"} or not isinstance(content["verdicts"], list):
        return {}
    verdicts = [verdict for entry in content["verdicts"] if (verdict := _verdict(entry)) is not None]
    times = Counter(verdict.number for verdict in verdicts)
    return {verdict.number: verdict for verdict in verdicts if times[verdict.number] == 1}


def _verdict(entry: Any) -> Verdict | None:
    try:
        return Verdict.model_validate(entry)
    except ValidationError:
        return None


def _classification(verdict: Verdict | None, signature: ErrorSignature) -> Classification:
    if verdict is None or fault(verdict, signature) is not None:
        return replace(unclassified(signature, ANSWER_INVALID), prompt_version=PROMPT_VERSION)
    if verdict.category == UNCLASSIFIED:
        return replace(unclassified(signature, verdict.subcategory), prompt_version=PROMPT_VERSION)
    return Classification(
        repo=signature.repo,
        fingerprint=signature.fingerprint,
        domain=domain_of(verdict.category),
        category=verdict.category,
        subcategory=verdict.subcategory,
        confidence=float(verdict.confidence),
        root_cause=_sentence(verdict.root_cause),
        suggested_fix=_sentence(verdict.suggested_fix),
        evidence=verdict.evidence.strip(),
        verdict_source="claude",
        taxonomy_version=TAXONOMY_VERSION,
        prompt_version=PROMPT_VERSION,
    )


def _stands_in(evidence: str, signature: ErrorSignature) -> bool:
    """Whether the quoted words stand in the error, one run of white space being like another."""
    quoted = " ".join(evidence.split())
    shown = (signature.example_message, signature.example_text, signature.example_test_name)
    return bool(quoted) and any(quoted in " ".join(text.split()) for text in shown)


def _sentence(text: str) -> str:
    return " ".join(text.split())[:MAX_SENTENCE_LENGTH]
