"""Templates: what stays true for any message, and what an explanation tells."""

import json
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from error_assets.signatures.fingerprint import fingerprint_of
from error_assets.signatures.masking import (
    TEMPLATE_LIMIT,
    Masking,
    explained,
    explanation_text,
    template_of,
)
from error_assets.signatures.masks import MaskTable, mask_table
from error_assets_tests.measure import corpus
from error_assets_tests.signatures.test_pairs import PAIRS

TAKEN = [message for mask in mask_table().masks for message, _ in mask.takes]
MESSAGES = sorted({*TAKEN, *(message for kind in ("apart", "same") for pair in PAIRS[kind] for message in pair[1:])})

HOSTILE_LENGTH = 30_000
HOSTILE_SECONDS = 1.0
"""Some forty times what the slowest of these lines takes here, and far below what a runaway expression takes."""

HOSTILE_PIECES = [
    *["a", "1", "a1", "0x", "/", "\\", "a/", "a\\", ".", "a.", "-", "a-", "1.", "1:", "1,", "[", "(", "<", "E ", "# "],
    *["1m", "<tmp>/", "/tmp/a", "0f", "user 1 ", "port:1", "::", "a:", "fe80:", "a@1", "a==1", "C:/a/", "test["],
    *["TestA/", "/home/runner/work/x/", "1 error ", "expected 1 ", "\x1b[", "2026-11-24T", "line 1 ", "x.py:1"],
    *["✗ ", "id=a1", "mon ", "jan 1 ", "(from versions: 1", "[REDACTED:", "/lib/python3", "a_", "aB1"],
]


@given(st.text(max_size=300))
def test_any_text_has_one_template_on_one_line(message: str) -> None:
    template = template_of(message)
    assert template == template_of(message)
    assert len(template.splitlines()) <= 1
    assert len(template) <= TEMPLATE_LIMIT


@given(st.lists(st.sampled_from([*MESSAGES, "\U000f0000", "\U000f0001x", "\ud800"]), min_size=1, max_size=4))
def test_characters_that_masking_uses_for_itself_do_no_harm(pieces: list[str]) -> None:
    template = template_of(" ".join(pieces))
    assert not any("\U000f0000" <= character <= "\U000ffffd" for character in template)
    assert len(fingerprint_of(template)) == 16


@pytest.mark.parametrize("message", MESSAGES)
def test_a_template_is_its_own_template(message: str) -> None:
    template = template_of(message)
    assert template_of(template) == template


@pytest.mark.parametrize("piece", HOSTILE_PIECES)
def test_a_hostile_line_takes_no_runaway_time(piece: str) -> None:
    line = ("https 127. 0x tmp id line expected assert % " + piece * HOSTILE_LENGTH)[:HOSTILE_LENGTH] + ' "'
    started = time.perf_counter()
    template_of(line)
    assert time.perf_counter() - started < HOSTILE_SECONDS


def test_equal_ids_are_equal_placeholders_and_different_ids_are_not() -> None:
    one, other = "0b9a4e0c-6f3d-4f0b-9d7a-111111111111", "0b9a4e0c-6f3d-4f0b-9d7a-222222222222"
    assert template_of(f"{one} is not {one}") == "<uuid#1> is not <uuid#1>"
    assert template_of(f"{one} is not {other}") == "<uuid> is not <uuid>"
    assert template_of(f"{one} {other} {other} {one}") == "<uuid#1> <uuid#2> <uuid#2> <uuid#1>"


def test_a_template_is_cut_after_masking() -> None:
    short, long = "took 1ms " * 500, "took 1000000ms " * 500
    assert template_of(short) == template_of(long)


def test_an_explanation_names_the_masks_and_what_they_took() -> None:
    explanation = explained("/home/runner/work/x/x/src/a.py:3: exit code 137 after 12ms")
    assert explanation.template == "src/a.py:<line>: exit code 137 after <duration>"
    assert {taken.mask: (taken.text, taken.shown) for taken in explanation.taken} == {
        "workspace": ("/home/runner/work/x/x/", ""),
        "place-in-file": (":3", ":<line>"),
        "code": ("137", "137"),
        "duration": ("12ms", "<duration>"),
    }
    lines = explanation_text(explanation).splitlines()
    assert lines[0] == explanation.template
    assert sorted(lines[1:]) == [
        "  code           '137' -> kept",
        "  duration       '12ms' -> <duration>",
        "  place-in-file  ':3' -> :<line>",
        "  workspace      '/home/runner/work/x/x/' -> removed",
    ]


def test_an_explanation_says_when_nothing_was_taken() -> None:
    assert explanation_text(explained("no space left")).splitlines()[1:] == ["  no mask took anything"]


@pytest.mark.parametrize("name", [mask.name for mask in mask_table().masks])
def test_without_one_mask_only_the_templates_it_touched_change(name: str) -> None:
    """A change of one mask that touches one template in a hundred changes at most one fingerprint in a hundred."""
    table = mask_table()
    without = Masking(replace_masks(table, name))
    changed = {message for message in MESSAGES if without.template_of(message) != template_of(message)}
    touched = {message for message in MESSAGES if name in {taken.mask for taken in explained(message).taken}}
    assert changed <= touched


def replace_masks(table: MaskTable, without: str) -> MaskTable:
    return replace(table, masks=tuple(mask for mask in table.masks if mask.name != without))


def test_labelled_lines_of_the_corpus_are_their_own_templates() -> None:
    folder = corpus.folder()
    if folder is None:
        pytest.skip("no corpus beside the checkout and ERROR_ASSETS_CORPUS is not set")
    rows = [json.loads(line) for line in (folder / "labels.jsonl").read_text(encoding="utf-8").splitlines()]
    for row in rows:
        for line in row["key_lines"]:
            template = template_of(line)
            assert template_of(template) == template
