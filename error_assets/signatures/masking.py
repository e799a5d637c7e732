"""Messages to templates: what changes from run to run gives way to a named placeholder, what tells errors apart stays.

The masks themselves are data (masks.toml); this module applies them, stage after stage, and can say which mask took
what. A taken value becomes one private character until the end, so that no later mask looks inside a placeholder.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from error_assets.signatures.masks import Mask, MaskTable, mask_table
from error_assets.signatures.plain import READ_LIMIT, plain, trimmed
from error_assets.signatures.stages import StageMatcher

TEMPLATE_LIMIT = 2_000
"""Characters of a template. Cut after masking, so that volatile text of another length does not move the cut."""

RECENT_MESSAGES = 1_024
"""Templates remembered: a log repeats its lines. At READ_LIMIT characters each, 10 MB at most."""

_FIRST_SLOT = 0xF0000
_DIGIT = re.compile("[0-9]")
_SLOT = re.compile("[\U000f0000-\U000ffffd]")


@dataclass(frozen=True, slots=True)
class Taken:
    """One thing a mask took: `shown` stands for `text` in the template; "" where it was removed, `text` where kept."""

    mask: str
    text: str
    shown: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a message became its template: everything that was taken, in the order of the table's stages."""

    message: str
    template: str
    taken: tuple[Taken, ...]


def template_of(message: str) -> str:
    """`message` with everything volatile replaced by placeholders: one line, at most TEMPLATE_LIMIT characters."""
    return _template_of(message[:READ_LIMIT])


@lru_cache(maxsize=RECENT_MESSAGES)
def _template_of(message: str) -> str:
    return _masking().template_of(message)


def explained(message: str) -> Explanation:
    """The template of `message` and which mask took what on the way."""
    return _masking().explained(message)


def explanation_text(explanation: Explanation) -> str:
    """What `fingerprint --explain` prints: the template, then for each mask what it took and what stands there."""
    width = max((len(taken.mask) for taken in explanation.taken), default=0)
    lines = [f"  {taken.mask:<{width}}  {taken.text!r} -> {_outcome(taken)}" for taken in explanation.taken]
    return "\n".join([explanation.template, *(lines or ["  no mask took anything"])])


def _outcome(taken: Taken) -> str:
    if not taken.shown:
        return "removed"
    return "kept" if taken.shown == taken.text else taken.shown


@dataclass(slots=True)
class _Slot:
    mask: Mask
    text: str


class Masking:
    """A mask table made ready. `template_of` of the module uses the table that the package ships."""

    def __init__(self, table: MaskTable) -> None:
        self._masks = {mask.group: mask for mask in table.masks}
        self._stages = [
            StageMatcher(stage, tuple(mask for mask in table.masks if mask.stage == stage.name))
            for stage in table.stages
        ]
        self._without_digits = [stage for stage in self._stages if not stage.digits]

    def template_of(self, message: str) -> str:
        text, slots, _ = self._coded(message)
        return self._rendered(text, slots)

    def explained(self, message: str) -> Explanation:
        text, slots, removed = self._coded(message)
        template = self._rendered(text, slots)
        names = _names(text, slots)
        taken = [*removed, *(Taken(s.mask.name, _original(s.text, slots), names[i]) for i, s in enumerate(slots))]
        order = {mask.name: number for number, mask in enumerate(self._masks.values())}
        return Explanation(message, template, tuple(sorted(taken, key=lambda t: order[t.mask])))

    def _coded(self, message: str) -> tuple[str, list[_Slot], list[Taken]]:
        """The message with a private character for every slot, the slots, and what became plain text at once."""
        text = plain(message)
        slots: list[_Slot] = []
        removed: list[Taken] = []

        def take(match: re.Match[str], text: str) -> str:
            mask = self._masks[match.lastgroup or ""]
            start, value_start = match.start(), match.end(f"{mask.group}_lead") if mask.lead else match.start()
            lead, value = text[start:value_start], text[value_start : match.end()]
            if mask.is_closed:
                slots.append(_Slot(mask, value))
                return lead + chr(_FIRST_SLOT + len(slots) - 1)
            removed.append(Taken(mask.name, _original(value, slots), mask.shows))
            return lead + mask.shows

        for stage in self._stages if _DIGIT.search(text) else self._without_digits:
            text = stage.replaced(text, take)
        return text, slots, removed

    def _rendered(self, text: str, slots: list[_Slot]) -> str:
        if slots:
            names = _names(text, slots)
            text = _SLOT.sub(lambda match: names[ord(match[0]) - _FIRST_SLOT], text)
        return trimmed(text)[:TEMPLATE_LIMIT].rstrip()


def _names(text: str, slots: list[_Slot]) -> list[str]:
    """What stands for each slot. Identities that come more than once in `text` are numbered in the order of coming."""
    visible = list(_visible(text, slots))
    repeats = Counter((slots[i].mask.name, slots[i].text) for i in visible if slots[i].mask.identity)
    numbers: dict[tuple[str, str], int] = {}
    for i in visible:
        key = (slots[i].mask.name, slots[i].text)
        if repeats[key] > 1:
            numbers.setdefault(key, 1 + sum(name == key[0] for name, _ in numbers))
    names: list[str] = []
    for slot in slots:
        number = numbers.get((slot.mask.name, slot.text))
        shown = slot.mask.shows if number is None else f"{slot.mask.shows[:-1]}#{number}>"
        names.append(
            _SLOT.sub(lambda match: names[ord(match[0]) - _FIRST_SLOT], slot.text) if slot.mask.keep else shown
        )
    return names


def _visible(text: str, slots: list[_Slot]) -> Iterator[int]:
    for match in _SLOT.finditer(text):
        number = ord(match[0]) - _FIRST_SLOT
        yield number
        if slots[number].mask.keep:
            yield from _visible(slots[number].text, slots)


def _original(text: str, slots: list[_Slot]) -> str:
    return _SLOT.sub(lambda match: _original(slots[ord(match[0]) - _FIRST_SLOT].text, slots), text)


@cache
def _masking() -> Masking:
    return Masking(mask_table())
