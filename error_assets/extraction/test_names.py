"""Whether two spellings name one test: pytest's node id, JUnit's class and name, jest's › and titles, Java's dots."""

import re

EXTENSIONS = frozenset({
    "py", "js", "jsx", "ts", "tsx", "mjs", "cjs", "mts", "cts", "java", "kt", "kts", "scala", "groovy", "go", "rs",
    "rb", "php", "cs", "fs", "swift", "dart", "cc", "cpp", "cxx", "ex", "exs",
})  # fmt: skip
"""Words of a file's name that one spelling has and another has not."""

WORD = re.compile(r"[^\W_][\w]*|_\w+", re.UNICODE)
PARAMETERS = re.compile(r"\[(?P<inner>.*)\]\s*$", re.DOTALL)
CALL = re.compile(r"\(\)|\((?:[A-Z]\w*(?:, )?)+\)|:\d+(?::\d+)?$")
"""Java's `testBaz()` and `testBaz(TestInfo)`, and a line number behind a name."""

FEWEST_WORDS = 2
"""Words that the shorter of two spellings must have to be told from its end alone."""


def same_test(one: str, other: str) -> bool:
    """Whether `one` and `other` may name the same test: the same words, or the shorter is the end of the longer.

    Parameters in brackets must be equal to the letter. A single word ("TestX") is no proof: `end_of` says that much.
    """
    return _agree(one, other, FEWEST_WORDS)


def end_of(one: str, other: str) -> bool:
    """As same_test, but a single word is enough: for where something else speaks for it too."""
    return _agree(one, other, 1)


def end_key(name: str) -> tuple[str, str]:
    """Equal for any two names that `end_of` holds to be one: the parameters and the last word."""
    words = _words(name)
    return _parameters(name), words[-1] if words else ""


def _agree(one: str, other: str, fewest: int) -> bool:
    if not one or not other or _parameters(one) != _parameters(other):
        return False
    short, long = sorted((_words(one), _words(other)), key=len)
    if short == long:
        return bool(short)
    return len(short) >= fewest and long[-len(short) :] == short


def _parameters(name: str) -> str:
    found = PARAMETERS.search(name)
    return found["inner"].strip() if found else ""


def _words(name: str) -> list[str]:
    words = WORD.findall(CALL.sub("", name))
    return [word for place, word in enumerate(words) if word not in EXTENSIONS or place == len(words) - 1]
