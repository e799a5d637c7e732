"""The recorded failures are hard enough to tell good extraction and grouping from easy ones."""

import re

from error_assets.samples.library import failures
from error_assets.signatures.masking import template_of
from error_assets_tests.measure.deduplication import Score, scored
from error_assets_tests.measure.samples import cause_line, known_by

NAMED = [(sample, run) for sample in failures() if sample.reason is None for run in sample.runs]
IN_HAND = [known_by(sample.name, run, cause_line(sample, run)) for sample, run in NAMED]
LONG_LINES = 300


def score_of(keys: list[str]) -> Score:
    return scored(IN_HAND, keys)


def test_a_mask_of_digits_keeps_apart_what_is_the_same_and_joins_what_is_not():
    score = score_of([re.sub(r"\d+", "0", sample.line) for sample in IN_HAND])
    assert score.wrongly_apart
    assert score.wrongly_together


def test_templates_are_better_than_a_mask_of_digits():
    digits = score_of([re.sub(r"\d+", "0", sample.line) for sample in IN_HAND])
    templates = score_of([template_of(sample.line) for sample in IN_HAND])
    assert templates.f1 > digits.f1
    assert templates.precision == 1.0


def test_some_causes_stand_in_the_middle_of_a_long_log():
    places = []
    for sample, run in NAMED:
        lines = run.text.splitlines()
        first = next((number for number, line in enumerate(lines) if sample.states_cause(line)), None)
        if first is not None and len(lines) > LONG_LINES:
            places.append(first / len(lines))
    assert any(0.25 < place < 0.75 for place in places)


def test_some_failures_hold_other_errors_that_are_not_the_cause():
    assert sum(bool(sample.other_errors) for sample in failures()) >= 15
