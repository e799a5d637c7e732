"""Whether a value that stands where a secret would stand looks like one."""

import math
import re
from collections import Counter

LEAST_ENTROPY = 2.75
"""Bits a character; below it a value of eight characters or more repeats itself too much to be drawn at random."""

WORDS = re.compile(
    rb"[-_.]*[A-Za-z]+(?:[-_./:@ ]+[A-Za-z]+)*[-_.]?[0-9]{0,2}[\])>.:!?]*"
    rb"|(?:[A-Z]?[a-z]+)+"
    rb"|[a-z]+[0-9]{0,2}(?:[-_.][a-z]+[0-9]{0,2})+"
    rb"|[-+.0-9:_/]+"
)
"""Identifiers, words and numbers: `get_secret_value`, `linux/amd64`, `MyToken2`, `2026-11-24`."""

ELSEWHERE = re.compile(
    rb"\.{0,2}/|[A-Za-z_.]+\[|[A-Za-z]:\\|~/|https?:|file:|sha(?:1|256|512)[:-]|.*REDACTED|.*\*\*\*|x{4}", re.DOTALL
)
"""Paths, addresses, digests, and what has been masked before."""

KINDS_OF_CHARACTER = tuple(re.compile(kind) for kind in (rb"[a-z]", rb"[A-Z]", rb"[0-9]", rb"[^A-Za-z0-9]"))


LETTERS = re.compile(rb"[A-Za-z]{20,}")
RISES = re.compile(rb"[a-z](?=[A-Z])")
VOWELS = re.compile(rb"[aeiouAEIOU]")
"""Letters alone, long enough that words show: in words a third of them are vowels, and few words are of four letters
or less. Drawn at random, every fifth is a vowel, and every fourth is followed by a change to upper case."""


def _drawn_letters(value: bytes) -> bool:
    if not LETTERS.fullmatch(value):
        return False
    return len(RISES.findall(value)) * 6 >= len(value) and len(VOWELS.findall(value)) * 10 <= len(value) * 3


def looks_random(value: bytes) -> bool:
    """True for what a machine or a careful person made up: no word, path or number, and several kinds of character."""
    if _drawn_letters(value):
        return True
    if WORDS.fullmatch(value) or ELSEWHERE.match(value):
        return False
    lower, upper, digit, other = (bool(kind.search(value)) for kind in KINDS_OF_CHARACTER)
    if not ((digit and (lower or upper)) or (lower and upper and other)):
        return False
    counts = Counter(value)
    entropy = -sum(n / len(value) * math.log2(n / len(value)) for n in counts.values())
    return entropy >= LEAST_ENTROPY
