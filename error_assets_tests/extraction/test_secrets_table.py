"""Walks secrets.toml: every entry masks its examples, spares the others, and its line pattern misses nothing."""

import sys
from collections.abc import Iterator
from time import process_time
from typing import Any

import pytest

from error_assets.extraction.redaction import redacted, redacted_text
from error_assets.extraction.secret_kinds import SecretKind, secret_kinds

if sys.version_info >= (3, 11):
    from re import _parser as regex  # type: ignore[attr-defined]
else:
    import sre_parse as regex

KINDS = secret_kinds()
BAIT_BYTES = 60_000
PREFIXES = (3, 4, 6, 8, 12, 16, 24, 30)
"""So many characters of an example stand in one bait: its fixed part is among them."""

BAIT_SECONDS = 1.5
"""For one bait, of which the slowest takes less than a tenth of that; what is quadratic takes several seconds."""

IDS = [f"{index}-{kind.name}" for index, kind in enumerate(KINDS)]


@pytest.mark.parametrize("kind", KINDS, ids=IDS)
def test_examples_are_masked_under_their_kind(kind: SecretKind) -> None:
    assert kind.masks, "an entry without an example proves nothing"
    for example in kind.masks:
        assert f"[REDACTED:{kind.name}#1]" in redacted_text(f"before {example} after"), example


@pytest.mark.parametrize("kind", KINDS, ids=IDS)
def test_what_only_looks_alike_comes_out_as_it_went_in(kind: SecretKind) -> None:
    assert kind.spares, "an entry without a counter-example proves nothing"
    for spared in kind.spares:
        assert redacted_text(spared) == spared


@pytest.mark.parametrize("kind", KINDS, ids=IDS)
def test_masking_twice_changes_nothing(kind: SecretKind) -> None:
    for example in kind.masks:
        once = redacted_text(f"x {example} y")
        assert redacted_text(once) == once


@pytest.mark.parametrize("kind", KINDS, ids=IDS)
def test_every_repeat_of_a_place_has_an_upper_bound(kind: SecretKind) -> None:
    assert not list(_unbounded(regex.parse(kind.place.pattern)))


def test_a_lookahead_without_a_bound_would_be_noticed() -> None:
    assert list(_unbounded(regex.parse(b"sk-(?=[a-z]*[0-9])[a-z0-9]{20,40}")))


@pytest.mark.parametrize("kind", KINDS, ids=IDS)
def test_what_a_secret_begins_with_repeated_over_a_long_line_takes_no_runaway_time(kind: SecretKind) -> None:
    example = kind.masks[0].replace("\n", " ").encode()
    for size in PREFIXES:
        bait = example[:size] * (BAIT_BYTES // size)
        begun = process_time()
        list(redacted([bait + b"\n"]))
        assert process_time() - begun < BAIT_SECONDS, example[:size]


def _unbounded(part: Any) -> Iterator[Any]:
    """The repeats within a parsed pattern that may go on for ever."""
    for item in part:
        if isinstance(item, tuple) and len(item) == 3 and item[1] is regex.MAXREPEAT:
            yield item
        if isinstance(item, (tuple, list, regex.SubPattern)):
            yield from _unbounded(item)
