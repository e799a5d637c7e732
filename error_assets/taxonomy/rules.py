"""Rules: errors that need no model, decided by what their lines say. The rules themselves are data: rules.toml.

One scan for all rules' literals (hyperscan) finds which rules may speak and on which lines; only there a rule's pattern is tried.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from importlib.resources import files
from typing import NamedTuple

import hyperscan

from error_assets.taxonomy.categories import read_toml

MAX_ERROR_BYTES = 200_000
"""How much of an error is looked at, in bytes of UTF-8: ten times what any real block holds, so that a bad one costs little."""

MAX_LINE_LENGTH = 2_000
"""Characters of a line that a pattern sees, around the literal that was found: minified code and single-line JSON run to
30,000 and more, and a pattern's time grows with the line."""

MAX_EVIDENCE_LENGTH = 500
"""Characters of the deciding line that are kept as evidence: what a reader takes in at a glance."""

RULES_FILE = "rules.toml"


@dataclass(frozen=True)
class Rule:
    """One entry of rules.toml; the file says what each key means."""

    name: str
    category: str
    root_cause: str
    suggested_fix: str
    says: tuple[str, ...]
    subcategory: str = ""
    reason: str | None = None
    pattern: str = ""
    also: str = ""
    unless: str = ""
    looks_at: str = ""
    dialects: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    confidence: float = 0.95
    without_cause: bool = False
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()

    @cached_property
    def matcher(self) -> re.Pattern[str] | None:
        return re.compile(self.pattern) if self.pattern else None


class Ruling(NamedTuple):
    """What a rule says of an error. `category` may be "unclassified", then `reason` says why. `evidence` stands verbatim
    in the error."""

    rule: str
    category: str
    subcategory: str
    confidence: float
    root_cause: str
    suggested_fix: str
    evidence: str
    reason: str | None = None


class _Place(NamedTuple):
    """Where a literal of a rule stands: `line` counts from 0 and 0 is the message; `column` is the literal's end."""

    rank: int
    line: int
    column: int


@dataclass(frozen=True)
class RuleBook:
    """The rules in their order, and the database that finds their literals. `owners[i]` are the rules with literal i."""

    rules: tuple[Rule, ...]
    literals: hyperscan.Database
    owners: tuple[tuple[int, ...], ...]


@cache
def rule_book() -> RuleBook:
    """All rules, read and compiled once per process."""
    rules = tuple(_rule(entry) for entry in read_toml(RULES_FILE)["rule"])
    owners: dict[bytes, list[int]] = {}
    for number, rule in enumerate(rules):
        for literal in rule.says:
            owners.setdefault(literal.lower().encode(), []).append(number)
    literals = hyperscan.Database()
    literals.compile(
        expressions=list(owners),
        ids=list(range(len(owners))),
        elements=len(owners),
        flags=[hyperscan.HS_FLAG_CASELESS] * len(owners),
        literal=True,
    )
    return RuleBook(rules, literals, tuple(tuple(numbers) for numbers in owners.values()))


def rules_version() -> str:
    """12 hex digits that change with rules.toml: part of the code version of what the rules decide."""
    return sha256((files(__package__) / RULES_FILE).read_bytes()).hexdigest()[:12]


def _rule(entry: dict[str, object]) -> Rule:
    lists = {key: tuple(value) for key, value in entry.items() if isinstance(value, list)}
    return Rule(**{**entry, **lists})  # type: ignore[arg-type]


def decide(
    message: str,
    text: str,
    *,
    dialect: str = "",
    source: str = "",
    test_name: str = "",
    reason: str | None = None,
) -> Ruling | None:
    """What the first rule that is sure says of this error, or None: nothing here knows it.

    `reason` is why the error has no readable cause, if it has none: only rules marked `without_cause` look at it.
    """
    return None


def explained(
    message: str,
    text: str,
    *,
    dialect: str = "",
    source: str = "",
    test_name: str = "",
    reason: str | None = None,
) -> Iterator[str]:
    """For people: the rule that decided and its line, then every later rule that would have, one line each."""
    yield from ()
