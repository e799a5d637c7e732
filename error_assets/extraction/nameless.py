"""Findings that name no test, found again by their words and places: thousands are not compared each with each."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable

from error_assets.extraction.likeness import TELLING_CHARACTERS, Told, end_of_path

BORDER = "\0"
"""Between texts that lie side by side: in no finding's message."""


class Nameless:
    """An index of (finding, number of its group); the findings name no test."""

    def __init__(self, members: Iterable[tuple[Told, int]] = ()) -> None:
        self._by_message: dict[str, set[int]] = defaultdict(set)
        self._by_place: dict[tuple[str, str], set[int]] = defaultdict(set)
        self._by_start: dict[str, set[int]] = defaultdict(set)
        self._starts: list[int] = []
        self._groups: list[int] = []
        texts: list[str] = []
        length = 0
        for told, group in members:
            self._by_message[told.message].add(group)
            for place in told.places:
                self._by_place[end_of_path(place)].add(group)
            if told.telling:
                self._by_start[told.core[:TELLING_CHARACTERS]].add(group)
            self._starts.append(length)
            self._groups.append(group)
            texts.append(f"{told.core}{BORDER}{told.text}{BORDER}")
            length += len(texts[-1])
        self._texts = "".join(texts)
        self._words = {word for text in texts for word in text.replace(BORDER, " ").split(" ")}

    def candidates(self, told: Told) -> set[int]:
        """All groups with a member that `same_failure` may hold to be one with `told`, which names a test."""
        if not self._groups:
            return set()
        found = set(self._by_message.get(told.message, ()))
        for place in told.places:
            found |= self._by_place.get(end_of_path(place), set())
        for text in (told.core, told.text):
            for at in range(len(text) - TELLING_CHARACTERS + 1):
                if groups := self._by_start.get(text[at : at + TELLING_CHARACTERS]):
                    found |= groups
        return found | self._holders(told.core) if told.telling else found

    def _holders(self, words: str) -> set[int]:
        """The groups with a member whose message or text holds `words`."""
        found: set[int] = set()
        # What stands between two blanks of the one stands so in the other: nearly all are told apart by a word.
        if not self._words.issuperset(words.split(" ")[1:-1]):
            return found
        at = self._texts.find(words)
        while at >= 0:
            member = bisect_right(self._starts, at) - 1
            found.add(self._groups[member])
            after = self._starts[member + 1] if member + 1 < len(self._starts) else len(self._texts)
            at = self._texts.find(words, after)
        return found
