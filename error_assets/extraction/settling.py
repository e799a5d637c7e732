"""From what rules saw to errors: findings of one checker run become one, what stands inside another's block is
part of it."""

from collections.abc import Sequence
from itertools import groupby

from error_assets.extraction import dialect
from error_assets.extraction.hit import Hit

KEPT = 400
"""Hits carried from window to window: bounds the memory that a log of gigabytes can take, far above what is
reported."""

GATHERED = 12
"""Further findings of a checker run that are kept to be shown."""

TELLING = 20
"""Characters from which a message within another is taken for a repetition of it."""

AROUND = 12
"""Characters that a repetition may have around the message: a mark, a word like `Error:`."""


def kept(hits: list[Hit]) -> list[Hit]:
    """At most KEPT of `hits` in their order: the weightiest, and among equals the first and the last."""
    if len(hits) <= KEPT:
        return hits
    by_weight = sorted(range(len(hits)), key=lambda n: (-hits[n].weight, min(n, len(hits) - n)))
    return [hits[n] for n in sorted(by_weight[:KEPT])]


def settled(hits: Sequence[Hit]) -> list[Hit]:
    """The errors among `hits`: gathered, joined by their dialects, without those that lie in a better one's block."""
    in_order = sorted(hits, key=lambda hit: (hit.part, hit.place))
    joined: list[Hit] = []
    for _, group in groupby(in_order, key=lambda hit: hit.part):
        joined += _settled_part(list(group))
    return joined


def distinct(hits: Sequence[Hit]) -> list[Hit]:
    """`hits` without those that say what an earlier one says, or part of it, or the same with a little around it."""
    said: list[str] = []
    out = []
    for hit in hits:
        if not any(_same(hit.message, other) for other in said):
            said.append(hit.message)
            out.append(hit)
    return out


def _same(message: str, other: str) -> bool:
    if len(message) <= len(other):
        return message in other and (len(message) >= TELLING or message == other)
    return len(other) >= TELLING and len(message) - len(other) <= AROUND and other in message


def _settled_part(hits: list[Hit]) -> list[Hit]:
    for name, settle in dialect.settlers().items():
        own = [hit for hit in hits if hit.rule.dialect == name]
        if own:
            others = [hit for hit in hits if hit.rule.dialect != name]
            hits = sorted(others + settle(own), key=lambda hit: hit.place)
    return _gathered(_absorbed(hits))


def _absorbed(hits: list[Hit]) -> list[Hit]:
    """Without hits whose line lies in the block of a weightier one, or of an equal one of another rule before it."""
    wide = [hit for hit in hits if hit.last > hit.first]
    return [hit for hit in hits if not any(_absorbs(other, hit) for other in wide)]


def _absorbs(other: Hit, hit: Hit) -> bool:
    if other is hit or not other.first <= hit.place <= other.last or other.weight < hit.weight:
        return False
    return other.weight > hit.weight or (other.rule is not hit.rule and other.place < hit.place)


def _gathered(hits: list[Hit]) -> list[Hit]:
    """Findings of one checker in one part as one hit: the first, with the next and how many more there are."""
    out: list[Hit] = []
    first: dict[str, Hit] = {}
    for hit in hits:
        lead = first.get(hit.rule.name) if hit.rule.gather else None
        if lead is None:
            out.append(hit)
            if hit.rule.gather:
                first[hit.rule.name] = hit
            continue
        lead.more += 1 + hit.more
        if len(lead.others) < GATHERED:
            hit.first = hit.last = hit.place
            lead.others.append(hit)
    return out
