"""The JVM: javac, Kotlin, ktlint, Android, exceptions of programs."""

from error_assets.extraction.dialect import RAISED, STATED, Near, Rule, Seen
from error_assets.extraction.dialects import gradle
from error_assets.extraction.dialects.c import COMPILER

LOGGED = True


def _spring(near: Near) -> Seen | None:
    """Spring Boot's analysis of why an application did not start."""
    said: list[str] = []
    last = near.line
    for line in near.below(14):
        text = line.text.strip()
        if text == "Action:":
            break
        if text and text != "Description:" and not text.startswith("***"):
            said.append(text)
            last = line
    return Seen(f"{near.line.text.strip()}: {' '.join(said[:3])}", near.line, last) if said else None


RULES = (
    Rule(
        name="spring",
        find=r"<bol>APPLICATION FAILED TO START",
        line=r"APPLICATION FAILED TO START$",
        look=_spring,
        framework="spring",
        weight=STATED - 2,
    ),
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
    Rule(
        name="kotlin",
        find=r"<bol>e: ",
        line=r"(?P<what>e: .+)",
        unless=r"\.gradle\.kts:\d",
        below=r"\s+\S|e: ",
        most=4,
        framework="kotlin",
    ),
    Rule(
        name="kotlin_script",
        find=r"<bol>e: ",
        line=r"(?P<what>e: .+\.gradle\.kts:\d.*)",
        framework="kotlin",
        weight=STATED - 1,
    ),
    Rule(
        name="kotlin_lint",
        find=r"\.kts?:\d+:\d+",
        line=r"(?P<what>\S+\.kts?:\d+:\d+:? .+(?:\(\w[\w-]*:[\w-]+\)|\[\w+\]))$",
        gather=True,
        look=gradle.finding,
        framework="ktlint",
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
        name="shrinker",
        find=r"(?:ERROR|error): R8: |Missing class(?:es)? |ERROR: D8: ",
        line=r"(?:.{0,300}: )?(?:ERROR|error): (?:R8|D8): .+|ERROR: Missing classes detected .*",
        below=r"\s|Missing class",
        most=5,
        framework="r8",
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
