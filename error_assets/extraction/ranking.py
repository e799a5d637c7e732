"""Which error leads: root over symptom, first cause over last symptom, the failed step over the rest, wrappers last.

Every rule of choice is one small function here; nothing here reads a log.
"""

from collections.abc import Sequence

from error_assets.extraction.dialect import HINTED, RAISED, ROOT, SAID, SUMMED, WRAPPER
from error_assets.extraction.hit import Hit
from error_assets.extraction.parts import Part

NEAR_BYTES = 8_000
"""A line that merely calls itself an error counts more within this many bytes of the step's end: what ends a step is
said last."""


def ranked(hits: Sequence[Hit], parts: Sequence[Part]) -> list[Hit]:
    """The same errors, the most likely root cause first."""
    leading = leading_parts(parts)
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


def _class(hit: Hit, parts: Sequence[Part], leading: Sequence[int]) -> int:
    """The coarse order: how good a statement it is, and whether it stands where the job failed."""
    if hit.weight <= WRAPPER:
        return 9
    if parts[hit.part].kind == "post":
        return 8
    place = leading.index(hit.part) if hit.part in leading else None
    if place == 0:
        return 0 if hit.weight >= SAID else 2
    if place is not None:
        return 1 if hit.weight >= SUMMED else 4
    if hit.weight >= ROOT:
        return 3
    if hit.weight >= RAISED:
        return 5
    return 6 if hit.weight >= HINTED else 7


def _order(hit: Hit, parts: Sequence[Part]) -> tuple[int, int, int]:
    """Within a class: among mere sayings those near the step's end, then the better statement, then the earlier."""
    end = parts[hit.part].end
    near = end is None or 0 <= end - hit.place <= NEAR_BYTES
    return (1 if hit.weight < RAISED and not near else 0, -hit.weight, hit.place)
