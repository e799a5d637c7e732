"""A message as it would read on any machine: one spelling of quotes, separators, rulers and white space.

Nothing volatile is recognised here; that is the work of the masks. Everything here is a spelling that a terminal, a
locale or an operating system chose and no reader would call a difference.
"""

import re

READ_LIMIT = 8_000
"""Characters of a message that are looked at: what tells errors apart stands early, and a line may be megabytes."""

QUOTES = str.maketrans({"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "…": "...", "\u00a0": " ", "\ufeff": ""})

_MARK = re.compile(r"(?:E {2,}|[\[(]?<time>[\])]?[:,]?(?: +- +| +)|[^\w\s\"'`(\[{<./\\@$&~+*#-]+\s+|#\s+)+")
_RULER_SIGNS = "=_.~*#+-"
_RULERS = [4 * sign for sign in _RULER_SIGNS]
_RULER = re.compile(rf"([{_RULER_SIGNS}])\1{{3,}}")
_WINDOWS_PATH = re.compile(
    r"(?<![\w\\/<])(?:[A-Za-z]:\\{1,2}|\\{0,2})[\w.@()~+-]{1,80}(?:\\{1,2}[\w.@()~+-]{1,80}){1,30}"
)
_DRIVE = re.compile(r"[A-Za-z]:\\")
_EXTENSION = re.compile(r"\.[A-Za-z]\w{0,9}\b(?:\(\d[\d,]{0,15}\))?$")
_RESERVED = re.compile("[\U000f0000-\U000ffffd]")


def plain(message: str) -> str:
    """`message` on one line, without what the platform chose: `src\\a.c` is `src/a.c`, ‘x’ is 'x', ten dots are three.

    A mark in front (a cross, pytest's `E`, `>`) and the punctuation at the end go too.

    Characters that masking uses for itself (the private-use plane 15) become U+FFFD.
    """
    text = message[:READ_LIMIT]
    if not text.isascii():
        text = _RESERVED.sub("\ufffd", text.translate(QUOTES))
    text = trimmed(text)
    if "\\" in text:
        text = _WINDOWS_PATH.sub(_with_slashes, text)
    if any(ruler in text for ruler in _RULERS):
        text = _RULER.sub(r"\1\1\1", text)
    return text


def trimmed(text: str) -> str:
    """`text` with single spaces, without a mark or a time in front and without the punctuation at the end."""
    text = text.lstrip()
    mark = _MARK.match(text)
    return " ".join(text[mark.end() :].split() if mark else text.split()).rstrip(" .,:;")


def _with_slashes(path: re.Match[str]) -> str:
    """A backslash is a separator only where a drive or a file's extension says so: `\\n` and `App\\User` stay."""
    text = path[0]
    if _DRIVE.match(text) or _EXTENSION.search(text):
        return re.sub(r"\\+", "/", text)
    return text
