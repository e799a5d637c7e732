"""From the bytes of a failed job's log, or of a file, to its errors: what stands first is the root cause."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from error_assets import records
from error_assets.extraction import dialect, engine, log, parts, ranking, settling, tail
from error_assets.extraction.dialect import Rule
from error_assets.extraction.finding import Finding
from error_assets.extraction.hit import Hit, made

FIRST_LOOKS, LAST_LOOKS = 10, 3
"""How many places of one pattern are read at the ends of a step. Each of the first that tells an error of its own (a
failed test, a compiler's error) earns another look, so that all of those are read; of a linter's findings, and of what
a program logs over and over, the rest is only counted."""

MOST_LOOKS = 2_000
"""Errors of their own that earn another look in one step: what only broken output reaches, and a second's work."""

LEADING_PARTS = 5
"""Failed steps that are read with all rules: one log of one job seldom has two, `gh run view` may print twenty
jobs."""


@dataclass(frozen=True, slots=True)
class _Table:
    """The patterns of some rules, each once, and which rules each one may mean, the first to be tried first."""

    finds: tuple[str, ...]
    rules_of: tuple[tuple[tuple[int, Rule], ...], ...]


@lru_cache(maxsize=2)
def _table(sayings: bool) -> _Table:
    """The rules that know a tool's words, and the wrappers; or, for `sayings`, those for lines that just sound
    bad."""
    chosen = [
        (turn, rule)
        for turn, rule in enumerate(dialect.rules())
        if (dialect.WRAPPER < rule.weight <= dialect.SAID) is sayings
    ]
    finds = tuple(sorted({rule.find for _, rule in chosen}))
    return _Table(finds, tuple(tuple(each for each in chosen if each[1].find == find) for find in finds))


def findings_in_log(chunks: Iterable[bytes], *, steps: Sequence[records.Step] = ()) -> list[Finding]:
    """The errors of a job's log, the primary one first; never empty.

    `chunks` are the log's bytes in order, cut anywhere. `steps` (with times) name the step of each error where the log
    does not. Where nothing explains the failure the one finding has source "job", a reason and the last meaningful
    lines.
    """
    reader = parts.Reader(steps)
    hits: list[Hit] = []
    last: tail.Ending | None = None
    last_window: log.Window | None = None
    for window in log.windows(chunks):
        found = _in_whole(window, reader) if window.whole else _in_window(window, reader)
        strong = {hit.part for hit in [*hits, *found] if hit.weight >= dialect.RAISED}
        if not window.whole or not strong & set(ranking.leading_parts(reader.parts)[:1]):
            found += tail.hits(window, reader.parts, strong, found)
        reader.name(window, ranking.leading_parts(reader.parts)[:LEADING_PARTS])
        hits = _chosen(found, reader) if window.whole else settling.kept(hits + found)
        if not _explained(hits):
            last = tail.ending(window, reader.parts) or last
        last_window = window
        reader.name(window, {hit.part for hit in hits} or range(len(reader.parts)))
        for hit in sorted((each for lead in hits for each in (lead, *lead.others)), key=lambda hit: hit.first):
            hit.read(window)
    if last_window is None or not last_window.whole:
        hits = _chosen(hits, reader)
    if not _explained(hits):
        return [tail.unexplained(last, hits, reader.parts)]
    return [_finding(hit, reader.parts) for hit in hits if hit.weight > dialect.WRAPPER]


def _explained(hits: Sequence[Hit]) -> bool:
    return any(hit.weight > dialect.WRAPPER for hit in hits)


def _chosen(hits: list[Hit], reader: parts.Reader) -> list[Hit]:
    """The errors among hits, the primary one first.

    What a job that was canceled only said on its way is no cause: nothing of it failed.
    """
    if any(part.canceled for part in reader.parts) and not any(part.failed for part in reader.parts):
        hits = [hit for hit in hits if hit.weight >= dialect.RAISED or hit.weight <= dialect.WRAPPER]
    return settling.distinct(ranking.ranked(settling.settled(hits), reader.parts))


def _in_whole(window: log.Window, reader: parts.Reader) -> list[Hit]:
    """The hits in a log that fits one window: first where the job failed, and elsewhere only if no tool's own
    statement explains it there."""
    for which, end in engine.scanner(parts.FINDS)(window.data):
        reader.meet(which, window, end)
    spans = _spans(window, reader.parts)
    leading = ranking.leading_parts(reader.parts)[:LEADING_PARTS]
    found = [hit for n in leading for hit in _in_span(window, *spans[n], n)]
    best = max((hit.weight for hit in found), default=0)
    if best >= dialect.OWN_STATEMENT:
        return found
    elsewhere = [hit for n in range(len(spans)) if n not in leading for hit in _in_span(window, *spans[n], n)]
    if reader.parts[leading[0]].failed or reader.parts[leading[0]].canceled:
        # What an earlier step survived explains a failure only if it is of the machine, or if nothing else does.
        least = dialect.ROOT if best >= dialect.RAISED else dialect.RAISED
        elsewhere = [hit for hit in elsewhere if hit.weight >= least]
    return found + elsewhere


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
    """What the rules make of the text between two bytes of a window; mere sayings only where nothing explains it."""
    if stop <= start:
        return []
    found = _by(_table(False), window, start, stop, part)
    if any(hit.weight >= dialect.RAISED for hit in found):
        return found
    taken = {hit.place - window.base for hit in found}
    return found + _by(_table(True), window, start, stop, part, taken)


def _by(table: _Table, window: log.Window, start: int, stop: int, part: int, taken: Collection[int] = ()) -> list[Hit]:
    """What the rules of a table make of the places found between two bytes, in the order of the lines, but for those
    that start at `taken` bytes."""
    lines: dict[int, list[int]] = {}
    seen = [0] * len(table.finds)
    data, line, line_end, before = window.data, -1, -1, -1
    for which, end in engine.scanner(table.finds)(memoryview(data)[start:stop]):
        end += start
        if end > line_end:
            line = data.rfind(b"\n", 0, end - 1) + 1
            line_end = data.find(b"\n", end - 1)
            line_end = len(data) if line_end < 0 else line_end
        elif which == before:
            continue
        before = which
        finds = lines.get(line)
        if line in taken:
            continue
        if finds is None:
            lines[line] = [end, which]
        elif which not in finds[1:]:
            finds.append(which)
        else:
            continue
        seen[which] += 1
    looks = _Looks(seen)
    over: Counter[str] = Counter()
    found = []
    for end, *finds in lines.values():
        if not looks.allows(finds):
            over.update(table.finds[which] for which in finds)
        elif hit := _hit(table, window, end - 1, finds, part):
            found.append(hit)
            if hit.weight > dialect.RAISED:
                looks.earn(finds, settling.check_of(hit) if hit.rule.gather else hit.message)
    for hit in found:
        if hit.rule.gather:
            hit.more = over.pop(hit.rule.find, 0)
    told = [hit for hit in found if hit.weight > dialect.RAISED and not hit.rule.gather]
    if looks.beyond and told:
        told[-1].more, told[-1].of = looks.beyond, "kind"
    return found


class _Looks:
    """How many more places of each pattern are read: `seen` counts those there are."""

    def __init__(self, seen: Sequence[int]) -> None:
        self._ahead = list(seen)
        self._left = [FIRST_LOOKS] * len(seen)
        self._earned: set[str] = {""}
        self.beyond = 0
        """Lines that were not read because MOST_LOOKS errors were told before them."""

    def allows(self, finds: Sequence[int]) -> bool:
        """Whether a line where `finds` match is read: all but those that are, for each, neither among the first nor
        among the last."""
        allowed = False
        for which in finds:
            if self._left[which] > 0 or self._ahead[which] <= LAST_LOOKS:
                allowed = True
            self._left[which] -= 1
            self._ahead[which] -= 1
        self.beyond += not allowed and len(self._earned) >= MOST_LOOKS
        return allowed

    def earn(self, finds: Sequence[int], message: str) -> None:
        """Read one more of `finds`, as `message` told an error that none told before."""
        if message not in self._earned and len(self._earned) < MOST_LOOKS:
            self._earned.add(message)
            for which in finds:
                self._left[which] += 1


def _hit(table: _Table, window: log.Window, place: int, finds: Sequence[int], part: int) -> Hit | None:
    """The weightiest rule that holds at a line, or None."""
    line = window.line_at(place)
    candidates = table.rules_of[finds[0]]
    if len(finds) > 1:
        every = {turn: rule for which in finds for turn, rule in table.rules_of[which]}
        candidates = tuple(sorted(every.items()))
    for _, rule in candidates:
        match = rule.matched(line.text)
        if match and (seen := rule.seen(dialect.near(window, line, match))) and seen.message.strip():
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
