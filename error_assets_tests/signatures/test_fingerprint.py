"""Fingerprints: of the template alone, the same everywhere."""

import re
from datetime import date
from hashlib import sha256

from error_assets.signatures.fingerprint import GROUPING_VERSION, fingerprint_of


def test_a_fingerprint_is_sixteen_hex_digits_of_the_template_alone() -> None:
    assert fingerprint_of("no space left on device") == sha256(b"no space left on device").hexdigest()[:16]
    assert re.fullmatch("[0-9a-f]{16}", fingerprint_of(""))


def test_a_lone_surrogate_has_a_fingerprint() -> None:
    assert fingerprint_of("a \ud800 b") == fingerprint_of("a ? b")


def test_the_grouping_version_is_a_date() -> None:
    assert date.fromisoformat(GROUPING_VERSION).isoformat() == GROUPING_VERSION
