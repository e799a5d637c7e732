"""Similar errors: ranked, measured, reported."""

from hypothesis import given
from hypothesis import strategies as st

from error_assets.signatures.similar import coarse_key, similar_to

TEMPLATE = "src/a.py:<line>: error: Module has no attribute 'getrlimit'"
NEAR = "src/b.py:<line>: error: Module has no attribute 'setrlimit'"
FAR = "No space left on device"


def test_the_most_alike_comes_first_and_strangers_do_not_come() -> None:
    found = similar_to(TEMPLATE, [FAR, NEAR, TEMPLATE.replace("getrlimit", "getrlimits")])
    assert [similar.template for similar in found] == [TEMPLATE.replace("getrlimit", "getrlimits"), NEAR]
    assert found[0].score > found[1].score > 60


def test_an_error_is_not_similar_to_itself() -> None:
    assert similar_to(TEMPLATE, [TEMPLATE]) == []


def test_no_more_than_the_limit_are_reported() -> None:
    assert len(similar_to(TEMPLATE, [f"{TEMPLATE} in x{letter}" for letter in "abcdefgh"], limit=3)) == 3


def test_words_in_another_order_have_the_same_coarse_key() -> None:
    assert coarse_key("expected <n> but got 12") == coarse_key("got 3 but Expected <duration>")
    found = similar_to("b failed because a is missing", ["a failed because b is missing"])
    assert found[0].same_key


@given(st.permutations([NEAR, FAR, *(f"{TEMPLATE} {word}" for word in ("one", "two", "three"))]))
def test_the_order_of_candidates_does_not_matter(candidates: list[str]) -> None:
    assert similar_to(TEMPLATE, candidates) == similar_to(TEMPLATE, sorted(candidates))
