"""Pairs of messages that must stay apart, pairs that must be one, and the mistakes that we know of (pairs.toml)."""

import sys
from pathlib import Path

import pytest

from error_assets.signatures.masking import template_of

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

PAIRS = tomllib.loads(Path(__file__).with_name("pairs.toml").read_text(encoding="utf-8"))
PAIRS_AT_LEAST = 60
"""Pairs of each kind below which the table would prove little."""


@pytest.mark.parametrize(("about", "one", "other"), PAIRS["apart"])
def test_different_errors_stay_apart(about: str, one: str, other: str) -> None:
    assert template_of(one) != template_of(other), about


@pytest.mark.parametrize(("about", "one", "other"), PAIRS["same"])
def test_the_same_error_is_known_again(about: str, one: str, other: str) -> None:
    assert template_of(one) == template_of(other), about


@pytest.mark.parametrize("mistake", PAIRS["known"], ids=lambda mistake: mistake["pair"][0][:40])
def test_a_known_mistake_is_still_made_and_leaves_the_list_when_it_is_not(mistake: dict[str, str]) -> None:
    one, other = mistake["pair"]
    assert ("same" if template_of(one) == template_of(other) else "apart") == mistake["actual"]
    assert mistake["desired"] != mistake["actual"]


@pytest.mark.parametrize("kind", ["apart", "same"])
def test_the_tables_are_large_enough(kind: str) -> None:
    assert len({tuple(pair) for pair in PAIRS[kind]}) >= PAIRS_AT_LEAST
