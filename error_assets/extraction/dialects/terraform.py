"""Terraform, OpenTofu and Terragrunt: errors in a box or without one, tests, plugins that crash, formatting."""

import re

from error_assets.extraction.dialect import RAISED, STATED, SUMMED, Near, Rule, Seen
from error_assets.extraction.log import Line

_TERRAGRUNT = re.compile(
    r"(?:\S+ )?(?:STDERR|STDOUT|ERROR|INFO|time=\S+.*?msg=) *(?:\[[^\]]*\] ?)*(?:\S*(?:terraform|tofu): ?)?"
)
_PLACE = re.compile(r"  (?:on \S.* line \d+|with \S+[,.])")
_DETAIL = re.compile(r"\d+:|on \S+ line|with \S+[,.]$|[├│└]|\(source code not available\)")
_OVER = re.compile(r"(?:  run \"|\S+\.tftest\.hcl\.\.\. |Error: )")
_STACK = b"Stack trace from the "

PLACE_LINES = 4
"""Within so many lines below an error without a box its place is named."""

CRASH_BYTES = 200_000
"""How far below the box of a plugin that did not respond its stack trace is looked for: a box for each resource."""


def _bare(line: Line) -> str:
    """The line without what Terragrunt puts before it, and without the box's side."""
    text = line.text.strip()
    if not text.startswith(("│", "╷", "╵")) and ("terraform:" in text or "tofu:" in text):
        text = _TERRAGRUNT.sub("", text, count=1).strip()
    return text


def _box(near: Near) -> Seen | None:
    """A terraform error: the box's first line, its place and explanation."""
    said: list[str] = []
    first = last = near.line
    for line in near.above(1):
        if _bare(line).startswith("╷"):
            first = line
    for line in near.below(18):
        text = _bare(line)
        if text.startswith("╵"):
            last = line
            break
        if not text.startswith("│"):
            break
        last = line
        inner = text.lstrip("│ ").strip()
        if inner and len(said) < 2 and not _DETAIL.match(inner):
            said.append(inner)
    what = near.match.group("what")
    crashed = what.startswith(("Error: Plugin did not respond", "Error: Request cancelled")) and (
        near.window.data.find(_STACK, near.line.start, near.line.start + CRASH_BYTES) >= 0
    )
    message = f"{what}: {' '.join(said)}" if said else what
    return Seen(message, first, last, weight=SUMMED if crashed else None)


def _plain(near: Near) -> Seen | None:
    """An error as `-no-color` or a pipe gets it: a blank line, the place, a blank line, the explanation."""
    below = list(near.below(16))
    place = next((n for n, line in enumerate(below[:PLACE_LINES]) if _PLACE.match(line.text)), None)
    if place is None:
        return None
    said: list[str] = []
    last = below[place]
    for line in below[place + 1 :]:
        text = line.text.strip()
        if (not text and said) or line.mark not in ("", "buildkit") or _OVER.match(line.text):
            break
        if not text or _DETAIL.match(text) or (not said and line.text.startswith(" ")):
            last = line if text else last
            continue
        if len(said) > 3:
            break
        said.append(text)
        last = line
    what = near.match.group("what")
    return Seen(f"{what}: {' '.join(said)}" if said else what, near.line, last)


def _crash(near: Near) -> Seen | None:
    """The stack trace of a plugin: its panic says why it did not respond."""
    said, last = "", near.line
    for count, line in enumerate(near.below(16)):
        if line.text.startswith("Error: The "):
            break
        if line.text and not said and re.match(r"panic|fatal error|runtime", line.text):
            said = line.text
        last = line if line.text and count < 14 else last
    return Seen(f"{near.match.group('plugin')} crashed: {said}", near.line, last) if said else None


RULES = (
    Rule(
        name="box",
        find=r"│ ?Error: ",
        line=r"(?:.{0,120}?(?:terraform|tofu): )?│ ?(?P<what>Error: .+)",
        look=_box,
    ),
    Rule(name="placed", find=r"<bol>Error: ", line=r"(?P<what>Error: .+)", look=_plain),
    Rule(
        name="crash",
        find=r"Stack trace from the \S+ plugin",
        line=r"Stack trace from the (?P<plugin>\S+) plugin:",
        look=_crash,
        weight=STATED + 1,
    ),
    Rule(
        name="known",
        find=r"Error: (?:Invalid|Unsupported|Failed|Missing|Reference|Duplicate|Inconsistent|Error|Could not"
        r"|creating|reading|updating|deleting|Provider|Backend|Module|Argument|Unreadable|No )",
        line=r"(?P<what>Error: (?:Invalid (?!option)|Unsupported|Failed to (?:query|install|load|read)|Missing"
        r"|Reference to|Duplicate|Inconsistent|Error (?:acquiring|locking)|creating|reading|updating"
        r"|deleting|Backend|Module|Unreadable|No (?:configuration files|valid credential sources)).*)",
        below=r"\s|$|on ",
        most=8,
        weight=RAISED,
    ),
    Rule(
        name="fmt",
        find=r"\.tf(?:vars)?$",
        line=r"[\w./-]+\.tf(?:vars)?$",
        gather=True,
        weight=SUMMED - 4,
    ),
)
