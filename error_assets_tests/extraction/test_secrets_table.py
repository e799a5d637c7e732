"""Walks secrets.toml: every entry masks its examples, spares the others, and its line pattern misses nothing."""

import pytest

from error_assets.extraction.redaction import redacted_text
from error_assets.extraction.secret_kinds import SecretKind, secret_kinds

KINDS = secret_kinds()
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
