"""Errors that are alike without being the same: a coarser key, a ranking by it, and an exact measure for the best.

What is found here is reported to a reader and never merges two signatures.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

RANKED_CANDIDATES = 50
"""How many of the best by shared words are measured exactly: the measure costs microseconds, the ranking less."""

LOWEST_SCORE = 60.0
"""Percent. Below it two lines share a tool's phrasing and no more."""

_WORD = re.compile(r"<[a-z-]+(?:#\d+)?>|[A-Za-z][A-Za-z0-9]*")


@dataclass(frozen=True, slots=True)
class Similar:
    """A candidate and how alike it is: `score` in percent, 100 for equal templates. `same_key`: the same coarse key."""

    template: str
    score: float
    same_key: bool


def coarse_key(template: str) -> str:
    """The words of a template, lower case, sorted, each once: no numbers, no placeholders, no order, no punctuation."""
    return " ".join(sorted(_words(template)))


def similar_to(template: str, candidates: Iterable[str], limit: int = 5) -> list[Similar]:
    """At most `limit` of `candidates` that are alike but not equal to `template`, the most alike first.

    Candidates are ranked by shared words; the RANKED_CANDIDATES best are measured by edit distance of the templates
    (normalised indel similarity) and those under LOWEST_SCORE left out. The order of `candidates` does not matter.
    """
    words = _words(template)
    others = {candidate: _words(candidate) for candidate in candidates if candidate != template}
    ranked = sorted(others, key=lambda candidate: (-_shared(words, others[candidate]), candidate))
    measured = [
        Similar(candidate, round(fuzz.ratio(template, candidate), 1), others[candidate] == words)
        for candidate in ranked[:RANKED_CANDIDATES]
    ]
    alike = [similar for similar in measured if similar.score >= LOWEST_SCORE]
    return sorted(alike, key=lambda similar: (-similar.score, similar.template))[:limit]


def _words(template: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORD.findall(template) if not word.startswith("<"))


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    """Jaccard: shared words as a part of all words; 0.0 where neither has any."""
    together = len(one | other)
    return len(one & other) / together if together else 0.0
