"""What a dialect is made of: rules that say how a tool words a failure, and how much around it a person needs to read.

A dialect is a module in `dialects/` with a tuple RULES; its name is the module's. Nothing else has to be touched to
add one. It may say FRAMEWORK (the tool, if it is not the module's name), `settle` (see settlers), and of its tools that
they are LOGGED (programs print such exceptions without dying of them) or a CHECKER (they only judge the source, and
jobs let them fail and go on).
"""

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

from error_assets.extraction import dialects, log

if TYPE_CHECKING:
    from error_assets.extraction.hit import Hit

ROOT = 95
"""Explains whatever else went wrong, wherever it stands: memory or disk ran out, the runner was lost, a limit
was hit."""
STATED = 80
"""A tool's own full statement of what is wrong: a compiler's error, a failed test with its assertion, an unmet
requirement."""
OWN_STATEMENT = STATED - 5
"""From this weight on a tool itself says what is wrong, and nothing elsewhere is asked."""
RAISED = 60
"""A program ended with an exception or gave its reason in a form of its own."""
SUMMED = 50
"""A summary that names what failed but not why."""
SAID = 40
"""A line that calls itself an error, in no form that one could know."""
HINTED = 25
"""A line that sounds like trouble."""
WRAPPER = 5
"""Says that something else failed."""

BLOCK_LINES = 20
"""Lines of a block, unless a rule asks for fewer: what fits a glance."""


_ANNOUNCES = re.compile(r"(?::|\[GHC-\d+\]|=>?|\()\s*$")
"""How a line ends whose matter comes in the next."""


class Seen(NamedTuple):
    """What a rule made of a place: one line, the block's first and last line, the test it names, and a weight
    other than the rule's."""

    message: str
    first: log.Line
    last: log.Line
    test_name: str = ""
    weight: int | None = None


@dataclass(frozen=True, slots=True)
class Near:
    """A place and its neighbourhood, as far as it belongs to the same step."""

    window: log.Window
    line: log.Line
    match: re.Match[str]
    prefix: str = ""
    """What a runner of several programs put before the line: taken off the lines around it too."""

    def bare(self, line: log.Line) -> log.Line:
        """A line without that prefix."""
        if not self.prefix:
            return line
        if line.text.startswith(self.prefix):
            return line._replace(text=line.text[len(self.prefix) :])
        return line._replace(text="") if line.text == self.prefix.rstrip() else line

    def above(self, count: int) -> Iterator[log.Line]:
        """Up to `count` lines above, the nearest first."""
        line: log.Line | None = self.line
        for _ in range(count):
            line = self.window.before(line) if line else None
            if line is None or line.mark == "endgroup" or _is_wall(line):
                return
            yield self.bare(line)

    def completed(self, message: str) -> str:
        """`message`, with the next lines where it ends on a colon or is hardly a word: then it only announces
        them."""
        lines = self.below(5)
        while _ANNOUNCES.search(message) or len(message.strip(" :.!-")) < 10:
            line = next(lines, None)
            if line is None:
                break
            message = f"{message} {line.text.strip(' │┃■▲')}"
        return message

    def below(self, count: int) -> Iterator[log.Line]:
        """Up to `count` lines below, the nearest first."""
        line: log.Line | None = self.line
        for _ in range(count):
            line = self.window.after(line) if line else None
            if line is None or line.mark in ("group", "endgroup") or _is_wall(line):
                return
            yield self.bare(line)


def near(window: log.Window, line: log.Line, match: re.Match[str]) -> Near:
    """The neighbourhood of a line in which a rule matched, of its nested part if it was that."""
    whole, inner = line.text, match.string
    prefix = whole[: -len(inner)] if inner and whole != inner and whole.endswith(inner) else ""
    found = Near(window, line, match, prefix)
    return replace(found, line=found.bare(line)) if prefix else found


