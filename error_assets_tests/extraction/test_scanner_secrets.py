"""None of the scanners' own secrets is left, wherever it stands in a log."""

import pytest

from error_assets_tests.extraction.scanner_secrets import CONTEXTS, committed, left

LEAST_KINDS = 30
"""So many kinds of secrets the project promises to know."""


def test_the_examples_are_of_many_kinds() -> None:
    assert len({planted.rule for planted in committed()}) >= LEAST_KINDS


@pytest.mark.parametrize("context", CONTEXTS)
def test_no_secret_of_the_scanners_is_left(context: str) -> None:
    assert [planted.rule for planted in committed() if left(planted, context)] == []
