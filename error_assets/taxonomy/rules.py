"""Rules: errors that need no model, decided by what their lines say. The rules themselves are data: rules.toml.

One scan for all rules' literals finds which rules may speak and on which lines; only there a rule's patterns are tried.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

from error_assets.taxonomy.rule_book import ANYWHERE, MESSAGE, Rule, RuleBook, rule_book

MIN_TITLE_LENGTH = 8
"""Characters from which a test's name is blanked out where it stands in an error: shorter ones are common words."""

_TITLE_BORDER = re.compile(r"::| [>›] ")
"""Between the file, the suites and the test in a test's name, as the runners write it."""

MAX_ERROR_LENGTH = 200_000
"""Characters of an error that are looked at: ten times what a real block holds, so that a bad one costs little."""

MAX_LINE_LENGTH = 1_200
"""Characters of a line that a pattern sees, around the literal that was found: minified code and one-line JSON run to
30,000 and more, and a pattern's time grows with the line."""

MAX_EVIDENCE_LENGTH = 500
"""Characters of the deciding line that are kept as evidence: what a reader takes in at a glance."""

MAX_DETAIL_LENGTH = 160
"""Characters of a named group that may stand in a sentence: a long path or coordinate, not a paragraph."""


class Ruling(NamedTuple):
    """What a rule says of an error. `category` may be "unclassified", then `reason` says why.

    `evidence` stands verbatim in the error.
    """

    rule: str
    category: str
    subcategory: str
    confidence: float
    root_cause: str
    suggested_fix: str
    evidence: str
    reason: str | None = None


class _Told(NamedTuple):
    """How an error was told; "" where it is not known."""

    dialect: str
    test_name: str
    reason: str | None

    def concerns(self, rule: Rule) -> bool:
        """Whether the rule looks at errors told this way at all."""
        return (self.reason is None or rule.without_cause or rule.looks_at == ANYWHERE) and (
            not rule.dialects or not self.dialect or self.dialect in rule.dialects
        )


class _Place(NamedTuple):
    """A literal of a rule in an error. `tier` 0 decides before 1; `line` 0 is the message; it ends at `column`."""

    tier: int
    rule: int
    line: int
    column: int


def decide(
    message: str,
    text: str,
    *,
    dialect: str = "",
    test_name: str = "",
    reason: str | None = None,
) -> Ruling | None:
    """What the first rule that is sure says of this error, or None: no rule is.

    `reason` is why the error has no readable cause, if it has none: then only rules marked `without_cause` look at it.
    """
    return next(_rulings(message, text, _Told(dialect, test_name, reason)), None)


def explained(
    message: str,
    text: str,
    *,
    dialect: str = "",
    test_name: str = "",
    reason: str | None = None,
) -> Iterator[str]:
    """For people: a line for the rule that decides and its evidence, then one for each other that would have."""
    named: set[str] = set()
    for ruling in _rulings(message, text, _Told(dialect, test_name, reason)):
        if ruling.rule not in named:
            verdict = ruling.reason or f"{ruling.category}/{ruling.subcategory}"
            yield f"{'also' if named else 'decided'}: {ruling.rule} says {verdict} because of: {ruling.evidence}"
            named.add(ruling.rule)


def _rulings(message: str, text: str, told: _Told) -> Iterator[Ruling]:
    """Every rule that holds, the one that decides first."""
    book = rule_book()
    error = f"{message.replace(chr(10), ' ')}\n{text[:MAX_ERROR_LENGTH]}"
    encoded = error.encode("utf-8", "surrogatepass")
    lines = encoded.split(b"\n")
    for place in _places(book, _without_title(encoded, told.test_name), lines):
        rule = book.rules[place.rule]
        if not told.concerns(rule):
            continue
        line = _window(lines[place.line], place.column)
        details = _details(rule, line, error)
        if details is not None:
            yield _ruling(rule, line, details)


def _without_title(encoded: bytes, test_name: str) -> bytes:
    """The error with its test's name blanked out, byte for byte: a test called "survives ENOSPC" says nothing."""
    for name in (test_name, _TITLE_BORDER.split(test_name)[-1]):
        if len(name) >= MIN_TITLE_LENGTH:
            title = name.encode("utf-8", "surrogatepass")
            encoded = encoded.replace(title, b" " * len(title))
    return encoded


def _places(book: RuleBook, encoded: bytes, lines: list[bytes]) -> list[_Place]:
    """Where rules may hold, in the order of asking: the message before the text, then the file's order."""
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    found: dict[tuple[int, int], _Place] = {}

    def note(literal: int, _start: int, end: int, _flags: int, _context: object) -> None:
        line = bisect_right(starts, end - 1) - 1
        for number in book.owners[literal]:
            looks_at = book.rules[number].looks_at
            if line == 0 or looks_at != MESSAGE:
                tier = 0 if line == 0 or looks_at == ANYWHERE else 1
                found.setdefault((number, line), _Place(tier, number, line, end - starts[line]))

    book.literals.scan(encoded, match_event_handler=note)
    return sorted(found.values())


def _window(line: bytes, column: int) -> str:
    """The line, or of a very long one the part around the literal that ends at `column`."""
    if len(line) > MAX_LINE_LENGTH:
        start = max(0, column - MAX_LINE_LENGTH // 2)
        line = line[start : start + MAX_LINE_LENGTH]
    return line.decode("utf-8", "ignore").strip()


def _details(rule: Rule, line: str, error: str) -> dict[str, str] | None:
    """The named groups of the rule's match on this line, {} if it has none, None if the rule does not hold."""
    details: dict[str, str] = {}
    if rule.matchers:
        matches = (matcher.search(line) for matcher in rule.matchers)
        match = next((match for match in matches if match is not None), None)
        if match is None:
            return None
        details = {name: value or "" for name, value in match.groupdict().items()}
    if rule.also and re.search(_filled(rule.also, details), error) is None:
        return None
    if rule.unless and re.search(_filled(rule.unless, details), error) is not None:
        return None
    return details


def _filled(pattern: str, details: dict[str, str]) -> str:
    """The pattern with `<<name>>` replaced by what the group of that name matched, literally."""
    for name, value in details.items():
        pattern = pattern.replace(f"<<{name}>>", re.escape(value))
    return pattern


def _ruling(rule: Rule, line: str, details: dict[str, str]) -> Ruling:
    told = {name: value.strip(" '\"`")[:MAX_DETAIL_LENGTH] for name, value in details.items()}
    return Ruling(
        rule=rule.name,
        category=rule.category,
        subcategory=rule.subcategory,
        confidence=rule.confidence,
        root_cause=rule.root_cause.format_map(told),
        suggested_fix=rule.suggested_fix.format_map(told),
        evidence=line[:MAX_EVIDENCE_LENGTH],
        reason=rule.reason,
    )
