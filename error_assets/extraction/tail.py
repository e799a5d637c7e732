"""The end of a failed step: what people read first when no tool's own words are known, and what is left when
nothing explains."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from error_assets.extraction import dialect, log, parts
from error_assets.extraction.dialect import HINTED, SAID, Near, Rule, Seen
from error_assets.extraction.finding import Finding
from error_assets.extraction.hit import Hit, made

TAIL_LINES = 40
"""How far above the end of a step its reason is looked for where no rule found one."""

LAST_LINES = 12
"""How many meaningful lines stand for a failure that explains itself nowhere."""

SHORT_LINES = 8
"""A step that failed after so few lines has its reason in them, whatever words it uses; the last one stands for
it."""

SPEECH_CHARACTERS = 20
"""A line shorter than this ("working") is no reason."""

BLOCK_ABOVE, BLOCK_BELOW = 3, 6
"""Lines shown around a line that was chosen by its words alone."""

STRONG = re.compile(  # words, not parts of a file's name like check-drift.yml
    r"\b(?<![/.-])(?:error|fatal|failed to|failure|fail(?:ed|s)?|cannot|can't|could not|couldn't|unable to|not found"
    r"|no such|denied|refused|"
    r"missing|invalid|unexpected|unknown|unsupported|undefined|unresolved|not (?:exist|set|allowed"
    r"|installed|supported|permitted|defined|match"
    r"|available|recognized|configured)|does(?:n't| not)|did(?:n't| not)|is not|must(?: be)?|required"
    r"|exceed(?:s|ed)?|too (?:many|large|long|few)|"
    r"mismatch|expected|conflict|violation|forbidden|unauthorized|expired|timed out|timeout|exception"
    r"|abort(?:ed)?|killed|panic|corrupt\w*|"
    r"rejected|should (?:be|have|not)|please|needs? to|outdated|too old|difference|different|drift"
    r"|modified|insufficient|incorrect|illegal|duplicate|blocked|violat\w+|vulnerab\w+|rate limit"
    r"|only supports|bad|no (?:matching|suitable|module|license|permission|tests?|files?)|out of (?:date"
    r"|memory|sync)|uncommitted|stale|broken|differs?)(?![\w/-]|\.\w)|[❌✗✖✘⛔🚨]",
    re.IGNORECASE,
)
FIRST_WORD = re.compile(
    r"\W*(?:error|fatal|fail(?:ed|ure)?|panic|exception|abort|critical|e)\b[\]:!. ]|[❌✗✖✘⛔🚨]"
    r"|[\w./-]+: (?:line \d+: |cannot |can't |error|fatal|invalid|unrecognized|unknown)",
    re.IGNORECASE,
)
CALM = re.compile(
    r"\b(?:warn(?:ing)?|deprecated|deprecation|info|debug|notice|hint|note|skipp(?:ed|ing)|pass(?:ed)?|ok"
    r"|success(?:ful(?:ly)?)?|0 (?:errors?|failures?|failed)|"
    r"no (?:errors?|issues|problems)|retry(?:ing)?|if-no-files-found|continue-on-error"
    r"|node\.js \d+ actions)\b|^(?:plugins|platform|rootdir|configfile|cachedir|testpaths): "
    r"|please wait|\bsourcemap for reporting|[✓✔✅]|^\s*(?:\+ |> |\$ )|^\[command\]|^\s*at ",
    re.IGNORECASE,
)
DECORATION = re.compile(r"[\W_]*$")

RULE = Rule(name="end_of_step", find="", weight=HINTED, dialect="shell", framework="shell")
LAST = Rule(name="last_words", find="", weight=HINTED - 5, dialect="shell", framework="shell")
LOUD = Rule(name="end_of_step_loud", find="", weight=SAID, dialect="shell", framework="shell")


@dataclass(slots=True)
class Ending:
    """The last meaningful lines of what was read so far."""

    lines: list[tuple[int, str]]
    canceled: bool


def hits(
    window: log.Window, all_parts: Sequence[parts.Part], explained: set[int], found_before: Sequence[Hit] = ()
) -> list[Hit]:
    """For each part that ended in this window with an error and that no rule explains: its most telling line, if
    one is.

    A parallel make goes on for a while after the first target failed: what failed stands above its first complaint.
    """
    found = []
    first_make: dict[int, int] = {}
    for earlier in found_before:
        if earlier.rule.name == "make":
            first_make.setdefault(earlier.part, earlier.place - window.base)
    for number, place in _ends(window, all_parts):
        if number in explained:
            continue
        places = [first_make[number], place] if number in first_make else [place]
        told = (_telling(window, each, number, all_parts[number].failed) for each in places)
        found += [hit for hit in told if hit][:1]
    return found


def ending(window: log.Window, all_parts: Sequence[parts.Part]) -> Ending | None:
    """The last lines of the part that failed in this window, or of the window."""
    ends = _ends(window, all_parts)
    lines: list[tuple[int, str]] = []
    canceled = any(part.canceled for part in all_parts)
    for _, place in ends[:1]:
        lines = [(window.number(line.start), line.text) for line in _above(window, place, LAST_LINES) if line.text]
    return Ending(lines[::-1], canceled) if lines else None


def unexplained(last: Ending | None, wrappers: Sequence[Hit], all_parts: Sequence[parts.Part]) -> Finding:
    """The one finding of a job that nothing explains, with the reason why."""
    canceled = any(part.canceled for part in all_parts)
    failed = any(part.failed for part in all_parts)
    lead = wrappers[0] if wrappers else None
    lines = last.lines if last else []
    if not lines and not lead:
        reason = "no_log"
    elif canceled and not failed:
        reason = "cancelled"
    else:
        reason = "only_exit_code" if failed or lead else "no_cause_in_log"
    part = all_parts[lead.part] if lead else None
    message = lead.message if lead else (lines[-1][1] if lines else "The log is empty.")
    if reason == "cancelled":
        message = "The operation was canceled."
    return Finding(
        source="job",
        sources=("job",),
        dialect="",
        framework="",
        message=message,
        text="\n".join(text for _, text in lines) or message,
        line_start=lines[0][0] if lines else None,
        line_end=lines[-1][0] if lines else None,
        step_number=part.number if part else None,
        step_name=(part.step or part.title) if part else "",
        reason=reason,
    )


def nothing(message: str, reason: str) -> Finding:
    """A finding that there is no error to be found."""
    return Finding(
        source="job", sources=("job",), dialect="", framework="", message=message, text=message, reason=reason
    )


def _ends(window: log.Window, all_parts: Sequence[parts.Part]) -> list[tuple[int, int]]:
    """Parts that ended in this window with an error, and where; without any, the last that is not cleaning up."""
    marked = [(n, part.end - window.base) for n, part in enumerate(all_parts) if part.end is not None]
    if marked:
        return [(n, place) for n, place in marked if window.begin <= place < window.finish]
    last = max((n for n, part in enumerate(all_parts) if part.kind != "post"), default=0)
    after = all_parts[last + 1].begin - window.base if last + 1 < len(all_parts) else window.finish
    return [(last, after)] if window.begin < after <= window.finish else []


def _above(window: log.Window, place: int, count: int) -> Iterator[log.Line]:
    line: log.Line | None = window.line_at(place) if place < window.finish else log.Line(place, place, "", "")
    marked = (
        line is not None
        and place < window.finish
        and line.mark == "error"
        and not line.text.startswith(("Process completed", "The operation"))
    )
    if line and marked:
        yield line
    while line and count:
        line = window.before(line)
        if line is None or line.mark in ("endgroup", "group"):
            return
        if line.text:
            count -= 1
            yield line


def _telling(window: log.Window, place: int, part: int, failed: bool) -> Hit | None:
    best: tuple[int, log.Line] | None = None
    lines = list(_above(window, place, TAIL_LINES))
    for line in lines:
        score = _score(line)
        if score and (best is None or score >= best[0]):
            best = (score, line)
    if best is None:
        last = next((line for line in lines if not CALM.search(line.text) and _is_speech(line)), None)
        if last is None or not failed or len(lines) > SHORT_LINES or len(last.text) < SPEECH_CHARACTERS:
            return None
        best = (0, last)
    line = best[1]
    rule = (LAST, RULE, LOUD, LOUD)[best[0]]
    near = Near(window, line, re.match("", line.text))  # type: ignore[arg-type]  # the empty pattern matches any text
    first = last = line
    for at in near.above(BLOCK_ABOVE):
        first = at
    for at in near.below(BLOCK_BELOW):
        last = at if at.text else last
    return made(window, rule, line, Seen(near.completed(line.text), first, last), part)


def _is_speech(line: log.Line) -> bool:
    """Whether a line says anything of its own: no rule of dashes, no wrapper, nothing of the runner's."""
    return not (line.mark or DECORATION.match(line.text) or dialect.is_wrapper(line.text))


def _score(line: log.Line) -> int:
    """How much a line sounds like the reason: 0 not at all, 1 by a word, 2 by how it begins, 3 marked by the
    runner."""
    text = line.text
    if line.mark in ("warning", "debug", "command", "notice"):
        return 0
    if line.mark != "error" and (not STRONG.search(text) or CALM.search(text)):
        return 0
    if DECORATION.match(text) or dialect.is_wrapper(text):
        return 0
    if line.mark == "error":
        return 3
    return 2 if FIRST_WORD.match(line.text) else 1
