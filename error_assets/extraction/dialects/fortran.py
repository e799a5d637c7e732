"""Fortran: gfortran states the place, shows the source, and says what is wrong below it."""

from error_assets.extraction.dialect import Near, Rule, Seen

SHOWN_LINES = 7
"""From the place to the sentence: the source, its marks, and what blank lines and colours come between."""


def _placed(near: Near) -> Seen | None:
    """The error below a place; a warning is none."""
    for line in near.below(SHOWN_LINES):
        text = line.text.strip()
        if text.startswith(("Error: ", "Fatal Error: ")):
            return Seen(f"{near.match.group('place')}: {text}", near.line, line)
        if text.startswith("Warning: "):
            return None
    return None


RULES = (
    Rule(
        name="compiler",
        find=r"\.(?:[fF]|[fF]\d\d|[fF]or|FOR):\d+:\d+:",
        line=r"(?P<place>\S+\.(?:[fF]|[fF]\d\d|[fF]or|FOR):\d+:\d+):$",
        look=_placed,
        whole=True,
        framework="gfortran",
    ),
)
