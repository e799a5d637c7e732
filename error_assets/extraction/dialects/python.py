"""Python: exceptions that ended a program, unittest, warnings turned into errors."""

import re
from dataclasses import replace

from error_assets.extraction.dialect import RAISED, STATED, Near, Rule, Seen
from error_assets.extraction.dialects import notebooks

LOGGED = True

FRAMEWORK = "python"

_EXCEPTION = re.compile(r"(?P<what>[A-Za-z_][\w.]*(?:\[[^\]]*\])?(?:: .*)?)$")
_CHAIN = re.compile(r"During handling of the above exception|The above exception was the direct cause")
_EMPTY_ENDS = re.compile(
    r"(?:SystemExit|KeyboardInterrupt|click\.exceptions\.Exit|subprocess\.CalledProcessError|typer\.Exit"
    r"|.*\bCalledProcessError\b)"
)
_ASIDE = re.compile(
    r"Exception in (?:thread|callback|message handler)|(?:.* \| )?Exception in message handler|Exception ignored "
    r"|Error in (?:atexit|sys\.)|--- Logging error ---|.*exception was never retrieved"
    r"|Exception happened during processing"
)
"""What stands above the traceback of an exception that ended no program: of another thread, a callback, a
destructor."""

_MEMBER = re.compile(r"(?:E +)?\s*\| (?P<what>(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:: .*)?)$")
"""The line of an exception within the frame of an exception group."""

_MEMBERS = re.compile(r"\(\d+ sub-exceptions?\)$")

TRACEBACK_LINES = 300
"""How far below its head the last exception of a chain is looked for: deeper ones are recursion."""

DUMP_LINES = 150
"""How far below a fatal error its own thread's stack is looked for: one of some thirty threads may be told first."""


def group(near: Near) -> Seen | None:
    """An exception group: what it says of itself and the first exception in it that is no group; a failure that was
    found to be flaky says all of itself."""
    head, said, last = "", "", near.line
    first = near.line
    for line in near.below(2 * TRACEBACK_LINES):
        if not line.text or not re.match(r"(?:E +)?\s*[|+]", line.text):
            break
        found = _MEMBER.match(line.text)
        if not found:
            continue
        said, last = found.group("what"), line
        head = head or said
        if "Flaky" in head or not _MEMBERS.search(said):
            break
    if not head:
        return None
    for count, line in enumerate(replace(near, line=last).above(6)):
        first = line
        if line.start <= near.line.start or count > 4:
            break
    return Seen(head if said == head else f"{head}: {said}", first, last)


def _traceback(near: Near) -> Seen | None:
    """The exception of a traceback, or of a chain of them: the last, unless it only reports an exit."""
    if "Exception Group" in near.line.text:
        return group(near) if "+ Exception" in near.line.text else None
    aside = False
    for count, line in enumerate(near.above(3)):
        if _CHAIN.match(line.text.strip()):
            return None
        aside = aside or bool(_ASIDE.match(line.text.strip()))
        if line.text and count > 0:
            break
    indent = len(near.line.text) - len(near.line.text.lstrip())
    message, first, last = "", near.line, near.line
    recent = [near.line]
    open_chain = True
    for line in near.below(TRACEBACK_LINES):
        text = line.text[indent:] if not line.text[:indent].strip() else line.text
        recent.append(line)
        if open_chain:
            if not text or text.startswith((" ", "\t", "|", "+", "Traceback")):
                continue
            found = _EXCEPTION.match(text) if not text.startswith("File ") else None
            if not found:
                if message:
                    break
                continue
            if not message or not _EMPTY_ENDS.match(text):
                message, last = text, line
                first = recent[0] if len(recent) <= 16 else recent[-9]
            open_chain = False
            continue
        if not text or text.startswith(" "):
            if text and line.start == last.end + 1 and len(recent) < 30:
                last = line
            continue
        if _CHAIN.match(text):
            open_chain = True
            continue
        break
    if not message or (message.startswith(notebooks.RUNNERS) and notebooks.cell_below(near, last)):
        return None
    return Seen(message, first, last, weight=RAISED - 2 if aside else None)


def _fatal(near: Near) -> Seen:
    """A crash of the interpreter: where the thread was that crashed, and the test on whose line it says so."""
    frame, own = "", False
    last = near.line
    for count, line in enumerate(near.below(DUMP_LINES)):
        if count and not re.match(
            r"\s+\S|(?:Current thread|Thread|Python runtime|Stack) |\w*(?:Error|Exception): |$", line.text
        ):
            break
        last = line if line.text and count < 10 else last
        if frame := (line.text.strip() if own and line.text.startswith("  File ") else ""):
            last = line if count < 14 else last
            break
        own = line.text.startswith("Current thread")
    before = near.match.group("before").strip()
    test = before if "::" in before else ""
    said = near.match.group("what")
    return Seen(f"{said}: {frame}" if frame else said, near.line, last, test)


def _unittest(near: Near) -> Seen | None:
    """A failed test of unittest's report: its name and the exception at the end of its traceback."""
    head = list(near.below(3))
    if not any(line.text.startswith("-----") for line in head):
        return None
    test = near.match.group("test")
    recent = [near.line]
    for line in near.below(TRACEBACK_LINES):
        recent.append(line)
        if line.text.startswith("====="):
            break
        found = _EXCEPTION.match(line.text)
        if found and len(recent) > 3 and not line.text.startswith(("Traceback", "File ", "-")):
            first = recent[0] if len(recent) <= 18 else recent[-9]
            return Seen(f"{near.match.group('kind')}: {test} - {line.text}", first, line, test)
    return Seen(near.line.text, near.line, recent[-1], test)


RULES = (
    Rule(
        name="traceback",
        find=r"Traceback \(most recent call last\)",
        line=r"(?:.*[ :])?Traceback \(most recent call last\)",
        look=_traceback,
        weight=RAISED,
    ),
    Rule(
        name="unittest",
        find=r"<bol>(?:ERROR|FAIL): \w",
        line=r"(?P<kind>ERROR|FAIL): (?P<test>[\w.]+ ?\([\w.]+\).*|setUpClass .*|setUpModule .*|[\w.]+)$",
        look=_unittest,
        framework="unittest",
    ),
    Rule(
        name="syntax_error",
        find=r"(?:Syntax|Indentation|Tab)Error: ",
        line=r"(?:E\s+)?(?P<what>(?:Syntax|Indentation|Tab)Error: .+)",
        unless=r"cannot use import statement|unexpected token|node",
        weight=RAISED + 2,
        above=r"\s+|E\s",
        above_most=4,
    ),
    Rule(
        name="module_not_found",
        find=r"No module named |cannot import name ",
        line=r"(?:.*?(?:python[\d.]*|py)(?:\.exe)?"
        r"|Error while finding module specification.*?): (?P<what>(?:No module named"
        r"|Error while finding) .+)",
        weight=STATED - 2,
    ),
    Rule(
        name="fatal_python",
        find=r"Fatal Python error: |Windows fatal exception: ",
        line=r"(?P<before>.*?)(?P<what>(?:Fatal Python error|Windows fatal exception): .+)",
        weight=STATED + 1,
        look=_fatal,
    ),
    Rule(
        name="script_not_found",
        find=r"can't open file ",
        line=r".*can't open file ",
        weight=STATED - 2,
    ),
)
