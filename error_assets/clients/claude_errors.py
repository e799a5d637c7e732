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


class ClaudeError(OutsideError):
    """Claude cannot be asked at all: a wrong key, model or address. The message says which setting to look at."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A request that brought no answer. `outcome` is the ledger's word, `wait` the seconds the server asks for."""

    outcome: str
    detail: str
    transient: bool
    wait: float | None = None


def trouble_of(error: Any) -> Trouble:
    """What an error of the SDK means. Raises ClaudeError for what no later run would cure."""
    status = getattr(error, "status_code", None)
    detail = f"{type(error).__name__} {status or ''}: {getattr(error, 'api_message', None) or ''}".strip(" :")
    if status is None:
        return Trouble("failed", detail, transient=True)
    if getattr(error, "error_code", None) in SPEND_LIMIT_CODES or status == 402:
        return Trouble("spend_limit", detail, transient=False)
    if status in TRANSIENT_STATUSES:
        outcome = "rate_limited" if status == 429 else "failed"
        return Trouble(outcome, detail, transient=True, wait=_retry_after(error))
    if status == 413:
        return Trouble("too_large", detail, transient=False)
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
