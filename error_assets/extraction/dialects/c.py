"""C and C++ (and what words itself alike): gcc, clang, msvc, clang-tidy, clang-format, linkers, gtest."""

from error_assets.extraction.dialect import RAISED, STATED, SUMMED, Near, Rule, Seen

RUNNING_BYTES = 50_000
"""How far above a failed expectation its test's beginning is looked for: what the test printed stands between."""

COMPILER = r"[\d)]: ?(?:fatal )?[Ee]rror(?: [A-Z]+\d+)?:"
"""`file:1:2: error:` and `file(1,2): error X1:`, the form that most compilers share."""


def _gtest(near: Near) -> Seen | None:
    """A failed expectation of googletest, with the test that was running."""
    first = last = near.line
    said: list[str] = []
    for line in near.below(9):
        if not line.text or line.text.startswith("["):
            break
        said.append(line.text.strip())
        last = line
    data, at = near.window.data, near.line.start
    place = data.rfind(b"[ RUN      ] ", max(0, at - RUNNING_BYTES), at)
    running = near.window.line_at(place) if place >= 0 else None
    test = running.text.split("] ", 1)[-1].strip() if running else ""
    return Seen(" ".join([near.line.text, *said[:3]]), first, last, test)


RULES = (
    Rule(
        name="compiler",
        find=COMPILER,
        line=r"(?P<place>(?:[A-Za-z]:)?[^\s:()\[\]][^:()]{0,250}(?::\d+(?::\d+)?"
        r"|\(\d+(?:,\d+)*\))) ?: ?(?:fatal )?[Ee]rror(?: [A-Z]+\d+)? ?: ?(?P<what>.*)",
        unless=r"-warnings-as-errors\]|code should be clang-formatted|make.*\*\*\*|Wclang-format|error: 0\b|\.py:\d",
        above=r"In file included|\s+from |.*: In (?:function|member|constructor|instantiation|lambda)|.*: At ",
        above_most=4,
        below=r"\s|\d+ *\|",
        until=r"\S.*[\d)]: ?(?:fatal )?error",
        most=8,
        framework="cc",
    ),
    Rule(
        name="clang_tidy",
        find=COMPILER,
        line=r"(?P<place>\S[^:]*:\d+:\d+): error: (?P<what>.*-warnings-as-errors\])",
        below=r"\s|\d+ *\|",
        until=r"\S.*\d: (?:error|warning)",
        most=4,
        gather=True,
        framework="clang-tidy",
        weight=STATED + 1,
    ),
    Rule(
        name="clang_format",
        find=r"clang-format(?:ted|-violations)|code should be clang-formatted",
        line=r"(?P<place>\S[^:]*:\d+:\d+): (?:error|warning): code should be clang-formatted.*",
        below=r"\s",
        most=3,
        gather=True,
        framework="clang-format",
        weight=STATED + 1,
    ),
    Rule(
        name="coded",
        find=r"error [A-Z]{1,8}\d{3,5}",
        line=r"(?P<what>(?:.{0,300}? ?: )?(?:fatal )?error [A-Z]{1,8}\d{3,5} ?: .*)",
        unless=r"error TS\d|MSB(?:3073|3721|6006|8066).*exited with code",
        framework="msbuild",
    ),
    Rule(
        name="compiler_gave_up",
        find=r"sorry, unimplemented|internal compiler error|confused by earlier errors"
        r"|warnings being treated as errors",
        line=r".*(?:sorry, unimplemented: |internal compiler error|confused by earlier errors"
        r"|warnings being treated as errors)",
        above=r"\S",
        above_most=3,
        below=r"\s|Please submit",
        most=5,
        framework="cc",
        weight=RAISED + 5,
    ),
    Rule(
        name="linker",
        find=r"undefined reference to|undefined symbol|Undefined symbols for|symbol\(s\) not found"
        r"|ld: (?:cannot|library|error|unknown|warning: ignoring)|multiple definition of|duplicate symbol"
        r"|cannot find -l|library not found for|ld\.lld",
        line=r".*(?:undefined reference to|undefined symbol[:s]|Undefined symbols for architecture"
        r"|\bld(?:\.\w+)?: (?:error: |cannot find|library|unknown|framework)|multiple definition of"
        r"|duplicate symbol|cannot find -l|library not found for)",
        unless=r"\bwarn",
        above=r".*: in function|.*\.o: |/.*ld: ",
        above_most=2,
        below=r"\s|>>>|ld: symbol",
        most=8,
        framework="linker",
        weight=STATED - 1,
    ),
    Rule(
        name="gtest",
        find=r"\[  FAILED  \]",
        line=r"\[  FAILED  \] (?P<test>\S+\.\S+?)(?:,| \(|$)",
        message="[  FAILED  ] {test}",
        weight=SUMMED + 5,
        above=r"\S",
        above_most=8,
        framework="gtest",
    ),
    Rule(
        name="gtest_failure",
        find=r":\d+: Failure",
        line=r"(?P<place>\S+:\d+): Failure$",
        look=_gtest,
        framework="gtest",
    ),
    Rule(
        name="valgrind",
        find=r"==\d+== (?:Invalid |Conditional jump|Use of uninit|Mismatched free|Process terminating)|definitely lost",
        line=r"==\d+== (?P<what>Invalid (?:read|write|free)|Conditional jump|Use of uninitialised|Mismatched free"
        r"|Process terminating|.*[1-9]\d* bytes in .* definitely lost).*",
        below=r"==\d+==  +\S",
        most=8,
        framework="valgrind",
        weight=STATED - 5,
    ),
    Rule(
        name="catch2",
        find=r"FAILED:|: ERROR: (?:CHECK|REQUIRE|test case)",
        line=r"(?P<place>\S+:\d+): FAILED:|(?P<doctest>\S+:\d+): ERROR: (?:CHECK|REQUIRE).*",
        below=r"\s|with expansion|$",
        most=8,
        framework="catch2",
    ),
    Rule(
        name="criterion",
        find=r": Assertion [Ff]ailed\s*$",
        line=r"\[----\] (?P<what>\S+:\d+: Assertion [Ff]ailed)",
        below=r"\[----\]",
        most=6,
        say=2,
        framework="criterion",
    ),
    Rule(
        name="assert",
        find=r"Assertion [`'\"]|: Assertion failed|Assertion failed: ",
        line=r".*(?:Assertion [`'\"].*failed|Assertion failed: )",
        weight=RAISED + 2,
        framework="cc",
        below=r"Aborted|\s+\S",
        most=4,
    ),
    Rule(
        name="configure",
        find=r"configure: error: ",
        line=r".*configure: error: (?P<what>.+)",
        above=r"checking ",
        above_most=2,
        below=r"\s|See ",
        most=5,
        framework="autotools",
    ),
)
