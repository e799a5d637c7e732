"""The goals of extraction hold on the labelled logs beside the checkout."""

import pytest

from error_assets.extraction import dialect, extract
from error_assets_tests.measure import corpus, extraction


@pytest.mark.parametrize("name", corpus.SETS)
def test_the_labelled_cause_leads_in_95_of_100_and_is_among_three_in_99(name: str) -> None:
    folder = corpus.folder()
    if folder is None:
        pytest.skip("no corpus: set ERROR_ASSETS_CORPUS or lay it at ../shared/corpus")
    labels = corpus.labels(folder, name)
    if not labels:
        pytest.skip(f"the corpus has no {corpus.SETS[name]}")
    found = [(label, extract.findings_in_log([label.path.read_bytes()])) for label in labels]
    places = [extraction.place_of(findings, label) for label, findings in found]
    assert sum(place == 1 for place in places) >= 0.95 * len(labels)
    assert sum(place is not None and place <= 3 for place in places) >= 0.99 * len(labels)
    wrappers = [
        label.path.name for label, findings in found if not label.reason and dialect.is_wrapper(findings[0].message)
    ]
    assert not wrappers
