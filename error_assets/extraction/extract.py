"""From the bytes of a failed job's log, or of a file, to its errors: what stands first is the root cause."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from error_assets import records
from error_assets.extraction import dialect, engine, log, parts, ranking, settling, tail
from error_assets.extraction.dialect import Near, Rule
from error_assets.extraction.finding import Finding
from error_assets.extraction.ranking import Hit

LOOKS = 30
"""How many places of one pattern are read at each end of a step: the rest of a checker's findings is only counted."""

FINDINGS = 50
"""Distinct errors kept of one log: what a person could still read, and far more than a cause needs."""


@dataclass(frozen=True, slots=True)
class _Table:
    """The patterns of all rules, each once, and which rules each one may mean."""

    finds: tuple[str, ...]
    rules_of: tuple[tuple[int, ...], ...]
    rules: tuple[Rule, ...]


@lru_cache(maxsize=1)
def _table() -> _Table:
    rules = dialect.rules()
    finds = list(parts.FINDS) + sorted({rule.find for rule in rules})
    rules_of = [tuple(n for n, rule in enumerate(rules) if rule.find == find) for find in finds]
    return _Table(tuple(finds), tuple(rules_of), rules)


def findings_in_log(chunks: Iterable[bytes], *, steps: Sequence[records.Step] = ()) -> list[Finding]:
    """The errors of a job's log, the primary one first; never empty.

    `chunks` are the log's bytes in order, cut anywhere. `steps` (with times) name the step of each error where the log
    does not. Where nothing explains the failure the one finding has source "job", a reason and the last meaningful lines.
    """
    reader = parts.Reader(steps)
    scan = engine.scanner(_table().finds)
    hits: list[Hit] = []
    last: tail.Ending | None = None
    for window in log.windows(chunks):
        found = _hits(window, scan(window.data), reader)
        strong = {hit.part for hit in [*hits, *found] if hit.weight >= dialect.RAISED}
        found += tail.hits(window, reader, strong)
        last = tail.ending(window, reader) or last
        hits = settling.kept(hits + found)
    hits = ranking.ranked(settling.settled(hits), reader.parts)
    if not any(hit.weight > dialect.WRAPPER for hit in hits):
        return [tail.unexplained(last, hits, reader.parts)]
    return [_finding(hit, reader.parts) for hit in settling.distinct(hits)[:FINDINGS]]


def findings_in_file(content: bytes, name: str) -> list[Finding]:
    """The errors of a file whose kind is told from its content: a log, JUnit XML or plain BuildKit output; never empty."""
    return findings_in_log([content])


def _hits(window: log.Window, places: Sequence[engine.Place], reader: parts.Reader) -> list[Hit]:
    """What the rules make of the places found in a window, in the order of the lines."""
    lines: dict[tuple[int, int], list[int]] = {}
    seen: Counter[tuple[int, int]] = Counter()
    for which, end in places:
        if not window.begin < end <= window.finish:
            continue
        if which < len(parts.FINDS):
            reader.meet(which, window, end)
        elif not reader.now.script_open:
            part = len(reader.parts) - 1
            start = window.data.rfind(b"\n", 0, end - 1) + 1
            lines.setdefault((part, start), [end]).append(which)
            seen[(part, which)] += 1
    met: Counter[tuple[int, int]] = Counter()
    found = []
    for (part, _), (end, *finds) in lines.items():
        if not _passed_over(part, finds, met, seen) and (hit := _hit(window, end - 1, finds, part)):
            found.append(hit)
    return found


def _passed_over(
    part: int, finds: Sequence[int], met: Counter[tuple[int, int]], seen: Counter[tuple[int, int]]
) -> bool:
    """Whether a line is one of too many: neither among the first nor among the last of any of its patterns."""
    over = True
    for which in finds:
        met[(part, which)] += 1
        if met[(part, which)] <= LOOKS or seen[(part, which)] - met[(part, which)] < LOOKS:
            over = False
    return over


def _hit(window: log.Window, place: int, finds: Sequence[int], part: int) -> Hit | None:
    """The weightiest rule that holds at a line, or None."""
    table = _table()
    line = window.line_at(place)
    for number in sorted({number for which in finds for number in table.rules_of[which]}):
        rule = table.rules[number]
        match = rule.matched(line.text)
        if match and (seen := rule.seen(Near(window, line, match))) and seen.message.strip():
            return ranking.hit(window, rule, line, seen, part)
    return None


def _finding(hit: Hit, all_parts: Sequence[parts.Part]) -> Finding:
    part = all_parts[hit.part]
    return Finding(
        source="github_log",
        sources=("github_log",),
        dialect=hit.rule.dialect,
        framework=hit.rule.framework,
        message=hit.message,
        text=hit.text,
        line_start=hit.first,
        line_end=hit.last,
        step_number=part.number,
        step_name=part.step or part.title,
        test_name=hit.test_name,
    )
