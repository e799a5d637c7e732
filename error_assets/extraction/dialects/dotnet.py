"""The .NET tools: dotnet test, msbuild's own errors, NuGet."""

import re

from error_assets.extraction.dialect import RAISED, STATED, SUMMED, Near, Rule, Seen


def _test(near: Near) -> Seen | None:
    """A failed test with its error message, which stands below its head."""
    test = near.match.group("test").strip()
    said: list[str] = []
    last = near.line
    for line in near.below(16):
        text = line.text.strip()
        if text.startswith(("Stack Trace", "Test run summary")) or re.match(r"(?:Passed|Failed|Skipped) ", text):
            break
        if text and not text.startswith(("Error Message", "at ")):
            last = line
            if len(said) < 4:
                said.append(text)
    return Seen(f"{test}: {' '.join(said)}" if said else test, near.line, last, test)


RULES = (
    Rule(
        name="test",
        find=r"<bol>Failed [\w.]+[^\n]* \[(?:< )?\d",
        line=r"\s*(?:\[xUnit\.net [\d:.]+\]\s+)?(?:Failed (?P<test>\S.*?) \[(?:< )?\d.*\]$)",
        look=_test,
        framework="dotnet test",
    ),
    Rule(
        name="test_platform",
        find=r"<bol>failed [\w.]+[^\n]* \(\d",
        line=r"failed (?P<test>[\w.+]+(?:\(.*\))?) \((?:\d+[hms] )*\d+m?s(?: \d+ms)?\)$",
        look=_test,
        framework="dotnet test",
    ),
    Rule(
        name="format",
        find=r"error (?:WHITESPACE|IMPORTS|FINALNEWLINE|CHARSET|ENDOFLINE): ",
        line=r"(?P<what>\S.*\(\d+,\d+\): error (?:WHITESPACE|IMPORTS|FINALNEWLINE|CHARSET|ENDOFLINE): .+)",
        gather=True,
        framework="dotnet format",
    ),
    Rule(
        name="xunit",
        find=r"\[FAIL\]",
        line=r"\s*(?:\[xUnit\.net [\d:.]+\]\s*)?(?P<test>[\w.+<>]+(?:\(.*\))?) \[FAIL\]",
        weight=SUMMED + 6,
        below=r"(?:\[xUnit\.net [\d:.]+\])?\s{4,}\S",
        most=6,
        framework="xunit",
    ),
    Rule(
        name="test_host",
        find=r"The active test run was aborted",
        line=r"The active test run was aborted\. Reason: .*",
        below=r"\s+at |\s+\S",
        most=8,
        framework="dotnet test",
        weight=STATED - 3,
    ),
    Rule(
        name="unhandled",
        find=r"Unhandled exception[.:]",
        line=r"Unhandled exception[.:] (?P<what>.+)",
        weight=RAISED + 2,
        below=r"\s+at |\s--->",
        most=8,
    ),
    Rule(
        name="compiler",
        find=r"error [A-Z]{1,8}\d{3,5}",
        line=r"\S.*(?:\.(?:cs|vb|fs|razor|cshtml|targets)\(\d+(?:,\d+)*\)|proj) ?: error [A-Z]+\d+: .+",
        unless=r"MSB(?:3073|3721|6006|8066).*exited with code",
        framework="msbuild",
        weight=STATED + 1,
    ),
    Rule(
        name="msbuild",
        find=r"MSBUILD : error|: error MSB|: error :",
        line=r"(?P<what>(?:MSBUILD|.{1,200}) : error (?:MSB\d+)?: .*)",
        unless=r"MSB(?:3073|3721|6006|8066).*exited with code",
        framework="msbuild",
    ),
    Rule(
        name="sdk",
        find=r"A compatible \.NET SDK was not found|You must install or update \.NET|The framework '",
        line=r".*(?:A compatible \.NET SDK was not found|You must install or update \.NET)",
        below=r"\S|$",
        most=8,
    ),
)
