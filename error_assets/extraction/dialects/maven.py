"""Maven: its compiler plugin, surefire, checkers, goals, artifacts."""

import re

from error_assets.extraction.dialect import ROOT, STATED, SUMMED, Near, Rule, Seen
from error_assets.extraction.dialects import gradle

LOGGED = True

_NO_CAUSE = re.compile(
    r"Compilation failure|There (?:are|were) test failures|Failed to execute goal .*(?:surefire"
    r"|failsafe).*test|There was a timeout or other error in the fork|forked VM terminated without"
    r"|ExecutionException"
)
_EXCEPTION = re.compile(
    r"\s*(?:\[ERROR\] )?(?P<what>(?:[\w$]+\.)+[\w$]*(?:Error|Exception|Failure|Failed\w*|Throwable)\b.*"
    r"|(?:[\w$]+\.)+[A-Z][\w$]*: .*)"
)


def _surefire(near: Near) -> Seen | None:
    """A failed test of surefire's report, with the exception on the next line."""
    test = near.match.group("test").strip()
    said, last = "", near.line
    for line in near.below(10):
        found = _EXCEPTION.match(line.text)
        if not said:
            if not line.text.strip() or line.text.strip().startswith("Tests run"):
                break
            said = (found.group("what") if found else line.text).strip()
            last = line
            continue
        if not re.match(r"\s+at |\s*\S", line.text):
            break
        last = line
    if not said:
        return None
    return Seen(f"{test}: {said}", near.line, last, test)


def _goal(near: Near) -> Seen | None:
    """Maven's last word: its reason is the end of the line, or nothing where a compiler or a test already gave it."""
    what = near.match.group("what")
    weight = SUMMED - 8 if _NO_CAUSE.search(what) else STATED - 1
    last = near.line
    said: list[str] = []
    for line in near.below(6):
        if not re.match(r"\[ERROR\] (?!\s*$|-> \[Help|See |To see|Re-run|For more|\[Help)", line.text):
            break
        last = line
        said.append(line.text.removeprefix("[ERROR] ").strip())
    what = re.sub(r" -> \[Help \d+\]$", "", what)
    if what.endswith(":") or re.search(r"Could not resolve dependencies for project \S+$", what):
        what = " ".join([what, *said[:2]])
    elif what.rstrip().endswith((" project", ":")) or re.search(r"on project \S+: *$", what):
        what = " ".join([what.rstrip(), *said[:2]])
    if re.search(r"on project \S+:?\s*$", what):
        weight = SUMMED - 8
    return Seen(re.sub(r" -> \[Help \d+\]$", "", what), near.line, last, weight=weight)


def _flakes(near: Near) -> Seen | None:
    """Tests that failed and then passed; they lead only where nothing else failed."""
    tests, last = [], near.line
    for count, line in enumerate(near.below(60)):
        text = re.sub(r"^\[\w+\] ?", "", line.text).strip()
        if re.match(r"[\w.$]+\.[\w$]+(?:[\[(].*)?$", text):
            tests.append(text)
        if count < 12 and text:
            last = line
        if found := re.match(r"Tests run: \d+, Failures: (\d+), Errors: (\d+)", text):
            alone = found.groups() == ("0", "0")
            message = f"Flakes: {', '.join(tests[:3])}"
            return Seen(message, near.line, last, weight=STATED + 3 if alone else SUMMED + 6)
    return Seen(near.line.text, near.line, last, weight=SUMMED + 6)


RULES = (
    Rule(
        name="maven_source",
        find=r"\.(?:java|kt|scala|groovy):\[?\d",
        line=r"(?:\[ERROR\] +)?(?P<what>\S+\.(?:java|kt|scala|groovy):\[\d+,\d+\] .+|\[ERROR\] \S+\.(?:java"
        r"|kt):\d+(?::\d+)?: .+ \[\w+\])",
        unless=r"^\[WARN|\[INFO",
        below=r"\[ERROR\]   ?(?:symbol|location|required|found|reason)|\s+(?:symbol|location|required|found|reason)",
        most=5,
        message="{what}",
        framework="maven",
    ),
    Rule(
        name="checkstyle",
        find=r"\.(?:java|kt|scala|groovy):\[?\d",
        line=r"\[(?:ERROR|ant:checkstyle)\] (?:\[ERROR\] )?(?P<what>\S+\.(?:java|kt):\d+.*\[\w+\])$",
        gather=True,
        look=gradle.finding,
        framework="checkstyle",
    ),
    Rule(
        name="surefire",
        find=r"<<< (?:FAILURE|ERROR)!",
        line=r"(?:\[ERROR\] )?(?P<test>(?!\[|Tests run)\S.*?) (?:-- )?Time elapsed: .* <<< (?:FAILURE|ERROR)!",
        look=_surefire,
        framework="surefire",
    ),
    Rule(
        name="surefire_summary",
        find=r"<bol>\[ERROR\]  ",
        line=r"\[ERROR\]   (?:Run \d+: )?(?P<test>[\w$.]+(?:\.|:)[\w$]+(?:\[.*?\])?:\d+)(?:->\S+)* (?P<what>.+)",
        weight=SUMMED + 5,
        framework="surefire",
        above=r"\[(?:ERROR|WARNING)\] (?:Failures|Errors|Flakes):|\[WARNING\]|\[ERROR\]",
        above_most=3,
        below=r"\[ERROR\]   |\[INFO\]   Run|\[WARNING\]",
        most=12,
    ),
    Rule(
        name="memory_of_a_fork",
        find=r"\[ERROR\] (?:Java heap space|Metaspace|GC overhead|[Uu]nable to create|Requested array size)",
        line=r"\[ERROR\] (?:Java heap space|Metaspace|GC overhead limit exceeded|[Uu]nable to create (?:new )?native"
        r" thread|Requested array size exceeds VM limit)",
        framework="surefire",
        weight=ROOT,
    ),
    Rule(
        name="flakes",
        find=r"\[WARNING\] Flakes:",
        line=r"\[WARNING\] Flakes:",
        look=_flakes,
        framework="surefire",
    ),
    Rule(
        name="spotbugs",
        find=r"\[ERROR\] (?:High|Medium|Low): ",
        line=r"\[ERROR\] (?P<what>(?:High|Medium|Low): .+ At \S+:\[lines? .+)",
        message="{what}",
        gather=True,
        framework="spotbugs",
    ),
    Rule(
        name="pmd",
        find=r"(?:PMD|CPD) Failure: ",
        line=r"\[\w+\] (?P<what>(?:PMD|CPD) Failure: .+)",
        message="{what}",
        gather=True,
        framework="pmd",
    ),
    Rule(
        name="goal",
        find=r"Failed to execute goal",
        line=r"\[ERROR\] (?P<what>Failed to execute goal .*)",
        look=_goal,
        framework="maven",
    ),
    Rule(
        name="maven_model",
        find=r"Non-resolvable parent POM|Could not find artifact|Could not resolve dependencies"
        r"|The build could not read|Could not transfer artifact",
        line=r"\[(?:ERROR|FATAL)\] .*(?:Non-resolvable parent POM|Could not find artifact"
        r"|Could not resolve dependencies|Could not transfer artifact)",
        weight=STATED - 1,
        framework="maven",
    ),
)
