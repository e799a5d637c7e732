"""The table of masks: each row does what its examples say, and no row can run away."""

import re

import pytest
from _pytest.mark import ParameterSet

from error_assets.signatures.fingerprint import GROUPING_VERSION
from error_assets.signatures.masking import explained
from error_assets.signatures.masks import Mask, mask_table

MASKS = {mask.name: mask for mask in mask_table().masks}


def rows(field: str) -> list[ParameterSet]:
    """A test for each example in `field` of each mask, named after the mask."""
    return [
        pytest.param(mask, example, id=f"{mask.name}-{number}")
        for mask in MASKS.values()
        for number, example in enumerate(getattr(mask, field), start=1)
    ]


@pytest.mark.parametrize(("mask", "example"), rows("takes"))
def test_a_mask_takes_what_its_row_says(mask: Mask, example: tuple[str, str]) -> None:
    message, template = example
    explanation = explained(message)
    assert explanation.template == template
    assert mask.name in {taken.mask for taken in explanation.taken}


@pytest.mark.parametrize(("mask", "message"), rows("leaves"))
def test_a_mask_leaves_the_false_positive_that_bounds_it(mask: Mask, message: str) -> None:
    assert mask.name not in {taken.mask for taken in explained(message).taken}


def test_every_mask_has_a_case_and_a_bound() -> None:
    assert [mask.name for mask in MASKS.values() if not (mask.takes and mask.leaves and mask.because)] == []


def test_names_are_unique_and_stages_exist() -> None:
    assert len(MASKS) == len(mask_table().masks)
    assert {mask.stage for mask in MASKS.values()} == {stage.name for stage in mask_table().stages}


def test_no_mask_repeats_without_a_bound() -> None:
    """`{1,40}` and not `+`: with a bound on every repeat a hostile line costs time in proportion to its length."""
    unbounded = re.compile(r"(?<!\\)(?:[\])]|\\.|\w)(?:[*+](?!\])|\{\d+,\})")
    for mask in MASKS.values():
        bare = re.sub(r"\[(?:\\.|[^\]\\])+\]", "[]", mask.lead + " " + mask.value)
        assert not unbounded.search(bare), mask.name


def test_masks_of_stages_that_ignore_case_are_written_in_lower_case() -> None:
    ignoring = {stage.name for stage in mask_table().stages if stage.ignore_case}
    for mask in MASKS.values():
        bare = re.sub(r"\\.|\(\?P<\w+>", "", mask.lead + mask.value + "".join(mask.holds))
        assert mask.stage not in ignoring or bare == bare.lower(), mask.name


def test_the_version_of_the_table_is_the_grouping_version() -> None:
    assert mask_table().version == GROUPING_VERSION
