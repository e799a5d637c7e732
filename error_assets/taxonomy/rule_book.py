"""The rules of rules.toml, read, and the database that finds their literals."""

import re
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from importlib.resources import files

import hyperscan

from error_assets.taxonomy.categories import read_toml

RULES_FILE = "rules.toml"

MESSAGE, ANYWHERE = "message", "anywhere"
"""What a rule may look at, besides "" (the message first, then the block)."""


@dataclass(frozen=True)
class Rule:
    """One entry of rules.toml; the file says what each key means."""

    name: str
    category: str
    says: tuple[str, ...]
    root_cause: str = ""
    suggested_fix: str = ""
    subcategory: str = ""
    reason: str | None = None
    patterns: tuple[str, ...] = ()
    also: str = ""
    unless: str = ""
    looks_at: str = ""
    dialects: tuple[str, ...] = ()
    confidence: float = 0.95
    without_cause: bool = False
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()

    @cached_property
    def matchers(self) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(pattern) for pattern in self.patterns)


@dataclass(frozen=True)
class RuleBook:
    """The rules in their order and the database of their literals; `owners[i]` numbers the rules with literal i."""

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
