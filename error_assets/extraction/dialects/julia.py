"""Julia: Test, loading, Pkg."""

import re

from error_assets.extraction.dialect import RAISED, SUMMED, Near, Rule, Seen

LOGGED = True

_FRAME = re.compile(r"\s*(?:Stacktrace:|\[\d+\] )")
_INDIRECT = re.compile(r"Test threw exception|Got exception outside of a @test|Expression: ")


def _test(near: Near) -> Seen | None:
    """A failed test, or one that threw: the expression and what came of it, or the exception, stand below."""
    said: list[str] = []
    last = near.line
    for line in near.below(12):
        text = line.text.strip()
        if _FRAME.match(line.text) or not line.text.startswith(" "):
            break
        last = line
        if len(said) < 3 and not text.startswith("Test threw exception"):
            said.append(text)
    thrown = [text for text in said if not _INDIRECT.match(text)]
    if near.match.group("word").startswith("Error"):
        said = thrown[:2] or said
    test = (near.match.group("test") or "").strip(": ")
    place = near.match.group("place")
    return Seen(f"{test or 'test'} at {place}: {' '.join(said)}", near.line, last, test)


def _load(near: Near) -> Seen | None:
    """What loading ended with; that some tests did not pass and that a package did not precompile only sums up."""
    what = near.match.group("what")
    last = near.line
    said = [what]
    for line in near.below(10):
        if _FRAME.match(line.text) or line.text.startswith(("in expression", "ERROR")):
            break
        if not line.text:
            break
        last = line
        if len(said) < 3:
            said.append(line.text.strip())
    summed = re.match(r"(?:LoadError: )*(?:Some tests did not pass|Failed to precompile)", what)
    return Seen(f"ERROR: {' '.join(said)}", near.line, last, weight=SUMMED if summed else None)


RULES = (
    Rule(
        name="test",
        find=r"Test Failed at |Error During Test at ",
        line=r"(?P<test>.{0,200}?)(?P<word>Test Failed|Error During Test) at (?P<place>\S+)$",
        look=_test,
    ),
    Rule(
        name="load",
        find=r"<bol>ERROR: (?:LoadError|Unsatisfiable|InitError|Some tests did not pass)",
        line=r"ERROR: (?P<what>(?:LoadError|Unsatisfiable|InitError|Some tests did not pass).+)",
        look=_load,
        weight=RAISED + 10,
    ),
    Rule(
        name="package",
        find=r"<bol>ERROR: Package \w+ errored during testing",
        line=r"ERROR: Package \w+ errored during testing",
        weight=SUMMED - 5,
    ),
)
