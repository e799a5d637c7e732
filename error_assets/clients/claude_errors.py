"""What can go wrong with Claude, in our words, and which of the SDK's errors is which."""

from dataclasses import dataclass
from typing import Any

from error_assets.clients.outside import OutsideError

SPEND_LIMIT_CODES = frozenset(
    {
        "contract_spend_limit_reached",
        "enforced_spend_limit_reached",
        "linked_organization_spend_limit_reached",
        "linked_organization_billing_unavailable",
    }
)
"""`error.details.error_code` of limits that no waiting lifts (anthropic SDK, types/shared)."""
OVERLOADED_STATUS = 529
TRANSIENT_STATUSES = frozenset({408, 409, 429, 500, 502, 503, 504, OVERLOADED_STATUS})


TOO_LONG = ("prompt is too long", "exceed context limit", "exceeds the context window")
"""How a 400 says that the prompt does not fit: the API has no type or code of its own for it."""
NEVER_SENT = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout"})
"""The HTTP client's errors before anything went out."""
GATEWAY_TIMEOUT = 504
"""A gateway gave up on an answer that Claude may have written to its end."""


class ClaudeError(OutsideError):
    """Claude cannot be asked at all: a wrong key, model or address. The message says which setting to look at."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A request that brought no answer. `outcome` is the ledger's word, `wait` the seconds the server asks for.

    `may_be_billed`: the request went out and nobody said that it failed, so that an answer may have been written.
    """

    outcome: str
    detail: str
    wait: float | None = None
    may_be_billed: bool = False


def trouble_of(error: Any) -> Trouble:
    """What an error of the SDK means. Raises ClaudeError for what no later run would cure."""
    status = getattr(error, "status_code", None)
    said = str(getattr(error, "api_message", None) or "")
    detail = f"{type(error).__name__} {status or ''}: {said}".strip(" :")
    if status is None:
        sent = type(error.__cause__).__name__ not in NEVER_SENT
        return Trouble("timed_out" if sent else "failed", detail, may_be_billed=sent)
    if status == GATEWAY_TIMEOUT:
        return Trouble("timed_out", detail, wait=_retry_after(error), may_be_billed=True)
    if getattr(error, "error_code", None) in SPEND_LIMIT_CODES or status == 402:
        return Trouble("spend_limit", detail)
    if status in TRANSIENT_STATUSES:
        outcome = "rate_limited" if status == 429 else "failed"
        return Trouble(outcome, detail, wait=_retry_after(error))
    if status == 413 or (status == 400 and any(words in said.lower() for words in TOO_LONG)):
        return Trouble("too_large", detail)
    raise ClaudeError(f"Claude refuses the request ({detail}): look at {_setting(status)}") from None


def _setting(status: int) -> str:
    names = {
        401: "ANTHROPIC_API_KEY",
        403: "ANTHROPIC_API_KEY",
        404: "ANTHROPIC_MODEL, CLAUDE_ESCALATION_MODEL and ANTHROPIC_BASE_URL",
    }
    return names.get(status, "ANTHROPIC_MODEL and ANTHROPIC_BASE_URL")


def _retry_after(error: Any) -> float | None:
    """Seconds of the `retry-after` header; None if it is missing or a date, which the API does not send."""
    try:
        return max(0.0, float(error.response.headers["retry-after"]))
    except (KeyError, ValueError):
        return None
