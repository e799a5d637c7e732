"""One failure, one error: what log, JUnit XML, BuildKit and annotations say of a failure becomes one.

Each source has told its errors apart, so two findings of one source are never compared; but a finding whose text
lists several (a checker's run) takes in each of another source's that it lists. Across sources they are one if they
name the same test and say the same, or say the same of the same place. When in doubt they stay two.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from error_assets.extraction.annotations import PLATFORM
from error_assets.extraction.finding import Finding
from error_assets.extraction.test_names import end_of, same_test
from error_assets.records import ERROR_SOURCES

SAME_WORDS = 80.0
"""rapidfuzz's partial ratio (0 to 100) from which two messages about the same test or place say the same."""

TELLING_CHARACTERS = 16
"""A shorter message ("exit status 1", "Failed") is no proof by itself that two findings are one."""

RICHEST_LINES = 45
"""A longer text of another source is not the smallest block that a person needs, however rich: it replaces nothing."""

WEAK_DIALECTS = frozenset({"shell", "wrappers"})
"""Dialects of a log that only guess from the end of a step: what JUnit or an annotation states goes before them."""

PLACE = re.compile(r"(?P<file>[\w@.+\\/-]*[\w+-]\.\w{1,8})(?::|\(|\"?, line )(?P<line>\d+)")


def merged(*sources: Sequence[Finding]) -> list[Finding]:
    """The findings of all `sources`, each failure once, the primary first.

    Each source comes in its own ranking, and earlier sources lead. The platform's word that it ended the job leads
    over all; a log that could only guess comes after what others state; a finding of source "job" stays only if it is
    alone. Merged findings keep the first's place and message, the richest text (`_richest`) and all sources (order:
    records.ERROR_SOURCES).
    """
    groups: list[list[Finding]] = []
    for findings in sources:
        earlier = list(groups)
        taken: set[int] = set()
        for finding in findings:
            home = _home(finding, earlier, taken)
            if home is None:
                groups.append([finding])
            else:
                earlier[home].append(finding)
                taken.add(home)
    explained = [group for group in groups if group[0].source != "job"] or groups[:1]
    guessed = bool(explained) and len(explained[0]) == 1 and explained[0][0].dialect in WEAK_DIALECTS
    own = {id(finding) for finding in sources[0]} if sources else set()
    return [_one(group) for group in sorted(explained, key=lambda group: _turn(group, guessed and id(group[0]) in own))]


def same_failure(one: Finding, other: Finding) -> bool:
    """Whether two findings of different sources tell of one failure."""
    if one.test_name and other.test_name:
        if not end_of(one.test_name, other.test_name):
            return False
        return _say_the_same(one, other) or (_vague(one, other) and same_test(one.test_name, other.test_name))
    if len(one.message) >= TELLING_CHARACTERS and _flat(one.message) == _flat(other.message):
        return True
    if _same_place(one, other):
        return _say_the_same(one, other)
    return _contained(one, other)


def _home(finding: Finding, groups: Sequence[Sequence[Finding]], taken: set[int]) -> int | None:
    """Which of `groups` tells of the same failure: one not yet taken, or a taken one whose text holds this too."""
    for place, group in enumerate(groups):
        if place not in taken and any(same_failure(member, finding) for member in group):
            return place
    for place in sorted(taken):
        if any(_lists(member, finding) for member in groups[place]):
            return place
    return None


def _turn(group: Sequence[Finding], after_what_is_stated: bool) -> int:
    if any(finding.source == "annotation" and finding.dialect == PLATFORM for finding in group):
        return 0
    return 2 if after_what_is_stated else 1


def _one(group: Sequence[Finding]) -> Finding:
    first = group[0]
    names = {name for finding in group for name in (finding.sources or (finding.source,))}
    return replace(
        first,
        sources=tuple(name for name in ERROR_SOURCES if name in names),
        text=_richest(first, group[1:]),
        test_name=first.test_name or next((f.test_name for f in group if f.test_name), ""),
        framework=first.framework or next((f.framework for f in group if f.framework), ""),
    )


def _richest(first: Finding, others: Sequence[Finding]) -> str:
    """The longest text that holds the message and place of `first`; the first's own is always among the candidates.

    Where none holds both, a text that holds the message goes before one that holds the place, then the longest.
    """
    said, places = _core(first), _places(first.message)

    def holds(text: str) -> tuple[bool, bool, int]:
        return said in _flat(text), not places or _names_one_of(places, text), len(text)

    short = [finding.text for finding in others if finding.text.count("\n") < RICHEST_LINES]
    return max([first.text, *short], key=holds)


def _say_the_same(one: Finding, other: Finding) -> bool:
    left, right = _core(one), _core(other)
    if not left or not right:
        return False
    return left in right or right in left or fuzz.partial_ratio(left, right) >= SAME_WORDS


def _vague(one: Finding, other: Finding) -> bool:
    """Whether one of the two says too little to contradict the other."""
    return min(len(_core(one)), len(_core(other))) < TELLING_CHARACTERS


def _contained(one: Finding, other: Finding) -> bool:
    """Whether the message of one, if it is telling, stands in the other's message or text."""
    left, right = _core(one), _core(other)
    if len(left) >= TELLING_CHARACTERS and (left in right or left in _flat(other.text)):
        return True
    return len(right) >= TELLING_CHARACTERS and (right in left or right in _flat(one.text))


def _lists(one: Finding, other: Finding) -> bool:
    """Whether `one` shows `other` among what it gathers: its message stands in the text, and its place if any."""
    said, places = _core(other), _places(other.message)
    if other.test_name or len(said) < TELLING_CHARACTERS or said not in _flat(one.text):
        return False
    return not places or _names_one_of(places, one.text)


def _same_place(one: Finding, other: Finding) -> bool:
    return _names_one_of(_places(other.message), one.message)


def _names_one_of(places: Sequence[tuple[str, str]], text: str) -> bool:
    return any(
        line == other_line and _same_file(file, other_file)
        for file, line in _places(text)
        for other_file, other_line in places
    )


def _places(text: str) -> list[tuple[str, str]]:
    """The places that `text` names: file with forward slashes, and line, in the order in which they stand."""
    return [(m["file"].replace("\\", "/"), m["line"]) for m in PLACE.finditer(text)]


def _same_file(one: str, other: str) -> bool:
    short, long = sorted((one.lstrip("./"), other.lstrip("./")), key=len)
    return long == short or long.endswith("/" + short)


def _core(finding: Finding) -> str:
    """The message without what the sources add to it: the test's name, the place, the word "error"."""
    text = finding.message
    if finding.test_name and finding.test_name in text:
        text = text.partition(finding.test_name)[2]
    text = PLACE.sub("", text)
    return _flat(re.sub(r"^[\s:,)\]\d-]*(?:(?:error|Error|FAILED|FAIL|E)\b[: -]+)?", "", text))


def _flat(text: str) -> str:
    return " ".join(text.split()).casefold()
