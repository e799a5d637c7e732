"""The JVM: javac, Maven, Gradle, Kotlin, Scala, Android, JUnit, checkstyle and its kin."""

import re

from error_assets.extraction.dialect import RAISED, STATED, SUMMED, WRAPPER, Near, Rule, Seen
from error_assets.extraction.dialects.c import COMPILER

_EMPTY_REASON = re.compile(
    r"(?:> )*(?:Compilation (?:error|failed)|There were failing tests|See (?:the )?log|Process 'command"
    r"|Compilation error\. See|.*finished with non-zero exit|.*see the (?:report|compiler)"
    r"|Execution failed for task|A failure occurred while executing|java\.lang\.reflect"
    r"|.*There (?:was a failure|were failing|were test)|.*Lint found errors|KtLint found"
    r"|.*[Pp]lease see the following report|.*[Vv]iolations were found|Analysis failed with)"
)
_NO_CAUSE = re.compile(
    r"Compilation failure|There (?:are|were) test failures|Failed to execute goal .*(?:surefire"
    r"|failsafe).*test|There was a timeout or other error in the fork|forked VM terminated without"
    r"|ExecutionException"
)
_EXCEPTION = re.compile(
    r"\s*(?:\[ERROR\] )?(?P<what>(?:[\w$]+\.)+[\w$]*(?:Error|Exception|Failure|Failed\w*|Throwable)\b.*"
    r"|(?:[\w$]+\.)+[A-Z][\w$]*: .*)"
)


def _went_wrong(near: Near) -> Seen | None:
    """Gradle's reasons, from the outermost to the innermost; one that only points elsewhere is a wrapper."""
    said: list[str] = []
    last = near.line
    for line in near.below(16):
        text = line.text.strip()
        if text.startswith(("* Try", "* Exception", "BUILD ", "Deprecated Gradle", "[Incubating]")) or (
            not text and said
        ):
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
    weight = STATED
    if not telling:
        weight = SUMMED if reasons or _EMPTY_REASON.match(head) else STATED
    return Seen(" ".join(said[: innermost + 1][:6]), near.line, last, weight=weight)


