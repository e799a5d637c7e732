"""Findings found again by their words and places, not by a test's name: thousands are not compared each with each."""

from collections import defaultdict
from collections.abc import Iterable

from error_assets.extraction.likeness import TELLING_CHARACTERS, Told, end_of_path


class Texts:
    """An index of (finding, its number) by the words of its message and text."""

    def __init__(self, members: Iterable[tuple[Told, int]] = ()) -> None:
        self._members: list[tuple[str, str, int]] = []
        self._by_word: dict[str, list[int]] = defaultdict(list)
        for place, (told, number) in enumerate(members):
            self._members.append((told.core, told.text, number))
            for word in {*told.core.split(" "), *told.text.split(" ")}:
                self._by_word[word].append(place)

    def holders(self, words: str) -> set[int]:
        """The numbers of the findings whose message or text holds `words`, which are `flat`."""
        # What stands between two blanks of the one stands so in the other: the rarest such word leaves few to look at.
        inner = words.split(" ")[1:-1]
        places = min((self._by_word.get(word, []) for word in inner), key=len, default=range(len(self._members)))
        members = (self._members[place] for place in places)
        return {number for core, text, number in members if words in core or words in text}


class Nameless:
    """An index of (finding, number of its group) for those that name no test, or for what names none to ask."""

    def __init__(self, members: Iterable[tuple[Told, int]] = ()) -> None:
        members = list(members)
        self._by_message: dict[str, set[int]] = defaultdict(set)
        self._by_place: dict[tuple[str, str], set[int]] = defaultdict(set)
        self._by_core: dict[str, set[int]] = defaultdict(set)
        self._lengths: dict[str, set[int]] = defaultdict(set)
        """By the first TELLING_CHARACTERS of a telling message: how long those are that begin so."""
        self._texts = Texts(members)
        for told, group in members:
            self._by_message[told.message].add(group)
            for place in told.places:
                self._by_place[end_of_path(place)].add(group)
            if told.telling:
                self._by_core[told.core].add(group)
                self._lengths[told.core[:TELLING_CHARACTERS]].add(len(told.core))

    def candidates(self, told: Told) -> set[int]:
        """All groups with a member that `same_failure` may hold to be one with `told`; one of both names no test."""
        found = set(self._by_message.get(told.message, ()))
        for place in told.places:
            found |= self._by_place.get(end_of_path(place), set())
        if self._by_core:
            found |= self._said_in(told.core) | self._said_in(told.text)
        return found | self._texts.holders(told.core) if told.telling else found

    def holders(self, words: str) -> set[int]:
        """As Texts.holders: numbers of groups."""
        return self._texts.holders(words)

    def _said_in(self, text: str) -> set[int]:
        """The groups with a member whose telling message stands in `text`."""
        found: set[int] = set()
        for at in range(len(text) - TELLING_CHARACTERS + 1):
            for length in self._lengths.get(text[at : at + TELLING_CHARACTERS], ()):
                found |= self._by_core.get(text[at : at + length], set())
        return found
