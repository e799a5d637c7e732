"""Doctests, run by pytest, sphinx or doctest itself: what was expected and what came stand above or below the place."""

import re

from error_assets.extraction.dialect import STATED, Near, Rule, Seen

FRAMEWORK = "doctest"

_PLACE = re.compile(r"File \"[^\"]+\", line (?:\d+|\?\?\?), in [\w.]+$")

EXAMPLE_LINES = 40
"""How long an example with what it printed may be."""


def compared(texts: list[str]) -> str:
    """`Expected:` and `Got:` with the first line of each, or the exception; "" where neither stands there."""
    said = []
    for at, text in enumerate(texts):
        if re.match(r"Expected(?: nothing)?:?$|Got(?: nothing)?:?$|Exception raised:$", text.strip()):
            following = next((line.strip() for line in texts[at + 1 : at + 2] if line.startswith(" ")), "")
            said.append(f"{text.strip()} {following}".strip())
    raised = [text.strip() for text in texts if re.match(r"\s*[\w.]*(?:Error|Exception)(?::|$)", text)]
    if said and said[-1].startswith("Exception raised") and raised:
        said[-1] = raised[-1]
    elif not said and raised:
        said = [f"UNEXPECTED EXCEPTION: {raised[-1]}"]
    return " ".join(said)


def _placed(near: Near) -> Seen | None:
    """doctest's own report: the place, the example that failed and, below it, what came."""
    texts: list[str] = []
    last = near.line
    for count, line in enumerate(near.below(EXAMPLE_LINES)):
        if line.text.startswith("***") or (not line.text and count > 3 and texts and texts[-1].startswith("    ")):
            break
        texts.append(line.text)
        last = line if line.text and count < 16 else last
    said = compared(texts)
    above = next(near.above(1), near.line)
    place = _PLACE.match(above.text)
    if not said or not place:
        return None
    return Seen(f"{place.group()} {said}", above, last)


RULES = (
    Rule(
        name="example",
        find=r"Failed example:",
        line=r"Failed example:$",
        look=_placed,
        weight=STATED - 2,
    ),
)
