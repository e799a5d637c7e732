"""Verdicts on signatures from Claude: several in one request, each answer checked, the weak ones asked once more.

How the instructions read and what an answer must be is the taxonomy's (taxonomy/prompt.py, taxonomy/answers.py), the
protocol is claude_messages.py's, and every answered signature stands in the ledger before this returns.
"""

import logging
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from error_assets.clients.claude_errors import ClaudeError
from error_assets.clients.claude_messages import Messages, NoLongerWanted, Question, Reply, SpendLimit, Waiting
from error_assets.clients.ledger import Bought, Ledger
from error_assets.clients.ledger_requests import BudgetReached, shares_of
from error_assets.records import Classification, ErrorSignature
from error_assets.taxonomy.answers import checked, faults
from error_assets.taxonomy.classify import unclassified
from error_assets.taxonomy.prompt import PROMPT_VERSION, answer_schema, system_prompt, user_prompt

LOG = logging.getLogger(__name__)
TOKENS_PER_VERDICT = 700
"""Room in the answer for one verdict: a few sentences and a quoted line need about 250."""
THINKING_TOKENS = 4_000
"""Room for thinking before the answer, which counts as output too."""
METHOD = "realtime"


@dataclass(slots=True)
class Answers:
    """Classifications by fingerprint, and for those that Claude itself did not answer why not, in one line."""

    verdicts: dict[str, Classification] = field(default_factory=dict)
    troubles: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Round:
    """What holds for several requests: the model, the weak verdicts that they are about (fingerprint and time), and
    the ledger's mark up to which it is known that nothing else was bought."""

    model: str
    about: Mapping[str, datetime]
    since: int


class Claude:
    """Claude with one key. Nothing is imported or sent before there is something to ask."""

    def __init__(
        self,
        *,
        messages: Messages,
        ledger: Ledger,
        model: str,
        escalation_model: str | None,
        batch_size: int,
        max_error_length: int,
        min_confidence: float,
    ) -> None:
        self._messages = messages
        self._ledger = ledger
        self._model = model
        self._escalation_model = escalation_model
        self._batch_size = batch_size
        self._max_error_length = max_error_length
        self._min_confidence = min_confidence

    def classify(
        self, signatures: Sequence[ErrorSignature], *, weak: Mapping[str, datetime], since: int | None = None
    ) -> Answers:
        """Answers on every signature; each fingerprint is asked for once.

        `weak` names the fingerprints whose weak verdict is known, and when it was given: they go to the escalation
        model at once. So does, after the first model, what it answered below the confidence for reuse, refused or got
        wrong. What was not answered is unclassified: `budget` (a budget or the provider's spend limit) or `waiting`.
        What another process bought after the ledger's mark `since` (default: from now) is not asked for and is missing
        here. Between two requests that are under way at once nothing stands: both are paid, and the ledger decides.
        """
        if not signatures:
            return Answers()
        try:
            return self._classify(signatures, weak, self._ledger.mark() if since is None else since)
        finally:
            self._messages.close()

    def _classify(self, signatures: Sequence[ErrorSignature], weak: Mapping[str, datetime], since: int) -> Answers:
        asked = {signature.fingerprint: signature for signature in signatures}
        first = [signature for name, signature in asked.items() if name not in weak]
        answers = self._ask_all(_Round(self._model, {}, since), first)
        about = {name: weak[name] for name in asked if name in weak} | self._weak_of(answers)
        if self._escalation_model is not None and about:
            stronger = self._ask_all(_Round(self._escalation_model, about, since), [asked[name] for name in about])
            answers.troubles |= stronger.troubles
            answers.verdicts |= {
                name: verdict
                for name, verdict in stronger.verdicts.items()
                if name not in answers.verdicts or verdict.model is not None
            }
        return answers

    def _weak_of(self, answers: Answers) -> dict[str, datetime]:
        """The answered verdicts that are to be asked for once more. What was never answered is not."""
        if self._escalation_model == self._model:
            return {}
        return {
            name: verdict.classified_at
            for name, verdict in answers.verdicts.items()
            if verdict.classified_at is not None and verdict.confidence < self._min_confidence
        }

    def _ask_all(self, round_: _Round, signatures: Sequence[ErrorSignature]) -> Answers:
        """In requests of BATCH_SIZE; of the halves where an answer did not fit or one error made all be refused."""
        size = self._batch_size
        parts = deque(signatures[start : start + size] for start in range(0, len(signatures), size))
        answers = Answers()
        while parts:
            part = parts.popleft()
            try:
                verdicts = self._ask(round_, part)
            except NoLongerWanted:
                parts.extendleft([rest] if (rest := self._still_wanted(round_, part)) else [])
            except (BudgetReached, Waiting, ClaudeError) as error:
                left = [signature for rest in (part, *parts) for signature in rest]
                _leave(answers, left, error)
                break
            else:
                half = len(part) // 2
                parts.extendleft([part[half:], part[:half]] if verdicts is None else [])
                answers.verdicts |= verdicts or {}
        return answers

    def _ask(self, round_: _Round, signatures: Sequence[ErrorSignature]) -> dict[str, Classification] | None:
        """The verdicts of one request, kept in the ledger; None if it brought none and its halves may."""
        reply = self._messages.ask(
            self._question(round_.model, signatures),
            lambda: len(self._still_wanted(round_, signatures)) == len(signatures),
        )
        if reply.outcome != "answered" and len(signatures) > 1:
            return None
        bought = _bought(round_, reply, signatures)
        self._ledger.record_verdicts(bought)
        return {item.classification.fingerprint: item.classification for item in bought}

    def _still_wanted(self, round_: _Round, signatures: Sequence[ErrorSignature]) -> list[ErrorSignature]:
        """Those on which no other process has bought the same since."""
        names = [signature.fingerprint for signature in signatures]
        bought = self._ledger.bought_since(round_.since, names, escalated=bool(round_.about))
        return [signature for signature in signatures if signature.fingerprint not in bought]

    def _question(self, model: str, signatures: Sequence[ErrorSignature]) -> Question:
        return Question(
            model=model,
            system=system_prompt(),
            user=user_prompt(signatures, self._max_error_length),
            schema=answer_schema(),
            max_tokens=THINKING_TOKENS + TOKENS_PER_VERDICT * len(signatures),
            signatures=len(signatures),
        )


