"""Examples of secrets made from the rules of a scanner: gitleaks, betterleaks, or another with their rule file.

Those scanners make most of their own fixtures in the same way: a random string that the rule's pattern matches, in the
forms in which programs and settings assign it.
"""

import random
import re
import string
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from error_assets_tests.extraction.scanner_secrets import Planted

if sys.version_info >= (3, 11):
    from re import _constants as code
    from re import _parser as parser

    import tomllib
else:
    import sre_constants as code
    import sre_parse as parser

    import tomli as tomllib

NO_SECRET = re.compile(
    r"(?:-|^)(?:id|identifier|url|uri|host|domain|name|username|user|email|account|subdomain|public-key|publishable-key)"
    r"(?:\.\d)?$"
)
"""Rules for what stands beside a secret."""

NO_EXAMPLE = re.compile(
    r"^(?:generic-|gcp-(?:application|service)|kubernetes-secret|private-key|curl-auth|mongodb-conn)"
)
"""Patterns for whole files, commands and lists, which no random string fills with sense."""

ASSIGNED = r"(?:[ \t\w.-]{0,20})"
"""Where the rules say: a name with these words in it, then an assignment."""

SAYS_WHAT = re.compile(r"(?i)(?:token|key|secret|passw\w*|auth\w*|credential|login|pat)$")

FORMS = (
    '{name}="{secret}"',
    "{name}: {secret}",
    '{{"{name}": "{secret}"}}',
    "export {name}={secret}",
    '{name} := "{secret}"',
    "'{name}' => '{secret}'",
    "<{name}>{secret}</{name}>",
)
"""How a secret is written that only its name tells."""

EXAMPLES = 3
"""Made of each rule whose secret is known by its own form."""

LONGER, UNBOUNDED = 8, 24
"""How much longer than its shortest a repeat becomes at most; how long one without an upper bound."""

RUN = re.compile(r"[A-Za-z0-9+_~-]+")
"""What a secret is made of, where a rule takes a whole connection string."""

SAFE = string.ascii_letters + string.digits
GAP = "\0"
"""Stands for "anything between two words" until it is known what stands there."""


def planted(rules: Path, seed: int = 6) -> Iterator[Planted]:
    """Examples of every rule with a pattern in a gitleaks rule file, the same ones each time."""
    for rule in tomllib.loads(rules.read_text(encoding="utf-8"))["rules"]:
        name, pattern = rule["id"], rule.get("regex")
        if pattern and not rule.get("skipReport") and not NO_SECRET.search(name) and not NO_EXAMPLE.search(name):
            yield from _of_rule(re.sub(r"\.\d$", "", name), _in_python(pattern), random.Random(f"{seed} {name}"))


def _of_rule(name: str, pattern: str, draw: random.Random) -> Iterator[Planted]:
    before, assigned, after = pattern.partition(ASSIGNED)
    if not assigned:
        for _ in range(EXAMPLES):
            made = _made(pattern, draw)
            after = made.text[made.end or len(made.text) :]
            text = _joined(made.text if re.match(r"[-@/A-Za-z0-9]", after) else made.text[: made.end])
            secret = made.secret or text
            yield Planted(name, max(RUN.findall(secret), key=len) if "://" in secret or ";" in secret else secret, text)
        return
    word = _made(_balanced(before), draw)
    key = word.text if SAYS_WHAT.search(word.text) else word.text + draw.choice(("_TOKEN", "_api_key", "Secret"))
    secret = _made(_balanced(after), draw).secret
    for form in FORMS:
        yield Planted(name, secret, form.format(name=key.replace(" ", "_"), secret=secret))


def _made(pattern: str, draw: random.Random) -> "_Made":
    tree = parser.parse(pattern)
    named = set(tree.state.groupdict.values())
    made = _Made(draw, {group for group in range(1, tree.state.groups) if group not in named} or named)
    made.add(tree)
    return made


def _joined(text: str) -> str:
    head, _, tail = text.lstrip(GAP).rpartition(GAP)
    return head.replace(GAP, "_") + ("=" if head else "") + tail


