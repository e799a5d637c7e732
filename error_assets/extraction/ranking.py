"""Which error leads: root over symptom, first cause over last symptom, the failed step over the rest, wrappers last.

Every rule of choice is one small function here; nothing here reads a log.
"""

from collections.abc import Sequence

from error_assets.extraction.dialect import HINTED, OWN_STATEMENT, RAISED, ROOT, SAID, SUMMED, WRAPPER, that_are
from error_assets.extraction.hit import Hit
from error_assets.extraction.parts import Part

NEAR_BYTES = 8_000
"""A line that merely calls itself an error counts more within this many bytes of the step's end: what ends a step is
said last."""


def ranked(hits: Sequence[Hit], parts: Sequence[Part]) -> list[Hit]:
    """The same errors, the most likely root cause first."""
    leading = _without_advice(leading_parts(parts), hits, parts)
    return sorted(hits, key=lambda hit: (_class(hit, parts, leading), *_order(hit, parts)))


def leading_parts(parts: Sequence[Part]) -> list[int]:
    """The parts in which the cause is looked for, in the order of trust: those whose step GitHub says failed, those the
    runner marked with an error, those that were canceled; without any, the last that is not cleaning up."""
    said = [n for n, part in enumerate(parts) if part.conclusion == "failure" and part.kind != "post"]
    failed = [n for n, part in enumerate(parts) if part.failed and part.conclusion in (None, "failure")]
    canceled = [n for n, part in enumerate(parts) if part.canceled and n not in failed]
    order = list(dict.fromkeys([n for n in said if n in failed] + failed + said + canceled))
    if order:
        return order
    return [n for n, part in enumerate(parts) if part.kind != "post"][-1:] or [len(parts) - 1]


def _without_advice(leading: list[int], hits: Sequence[Hit], parts: Sequence[Part]) -> list[int]:
    """`leading`, but where GitHub's own word is not known a checker's step yields to a later step of its job in which
    something else than a checker failed.

    After a step that failed the job only steps that ask for it run; that the job went on to fail at a build or a test
    tells that the checker was allowed to fail, or at least that it was not the worst.
    """
    first = leading[0]
    if parts[first].conclusion is not None or not _is_advice([hit for hit in hits if hit.part == first]):
        return leading
    for n in leading[1:]:
        strong = [hit for hit in hits if hit.part == n and hit.weight >= RAISED]
        if n > first and parts[n].job == parts[first].job and strong and not _is_advice(strong):
            return [n, *[other for other in leading if other != n]]
    return leading


def _is_advice(hits: Sequence[Hit]) -> bool:
    best = max(hits, key=lambda hit: hit.weight, default=None)
    return best is not None and (best.rule.gather or best.rule.dialect in that_are("CHECKER"))


def _class(hit: Hit, parts: Sequence[Part], leading: Sequence[int]) -> int:
    """The coarse order: how good a statement it is, and whether it stands where the job failed.

    In the step that failed: a tool's own statement (0), a saying (2), a hint (4); in another failed step: a statement
    or summary (3), else (5); elsewhere: what befell the machine (1), what ended a program (6), else (7, 8); cleaning
    up (9); what only wraps (10).
    """
    if hit.weight <= WRAPPER:
        return 10
    if parts[hit.part].kind == "post":
        return 9
    place = leading.index(hit.part) if hit.part in leading else None
    if place == 0:
        return 0 if hit.weight >= OWN_STATEMENT else 2 if hit.weight >= SAID else 4
    if place is not None:
        return 3 if hit.weight >= SUMMED else 5
    if hit.weight >= ROOT:
        return 1
    if hit.weight >= RAISED:
        return 6
    return 7 if hit.weight >= HINTED else 8


def _order(hit: Hit, parts: Sequence[Part]) -> tuple[int, int, int]:
    """Within a class: among mere sayings those near the step's end, then the better statement, then the earlier."""
    end = parts[hit.part].end
    near = end is None or 0 <= end - hit.place <= NEAR_BYTES
    return (1 if hit.weight < RAISED and not near else 0, -hit.weight, hit.place)
