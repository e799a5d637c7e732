"""Private keys that run over several lines: where the block ends, and what is masked on each of its lines."""

import re
import string
from dataclasses import dataclass

from error_assets.extraction.noise import Offsets, clean, noise_of

BEGIN = re.compile(rb"-----BEGIN[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File-[23]:")
END = re.compile(rb"-----END[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|Private-MAC:")

KEY_SIGHT = 1 << 16
"""How far from its beginning a key's end is looked for, in bytes: the largest RSA keys in use fit, with prefixes."""

BASE64 = string.ascii_letters.encode() + b"0123456789+/="
AFTER_BODY = b" \t\r\n\"'`,;\\"
ESCAPED_ENDS = (b"\\n", b"\\r")
"""What may follow the base64 on its line, where a program prints the key as a string of its language."""

JOINED = re.compile(rb"[\"'`]\s{0,8}\+$")
"""A string that goes on in the next: its plus is no base64, as a quote stands before it."""

BODY_LENGTH = 30
"""Characters from which on base64 after a key's beginning is its body; the last line may be shorter."""


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One line after the one that begins the key: offsets of the line, and of the base64 in it if it has any."""

    start: int
    end: int
    body: tuple[int, int] | None


def is_open(line: bytes) -> bool:
    """Whether a key begins on `line` (without noise) and does not end on it."""
    begins = list(BEGIN.finditer(line))
    return bool(begins) and not END.search(line, begins[-1].end())


def key_lines(data: bytes, after: int, *, last: bool) -> tuple[KeyLine, ...] | None:
    """The lines of `data` from offset `after` on that belong to the key begun just before; None if more data is needed.

    They reach to the line before its end. Without an end in sight they are the lines of base64 that follow directly.
    """
    lines: list[KeyLine] = []
    position = after
    while position - after < KEY_SIGHT:
        end = data.find(b"\n", position) + 1 or (len(data) if last else 0)
        if not end and len(data) - after < KEY_SIGHT:
            return None
        if not end or position >= len(data):
            break
        line = clean(data[position:end])
        if END.search(line):
            return _with_short_last(data, lines)
        if BEGIN.search(line):
            break
        lines.append(KeyLine(position, end, _body(data, position, end, BODY_LENGTH)))
        position = end
    unended = [index for index, line in enumerate(lines) if line.body is None]
    return tuple(lines[: unended[0]] if unended else lines)


def _body(data: bytes, start: int, end: int, least: int) -> tuple[int, int] | None:
    """The base64 at the end of the line, after whatever the log puts before it. Colours may stand in it."""
    line = data[start:end]
    plain = clean(line)
    text = JOINED.sub(b"", plain.rstrip(AFTER_BODY)).rstrip(AFTER_BODY)
    while text.endswith(ESCAPED_ENDS):
        text = text[:-2].rstrip(AFTER_BODY)
    before = len(text.rstrip(BASE64))
    if len(text) - before < least:
        return None
    if len(plain) == len(line):
        return start + before, start + len(text)
    offset = Offsets(line, noise_of(line))
    return start + offset(before), start + offset(len(text) - 1) + 1


def _with_short_last(data: bytes, lines: list[KeyLine]) -> tuple[KeyLine, ...]:
    if lines and lines[-1].body is None and any(line.body for line in lines):
        last = lines.pop()
        lines.append(KeyLine(last.start, last.end, _body(data, last.start, last.end, 1)))
    return tuple(lines)
