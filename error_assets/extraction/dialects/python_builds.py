"""Python packages built from source by pip, uv, poetry or build: what their backend said is the cause, that no wheel
came of it the last symptom."""

import re
from collections.abc import Iterable, Sequence

from error_assets.extraction.dialect import STATED, SUMMED, Near, Rule, Seen
from error_assets.extraction.log import Line

BUILD_LINES = 400
"""How long the output of a build may be: a compiler's warnings about one package."""

SHOWN_ABOVE, SHOWN_BELOW = 3, 7
"""Lines around the reason that are shown: what was being compiled, the source and its marks."""

SHOWN_LINES = 17
"""Lines shown where none sounds like the reason."""

_LEAD = re.compile(r"(?:\[pipenv[\w.]*\]: )?[\s│|╰─▶>]*")
"""What the installers put before each line of a backend's output."""

_ENDS = re.compile(
    r"\[end of output\]|note: This (?:error|is an issue)|hint: This usually|help: `|at .*/poetry/\S+\.py:\d+|-{40}$"
    r"|Note: This error originates|ERROR: (?:Failed|Could not build)"
)
_BEGINS = re.compile(
    r"\[\d+ lines of output\]|Running command |Complete output \(|Building wheels? for |.*finished with status 'done'"
    r"|Running setup\.py|Collecting |Preparing metadata|\* Building |Getting (?:requirements|build dependencies)"
)
_EMPTY = re.compile(
    r".*(?:[Cc]ommand .*(?:failed with exit|returned non-zero|died with)|exited with"
    r"|.*did not complete successfully: exit code|errored out with exit status)"
    r"|error: (?:subprocess-exited|metadata-generation|failed-wheel|could not compile|aborting due|legacy-install)"
    r"|.*(?:cargo rustc|Cargo build finished|ninja: build stopped|collect2: error|linker command failed)"
    r"|ERROR: (?:Command errored|Failed building)|.*Error: $"
)
"""Says that a command of the build failed, never why."""

_SOURCES = re.compile(
    r"\S.{0,250}?(?::\d+(?::\d+)?|\(\d+(?:,\d+)?\)) ?: (?:fatal )?(?:error|ERROR)(?: [A-Z]+\d+)? ?:"
    r"|error\[E\d+\]: |CMake Error|.*undefined reference to|.*\bld(?:\.\w+)?: (?:cannot find|library not found)"
)
_MISSING = re.compile(
    r".*command not found|.*\b\d+: [\w.+-]+: not found$|.*Microsoft Visual C\+\+ .* is required"
    r"|.*(?:is|are) required to (?:build|compile)|.*not installed or (?:is )?not (?:on|in) PATH|.*_config.* not found"
    r"|(?i:package '?[\w.+-]+'?,? .{0,60}not found)|No package '.+' found"
    r"|error: (?:can't find Rust|linker .* not found|[Cc]ould not find|command .* failed: No such"
    r"|the configured Python)"
    r"|unable to execute '|ERROR: (?:Could not find a version|No matching distribution)"
    r"|error: Unable to find OpenBLAS"
    r"|.*Can not find a working|.*(?:Python\.h|pg_config) .*not found|.*no such option: |.*cannot find CUDA"
)
_RAISED = re.compile(
    r"(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Exit|NotFound|Interrupt)(?:: \S.*)?$|Exception: .+"
)
_SAID = re.compile(r"(?:fatal error|fatal|error|ERROR|CRITICAL|Error)(?:: |\s+: )\S|💥 |thread '.*' .*panicked at")


def bare(line: Line) -> str:
    return line.text[_lead(line.text) :]


def _lead(text: str) -> int:
    found = _LEAD.match(text)
    return found.end() if found else 0


def _between(lines: Iterable[Line], end: re.Pattern[str]) -> list[Line]:
    found = []
    for line in lines:
        if end.match(bare(line)):
            break
        found.append(line)
    return found


