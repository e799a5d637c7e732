"""R: testthat, R CMD check, packages that do not install, errors of scripts, lintr."""

import re

from error_assets.extraction.dialect import RAISED, STATED, SUMMED, Near, Rule, Seen

LOGGED = True

_NO_SENTENCE = re.compile(
    r"\s*(?:──|══|[>+\[*] ?|\d+\. |Backtrace|at |`?(?:actual|expected)`?:|[-+<] |Error: Test fail)"
)
"""Lines of testthat's report that say nothing by themselves."""
_RULE_END = re.compile(r" *─{3,}$")


def _test(near: Near) -> Seen | None:
    """A failed expectation: its sentence stands below the ruled head."""
    said: list[str] = []
    last = near.line
    for line in near.below(12):
        text = line.text.strip()
        if not text or text.startswith(("──", "══", "[ FAIL", "Backtrace")):
            break
        last = line
        if len(said) < 3:
            said.append(text)
    test = _RULE_END.sub("", near.match.group("test")).strip()
    return Seen(f"{test} ({near.match.group('place')}): {' '.join(said)}", near.line, last, test)


def _raised(near: Near) -> Seen | None:
    """An error of a script; the newer form puts its sentences behind `!`, a cause's last."""
    what = near.match.group("what")
    said: list[str] = []
    last = near.line
    for line in near.below(10):
        text = line.text.strip()
        if not text or text.startswith(("Calls:", "Execution halted", "Backtrace", "---", "* checking")):
            break
        last = line
        said.append(text)
    marked = [text for text in said if text.startswith("!")]
    if marked:
        detail = said[said.index(marked[-1]) + 1] if marked[-1].endswith(":") and said[-1] != marked[-1] else ""
        return Seen(" ".join([what, marked[-1], detail]).strip(), near.line, last)
    return Seen(f"{what} {said[0]}" if what.endswith(":") and said else what, near.line, last)


def _cut(near: Near) -> Seen | None:
    """What is left of the first failure where R CMD check shows only the last lines of a test's output."""
    below = list(near.below(14))
    if not any(line.text.lstrip().startswith("── ") for line in below):
        return None
    lead = next((line for line in below if line.text.strip()), None)
    if lead is None or _NO_SENTENCE.match(lead.text):
        return None
    last = lead
    for line in below[below.index(lead) + 1 :]:
        if not line.text.strip() or _NO_SENTENCE.match(line.text):
            break
        last = line
    return Seen(lead.text.strip(), lead, last)


RULES = (
    Rule(
        name="testthat",
        find=r"── (?:)?(?:Failure|Error|1\. |\d+\. )",
        line=r"\s*── (?:\d+\. )?(?:Failure|Error) \('?(?P<place>[^)']+)'?\): (?P<test>.+)",
        look=_test,
        framework="testthat",
    ),
    Rule(
        name="cut",
        find=r"Last \d+ lines of output:",
        line=r"Last \d+ lines of output:$",
        look=_cut,
        framework="testthat",
    ),
    Rule(
        name="raised",
        find=r"<bol>Error in |<bol>Caused by error",
        line=r"(?P<what>Error in (?!atexit\.|sys\.)(?:.* : .+|.*:$)|Caused by error.*:$)",
        look=_raised,
        weight=RAISED,
    ),
    Rule(
        name="package",
        find=r"<bol>ERROR: (?:dependenc|compilation failed|lazy loading|configuration failed|package installation)"
        r"|there is no package called",
        line=r"ERROR: (?:dependenc(?:y|ies) .* (?:is|are) not available|(?:compilation|lazy loading|configuration)"
        r" failed for package).*|.*there is no package called.*",
        weight=RAISED + 2,
    ),
    Rule(
        name="check",
        find=r"\.\.\. (?:\[[^\]\n]*\] )?(?:ERROR|WARNING)\s*$",
        line=r"\* checking .+ \.\.\. (?:\[.*\] )?ERROR$",
        below=r"(?!\* )\S|\s+\S",
        say=2,
        most=12,
        framework="R CMD check",
        weight=SUMMED + 4,
    ),
    Rule(
        name="check_warning",
        find=r"\.\.\. (?:\[[^\]\n]*\] )?(?:ERROR|WARNING)\s*$",
        line=r"\* checking .+ \.\.\. (?:\[.*\] )?WARNING$",
        below=r"(?!\* )\S|\s+\S",
        say=2,
        most=12,
        framework="R CMD check",
        weight=SUMMED,
    ),
    Rule(
        name="lintr",
        find=r": (?:style|warning|error): \[\w+_linter\]",
        line=r"(?P<what>\S+:\d+:\d+: (?:style|warning|error): \[\w+\] .+)",
        gather=True,
        framework="lintr",
        weight=STATED - 2,
    ),
)
