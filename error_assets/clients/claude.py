"""Verdicts on signatures from Claude: several in one request, each answer checked, the weak ones asked once more.

How the instructions read and what an answer must be is the taxonomy's (taxonomy/prompt.py, taxonomy/answers.py), the
protocol is claude_messages.py's, and every answered signature stands in the ledger before this returns.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace

from error_assets.clients.claude_messages import Messages, Question, Reply, Waiting
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
        ttl_hours: float,
    ) -> None:
        self._messages = messages
        self._ledger = ledger
        self._model = model
        self._escalation_model = escalation_model
        self._batch_size = batch_size
        self._max_error_length = max_error_length
        self._min_confidence = min_confidence
        self._ttl_hours = ttl_hours

    def classify(self, signatures: Sequence[ErrorSignature]) -> dict[str, Classification]:
        """A classification by fingerprint for every signature; each fingerprint is asked for once.

        A verdict below the confidence for reuse, and an answer that was refused or failed its checks, is asked for once
        more by the escalation model; a weak one that the ledger still holds goes to that model at once. What could not
        be asked is unclassified: `budget` (a budget or the provider's spend limit) or `waiting` (no answer now).
        Raises ClaudeError if Claude cannot be asked at all.
        """
        asked = {signature.fingerprint: signature for signature in signatures}
        weak = dict.fromkeys(self._weak(list(asked.values())))
        first = [signature for signature in asked.values() if signature.fingerprint not in weak]
        verdicts = self._ask_all(self._model, first)
        again = [asked[name] for name in asked if name in weak or self._is_weak(verdicts.get(name))]
        if self._escalation_model is not None and self._escalation_model != self._model and again:
            stronger = self._ask_all(self._escalation_model, again)
            verdicts |= {
                name: verdict for name, verdict in stronger.items() if name not in verdicts or verdict.model is not None
            }
        return {name: verdicts[name] for name in asked}

    def _weak(self, signatures: Sequence[ErrorSignature]) -> list[str]:
        """The fingerprints of which the ledger holds a weak verdict of the first model."""
        if not signatures or self._escalation_model in (None, self._model):
            return []
        at = min(signature.first_seen for signature in signatures)
        held = self._ledger.remembered(
            [signature.fingerprint for signature in signatures], at=at, ttl_hours=self._ttl_hours
        )
        return [name for name, verdict in held.items() if verdict.model != self._escalation_model]

    def _is_weak(self, verdict: Classification | None) -> bool:
        """Whether an answered verdict is to be asked for once more. What was never answered is not."""
        return verdict is not None and verdict.model is not None and verdict.confidence < self._min_confidence

    def _ask_all(self, model: str, signatures: Sequence[ErrorSignature]) -> dict[str, Classification]:
        verdicts: dict[str, Classification] = {}
        reason: str | None = None
        for start in range(0, len(signatures), self._batch_size):
            part = signatures[start : start + self._batch_size]
            if reason is None:
                try:
                    verdicts |= self._ask(model, part)
                    continue
                except BudgetReached as limit:
                    reason = "budget"
                    LOG.warning("Claude is not asked any more: %s", limit)
                except Waiting:
                    reason = "waiting"
            verdicts |= {signature.fingerprint: unclassified(signature, reason) for signature in part}
        return verdicts

    def _ask(self, model: str, signatures: Sequence[ErrorSignature]) -> dict[str, Classification]:
        """The verdicts of one request; of its halves where the answer did not fit or one error made all be refused."""
        reply = self._messages.ask(self._question(model, signatures))
        if reply.outcome != "answered" and len(signatures) > 1:
            half = len(signatures) // 2
            return self._ask_halves(model, [signatures[:half], signatures[half:]])
        bought = _bought(model, reply, signatures)
        self._ledger.record_verdicts(bought)
        return {item.classification.fingerprint: item.classification for item in bought}

    def _ask_halves(self, model: str, halves: Sequence[Sequence[ErrorSignature]]) -> dict[str, Classification]:
        verdicts: dict[str, Classification] = {}
        for half in halves:
            verdicts |= self._ask(model, half)
        return verdicts

    def _question(self, model: str, signatures: Sequence[ErrorSignature]) -> Question:
        return Question(
            model=model,
            system=system_prompt(),
            user=user_prompt(signatures, self._max_error_length),
            schema=answer_schema(),
            max_tokens=THINKING_TOKENS + TOKENS_PER_VERDICT * len(signatures),
            signatures=len(signatures),
        )


def _bought(model: str, reply: Reply, signatures: Sequence[ErrorSignature]) -> list[Bought]:
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
                model=model,
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