def _balanced(part: str) -> str:
    """Half of a pattern, with the groups closed that were cut through."""
    opened: list[int] = []
    stray: list[int] = []
    inside = False
    for at, mark in enumerate(part):
        if at and part[at - 1] == "\\" and part[at - 2 : at] != "\\\\":
            continue
        if inside or mark == "[":
            inside = mark != "]" if inside else True
        elif mark == "(":
            opened.append(at)
        elif mark == ")":
            if opened:
                opened.pop()
            else:
                stray.append(at)
    return "".join(mark for at, mark in enumerate(part) if at not in stray) + ")" * len(opened)


def _in_python(pattern: str) -> str:
    """A pattern of Go's `regexp` in Python's syntax, for drawing from it: flags do not matter there."""
    pattern = re.sub(r"\(\?(-?[ismU]+)\)", "", pattern)
    pattern = re.sub(r"\(\?-?[ismU]+(?:-[ismU]+)?:", "(?:", pattern)
    pattern = re.sub(r"\(\?<(?![=!])", "(?P<", pattern)
    return pattern.replace("[[:alnum:]]", "[A-Za-z0-9]").replace(r"\z", r"\Z")


@dataclass(slots=True)
class _Made:
    """A text drawn from a parsed pattern; `secret` is what the first of its `groups` matched, and ends at `end`."""

    draw: random.Random
    groups: set[int]
    text: str = ""
    secret: str = ""
    end: int | None = None

    def add(self, tree: Any) -> None:
        for what, how in tree:
            self._add(what, how)

    def _add(self, what: Any, how: Any) -> None:
        if what is code.LITERAL:
            self.text += chr(how)
        elif what in (code.NOT_LITERAL, code.ANY):
            self.text += self.draw.choice(SAFE)
        elif what is code.IN:
            self.text += self.draw.choice(_members(how))
        elif what is code.BRANCH:
            self.add(self.draw.choice(how[1]))
        elif what is code.SUBPATTERN:
            start = len(self.text)
            self.add(how[3])
            if how[0] == min(self.groups, default=0):
                self.secret, self.end = self.text[start:], len(self.text)
        elif what in (code.MAX_REPEAT, code.MIN_REPEAT):
            self._repeat(what, *how)

    def _repeat(self, what: Any, least: int, most: int, tree: Any) -> None:
        if what is code.MIN_REPEAT and not least:
            self.text += GAP
            return
        top = max(least, UNBOUNDED) if most is code.MAXREPEAT else min(most, least + LONGER)
        few = max(least, min(top, UNBOUNDED // 2)) if most is code.MAXREPEAT else least
        for _ in range(least if _blank(tree) else self.draw.randint(few, top)):
            self.add(tree)


def _blank(tree: Any) -> bool:
    """Whether a repeat is of blanks, quotes and the like, which a shortest example does without."""
    return all(what is code.IN and " " in _every(how) for what, how in tree)


def _members(how: Any) -> str:
    every = _every(how)
    plain = [mark for mark in every if mark in SAFE]
    return "".join(plain or sorted(every - {"\n", "\r"})) if len(every) > 4 else "".join(sorted(every))


def _every(how: Any) -> set[str]:
    found: set[str] = set()
    negate = False
    for what, part in how:
        if what is code.NEGATE:
            negate = True
        elif what is code.LITERAL:
            found.add(chr(part))
        elif what is code.RANGE:
            found.update(chr(at) for at in range(part[0], part[1] + 1))
        elif what is code.CATEGORY:
            found.update(mark for mark in string.printable if re.match(_CATEGORY[part], mark))
    return {mark for mark in string.printable if mark not in found} if negate else found


_CATEGORY = {
    code.CATEGORY_DIGIT: r"\d", code.CATEGORY_NOT_DIGIT: r"\D", code.CATEGORY_SPACE: r"\s",
    code.CATEGORY_NOT_SPACE: r"\S", code.CATEGORY_WORD: r"\w", code.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip
