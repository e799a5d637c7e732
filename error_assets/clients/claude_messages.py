"""One request to Claude's Messages API, paced, budgeted and kept in the ledger; repeated while that can help.

Knows the protocol (anthropic SDK 2.x); what is asked and what answers mean is said in claude.py.
"""

import logging
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from error_assets.clients.claude_errors import ClaudeError, Trouble, trouble_of
from error_assets.clients.claude_prices import cost_nano_usd, highest_nano_usd
from error_assets.clients.ledger_requests import BudgetReached, Requests, Tokens
from error_assets.hours import UTC

if TYPE_CHECKING:
    from anthropic import Anthropic
    from anthropic.types import Message

LOG = logging.getLogger(__name__)
MAX_ATTEMPTS = 5
"""HTTP requests for one question: about half a minute of waiting on an overloaded server, then a later run asks."""
FIRST_WAIT_SECONDS = 1.0
"""Before the second attempt where the server names no time; doubled for each further one."""
MAX_WAIT_SECONDS = 120.0
"""A longer `retry-after` is not waited for: a later run asks."""
TIMEOUT_SECONDS = 300.0
"""For one answer. The largest takes about a minute; the SDK's ten minutes would hold a run for a dead connection."""
BYTES_PER_TOKEN = 1
"""Of the estimate before sending. No token is shorter than a byte, so it is never too low, not for base64 or Chinese
either; most logs have 3 to 4, so a budget's last request may be left for the next day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is sent: the model, instructions, the user's turn, the schema of the answer and its limit in tokens."""

    model: str
    system: str
    user: str
    schema: dict[str, Any]
    max_tokens: int
    signatures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back. `outcome`: answered, refused, max_tokens or too_large; `text` is that of the text blocks."""

    outcome: str
    text: str
    model: str
    tokens: Tokens
    nano_usd: int
    at: datetime


class Waiting(Exception):
    """No answer now; a later run may get one."""


class SpendLimit(BudgetReached):
    """The provider's limit, not ours: Claude was asked and did not answer."""


class NoLongerWanted(Exception):
    """The question was overtaken while it waited for its place; nothing was sent."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Requests a minute over all processes, and USD a day (over all processes) and a run (None: no limit)."""

    max_rpm: int
    daily_budget_usd: float
    run_budget_usd: float | None


class Messages:
    """The API of one key. `now` and `sleep` are the clock's, for tests."""

    def __init__(
        self,
        api_key: str,
        base_url: str | None,
        requests: Requests,
        limits: Limits,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._api_key = api_key
        self._base_url = base_url
        self._requests = requests
        self._limits = limits
        self._now = now
        self._sleep = sleep
        self._client: Anthropic | None = None
        self._spent_nano_usd = 0
        self._known_models: set[str] = set()

    def ask(self, question: Question, is_wanted: Callable[[], bool]) -> Reply:
        """The reply. Raises BudgetReached (a budget, or SpendLimit), Waiting, NoLongerWanted or ClaudeError.

        Each HTTP request is a row of the ledger, whatever becomes of it. `is_wanted` is asked right before each is
        sent, when its place in rate and budget is taken.
        """
        self._warn_of(question.model)
        trouble: Trouble | None = None
        for attempt in range(MAX_ATTEMPTS):
            if attempt and trouble is not None:
                self._sleep(_wait(trouble, attempt))
            place = self._reserve(question)
            if not is_wanted():
                self._requests.withdraw(place.request)
                raise NoLongerWanted
            reply, trouble = self._send(question, place)
            if reply is not None:
                return reply
        raise Waiting(trouble.detail if trouble else "")

    def close(self) -> None:
        """Let go of the connection; the next question opens one."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def _reserve(self, question: Question) -> "_Place":
        """A row of the ledger for the next request, once the rate allows it."""
        sent = question.system + question.user + str(question.schema)
        size = len(sent.encode("utf-8", "surrogatepass"))
        highest = highest_nano_usd(question.model, size // BYTES_PER_TOKEN, question.max_tokens)
        run_budget = self._limits.run_budget_usd
        if run_budget is not None and self._spent_nano_usd + highest > round(run_budget * 1e9):
            raise BudgetReached(f"CLAUDE_RUN_BUDGET_USD={run_budget} is reached")
        while True:
            reserved = self._requests.reserve(
                model=question.model,
                method="realtime",
                signatures=question.signatures,
                highest_nano_usd=highest,
                max_rpm=self._limits.max_rpm,
                daily_budget_usd=self._limits.daily_budget_usd,
                now=self._now(),
            )
            if isinstance(reserved, int):
                return _Place(reserved, highest)
            self._sleep(reserved)

    def _send(self, question: Question, place: "_Place") -> tuple[Reply | None, Trouble | None]:
        import anthropic

        try:
            message = self._create(question)
            reply = self._reply(question, message)
        except anthropic.APIError as error:
            return self._troubled(question, place, error)
        self._spent_nano_usd += reply.nano_usd
        self._requests.settle(place.request, outcome=reply.outcome, tokens=reply.tokens, nano_usd=reply.nano_usd)
        return reply, None

    def _troubled(self, question: Question, place: "_Place", error: Exception) -> tuple[Reply | None, Trouble | None]:
        try:
            trouble = trouble_of(error)
        except ClaudeError as refusal:
            self._requests.settle(place.request, outcome="failed", tokens=Tokens(), nano_usd=0, detail=str(refusal))
            raise
        cost = place.highest_nano_usd if trouble.may_be_billed else 0
        self._spent_nano_usd += cost
        self._requests.settle(
            place.request, outcome=trouble.outcome, tokens=Tokens(), nano_usd=cost, detail=trouble.detail
        )
        LOG.warning("no answer from Claude: %s", trouble.detail)
        if trouble.outcome == "spend_limit":
            raise SpendLimit(trouble.detail)
        if trouble.outcome == "too_large":
            return Reply(
                outcome="too_large",
                text="",
                model=question.model,
                tokens=Tokens(),
                nano_usd=0,
                at=_to_milliseconds(self._now()),
            ), None
        if (trouble.wait or 0.0) > MAX_WAIT_SECONDS:
            raise Waiting(trouble.detail)
        return None, trouble

    def _create(self, question: Question) -> "Message":
        """The request itself. The instructions carry the cache mark: what comes before it is served from the cache."""
        import anthropic

        if self._client is None:
            self._client = anthropic.Anthropic(
                api_key=self._api_key, base_url=self._base_url, max_retries=0, timeout=TIMEOUT_SECONDS
            )
        with warnings.catch_warnings():
            # Said once and with its date by `_warn_of`, not for each request.
            warnings.filterwarnings("ignore", message="The model '", category=DeprecationWarning)
            return self._client.messages.create(
                model=question.model,
                max_tokens=question.max_tokens,
                system=[{"type": "text", "text": question.system, "cache_control": {"type": "ephemeral"}}],
                messages=[{"role": "user", "content": question.user}],
                output_config={"format": {"type": "json_schema", "schema": question.schema}},
            )

    def _warn_of(self, model: str) -> None:
        """Warn once of a model whose end the SDK names."""
        from anthropic._data import DEPRECATED_MODELS

        end = DEPRECATED_MODELS.get(model) if model not in self._known_models else None
        self._known_models.add(model)
        if end is not None:
            LOG.warning("%s reaches the end of its life on %s: choose another model", model, end)

    def _reply(self, question: Question, message: "Message") -> Reply:
        usage = message.usage
        tokens = Tokens(
            uncached=usage.input_tokens,
            written=usage.cache_creation_input_tokens or 0,
            read=usage.cache_read_input_tokens or 0,
            output=usage.output_tokens,
        )
        outcomes = {"refusal": "refused", "max_tokens": "max_tokens", "model_context_window_exceeded": "too_large"}
        return Reply(
            outcome=outcomes.get(message.stop_reason or "", "answered"),
            text="".join(block.text for block in message.content if block.type == "text"),
            model=str(message.model),
            tokens=tokens,
            nano_usd=cost_nano_usd(question.model, tokens),
            at=_to_milliseconds(self._now()),
        )


@dataclass(frozen=True, slots=True)
class _Place:
    """A reserved request: its row in the ledger and the most it can cost."""

    request: int
    highest_nano_usd: int


def _to_milliseconds(moment: datetime) -> datetime:
    """What every store keeps of a time."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _wait(trouble: Trouble, attempt: int) -> float:
    if trouble.wait is not None:
        return trouble.wait
    return min(FIRST_WAIT_SECONDS * 2.0 ** (attempt - 1), MAX_WAIT_SECONDS)
