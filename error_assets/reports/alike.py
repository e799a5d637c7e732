"""Kinds of errors that are alike: what `error-assets similar` shows. Told to a reader, never merged."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from error_assets.records import ErrorDocument
from error_assets.reports.terminal import MESSAGE_CHARS, columns, shortened
from error_assets.signatures.fingerprint import FINGERPRINT_DIGITS, fingerprint_of
from error_assets.signatures.similar import similar_to

FINGERPRINT = re.compile(f"[0-9a-f]{{{FINGERPRINT_DIGITS}}}")


def is_fingerprint(text: str) -> bool:
    """Whether `text` is written like a fingerprint; no error's message is."""
    return FINGERPRINT.fullmatch(text) is not None


def kinds_of(documents: Iterable[ErrorDocument]) -> Counter[str]:
    """How many of `documents` each template has. The documents are not kept."""
    return Counter(document.s_template for document in documents)


def alike_lines(template: str, kinds: Counter[str], limit: int) -> Iterator[str]:
    """The kind itself with how often it is in the index, then at most `limit` others, the most alike first."""
    yield f"{fingerprint_of(template)}  {kinds[template]} errors in the index  {shortened(template, 2 * MESSAGE_CHARS)}"
    found = similar_to(template, kinds, limit)
    if not found:
        yield "nothing in the index is alike"
        return
    yield from columns(
        [("score", "fingerprint", "errors", "template")]
        + [
            (
                f"{other.score:.1f}",
                fingerprint_of(other.template),
                str(kinds[other.template]),
                shortened(other.template, MESSAGE_CHARS),
            )
            for other in found
        ]
    )
