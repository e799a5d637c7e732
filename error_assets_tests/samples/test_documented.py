"""A documented form is filled anew for each run."""

import random

import pytest

from error_assets.samples.documented import filled


def test_the_same_name_is_the_same_value_and_no_name_is_always_new():
    first, second, third, fourth = filled("{{hex:a}} {{hex:a}} {{hex}} {{hex}}", random.Random(1)).split()
    assert first == second
    assert len({first, third, fourth}) == 3


def test_two_runs_differ():
    assert filled("{{uuid}}", random.Random(1)) != filled("{{uuid}}", random.Random(2))


def test_an_unknown_kind_is_an_error():
    with pytest.raises(KeyError):
        filled("{{colour}}", random.Random(1))
