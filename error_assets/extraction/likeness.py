"""Whether two findings of different sources tell of one failure: by the test's name, the words or the place."""

import re
from collections.abc import Sequence
from functools import cached_property

from rapidfuzz import fuzz

from error_assets.extraction.finding import Finding
from error_assets.extraction.test_names import end_key, end_of, same_test

SAME_WORDS = 80.0
"""rapidfuzz's partial ratio (0 to 100) from which two messages about the same test or place say the same."""

TELLING_CHARACTERS = 16
"""A shorter message ("exit status 1", "Failed") is no proof by itself that two findings are one."""

COMPARED_CHARACTERS = 1_000
"""How much of a message is compared: two that agree so far agree, and a dump of megabytes costs no more."""

PLACE = re.compile(r"(?P<file>[\w@.+\\/-]*[\w+-]\.\w{1,8})(?::|\(|\"?, line )(?P<line>\d+)")
ADDED = re.compile(r"^[\s:,)\]\d-]*(?:(?:error|Error|FAILED|FAIL|E)\b[: -]+)?")


class Told:
    """A finding with what comparing it needs, each worked out once."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        self.test_name = finding.test_name

    @cached_property
    def name_key(self) -> tuple[str, str]:
        """Equal for all spellings of one test."""
        return end_key(self.test_name)

    @cached_property
    def message(self) -> str:
        return flat(self.finding.message[:COMPARED_CHARACTERS])

    @cached_property
    def text(self) -> str:
        return flat(self.finding.text)

    @cached_property
    def places(self) -> list[tuple[str, str]]:
        return places(self.finding.message[:COMPARED_CHARACTERS])

    @cached_property
    def core(self) -> str:
        """The message without what the sources add to it: the test's name, the place, the word "error"."""
        text = self.finding.message[:COMPARED_CHARACTERS]
        if self.test_name and self.test_name in text:
            text = text.partition(self.test_name)[2]
        return flat(ADDED.sub("", PLACE.sub("", text)))

    @cached_property
    def telling(self) -> bool:
        return len(self.core) >= TELLING_CHARACTERS


def same_failure(one: Told, other: Told) -> bool:
    """Whether two findings of different sources tell of one failure. When in doubt they do not."""
    if one.test_name and other.test_name:
        if not end_of(one.test_name, other.test_name):
            return False
        return _say_the_same(one, other) or (_vague(one, other) and same_test(one.test_name, other.test_name))
    if len(one.message) >= TELLING_CHARACTERS and one.message == other.message:
        return True
    if _same_place(one, other):
        return _say_the_same(one, other)
    return _contained(one, other)


def lists(one: Told, other: Told) -> bool:
    """Whether `one` shows `other` among what it gathers: its message stands in the text, and its place if any."""
    if other.test_name or not other.telling or other.core not in one.text:
        return False
    return not other.places or names_one_of(other.places, one.finding.text)


def names_one_of(known: Sequence[tuple[str, str]], text: str) -> bool:
    """Whether `text` names one of the known places; a path may be longer on one side."""
    return _share(places(text), known)


def places(text: str) -> list[tuple[str, str]]:
    """The places that `text` names: file with forward slashes, and line, in the order in which they stand."""
    return [(m["file"].replace("\\", "/"), m["line"]) for m in PLACE.finditer(text)]


def end_of_path(place: tuple[str, str]) -> tuple[str, str]:
    """Equal for two places that may be one: the file's name without its folders, and the line."""
    file, line = place
    return file.lstrip("./").rpartition("/")[2], line


def flat(text: str) -> str:
    """`text` in lower case with single blanks."""
    return " ".join(text.split()).casefold()


def _say_the_same(one: Told, other: Told) -> bool:
    left, right = one.core, other.core
    if not left or not right:
        return False
    return left in right or right in left or fuzz.partial_ratio(left, right) >= SAME_WORDS


def _vague(one: Told, other: Told) -> bool:
    """Whether one of the two says too little to contradict the other."""
    return not (one.telling and other.telling)


def _contained(one: Told, other: Told) -> bool:
    """Whether the message of one, if it is telling, stands in the other's message or text."""
    left, right = one.core, other.core
    if one.telling and (left in right or left in other.text):
        return True
    return other.telling and (right in left or right in one.text)


def _same_place(one: Told, other: Told) -> bool:
    return bool(one.places and other.places) and _share(one.places, other.places)


def _share(these: Sequence[tuple[str, str]], those: Sequence[tuple[str, str]]) -> bool:
    return any(line == other_line and _same_file(file, other) for file, line in these for other, other_line in those)


def _same_file(one: str, other: str) -> bool:
    short, long = sorted((one.lstrip("./"), other.lstrip("./")), key=len)
    return long == short or long.endswith("/" + short)
