"""Python: exceptions that ended a program, unittest, warnings turned into errors."""

import re

from error_assets.extraction.dialect import RAISED, STATED, Near, Rule, Seen

FRAMEWORK = "python"

_EXCEPTION = re.compile(r"(?P<what>[A-Za-z_][\w.]*(?:\[[^\]]*\])?(?:: .*)?)$")
_CHAIN = re.compile(r"During handling of the above exception|The above exception was the direct cause")
_EMPTY_ENDS = re.compile(
    r"(?:SystemExit|KeyboardInterrupt|click\.exceptions\.Exit|subprocess\.CalledProcessError|typer\.Exit"
    r"|.*\bCalledProcessError\b)"
)
TRACEBACK_LINES = 90
"""How far below its head a traceback's exception is looked for: deeper ones are recursion."""


def _traceback(near: Near) -> Seen | None:
    """The exception of a traceback, or of a chain of them: the last, unless it only reports an exit."""
    for line in near.above(3):
        if _CHAIN.match(line.text.strip()):
            return None
        if line.text:
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
    if not message:
        return None
    return Seen(message, first, last)


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
        find=r"Fatal Python error|can't open file",
        line=r".*(?:Fatal Python error: |can't open file )",
        weight=STATED - 2,
        below=r"\s+\S|Current thread|Thread|$",
        most=10,
    ),
)
