"""One failure, one error: what log, JUnit XML, BuildKit and annotations say of a failure becomes one.

Each source has told its errors apart, so two findings of one source are never compared; but a finding whose text
lists several (a checker's run) takes in each of another source's that it lists. Across sources they are one if they
name the same test and say the same, or say the same of the same place. When in doubt they stay two.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from error_assets.extraction.annotations import PLATFORM
from error_assets.extraction.finding import Finding
from error_assets.extraction.likeness import Told, flat, lists, names_one_of, same_failure
from error_assets.extraction.nameless import Nameless, Texts
from error_assets.records import ERROR_SOURCES

RICHEST_LINES = 45
"""A longer text of another source is not the smallest block that a person needs, however rich: it replaces nothing."""

WEAK_DIALECTS = frozenset({"shell", "wrappers"})
"""Dialects of a log that only guess from the end of a step: what JUnit or an annotation states goes before them."""


def merged(*sources: Sequence[Finding]) -> list[Finding]:
    """The findings of all `sources`, each failure once, the primary first.

    Each source comes in its own ranking, and earlier sources lead. The platform's word that it ended the job leads
    over all; a log that could only guess comes after what others state; a finding of source "job" stays only if it is
    alone. Merged findings keep the first's place and message, the richest text (`_richest`) and all sources (order:
    records.ERROR_SOURCES).
    """
    groups = _Groups()
    for findings in sources:
        groups.take_in(findings)
    told = [[member.finding for member in group] for group in groups.groups]
    explained = [group for group in told if group[0].source != "job"] or told[:1]
    guessed = bool(explained) and len(explained[0]) == 1 and explained[0][0].dialect in WEAK_DIALECTS
    own = {id(finding) for finding in sources[0]} if sources else set()
    return [_one(group) for group in sorted(explained, key=lambda group: _turn(group, guessed and id(group[0]) in own))]


class _Groups:
    """Findings that tell of one failure, group by group, in the order of their first; found again by the test's name,
    or by their words, so that the thousands of failed tests of two sources are not compared each with each."""

    def __init__(self) -> None:
        self.groups: list[list[Told]] = []
        self._by_name: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._members: dict[bool, list[tuple[Told, int]]] = {True: [], False: []}
        """By whether they name a test: (finding, number of its group)."""
        self._named = self._unnamed = Nameless()

    def take_in(self, findings: Sequence[Finding]) -> None:
        """Put each finding of one source to the group of the earlier sources that tells of the same, or to none."""
        source = [Told(finding) for finding in findings]
        own = Texts(zip(source, range(len(source)), strict=True)) if self.groups else Texts()
        homes: dict[int, int] = {}
        taken: set[int] = set()
        for number, told in enumerate(source):
            home = self._untaken(told, taken)
            if home is None:
                home = self._listing(told, taken, own, homes)
            if home is not None:
                homes[number] = home
                taken.add(home)
                self.groups[home].append(told)
        for number, told in enumerate(source):
            if number not in homes:
                homes[number] = len(self.groups)
                self.groups.append([told])
            if told.test_name:
                self._by_name[told.name_key].append(homes[number])
            self._members[bool(told.test_name)].append((told, homes[number]))
        self._named, self._unnamed = Nameless(self._members[True]), Nameless(self._members[False])

    def _untaken(self, told: Told, taken: set[int]) -> int | None:
        """The first group not yet taken that tells of the same failure."""
        for place in sorted(self._candidates(told) - taken):
            if any(same_failure(member, told) for member in self.groups[place]):
                return place
        return None

    def _listing(self, told: Told, taken: set[int], own: Texts, homes: Mapping[int, int]) -> int | None:
        """The first taken group with a text that lists this failure too; `homes` are those of this source so far."""
        if not taken or told.test_name or not told.telling:
            return None
        earlier = self._named.holders(told.core) | self._unnamed.holders(told.core)
        here = {homes[number] for number in own.holders(told.core) if number in homes}
        for place in sorted((earlier & taken) | here):
            if any(lists(member, told) for member in self.groups[place]):
                return place
        return None

    def _candidates(self, told: Told) -> set[int]:
        """The groups that may tell of the same: none that names another test."""
        found = self._unnamed.candidates(told)
        if told.test_name:
            return found.union(self._by_name.get(told.name_key, ()))
        return found | self._named.candidates(told)


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
    short = [finding.text for finding in others if finding.text.count("\n") < RICHEST_LINES]
    if not short:
        return first.text
    told = Told(first)

    def holds(text: str) -> tuple[bool, bool, int]:
        return told.core in flat(text), not told.places or names_one_of(told.places, text), len(text)

    return max([first.text, *short], key=holds)
