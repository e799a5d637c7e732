"""What a request to Claude costs, in whole nano-dollars (1e-9 USD), from claude_prices.toml.

Each request is priced by itself: tiers depend on the size of its prompt, so pricing summed tokens would be wrong.
"""

import re
import sys
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from error_assets.clients.ledger_requests import Tokens

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

NANO_PER_TOKEN = 1000
"""One USD per million tokens is a thousand nano-dollars a token."""
DATE_SUFFIX = re.compile(r"-\d{8}$")


@dataclass(frozen=True, slots=True)
class Rates:
    """Nano-dollars a token."""

    uncached: float
    written: float
    read: float
    output: float


def cost_nano_usd(model: str, tokens: Tokens, *, batch: bool = False) -> int:
    """The exact price of one request, rounded up to a nano-dollar."""
    rates = rates_of(model, tokens.uncached + tokens.written + tokens.read)
    nano = (
        tokens.uncached * rates.uncached
        + tokens.written * rates.written
        + tokens.read * rates.read
        + tokens.output * rates.output
    )
    return _rounded_up(nano * (prices()["batch_factor"] if batch else 1))


def highest_nano_usd(model: str, prompt_tokens: int, max_tokens: int) -> int:
    """What a request can cost at most: all of its prompt written to the cache, all of its answer used."""
    return cost_nano_usd(model, Tokens(written=prompt_tokens, output=max_tokens))


def rates_of(model: str, prompt_tokens: int) -> Rates:
    """The rates of a prompt of that size; those of the dearest model if `model` is not listed."""
    listed = {entry["name"]: _tier(entry, prompt_tokens) for entry in prices()["model"]}
    dearest = max(listed.values(), key=lambda tier: float(tier["output"]))
    tier = listed.get(DATE_SUFFIX.sub("", model), dearest)
    nano = tier["input"] * NANO_PER_TOKEN
    return Rates(
        uncached=nano,
        written=nano * prices()["write_factor"],
        read=nano * prices()["read_factor"],
        output=tier["output"] * NANO_PER_TOKEN,
    )


@cache
def prices() -> dict[str, Any]:
    """The parsed price list."""
    return tomllib.loads((files(__package__) / "claude_prices.toml").read_text("utf-8"))


def _tier(entry: dict[str, Any], prompt_tokens: int) -> dict[str, float]:
    tiers: list[dict[str, float]] = entry["tiers"]
    return next(tier for tier in tiers if prompt_tokens <= tier.get("up_to", prompt_tokens))


def _rounded_up(nano: float) -> int:
    """Up, but not for the float's own last digits."""
    whole = round(nano)
    return whole if abs(nano - whole) < 1e-6 else int(nano) + 1
