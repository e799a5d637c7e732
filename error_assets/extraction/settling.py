"""From what rules saw to errors: findings of one checker run become one, what stands inside another's block is
part of it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from error_assets.extraction import dialect
from error_assets.extraction.dialect import OWN_STATEMENT, RAISED, SAID, STATED, SUMMED, WRAPPER
from error_assets.extraction.hit import Hit

KEPT = 2_000
"""Hits carried from window to window: bounds the memory that a log of gigabytes can take, far above what is
reported."""

GATHERED = 12
"""Further findings of a checker run that are kept to be shown."""

TELLING = 20
"""Characters from which a message within another is taken for a repetition of it."""

AROUND = 12
"""Characters that a repetition may have around the message: a mark, a word like `Error:`."""

LEVEL_CHARACTERS = 40
"""How far from its beginning a message may call itself an error ("db Error ...", "buildx failed with: ERROR: ...")."""

_LEVEL = re.compile(rf".{{0,{LEVEL_CHARACTERS}}}?\b(?:[Ee]rror|ERROR|[Ff]atal|FATAL|FAILED)\b:? +|[*!✘×✖>│ ]+")
_TYPE = re.compile(r"[\w.:]*\w(?:Error|Exception)\b")
_CHECK = re.compile(
    r"\b[CWEF]: (?:\[Correctable\] )?([A-Z]\w+/\w+)|(?<![\w/.-])\[?([A-Z]{1,6}\d{2,5})\]?(?= |$)|\[([a-z][\w/@.-]+)\]$"
    r"|\s(@?[a-z][\w/@]*[-/][\w/@-]+)$"
)
"""How checkers name what they check: rubocop, ruff and its kin, mypy and clang-tidy, eslint."""

_LINE_NUMBER = re.compile(r":\d+$")
_PLACED = re.compile(r"\w:\d|\w\(\d|line \d")


def kept(hits: list[Hit]) -> list[Hit]:
    """At most KEPT of `hits` in their order: the weightiest, and among equals the first and the last."""
    if len(hits) <= KEPT:
        return hits
    by_weight = sorted(range(len(hits)), key=lambda n: (-hits[n].weight, min(n, len(hits) - n)))
    return [hits[n] for n in sorted(by_weight[:KEPT])]


def settled(hits: Sequence[Hit]) -> list[Hit]:
    """The errors among `hits`: gathered, joined by their dialects, without those that lie in a better one's block."""
    in_order = sorted(hits, key=lambda hit: (hit.part, hit.place))
    joined: list[Hit] = []
    for _, group in groupby(in_order, key=lambda hit: hit.part):
        joined += _settled_part(list(group))
    return joined


def distinct(hits: Sequence[Hit]) -> list[Hit]:
    """`hits` without those that say what an earlier one says, or part of it, or the same with a little around it."""
    said = _Said()
    out = []
    for hit in hits:
        core = _core(hit)
        if not said.tells(hit.message) and (core == hit.message or not said.tells(core)):
            said.add(hit.message)
            said.add(core)
            out.append(hit)
    return out


class _Said:
    """Messages that were told, for asking whether another repeats one: thousands of them in little time."""

    def __init__(self) -> None:
        self._all = ""
        self._of_length: dict[int, set[str]] = {}

    def add(self, message: str) -> None:
        known = self._of_length.setdefault(len(message), set())
        if message not in known:
            known.add(message)
            self._all += f"{message}\n"

    def tells(self, message: str) -> bool:
        """Whether a told message is `message`, or holds it, or is what `message` says with at most AROUND
        characters around; texts shorter than TELLING repeat only what is the same."""
        length = len(message)
        if message in self._of_length.get(length, ()):
            return True
        if length >= TELLING and message in self._all:
            return True
        shorter = range(max(TELLING, length - AROUND), length)
        return any(self._is_within(message, known) for n in shorter if (known := self._of_length.get(n)))

    @staticmethod
    def _is_within(message: str, known: set[str]) -> bool:
        """Whether one of `known`, all of one length, stands within `message`."""
        size = len(next(iter(known)))
        starts = range(len(message) - size + 1)
        if len(known) <= len(starts):
            return any(other in message for other in known)
        return any(message[start : start + size] in known for start in starts)


def _core(hit: Hit) -> str:
    """What a message says behind the word that calls it an error; all of it where a place or a test stands before."""
    found = _LEVEL.match(hit.message)
    if not found or hit.test_name or _PLACED.search(found.group()) or len(hit.message) - found.end() < TELLING:
        return hit.message
    return hit.message[found.end() :]