def reason(output: Sequence[Line]) -> int | None:
    """Which line of a backend's output says why: a compiler's first error, else what was not there, else the last
    exception, else the first line that calls itself an error."""
    texts = [bare(line) for line in output]
    telling = [n for n, text in enumerate(texts) if not _EMPTY.match(text)]
    for pattern, which in ((_SOURCES, 0), (_MISSING, 0), (_RAISED, -1), (_SAID, 0)):
        found = [n for n in telling if pattern.match(texts[n])]
        if found:
            return found[which]
    return None


def _told(output: Sequence[Line], at: int) -> Seen:
    """The reason at a line of the output, with what the compiler shows beneath it."""
    message = bare(output[at])
    below = [bare(line) for line in output[at + 1 : at + SHOWN_BELOW]]
    if message.startswith("CMake Error"):
        message = " ".join([message, *[text for text in below if text][:2]])
    elif message.startswith("error") and (place := next((text for text in below[:3] if "--> " in text), "")):
        message = f"{place.split('--> ', 1)[-1].strip()}: {message}"
    elif "panicked at" in message or message.endswith(":"):
        message = " ".join([message, *[text for text in below if text][:1]])
    first = max(0, at - SHOWN_ABOVE)
    last = at
    for n, line in enumerate(output[at + 1 : at + SHOWN_BELOW], at + 1):
        if _EMPTY.match(bare(line)):
            break
        last = n if line.text.strip() else last
    return Seen(message, output[first], output[last], weight=STATED - 1)


def _build(near: Near) -> Seen | None:
    """A failed build: its output stands below in a frame, or above where it was passed through."""
    for output in (
        _between(near.below(BUILD_LINES), _ENDS),
        _between(near.above(BUILD_LINES), _BEGINS)[::-1],
    ):
        at = reason(output)
        if at is not None:
            return _told(output, at)
    last = near.line
    for line in near.below(SHOWN_LINES):
        last = line if line.text else last
    return Seen(bare(near.line), near.line, last, weight=SUMMED)


def _framed(near: Near) -> Seen | None:
    """uv's: other rules know what it says where no backend ran."""
    output = _between(near.below(BUILD_LINES), _ENDS)
    ran = any(re.match(r"\[std(?:out|err)\]|--- std(?:out|err):", bare(line)) for line in output)
    at = reason(output) if ran else None
    return None if at is None else _told(output, at)


RULES = (
    Rule(
        name="pip",
        find=r"subprocess-exited-with-error|metadata-generation-failed|failed-wheel-build|legacy-install-failure"
        r"|ERROR: (?:Failed building|Failed to build '|Command errored out)",
        line=r"\s*(?:\[pipenv[\w.]*\]: +)?(?:error: |ERROR: )(?:subprocess-exited-with-error"
        r"|metadata-generation-failed|failed-wheel-build-for-install|legacy-install-failure"
        r"|Failed building (?:wheel|editable) for|Failed to build '.*' when|Command errored out with exit status)",
        look=_build,
        framework="pip",
        weight=STATED - 1,
    ),
    Rule(
        name="not_built",
        find=r"ERROR: (?:Could not build wheels|Failed to build)|error: command '?\S+'? failed with exit"
        r"|<bol>Failed to build \S",
        line=r"\s*(?:ERROR: (?:Could not build wheels for|Failed to build (?:one or more|installable))"
        r"|error: command '?\S+'? failed with exit (?:code|status) \d+|Failed to build [\w.-]+(?: [\w.-]+)*$)",
        framework="pip",
        weight=SUMMED,
    ),
    Rule(
        name="uv",
        find=r"Failed to (?:download and )?(?:build|prepare)",
        line=r"\s*(?:×|error:) Failed to (?:(?:download and )?build|prepare)\b",
        look=_framed,
        framework="uv",
        weight=STATED,
    ),
    Rule(
        name="backend",
        find=r"Backend subprocess exited when trying|PEP517 build of a dependency failed",
        line=r"\s*(?:ERROR )?(?:Backend subprocess exited when trying to invoke|PEP517 build of a dependency failed)",
        look=_build,
        framework="build",
        weight=STATED - 1,
    ),
)
