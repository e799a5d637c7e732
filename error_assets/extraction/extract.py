"""From the bytes of a failed job's log, or of a file, to its errors: what stands first is the root cause."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from error_assets import records
from error_assets.extraction import dialect, engine, log, parts, ranking, settling, tail
from error_assets.extraction.dialect import Near, Rule
from error_assets.extraction.finding import Finding
from error_assets.extraction.hit import Hit, made

FIRST_LOOKS, LAST_LOOKS = 16, 6
"""How many places of one pattern are read at the ends of a step: the rest of a checker's findings is only counted."""

FINDINGS = 50
"""Distinct errors kept of one log: what a person could still read, and far more than a cause needs."""


@dataclass(frozen=True, slots=True)
class _Table:
    """The patterns of all rules, each once, which rules each one may mean, and whether one of them is more than a saying."""

    finds: tuple[str, ...]
    strong: tuple[bool, ...]
    rules_of: tuple[tuple[int, ...], ...]
    rules: tuple[Rule, ...]


@lru_cache(maxsize=1)
def _table() -> _Table:
    rules = dialect.rules()
    finds = sorted({rule.find for rule in rules})
    rules_of = [tuple(n for n, rule in enumerate(rules) if rule.find == find) for find in finds]
    strong = [any(rules[n].weight > dialect.SAID for n in numbers) for numbers in rules_of]
    return _Table(tuple(finds), tuple(strong), tuple(rules_of), rules)


def findings_in_log(chunks: Iterable[bytes], *, steps: Sequence[records.Step] = ()) -> list[Finding]:
    """The errors of a job's log, the primary one first; never empty.

    `chunks` are the log's bytes in order, cut anywhere. `steps` (with times) name the step of each error where the log
    does not. Where nothing explains the failure the one finding has source "job", a reason and the last meaningful lines.
    """
    reader = parts.Reader(steps)
    hits: list[Hit] = []
    last: tail.Ending | None = None
    for window in log.windows(chunks):
        found = _in_whole(window, reader) if window.whole else _in_window(window, reader)
        strong = {hit.part for hit in [*hits, *found] if hit.weight >= dialect.RAISED}
        found += tail.hits(window, reader.parts, strong)
        hits = settling.kept(hits + found)
        if window.whole:
            hits = _chosen(hits, reader)
        if not _explained(hits):
            last = tail.ending(window, reader.parts) or last
        for hit in sorted((each for lead in hits for each in (lead, *lead.others)), key=lambda hit: hit.first):
            hit.read(window)
    hits = _chosen(hits, reader)
    if not _explained(hits):
        return [tail.unexplained(last, hits, reader.parts)]
    return [_finding(hit, reader.parts) for hit in hits if hit.weight > dialect.WRAPPER]


def _explained(hits: Sequence[Hit]) -> bool:
    return any(hit.weight > dialect.WRAPPER for hit in hits)


def _chosen(hits: list[Hit], reader: parts.Reader) -> list[Hit]:
    """The errors among hits, the primary one first, at most FINDINGS. Choosing among the chosen changes nothing."""
    return settling.distinct(ranking.ranked(settling.settled(hits), reader.parts))[:FINDINGS]


def findings_in_file(content: bytes, name: str) -> list[Finding]:
    """The errors of a file whose kind is told from its content: a log, JUnit XML or plain BuildKit output; never empty."""
    return findings_in_log([content])


def _in_whole(window: log.Window, reader: parts.Reader) -> list[Hit]:
    """The hits in a log that fits one window: first where the job failed, and elsewhere only if nothing explains it there."""
    for which, end in engine.scanner(parts.FINDS)(window.data):
        reader.meet(which, window, end)
    spans = _spans(window, reader.parts)
    leading = set(ranking.leading_parts(reader.parts))
    found = [hit for n in sorted(leading) for hit in _in_span(window, *spans[n], n)]
    if any(hit.weight >= dialect.RAISED for hit in found):
        return found
    return found + [hit for n in range(len(spans)) if n not in leading for hit in _in_span(window, *spans[n], n)]


def _in_window(window: log.Window, reader: parts.Reader) -> list[Hit]:
    """The hits in one of several windows of a log, whose steps may end in a later one."""
    known = len(reader.parts) - 1
    for which, end in engine.scanner(parts.FINDS)(window.data):
        if window.begin < end <= window.finish:
            reader.meet(which, window, end)
    spans = _spans(window, reader.parts)
    return [hit for n in range(known, len(spans)) for hit in _in_span(window, *spans[n], n)]


def _spans(window: log.Window, all_parts: Sequence[parts.Part]) -> list[tuple[int, int]]:
    """Where the output of each part lies in a window: behind its script, up to its end mark or the next part."""
    spans = []
    for n, part in enumerate(all_parts):
        start = max(part.output - window.base, window.begin)
        stop = all_parts[n + 1].begin - window.base if n + 1 < len(all_parts) else window.finish
        spans.append((start, min(stop, window.finish)))
    return spans


def _in_span(window: log.Window, start: int, stop: int, part: int) -> list[Hit]:
    """What the rules make of the places found between two bytes of a window, in the order of the lines."""
    if stop <= start:
        return []
    table = _table()
    lines: dict[int, list[int]] = {}
    seen: Counter[int] = Counter()
    for which, end in engine.scanner(table.finds)(window.data[start:stop]):
        end += start
        line = window.data.rfind(b"\n", 0, end - 1) + 1
        finds = lines.get(line)
        if finds is None:
            lines[line] = [end, which]
        elif which not in finds:
            finds.append(which)
        else:
            continue
        seen[which] += 1
    met: Counter[int] = Counter()
    found = []
    for strong in (True, False):
        for end, *finds in lines.values():
            if any(table.strong[which] for which in finds) is not strong or _passed_over(finds, met, seen):
                continue
            if hit := _hit(window, end - 1, finds, part):
                found.append(hit)
        if strong and any(hit.weight >= dialect.RAISED for hit in found):
            break
    return found


def _passed_over(finds: Sequence[int], met: Counter[int], seen: Counter[int]) -> bool:
    """Whether a line is one of too many: neither among the first nor among the last of any of its patterns."""
    over = True
    for which in finds:
        met[which] += 1
        if met[which] <= FIRST_LOOKS or seen[which] - met[which] < LAST_LOOKS:
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
            return made(window, rule, line, seen, part)
    return None


def _finding(hit: Hit, all_parts: Sequence[parts.Part]) -> Finding:
    part = all_parts[hit.part]
    return Finding(
        source=hit.source,
        sources=(hit.source,),
        dialect=hit.rule.dialect,
        framework=hit.rule.framework,
        message=hit.message,
        text=hit.block(),
        line_start=hit.first_line,
        line_end=hit.last_line,
        step_number=part.number,
        step_name=part.step or part.title,
        test_name=hit.test_name,
    )
