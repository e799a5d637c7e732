"""Loops that wait for a service and give up: each try's line is a symptom, that nothing came up in time the
statement."""

import re
from itertools import islice

from error_assets.extraction.dialect import RAISED, STATED, Near, Rule, Seen
from error_assets.extraction.log import Line

FRAMEWORK = "wait"

TRIES_ABOVE = 12
"""Lines above in which the tries are looked for: the last two or three of them, each with a line or two of its own."""

TRIES_SHOWN = 4
"""Lines of the tries that are shown."""

_VARIES = re.compile(r"[\d.:,#/()\[\]-]+")
_REFUSED = re.compile(r".*\bcurl: \(\d+\)|wget: |.*(?:[Cc]onnection (?:refused|reset)|ECONNREFUSED|Name or service)")


def _same(text: str) -> str:
    """What two tries have in common: no numbers, no times."""
    return _VARIES.sub("", text).strip().lower()


def _gave_up(near: Near) -> Seen:
    """The statement with the last tries. Where those tell of refused connections in a tool's own words they
    yield to it."""
    seen: dict[str, int] = {}
    above: list[Line] = []
    for line in near.above(TRIES_ABOVE):
        above.append(line)
        key = _same(line.text)
        seen[key] = seen.get(key, 0) + 1
    tries = [line for line in above if line.text and seen[_same(line.text)] > 1]
    refused = any(_REFUSED.match(line.text) for line in tries)
    first = near.line
    for line in islice(above, TRIES_SHOWN):
        if not line.text or line.mark:
            break
        first = line
    last = near.line
    for line in near.below(3):
        if not re.match(r"\s+\S", line.text):
            break
        last = line
    what = near.completed(near.match.group("what"))
    return Seen(what, first if tries else near.line, last, weight=STATED + 1 if refused else RAISED - 3)


RULES = (
    Rule(
        name="gave_up",
        find=r"gave up|giving up|Gave up|Giving up|ever became |ever came |not become |n't become |not come "
        r"|not start|not respond"
        r"|not ready |not up |not healthy |not available |imed out|imeout waiting|imeout while|imeout after"
        r"|imeout reached"
        r"|imeout occurred|TIMED OUT|TIMEOUT|etries exhausted|ax retries|aximum number of|ailed to become"
        r"|ailed to come"
        r"|ailed to start| attempts",
        line=r"(?P<what>.*(?:\b[Gg](?:ave|iving) up\b(?: (?:waiting|on|after|trying)|[.!]?$)"
        r"|\b(?:[Nn]ever|did(?: not|n't)|does(?: not|n't)|has(?: not|n't)) (?:became?|become|came?|got|turned) ?"
        r"(?:up|ready|healthy|available|reachable|online|running|responsive)[.!]?$"
        r"|\b(?:[Nn]ever|did(?: not|n't)|does(?: not|n't)|has(?: not|n't)|[Ff](?:ailed|AILED) to) (?:became?|become"
        r"|came?|come|got|get|start|respond|appear|report|reached?|turned?)(?:ed)? ?(?:up|ready|healthy|available"
        r"|reachable|online|running|responsive)?,? ?(?:after|within|in (?:time|\d)|before|for \d)"
        r"|(?:\bnot|n't|\bun)[- ]?(?:ready|up|healthy|available|reachable|responding) (?:after|within|in time)"
        r"|\b(?:[Tt]imed? ?out|TIMEOUT|TIMED OUT)[:!,]? (?:while )?(?:waiting|Waiting"
        r"|(?:reached|hit|occurred|expired|exceeded|after \d).{0,80}\b(?:wait|ready|health|available|respond"
        r"|start|boot|come up|online))"
        r"|[Ww]ait(?:ing|ed)? for .{1,60}timed out|[Rr]etries exhausted"
        r"|[Mm]ax(?:imum)? (?:number of )?(?:retries|attempts|tries) "
        r"(?:reached|exceeded|exhausted)"
        r"|(?:failed|ready|up|healthy|available|reachable|respond|connect|give up"
        r"|gave up)\b.{0,60} after \d+ (?:attempts|tries|retries)).*)",
        unless=r"^\s*at |\bwarn|retrying|✓|✔|passed|\bPASS|^\+ |^\s*(?:echo|if|#)\b|Test timeout|^E  |\b(?:raise"
        r"|throw) (?:new )?\w+[.(]"
        r"|error: timed out waiting for the condition|Traceback",
        look=_gave_up,
        weight=RAISED - 3,
    ),
)
