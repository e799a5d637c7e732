"""Text that others wrote (messages, names, branches), made harmless: it changes neither the page nor the terminal."""

import re
import unicodedata

ESCAPE_SEQUENCE = re.compile(r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[@-Z\\^_]")
"""Colours, cursor movement (CSI), titles and links (OSC), single shifts: ECMA-48."""

HARMFUL = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode categories that show nothing and move, reorder or break what stands around them; Cs cannot be written."""


def harmless(text: str) -> str:
    """One line of `text` without escape sequences and invisible characters; a tab is a space."""
    if text.isascii() and text.isprintable():
        return text
    plain = ESCAPE_SEQUENCE.sub("", text).replace("\t", " ")
    return "".join(character for character in plain if unicodedata.category(character) not in HARMFUL)


def one_line(text: str) -> str:
    """The whole `text` on one line, harmless: lines are joined by a space, runs of space are one."""
    return harmless(" ".join(text.split()))