def _settled_part(hits: list[Hit]) -> list[Hit]:
    for name, settle in dialect.settlers().items():
        own = [hit for hit in hits if hit.rule.dialect == name]
        if own:
            others = [hit for hit in hits if hit.rule.dialect != name]
            hits = sorted(others + settle(own), key=lambda hit: hit.place)
    return _untold(_unprovoked(_gathered(_absorbed(hits))))


def _absorbed(hits: list[Hit]) -> list[Hit]:
    """Without hits whose line lies in the block of a weightier one, or of an equal one of another rule before it."""
    wide = sorted((hit for hit in hits if hit.last > hit.first), key=lambda hit: -hit.first)
    around: list[Hit] = []
    out = []
    for hit in sorted(hits, key=lambda hit: hit.place):
        while wide and wide[-1].first <= hit.place:
            around.append(wide.pop())
        around = [other for other in around if other.last >= hit.place]
        if not any(_absorbs(other, hit) for other in around):
            out.append(hit)
    return out


def _absorbs(other: Hit, hit: Hit) -> bool:
    if other is hit or not other.first <= hit.place <= other.last or other.weight < hit.weight:
        return False
    if other.weight > hit.weight:
        return True
    return other.place < hit.place and (other.rule is not hit.rule or hit.rule.whole)


def _unprovoked(hits: list[Hit]) -> list[Hit]:
    """Without exceptions that stand among a runner's tests before the last that failed: what a test printed on the way.

    The runner itself says of each failed test why; what passing tests provoked and logged is no error.
    """
    failed = [hit.place for hit in hits if hit.test_name and hit.weight >= STATED - 1]
    if not failed:
        return hits
    return [hit for hit in hits if hit.place > failed[-1] or not _is_logged(hit)]


def _is_logged(hit: Hit) -> bool:
    return hit.rule.dialect in dialect.that_are("LOGGED") and hit.weight < OWN_STATEMENT and not hit.test_name


def _untold(hits: list[Hit]) -> list[Hit]:
    """Without summaries of what better hits already told: counts, lists of what failed, a goal that passes it on.

    A summary that names a failed test of which nobody says why stays.
    """
    better = [hit for hit in hits if hit.weight >= RAISED]
    tests = [hit.test_name for hit in better if hit.test_name]
    return [hit for hit in hits if not (WRAPPER < hit.weight < RAISED and _is_told(hit, better, tests))]


def _is_told(hit: Hit, better: Sequence[Hit], tests: Sequence[str]) -> bool:
    if hit.test_name:
        name = _LINE_NUMBER.sub("", hit.test_name)
        return any(name in test or test in name for test in tests) or any(name in other.message for other in better)
    return any(
        other.rule.dialect == hit.rule.dialect or (hit.weight <= SUMMED + 2 and other.place < hit.place)
        for other in better
    )


def _spoken(hit: Hit) -> str:
    """The type of an exception that was only printed, or "": a program that logs one many times has one error."""
    found = _TYPE.match(hit.message) if hit.weight <= SAID and hit.rule.dialect == "generic" else None
    return found.group() if found else ""


def check_of(hit: Hit) -> str:
    """The check that a checker's finding names (`F401`, `[return-value]`, `no-unused-vars`, `Layout/LineLength`), or
    ""."""
    found = _CHECK.search(hit.message)
    return found.group(found.lastindex or 0) if found else ""


def _gathered(hits: list[Hit]) -> list[Hit]:
    """Findings of one checker in one part: the first, which shows the next ones and counts all, and the first of each
    further check, with how many more of it there are."""
    out: list[Hit] = []
    first: dict[str, Hit] = {}
    of_check: dict[tuple[str, str], Hit] = {}
    for hit in hits:
        key = hit.rule.name if hit.rule.gather else _spoken(hit)
        if not key:
            out.append(hit)
            continue
        check = check_of(hit) if hit.rule.gather else ""
        lead = first.setdefault(key, hit)
        same = of_check.setdefault((key, check), hit)
        if same is hit and (lead is hit or check):
            out.append(hit)
        if lead is hit:
            continue
        if same is not hit and same is not lead:
            same.more += 1
        elif same is hit and check:
            lead.of = "checker"
        lead.more += 1 + (0 if same is hit and check else hit.more)
        if len(lead.others) < GATHERED:
            lead.others.append(replace(hit, first=hit.place, last=hit.place))
    return out
