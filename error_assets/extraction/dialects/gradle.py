"""Gradle: what went wrong, failed tests, and which task printed a line."""

import re

from error_assets.extraction.dialect import STATED, SUMMED, WRAPPER, Near, Rule, Seen
from error_assets.extraction.log import Window

LOGGED = True

_EMPTY_REASON = re.compile(
    r"(?:> ){0,6}(?:Compilation (?:error|failed)|There were failing tests|See (?:the )?log|Process 'command"
    r"|Compilation error\. See|.*finished with non-zero exit|.*see the (?:report|compiler)"
    r"|Execution failed for task|A failure occurred while executing|java\.lang\.reflect"
    r"|.*There (?:was a failure|were failing|were test)|.*Lint found errors|KtLint found"
    r"|.*[Pp]lease see the following report|.*[Vv]iolations were found|Analysis failed with"
    r"|Exit-code \d+ when calling|Test(?:s| run)? (?:failed|finished with)|.*[Ff]ailed with (?:exit code|status) \d+"
    r"|.*exited with (?:code|status) \d+$)"
)
_OVER = re.compile(r"\* (?:Try|Exception)|BUILD |Deprecated Gradle|\[Incubating\]")
_ANNOUNCES = re.compile(r"(?:> ){0,6}(?:.*:$|.*\bfailed$|.*Compilation failed to complete)")
"""A reason that goes on in the line below it."""
_TASK = re.compile(r"(?:^|[|:] )> Task (?P<name>:\S+)(?: (?P<outcome>[A-Z-]+))?$")
_FAILED = re.compile(rb"> Task (:\S+) +FAILED")

TASK_BYTES = 500_000
"""How far above a line the header of the task that printed it is looked for: the output of a long test task."""


def task_turn(window: Window, place: int) -> int | None:
    """How the Gradle task that printed the line at `place` stands: 0 for the first that failed, 1 for the second...,
    -1 for one that did not fail though others did. None where no task is known or none failed.

    Gradle may print a task's header several times; FAILED stands only in the last.
    """
    data = window.data
    if b"> Task :" not in data:
        return None
    failed = list(dict.fromkeys(name.decode("utf-8", "replace") for name in _FAILED.findall(data)))
    if not failed:
        return None
    at = data.rfind(b"> Task :", max(0, place - TASK_BYTES), place)
    while at >= 0:
        line = window.line_at(at)
        if found := _TASK.search(line.text):
            name = found.group("name")
            return failed.index(name) if name in failed else -1
        at = data.rfind(b"> Task :", max(0, place - TASK_BYTES), line.start)
    return None


def by_task(near: Near, weight: int) -> int:
    """`weight` of what a task printed: less behind the first that failed, a mere summary's if its task did not fail."""
    turn = task_turn(near.window, near.line.start)
    if turn is None or turn == 0:
        return weight
    return SUMMED - 2 if turn < 0 else weight - 3


def finding(near: Near) -> Seen | None:
    """A checker's finding on one line, weighed by its task."""
    return Seen(near.match.group("what"), near.line, near.line, weight=by_task(near, STATED))


def _went_wrong(near: Near) -> Seen | None:
    """Gradle's reasons, from the outermost to the innermost; one that only points elsewhere is a wrapper."""
    said: list[str] = []
    last = near.line
    for line in near.below(16):
        text = line.text.strip()
        if _OVER.match(text) or (not text and said and not said[-1].endswith(":")):
            break
        if text:
            last = line
            if not text.startswith(("Required by", "project ", "root project")):
                said.append(text)
    if not said:
        return None
    reasons = [text.lstrip("> ") for text in said if text.startswith(">")]
    telling = [text for text in reasons if not _EMPTY_REASON.match(text)]
    head = said[0]
    innermost = max((n for n, text in enumerate(said) if text.startswith(">")), default=len(said) - 1)
    said[innermost] = re.split(r"(?<=\w\w[.]) (?=[A-Z])", said[innermost], maxsplit=1)[0]
    if _ANNOUNCES.match(said[innermost]) and len(said) > innermost + 1:
        innermost += 1
    weight = STATED
    if not telling:
        weight = SUMMED if reasons or _EMPTY_REASON.match(head) else STATED
    return Seen(" ".join(said[: innermost + 1][:6]), near.line, last, weight=weight)


def _test(near: Near) -> Seen | None:
    """A failed test; its exception stands indented below."""
    test = near.match.group("test").strip()
    said, last = "", near.line
    for count, line in enumerate(near.below(12)):
        if not line.text.startswith((" ", "\t")) and line.text:
            break
        if not line.text and said and not said.endswith(":"):
            break
        if line.text:
            last = line
            if not said or said.endswith(":"):
                said = f"{said} {line.text.strip()}".strip()
        if count > 8:
            break
    message = f"{test} FAILED: {said}" if said else f"{test} FAILED"
    return Seen(message, near.line, last, test, weight=by_task(near, STATED if said else SUMMED))


RULES = (
    Rule(name="gradle", find=r"\* What went wrong:", line=r"\* What went wrong:", look=_went_wrong),
    Rule(
        name="gradle_test",
        find=r"\S FAILED",
        line=r"(?P<test>[\w.$\[\]]+(?:\[[^\]]*\])? > \S.*?) FAILED$",
        look=_test,
        framework="junit",
    ),
    Rule(
        name="gradle_task",
        find=r"\S FAILED",
        line=r"> Task (?P<what>:\S+) FAILED",
        weight=WRAPPER + 5,
        below=r"\S",
        most=6,
    ),
)
