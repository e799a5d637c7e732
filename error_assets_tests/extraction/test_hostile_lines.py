"""No pattern of a dialect takes runaway time, whatever line it meets."""

import importlib
import re
import time

import pytest

from error_assets.extraction import dialect, dialects, log

UNITS = (
    "a", " ", "a ", "1:", "/", "[", "error: ", "\t", "a.b-c/", "::", "- ", "'", '"', "x=1 ", "(", "a:1:2: ", "at ",
    "E   ", "==", "__", "1 ", "a_", "{", "Error ", "failed ", "\u00b7", "\u2502 ", "a.java:", "test_a::", "v1.2.3 ",
    "aB1", "> ", "| ",
)  # fmt: skip
"""What a bad line repeats: the characters on which patterns could walk back and forth."""

LINE_CHARACTERS = log.LINE_BYTES // 2
"""Long enough that a cubic walk takes minutes, short enough that a quadratic one, which is borne, takes little."""

SLOWEST_SECONDS = 0.1
"""For one pattern over one line: many times what the slowest takes, far below what a runaway one takes."""


def patterns_of_looks(name: str) -> list[re.Pattern[str]]:
    """What a dialect's functions match lines with."""
    module = importlib.import_module(f"{dialects.__name__}.{name}")
    return [each for each in vars(module).values() if isinstance(each, re.Pattern) and isinstance(each.pattern, str)]


def patterns(rule: dialect.Rule) -> list[re.Pattern[str]]:
    sources = (rule.line, rule.above, rule.below, rule.until)
    return [re.compile(source) for source in sources if source]


@pytest.mark.parametrize("name", sorted({rule.dialect for rule in dialect.rules()}))
def test_no_line_takes_a_dialect_runaway_time(name: str) -> None:
    rules = [rule for rule in dialect.rules() if rule.dialect == name]
    for unit in UNITS:
        body = unit * (LINE_CHARACTERS // len(unit))
        for text in (body, f"{body}!", f"error: {body}", f"E {body}"):
            for rule in rules:
                started = time.process_time()
                for pattern in patterns(rule):
                    pattern.match(text)
                if rule.unless:
                    re.search(rule.unless, text, re.IGNORECASE)
                assert time.process_time() - started < SLOWEST_SECONDS, f"{rule.name} on {unit!r}"
            for pattern in patterns_of_looks(name):
                started = time.process_time()
                pattern.match(text)
                assert time.process_time() - started < SLOWEST_SECONDS, f"{pattern.pattern} on {unit!r}"
