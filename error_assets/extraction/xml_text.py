"""The text of an XML file as a parser can take it: in whatever encoding it is, without what XML forbids."""

import codecs
import re
from collections.abc import Iterable, Iterator
from itertools import chain

from error_assets.extraction.utf16 import SAMPLE_BYTES, utf16_of

PIECE_BYTES = 1 << 16
"""How much of a file is decoded and parsed at once, however large the chunks are that come."""

HEAD_BYTES = 1 << 16
"""What tells the encoding: its declaration, and whether the text keeps to it."""

DECLARATION_BYTES = 400
"""Where the encoding stands, if it is declared."""

DECLARED = re.compile(rb"<\?xml[^>]{0,200}encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']")
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
ILLEGAL_REFERENCE = re.compile(
    r"&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01])|x0*(?:[0-8bcef]|1[0-9a-f]|d[89a-f][0-9a-f]{2}|fff[ef]));", re.IGNORECASE
)
REFERENCE_CHARACTERS = 16
"""The longest character reference that matters; a shorter rest after a `&` waits for the next read."""


def xml_text(chunks: Iterable[bytes]) -> Iterator[str]:
    """The file's text in pieces. What does not decode becomes U+FFFD; forbidden characters are left out."""
    return _legal(_decoded(chunks))


def _decoded(chunks: Iterable[bytes]) -> Iterator[str]:
    """The text of a file in whatever encoding it is, wrongly declared or not; what does not decode becomes U+FFFD."""
    source = iter(chunks)
    head = b""
    while len(head) < HEAD_BYTES and (chunk := next(source, None)) is not None:
        head += chunk
    decoder = codecs.getincrementaldecoder(_encoding(head[:HEAD_BYTES]))("replace")
    for chunk in chain([head], source):
        for start in range(0, len(chunk), PIECE_BYTES):
            yield decoder.decode(chunk[start : start + PIECE_BYTES])
    yield decoder.decode(b"", True)


def _encoding(head: bytes) -> str:
    wide = utf16_of(head[:SAMPLE_BYTES])
    if wide is not None:
        return wide
    declared = DECLARED.search(head[:DECLARATION_BYTES])
    name = declared[1].decode("ascii") if declared else "utf-8"
    try:
        # A declared UTF-16 that reads as ASCII here is a wrong declaration.
        known = codecs.lookup(name).name
    except LookupError:
        known = "utf-8"
    return "utf-8-sig" if known.startswith(("utf", "ascii")) or _is_utf8(head) else known


def _is_utf8(head: bytes) -> bool:
    """Whether the text is UTF-8 whatever it declares: no other encoding's letters happen to be so, a page of them."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _legal(texts: Iterable[str]) -> Iterator[str]:
    """Text without what XML 1.0 forbids but producers write: control characters, plain or as references."""
    waiting = ""
    started = False
    for text in texts:
        text = ILLEGAL.sub("", waiting + text)
        if not started:
            # White space before the XML declaration is forbidden too, and common.
            text = text.lstrip("\ufeff \t\r\n")
            started = bool(text)
        cut = text.rfind("&", max(0, len(text) - REFERENCE_CHARACTERS))
        text, waiting = (text, "") if cut < 0 else (text[:cut], text[cut:])
        yield ILLEGAL_REFERENCE.sub("", text)
    yield ILLEGAL_REFERENCE.sub("", waiting)