def _gradle_test(near: Near) -> Seen | None:
    test = near.match.group("test").strip()
    said, last = "", near.line
    for count, line in enumerate(near.below(12)):
        if not line.text.startswith(" ") and line.text:
            break
        if not line.text and said:
            break
        if line.text:
            last = line
            said = said or line.text.strip()
        if count > 8:
            break
    return Seen(
        f"{test} FAILED: {said}" if said else f"{test} FAILED", near.line, last, test, weight=STATED if said else SUMMED
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
        if not re.match(r"\[ERROR\] (?!\s*$|-> \[Help|To see|Re-run|For more|\[Help)", line.text):
            break
        last = line
        said.append(line.text.removeprefix("[ERROR] ").strip())
    what = re.sub(r" -> \[Help \d+\]$", "", what)
    if what.endswith(":"):
        what = " ".join([what, *said[:2]])
    elif what.rstrip().endswith((" project", ":")) or re.search(r"on project \S+: *$", what):
        what = " ".join([what.rstrip(), *said[:2]])
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
        name="javac",
        find=COMPILER,
        line=r"\S+\.java:\d+(?::\d+)?: (?:fatal )?[Ee]rror: (?!-\[).+",
        below=r"\s|\d+ *\||[^:]*$",
        until=r"\S+:\d+(?::\d+)?: |\d+ (?:error|warning)|$",
        most=5,
        framework="javac",
        weight=STATED + 1,
    ),
    Rule(name="gradle", find=r"\* What went wrong:", line=r"\* What went wrong:", look=_went_wrong, framework="gradle"),
    Rule(name="kotlin", find=r"<bol>e: ", line=r"(?P<what>e: .+)", below=r"\s+\S|e: ", most=4, framework="kotlin"),
    Rule(
        name="gradle_test",
        find=r"\S<c> FAILED",
        line=r"(?P<test>[\w.$\[\]]+(?:\[[^\]]*\])? > \S.*?) FAILED$",
        look=_gradle_test,
        framework="junit",
    ),
    Rule(
        name="gradle_task",
        find=r"\S<c> FAILED",
        line=r"> Task (?P<what>:\S+) FAILED",
        weight=WRAPPER + 5,
        below=r"\S",
        most=6,
        framework="gradle",
    ),
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
        message="{what}",
        gather=True,
        framework="checkstyle",
        weight=STATED + 1,
    ),
    Rule(
        name="kotlin_lint",
        find=r"\.kts?:\d+:\d+",
        line=r"(?P<what>\S+\.kts?:\d+:\d+:? .+(?:\(\w[\w-]*:[\w-]+\)|\[\w+\]))$",
        gather=True,
        framework="ktlint",
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
        find=r"<bol>\[ERROR\]<c>  ",
        line=r"\[ERROR\]   (?:Run \d+: )?(?P<test>[\w$.]+(?:\.|:)[\w$]+(?:\[.*?\])?:\d+)(?:->\S+)* (?P<what>.+)",
        weight=SUMMED + 5,
        framework="surefire",
        above=r"\[(?:ERROR|WARNING)\] (?:Failures|Errors|Flakes):|\[WARNING\]|\[ERROR\]",
        above_most=3,
        below=r"\[ERROR\]   |\[INFO\]   Run|\[WARNING\]",
        most=12,
    ),
    Rule(
        name="flakes",
        find=r"\[WARNING\]<c> Flakes:",
        line=r"\[WARNING\] Flakes:",
        look=_flakes,
        framework="surefire",
    ),
    Rule(
        name="spotbugs",
        find=r"\[ERROR\]<c> (?:High|Medium|Low): ",
        line=r"\[ERROR\] (?P<what>(?:High|Medium|Low): .+ At \S+:\[lines? .+)",
        message="{what}",
        gather=True,
        framework="spotbugs",
    ),
    Rule(
        name="scalatest",
        find=r"\*\*\* FAILED \*\*\*",
        line=r"(?:\[(?:info|error)\] )?\s*- (?P<test>\S.*?) \*\*\* FAILED \*\*\*",
        say=1,
        message="{test}:",
        below=r"(?:\[(?:info|error)\] )?\s{2,}\S",
        most=8,
        framework="scalatest",
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
    Rule(
        name="sbt",
        find=r"<bol>\[error\]<c> ",
        line=r"\[error\] (?P<what>(?:-- (?:\[E\d+\] )?.*Error.*|/?\S+\.scala:\d+.*|.*(?:not found"
        r"|unresolved dependency|compilation failed).*|\s+\* .*))",
        below=r"\[error\]",
        most=8,
        framework="sbt",
        weight=STATED - 2,
    ),
    Rule(
        name="sbt_failed_tests",
        find=r"<bol>\[error\]<c> ",
        line=r"\[error\] Failed tests:",
        below=r"\[error\]",
        most=8,
        framework="sbt",
        weight=SUMMED,
    ),
    Rule(
        name="thrown",
        find=r"Exception in thread \"",
        line=r"Exception in thread \"[^\"]*\" (?P<what>.+)",
        weight=RAISED + 2,
        below=r"\s+at |Caused by|\s+\.\.\.",
        most=8,
        framework="jvm",
    ),
    Rule(
        name="class_not_found",
        find=r"Could not find or load main class|UnsupportedClassVersionError|Unable to locate a Java Runtime"
        r"|JAVA_HOME is|Unsupported class file major",
        line=r".*(?:Could not find or load main class|UnsupportedClassVersionError|JAVA_HOME is (?:not set"
        r"|set to an invalid)|Unsupported class file major version)",
        weight=STATED - 2,
        below=r"Caused by|\s+",
        most=4,
        framework="jvm",
    ),
    Rule(
        name="android",
        find=r"AAPT: |error: resource |Manifest merger failed|Failed to install the following (?:Android|SDK)"
        r"|SDK location not found|INSTALL_FAILED",
        line=r".*(?:AAPT: error|error: resource |Manifest merger failed"
        r"|Failed to install the following (?:Android )?SDK|SDK location not found|INSTALL_FAILED)",
        below=r"\s",
        most=6,
        framework="android",
    ),
)