def _is_wall(line: log.Line) -> bool:
    """Whether the step ends at a line: its exit code, or cleaning up."""
    if line.mark == "error":
        return line.text.startswith("Process completed with exit code")
    return line.text in ("Post job cleanup.", "Cleaning up orphan processes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One way in which a tool says that it failed.

    `find` is what is looked for in the raw bytes of the whole log (macros: engine.MACROS); it must be cheap and may
    find too much.
    `line` is matched at the beginning of the clean line and decides; "" takes every line found. `unless` excludes
    lines (in any case).
    `message` is a format string over the groups of `line`, or "" for the whole line.
    `say` lines that follow belong to the message.
    Block: lines directly above while `above` matches, and directly below while `below` matches, or until `until`
    matches.
    `look` replaces message and block by a function; it may return None (not a failure after all).
    `gather`: the findings of one run of this checker are one error.
    `whole`: what matches again within its block goes on telling the same error.
    """

    name: str
    find: str
    line: str = ""
    unless: str = ""
    weight: int = STATED
    message: str = ""
    above: str = ""
    above_most: int = 6
    below: str = ""
    until: str = ""
    most: int = BLOCK_LINES
    say: int = 0
    look: Callable[[Near], Seen | None] | None = None
    gather: bool = False
    whole: bool = False
    framework: str = ""
    dialect: str = ""

    def matched(self, text: str) -> re.Match[str] | None:
        """The match of `line` in a clean line, or in what a nested prefix leaves of it."""
        pattern = _compiled(self.line)
        inner = log.nested(text)
        named = inner and text[: -len(inner)].endswith(("| ", ": "))
        found = (pattern.match(inner) if named else None) or pattern.match(text)
        if not found and inner:
            found = pattern.match(inner)
        if found and self.unless and _caseless(self.unless).search(text):
            return None
        return found

    def seen(self, near: Near) -> Seen | None:
        """What this rule says about a place that matched."""
        if self.look:
            return self.look(near)
        groups = {name: value or "" for name, value in near.match.groupdict().items()}
        message = self.message.format(**groups) if self.message else near.match.string
        if self.say:
            below = (line.text.strip() for line in near.below(2 * self.say))
            message = " ".join([message, *[text for text in below if text][: self.say]])
        message = near.completed(message)
        return Seen(message, self._first(near), self._last(near), groups.get("test", ""))

    def _first(self, near: Near) -> log.Line:
        first = near.line
        if self.above:
            for line in near.above(self.above_most):
                if not _holds(self.above, line.text):
                    break
                first = line
        return first

    def _last(self, near: Near) -> log.Line:
        last = near.line
        if not (self.below or self.until):
            return last
        for line in near.below(self.most - 1):
            if self.until and _holds(self.until, line.text):
                break
            if self.below and not _holds(self.below, line.text):
                break
            if line.text:
                last = line
        return last


def _holds(pattern: str, text: str) -> bool:
    """Whether a pattern matches a line, or what a nested prefix leaves of it."""
    compiled = _compiled(pattern)
    if compiled.match(text):
        return True
    inner = log.nested(text)
    return bool(inner) and bool(compiled.match(inner))


@lru_cache(maxsize=2048)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@lru_cache(maxsize=2048)
def _caseless(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """The rules of every dialect, the weightiest first; equal ones in the order of module names and of their
    tuples."""
    found: list[Rule] = []
    for module_info in sorted(pkgutil.iter_modules(dialects.__path__), key=lambda info: info.name):
        module = _module(module_info.name)
        for rule in module.RULES:
            framework = rule.framework or getattr(module, "FRAMEWORK", module_info.name)
            found.append(replace(rule, dialect=module_info.name, framework=framework))
    return tuple(sorted(found, key=_turn))


def is_wrapper(text: str) -> bool:
    """Whether a clean line only says that something else failed."""
    return any(rule.matched(text) for rule in _wrappers())


@lru_cache(maxsize=1)
def _wrappers() -> tuple[Rule, ...]:
    return tuple(rule for rule in rules() if rule.weight <= WRAPPER)


def _turn(rule: Rule) -> float:
    """Weighty rules are tried first, but wrappers before mere sayings: what only wraps must not pass for a cause."""
    return -(STATED - 4.5 if rule.weight <= WRAPPER else rule.weight)


@lru_cache(maxsize=2)
def that_are(trait: str) -> frozenset[str]:
    """The names of the dialects that say `trait` (LOGGED, CHECKER) of themselves."""
    names = {rule.dialect for rule in rules()}
    return frozenset(name for name in names if getattr(_module(name), trait, False))


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"{dialects.__name__}.{name}")


@lru_cache(maxsize=1)
def settlers() -> dict[str, Callable[[list["Hit"]], list["Hit"]]]:
    """By dialect: the function `settle` of modules that have one. It joins what its tool says twice (section and
    summary)."""
    names = {rule.dialect for rule in rules()}
    modules = {name: _module(name) for name in sorted(names)}
    return {name: module.settle for name, module in modules.items() if hasattr(module, "settle")}
