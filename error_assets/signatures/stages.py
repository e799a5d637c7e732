"""A stage of the mask table made ready: what is worth trying on a text, and the expression that tries it."""

import re
from collections.abc import Callable

from error_assets.signatures.masks import Mask, Stage

Take = Callable[[re.Match[str], str], str]
"""Called with a match and the text as it was (the match may be of its lower case); gives what stands in its place."""


class StageMatcher:
    """The masks of one stage: only those that a text can concern are put into the expression.

    Stages that ignore case read the text in lower case and not with IGNORECASE, which would try the alternatives of an
    expression one by one and cost several times as much.
    """

    def __init__(self, stage: Stage, masks: tuple[Mask, ...]) -> None:
        self.digits = stage.digits
        self._stage = stage
        self._masks = masks
        self._needs = re.compile(stage.needs).search if stage.needs else None
        self._always = sum(1 << number for number, mask in enumerate(masks) if not mask.holds)
        self._sometimes = [(1 << number, mask.holds) for number, mask in enumerate(masks) if mask.holds]
        self._expressions: dict[int, re.Pattern[str]] = {}

    def replaced(self, text: str, take: Take) -> str:
        """`text` with everything that this stage finds, left to right, replaced by what `take` gives for it."""
        if self._needs and not self._needs(text):
            return text
        searched = lowered(text) if self._stage.ignore_case else text
        if self._stage.holds and not _holds_one(searched, self._stage.holds):
            return text
        chosen = self._always
        for bit, holds in self._sometimes:
            if _holds_one(searched, holds):
                chosen |= bit
        if not chosen:
            return text
        expression = self._expressions.get(chosen) or self._compiled(chosen)
        done = 0
        parts: list[str] = []
        for match in expression.finditer(searched):
            parts += (text[done : match.start()], take(match, text))
            done = match.end()
        return "".join([*parts, text[done:]]) if parts else text

    def _compiled(self, chosen: int) -> re.Pattern[str]:
        """The masks whose bits are in `chosen` as one expression."""
        rows = "|".join(mask.pattern for number, mask in enumerate(self._masks) if chosen >> number & 1)
        self._expressions[chosen] = re.compile(f"{self._stage.start}(?:{rows})")
        return self._expressions[chosen]


def lowered(text: str) -> str:
    """`text` in lower case, every character where it was: one that would become two stays."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(small if len(small := character.lower()) == 1 else character for character in text)


def _holds_one(text: str, needles: tuple[str, ...]) -> bool:
    for needle in needles:  # noqa: SIM110 - any() with a generator takes twice the time, some thirty times a message
        if needle in text:
            return True
    return False
