"""Zig: the compiler, `zig build` and its arguments, tests, panics, leaks, packages."""

import re

from error_assets.extraction.dialect import RAISED, STATED, SUMMED, WRAPPER, Near, Rule, Seen
from error_assets.extraction.dialects.c import COMPILER
from error_assets.extraction.hit import Hit

_FRAME = re.compile(r"\S+:\d+:\d+: 0x[0-9a-f]+ in ")
_TEST_FRAME = re.compile(r"\S+:\d+:\d+: 0x[0-9a-f]+ in (?:\w+\.)*test\.(?P<test>.+?) \(\w+\)$")
_EXECUTED = re.compile(r"error: (?:while executing test )?'(?P<test>[^']*)'")
_TEXTS = re.compile(r"=+ expected this output: =+$")

FMT_BYTES = 4_000
"""How far above a file that `zig fmt` lists its command is looked for: a step's head and the files before it."""

STACK_LINES = 60
"""How far below a panic the frame of its test is looked for: three lines a frame."""


def _panic(near: Near) -> Seen | None:
    """A panic with the first frames of its stack; the test stands in a frame, or behind the stack."""
    last, test = near.line, ""
    for count, line in enumerate(near.below(STACK_LINES)):
        if count < 6 and line.text:
            last = line
        if found := _TEST_FRAME.match(line.text) or _EXECUTED.match(line.text):
            test = found.group("test")
            break
        if line.text.startswith(("error: ", "Build Summary")):
            break
    return Seen(near.match.group("what"), near.line, last, test)


def _test(near: Near) -> Seen | None:
    """A failed test: what was expected stands behind its name; of two texts, where they differ."""
    test, what = near.match.group("test"), near.match.group("what").strip()
    said, last = [what], near.line
    if _TEXTS.match(what):
        said = []
        for line in near.below(30):
            if _FRAME.match(line.text):
                break
            last = line if line.text else last
            if said and len(said) < 6 and line.text and not line.text.lstrip().startswith("^"):
                said.append(line.text.strip())
            elif line.text.startswith("First difference"):
                said = [line.text.strip()]
    elif _FRAME.match(what):
        said = []
        below = list(near.below(3))
        said += [line.text.strip() for line in below if line.text.strip().startswith(("if ", "return "))][:1]
    for line in near.below(8):
        if line.start <= last.start:
            continue
        if not (_FRAME.match(line.text) or line.text.startswith(" ")):
            break
        last = line
    return Seen(f"{test}: {' '.join(said)}".rstrip(": "), near.line, last, test)


def _unformatted(near: Near) -> Seen | None:
    """The first file that `zig fmt --check` lists: names, nothing else; its command stands above, in the step's head
    or echoed."""
    data, at = near.window.data, near.line.start
    if data.rfind(b"zig fmt", max(0, at - FMT_BYTES), at) < 0:
        return None
    return Seen(f"{near.line.text.strip()}: not formatted", near.line, near.line)


def settle(hits: list[Hit]) -> list[Hit]:
    """What a command that ended by a signal says of its test, only where the panic itself is not told."""
    told = any(hit.rule.name == "panic" for hit in hits)
    return [hit for hit in hits if not (told and hit.rule.name == "test_ended")]


RULES = (
    Rule(
        name="compiler",
        find=COMPILER,
        line=r"\S+\.(?:zig|zon):\d+(?::\d+)?: error: .+",
        below=r"\s+\S|\S+:\d+:\d+: note: |referenced by:",
        most=7,
        weight=STATED + 1,
    ),
    Rule(
        name="panic",
        find=r"thread \d+ panic: ",
        line=r".{0,200}?(?P<what>thread \d+ panic: .+)",
        look=_panic,
        weight=STATED,
    ),
    Rule(
        name="test",
        find=r"<bol>error: '[^'\n]+' (?:failed|leaked)",
        line=r"error: '(?P<test>[^']+)' (?:failed|leaked(?: \d+ \w+)?): (?P<what>.+)",
        look=_test,
    ),
    Rule(
        name="test_shown",
        find=r"\.\.\. ?(?:expected |\[gpa\] |====== expected|slices differ|FAIL \()",
        line=r"(?:Test \[)?\d+/\d+\]? (?P<test>\S.*?)\.\.\. ?"
        r"(?P<what>(?:expected|\[gpa\]|=====|slices differ|FAIL \().*)",
        look=_test,
        weight=STATED - 1,
    ),
    Rule(
        name="leak",
        find=r"\(err\): memory address 0x",
        line=r"\[?\w*\]? ?\(err\): (?P<what>memory address 0x[0-9a-f]+ leaked:.*)",
        below=r"\s+\S|\S+:\d+:\d+: 0x",
        most=7,
        weight=RAISED + 10,
    ),
    Rule(
        name="test_ended",
        find=r"while executing test '",
        line=r"error: while executing test '(?P<test>[^']+)', the following (?:test )?command .*",
        below=r"\S",
        most=3,
        weight=RAISED,
    ),
    Rule(
        name="argument",
        find=r"<bol>Unrecognized argument: |error: (?:invalid option: -D|no step named '|unrecognized (?:argument|"
        r"parameter)|no build\.zig file)|<bol>Expected argument after ",
        line=r"(?P<what>(?:error: )?(?:Unrecognized argument: |invalid option: -D|no step named '|unrecognized "
        r"(?:argument|parameter): |no build\.zig file|Expected argument after ).*)",
        below=r"  access the help|\s*note:",
        most=3,
    ),
    Rule(
        name="fmt",
        find=r"\.zig(?:\.zon)?\s*$",
        line=r"(?:[\w./-]+/)?[\w.-]+\.zig(?:\.zon)?$",
        gather=True,
        look=_unformatted,
        weight=SUMMED - 4,
        framework="zig fmt",
    ),
    Rule(
        name="command_failed",
        find=r"error: the following (?:build |test )?command ",
        line=r"error: the following (?:build |test )?command (?:failed|exited|terminated)",
        weight=WRAPPER,
    ),
)
