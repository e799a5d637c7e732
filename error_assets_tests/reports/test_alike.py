"""What is alike is told with its score, the most alike first, and stays what it is."""

from collections import Counter

from error_assets.reports.alike import alike_lines, is_fingerprint, kinds_of
from error_assets.reports.documents import DocumentLimits, documents_of
from error_assets.signatures.fingerprint import fingerprint_of
from error_assets_tests.records_made import HOUR, by_rule, error, failure, signature

ASKED = "connection to database refused"
CLOSE, CLOSER = "connection to the big database refused", "connection to databases refused"
KINDS = Counter({ASKED: 3, CLOSE: 1, CLOSER: 7, "no space left on device": 9})


def test_the_kind_itself_comes_first_then_the_most_alike() -> None:
    first, head, *rows = alike_lines(ASKED, KINDS, limit=5)
    assert first == f"{fingerprint_of(ASKED)}  3 errors in the index  {ASKED}"
    assert head.split() == ["score", "fingerprint", "errors", "template"]
    told = [row.split(maxsplit=3) for row in rows]
    assert [row[1:] for row in told] == [[fingerprint_of(CLOSER), "7", CLOSER], [fingerprint_of(CLOSE), "1", CLOSE]]
    assert 100 > float(told[0][0]) > float(told[1][0]) > 60


def test_no_more_than_asked_for_are_told() -> None:
    assert len(list(alike_lines(ASKED, KINDS, limit=1))) == 3


def test_an_error_that_nothing_is_like_says_so() -> None:
    assert list(alike_lines("out of memory", KINDS, limit=5))[1:] == ["nothing in the index is alike"]


def test_kinds_are_counted_over_documents() -> None:
    documents = documents_of(
        HOUR,
        [failure()],
        [error(1), error(2), error(3)],
        [signature("7-1-1", "7-1-3", template="a"), signature("7-1-2", template="b", fingerprint="ffff")],
        [by_rule(), by_rule(fingerprint="ffff")],
        {},
        DocumentLimits(100),
    )
    assert kinds_of(documents) == {"a": 2, "b": 1}


def test_a_fingerprint_is_told_from_a_message() -> None:
    assert is_fingerprint(fingerprint_of(ASKED))
    assert not any(map(is_fingerprint, (ASKED, fingerprint_of(ASKED).upper(), f"{fingerprint_of(ASKED)}0", "")))
