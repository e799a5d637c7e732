"""Prices: exact to the nano-dollar, by tier of each request."""

import pytest

from error_assets.clients.claude_prices import cost_nano_usd, highest_nano_usd, rates_of
from error_assets.clients.ledger_requests import Tokens


def test_a_request_costs_what_the_price_list_says() -> None:
    million = Tokens(uncached=10_000, written=10_000, read=10_000, output=10_000)
    # haiku 5.5: $0.10 in, $0.125 written, $0.01 read, $0.50 out per million tokens
    assert cost_nano_usd("claude-haiku-5-5", million) == 10_000 * (100 + 125 + 10 + 500)
    assert cost_nano_usd("claude-sonnet-5-5", million) == 10_000 * (2_000 + 2_500 + 200 + 10_000)


def test_a_batch_costs_half() -> None:
    tokens = Tokens(uncached=1_000, output=10)
    assert cost_nano_usd("claude-haiku-5-5", tokens, batch=True) * 2 == cost_nano_usd("claude-haiku-5-5", tokens)


def test_a_large_prompt_is_dearer_than_two_halves_of_it() -> None:
    half, whole = Tokens(uncached=60_000), Tokens(uncached=120_000)
    assert cost_nano_usd("claude-haiku-5-5", whole) > 2 * cost_nano_usd("claude-haiku-5-5", half)


def test_a_dated_name_costs_what_its_model_costs_and_an_unknown_one_the_most() -> None:
    assert rates_of("claude-haiku-5-5-20261001", 10) == rates_of("claude-haiku-5-5", 10)
    assert rates_of("claude-next-9", 10).output >= rates_of("claude-sonnet-5-5", 10).output


@pytest.mark.parametrize(
    "tokens", [Tokens(uncached=900, output=50), Tokens(written=1_000, output=100), Tokens(read=999)]
)
def test_the_highest_cost_is_never_passed(tokens: Tokens) -> None:
    assert cost_nano_usd("claude-haiku-5-5", tokens) <= highest_nano_usd("claude-haiku-5-5", 1_000, 100)