def _leave(answers: Answers, signatures: Sequence[ErrorSignature], error: Exception) -> None:
    """Leave `signatures` for a later run. A budget of our own is no trouble of Claude's."""
    LOG.warning("Claude is not asked any more: %s", error)
    reason = "budget" if isinstance(error, BudgetReached) else "waiting"
    answers.verdicts |= {signature.fingerprint: unclassified(signature, reason) for signature in signatures}
    if isinstance(error, (SpendLimit, Waiting, ClaudeError)):
        answers.troubles |= {signature.fingerprint: str(error) for signature in signatures}


def _bought(round_: _Round, reply: Reply, signatures: Sequence[ErrorSignature]) -> list[Bought]:
    """One verdict for each signature, tokens and cost of the request split evenly, the sums exact."""
    verdicts = _verdicts(reply, signatures)
    tokens, parts = reply.tokens, len(signatures)
    prompt = shares_of(tokens.uncached + tokens.written + tokens.read, parts)
    output, cached = shares_of(tokens.output, parts), shares_of(tokens.read, parts)
    nano = shares_of(reply.nano_usd, parts)
    return [
        Bought(
            classification=replace(
                verdicts[signature.fingerprint],
                model=round_.model,
                method=METHOD,
                classified_at=reply.at,
                asked_error_id=signature.example_error_id,
                prompt_tokens=prompt[number],
                completion_tokens=output[number],
                cached_tokens=cached[number],
                cost_usd=nano[number] / 1e9,
            ),
            example_message=signature.example_message,
            nano_usd=nano[number],
            asked_about=round_.about.get(signature.fingerprint),
        )
        for number, signature in enumerate(signatures)
    ]


def _verdicts(reply: Reply, signatures: Sequence[ErrorSignature]) -> dict[str, Classification]:
    if reply.outcome == "refused":
        return {signature.fingerprint: _without_verdict(signature, "refused") for signature in signatures}
    if reply.outcome != "answered":
        return {signature.fingerprint: _without_verdict(signature, "answer_invalid") for signature in signatures}
    for fingerprint, why in faults(reply.text, signatures).items():
        LOG.warning("an answer of %s on %s is thrown away: %s", reply.model, fingerprint, why)
    return checked(reply.text, signatures)


def _without_verdict(signature: ErrorSignature, reason: str) -> Classification:
    return replace(unclassified(signature, reason), prompt_version=PROMPT_VERSION)
