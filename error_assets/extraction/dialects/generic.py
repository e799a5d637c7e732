"""What calls itself an error in no known form. Other dialects go first."""

import re

from error_assets.extraction.dialect import HINTED, RAISED, SAID, Near, Rule, Seen

LOGGED = True

FRAMEWORK = ""

_STACK = re.compile(r"\s+at |\s+File \"|\s+from |\s*\^|\s+in ")
_BELOW = re.compile(r"\s+\S|Caused by|caused by|\s*at |[{}\])]|- |[Dd]id you|[Tt]ry |[Uu]sage|[Ss]ee |[Pp]lease")
_PASSED = re.compile(r"(?i)\b0 (?:errors?|failed|failures?)\b|\bno errors?\b|\bpassed\b|✓|✔|\.{3} ?ok$|\[PASS")


def _exception(near: Near) -> Seen | None:
    """An exception's line: with a stack below or a caret above it ended a program, alone it is a saying."""
    if _PASSED.search(near.line.text):
        return None
    first = last = near.line
    stack = False
    for count, line in enumerate(near.below(14)):
        if _STACK.match(line.text):
            stack = True
        elif (not _BELOW.match(line.text) and line.text) or (not line.text and count > 1 and not stack):
            break
        if line.text and count < 9:
            last = line
    for line in near.above(5):
        if not line.text and stack:
            first = first if first is not near.line else near.line
            continue
        if not re.match(r"\s*\^|\s*throw |\s+|file://|/|node:|\w:\\|triggerUncaught", line.text) or line.mark not in (
            "",
            "buildkit",
        ):
            break
        if re.match(r"\s*\^|\s*throw |file://|/|node:|\w:\\|triggerUncaught|\s{2,}", line.text):
            first = line
    return Seen(near.completed(near.match.group("what")), first, last, weight=RAISED if stack else SAID)


def _said(near: Near) -> Seen | None:
    if _PASSED.search(near.line.text) or near.line.mark in ("warning", "debug", "command", "notice"):
        return None
    first = last = near.line
    for line in near.above(2):
        if not line.text or line.mark not in ("", "buildkit"):
            break
        first = line
    for line in near.below(8):
        if not _BELOW.match(line.text):
            break
        last = line
    return Seen(near.completed(near.match.group("what")), first, last)


RULES = (
    Rule(
        name="exception",
        find=r"(?:Error|Exception|Failure)(?: \[\w+\])?: ",
        line=r"(?:\[\w+\] )?(?P<what>(?:(?:Uncaught|Unhandled|Caught|fatal"
        r"|FATAL)(?: \(in promise\))? )?(?:[a-zA-Z_][\w$]*(?:\.|::|\\))*[A-Z_]\w*(?:Error|Exception"
        r"|Failure)(?: \[[\w-]+\])?: ?.+|Error: .+)",
        look=_exception,
        weight=RAISED,
    ),
    Rule(
        name="said",
        find=r"(?:[Ee]rror|ERROR|ERR!|[Ff]atal|FATAL|CRITICAL|PANIC|panic)(?:[\]:!)]| -)|Error \w{1,20}:",
        line=r"(?P<what>(?:[\w./ -]{0,30}[\[:] ?)?\W{0,6}(?:[Ee]rror|ERROR|ERR!?|[Ff]atal|FATAL|CRITICAL|PANIC"
        r"|panic)(?: \w+)?(?:[\]:!)]| -|: )+.*)",
        unless=r"^\+ |^\s*at |error[s ]*: ?0\b|error: null|warn",
        look=_said,
        weight=SAID,
    ),
    Rule(
        name="failed",
        find=r"(?:^|Z |\t|m|\W  ?)(?:FAIL(?:ED|URE)?:|[Ff]ail(?:ed|ure):? |[Aa]borted|[Uu]nable to|[Cc]annot "
        r"|[Cc]ould not|[Ii]nvalid |[Mm]issing )",
        line=r"\W{0,6}(?P<what>(?:FAIL(?:ED|URE)?|[Ff]ail(?:ed|ure)|[Aa]borted|[Uu]nable|[Cc]annot|[Cc]ould not"
        r"|[Ii]nvalid|[Mm]issing)\b.{6,})",
        unless=r"^\+ |^\s*at |warn|failed: 0|failures: 0|0 failed|retry",
        look=_said,
        weight=HINTED + 5,
    ),
    Rule(
        name="levelled",
        find=r"(?:level=|\"level\": ?\")(?:error|fatal|panic)|\| ?(?:ERROR|FATAL|CRITICAL) ?\||\[(?:ERROR|FATAL"
        r"|CRITICAL|error|fatal)\]| (?:ERROR|FATAL|CRITICAL) ",
        line=r"(?P<what>.*(?:level=(?:error|fatal|panic)|\"level\": ?\"(?:error|fatal|panic)\"|\| ?(?:ERROR"
        r"|FATAL|CRITICAL) ?\||\[(?:ERROR|FATAL|CRITICAL|error|fatal)\]|^\S{0,40} ?(?:ERROR|FATAL"
        r"|CRITICAL) ).+)",
        unless=r"^\+ |^\s*at ",
        look=_said,
        weight=HINTED + 5,
    ),
)
