"""Which error leads: root over symptom, first cause over last symptom, the failed step over the rest, wrappers last.

Every rule of choice is one small function here; nothing here reads a log.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from error_assets.extraction.dialect import HINTED, RAISED, ROOT, SAID, SUMMED, WRAPPER, Rule, Seen
from error_assets.extraction.log import Line, Window
from error_assets.extraction.parts import Part

NEAR_LINES = 60
"""A line that merely calls itself an error counts more within this many lines of the step's end: what ends a step is said last."""

BLOCK_CHARACTERS = 8_000
"""A block's length: long lines are cut, so that twenty of them still are something to read."""

MESSAGE_CHARACTERS = 1_000
"""A message's length: assertions on whole documents come as one line."""


@dataclass(slots=True)
class Hit:
    """An error as a rule saw it: its message, its block with line numbers, and the part of the log it stands in."""

    rule: Rule
    message: str
    text: str
    line: int
    first: int
    last: int
    part: int
    weight: int
    test_name: str = ""
    more: int = 0


def hit(window: Window, rule: Rule, line: Line, seen: Seen, part: int) -> Hit:
    """The error that a rule saw, with its block read out of the window."""
    first, last = window.number(seen.first.start), window.number(seen.last.start)
    texts, at = [], seen.first
    for _ in range(last - first + 1):
        texts.append(at.text)
        below = window.after(at)
        if below is None:
            break
        at = below
    text = "\n".join(texts).strip("\n")[:BLOCK_CHARACTERS]
    weight = rule.weight if seen.weight is None else seen.weight
    message = " ".join(seen.message.split())[:MESSAGE_CHARACTERS]
    return Hit(rule, message, text, window.number(line.start), first, last, part, weight, seen.test_name)


def ranked(hits: Sequence[Hit], parts: Sequence[Part]) -> list[Hit]:
    """The same errors, the most likely root cause first."""
    leading = _leading_parts(parts)
    return sorted(hits, key=lambda hit: (_class(hit, parts, leading), *_order(hit, parts)))


def _leading_parts(parts: Sequence[Part]) -> list[int]:
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
    post = parts[hit.part].kind == "post"
    if post:
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
    """The fine order within a class: the better statement, then, among mere sayings, the end of the step, then the earlier."""
    end = parts[hit.part].exit_line
    near = end is None or 0 <= end - hit.line <= NEAR_LINES
    far = 1 if hit.weight < RAISED and not near else 0
    return (far, -hit.weight, hit.line)
