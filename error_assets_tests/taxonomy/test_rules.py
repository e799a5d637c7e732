"""Every rule decides its examples and leaves its counter-examples; no rule is slow; deciding keeps its promises."""

import re
import time
from collections import Counter

import pytest

from error_assets.records import UNCLASSIFIED_REASONS
from error_assets.taxonomy.categories import UNCLASSIFIED, taxonomy
from error_assets.taxonomy.rule_book import Rule, rule_book, rules_version
from error_assets.taxonomy.rules import MAX_LINE_LENGTH, Ruling, decide, explained

RULES = {rule.name: rule for rule in rule_book().rules}

HOSTILE_UNITS = ["a", " ", "a ", "error: ", "(", "1:", "/x", "a.b", "'a' ", "-", "[a] ", "File a.py line 1: ", "é"]
"""What a bad line repeats: the characters on which patterns of this table could walk back and forth."""

HOSTILE_LENGTH = 30_000
SLOWEST_SECONDS = 0.1
"""For one pattern over one hostile line as the rules see it; a pattern with runaway time needs seconds."""


def decided(error: str) -> Ruling | None:
    return decide(error.split("\n")[0], error)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_decides_its_examples(rule: Rule) -> None:
    assert rule.examples
    for example in rule.examples:
        ruling = decided(example)
        assert ruling is not None, example
        assert ruling.rule == rule.name, f"{example!r} is decided by {ruling.rule}"
        assert (ruling.category, ruling.subcategory) == (rule.category, rule.subcategory)
        assert ruling.evidence
        assert ruling.evidence in example


@pytest.mark.parametrize("rule", [rule for rule in RULES.values() if rule.counter_examples], ids=lambda rule: rule.name)
def test_a_rule_leaves_its_counter_examples(rule: Rule) -> None:
    for example in rule.counter_examples:
        ruling = decided(example)
        assert ruling is None or ruling.rule != rule.name, example


def test_rules_have_names_of_their_own() -> None:
    assert len(RULES) == len(rule_book().rules)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_speaks_the_language_of_the_taxonomy(rule: Rule) -> None:
    if rule.category == UNCLASSIFIED:
        assert rule.reason in UNCLASSIFIED_REASONS
        return
    assert rule.reason is None
    assert rule.subcategory in taxonomy().categories[rule.category].subcategories
    assert 0.5 <= rule.confidence <= 0.95
    assert rule.root_cause.endswith(".")
    assert rule.suggested_fix.endswith(".")
    assert rule.looks_at in ("", "message", "anywhere")


def test_every_category_has_rules() -> None:
    counts = Counter(rule.category for rule in RULES.values())
    assert all(counts[name] for name in taxonomy().categories), counts


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_what_a_sentence_names_is_in_every_pattern(rule: Rule) -> None:
    named = set(re.findall(r"\{(\w+)\}", rule.root_cause + rule.suggested_fix))
    for matcher in rule.matchers:
        assert named <= set(matcher.groupindex), matcher.pattern
    assert not named or rule.matchers


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_no_literal_of_a_rule_holds_another(rule: Rule) -> None:
    for literal in rule.says:
        others = [other for other in rule.says if other is not literal and other.lower() in literal.lower()]
        assert not others, f"{literal!r} is found by {others} already"


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_no_pattern_runs_away(rule: Rule) -> None:
    for matcher in rule.matchers:
        for unit in HOSTILE_UNITS:
            line = (unit * HOSTILE_LENGTH)[:MAX_LINE_LENGTH]
            started = time.process_time()
            matcher.search(line)
            assert time.process_time() - started < SLOWEST_SECONDS, f"{matcher.pattern} on {unit!r}"


@pytest.mark.parametrize("unit", HOSTILE_UNITS)
def test_a_hostile_error_is_decided_in_time(unit: str) -> None:
    line = unit * (HOSTILE_LENGTH // len(unit))
    literals = " ".join(rule.says[0] for rule in RULES.values())
    started = time.process_time()
    decide(line, "\n".join([line, literals, line + literals]))
    assert time.process_time() - started < 2


def test_the_message_decides_before_the_block() -> None:
    ruling = decide("TypeError: unsupported operand type(s)", "curl: (6) Could not resolve host: example.org")
    assert ruling is not None
    assert ruling.category == "runtime_error"


def test_a_full_disk_in_the_block_decides_whatever_the_message_says() -> None:
    block = "ImportError: cannot import name 'x'\nOSError: [Errno 28] No space left on device"
    ruling = decide("ImportError: cannot import name 'x'", block)
    assert ruling is not None
    assert ruling.subcategory == "disk_full"


def test_an_assertion_about_an_error_is_an_assertion() -> None:
    ruling = decided("AssertionError: expected 'connect ECONNREFUSED 127.0.0.1:80' to equal 'ok'")
    assert ruling is not None
    assert ruling.category == "assertion_failure"


def test_what_nothing_knows_is_left_to_claude() -> None:
    assert decided("frobnicator: the flux is inverted") is None
    assert decided("") is None


def test_an_error_without_a_readable_cause_is_decided_by_its_exit_code_alone() -> None:
    tail = "building\nsome progress\nProcess completed with exit code 137."
    ruling = decide("Process completed with exit code 137.", tail, reason="only_exit_code")
    assert ruling is not None
    assert (ruling.category, ruling.confidence) == ("resource_exhaustion", 0.6)
    assert decide("TypeError: x", "TypeError: x", reason="no_cause_in_log") is None


def test_a_dialect_restricts_only_rules_that_ask_for_it() -> None:
    error = "curl: (6) Could not resolve host: example.org"
    assert decide(error, error, dialect="shell") == decide(error, error)
    solidity = "Error (7576): Undeclared identifier.\n  --> src/Token.sol:12:5:"
    assert decide(solidity, solidity, dialect="solidity") is not None
    assert decide(solidity, solidity, dialect="git") is None


def test_evidence_of_a_very_long_line_is_the_part_that_decides() -> None:
    line = "x" * 20_000 + " No space left on device " + "y" * 20_000
    ruling = decide("build failed", line)
    assert ruling is not None
    assert ruling.evidence in line
    assert len(ruling.evidence) <= 500


def test_text_that_is_not_valid_unicode_is_read() -> None:
    ruling = decide("\udcff No space left on device", "\udcff\ud800")
    assert ruling is not None


def test_explained_names_the_rule_that_decides_first() -> None:
    error = (
        "npm error code ETIMEDOUT\nnpm error network request to https://registry.example.org/x failed, reason: connect"
    )
    ruling = decided(error)
    lines = list(explained(error.split("\n")[0], error))
    assert ruling is not None
    assert (
        lines[0] == f"decided: {ruling.rule} says {ruling.category}/{ruling.subcategory} because of: {ruling.evidence}"
    )
    assert all(line.startswith("also: ") for line in lines[1:])


def test_the_version_of_the_rules_is_twelve_hex_digits() -> None:
    assert re.fullmatch(r"[0-9a-f]{12}", rules_version())


def test_the_name_of_a_test_says_nothing_about_its_failure() -> None:
    name = "src/disk.test.ts > writer > survives ENOSPC and connection refused"
    message = f"{name}: TypeError: foo has no bar"
    text = "  ● survives ENOSPC and connection refused\n\n    TypeError: foo has no bar"
    named, unnamed = decide(message, text, test_name=name), decide(message, text)
    assert named is not None
    assert named.category == "runtime_error"
    assert unnamed is not None
    assert unnamed.subcategory == "disk_full"
