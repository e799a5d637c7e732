"""Swift and Xcode: XCTest, Swift Testing, xcodebuild, swift build and packages, CocoaPods, code signing."""

import re

from error_assets.extraction.dialect import RAISED, STATED, SUMMED, Near, Rule, Seen
from error_assets.extraction.dialects.c import COMPILER

_SUITE = re.compile(r"\[?(?:Test Suite )?\w[\w.]*\]?$")

SUITE_LINES = 60
"""How far above a failed test the name of its suite is looked for: the suite's other tests stand between."""


def _formatted_test(near: Near) -> Seen | None:
    """A failed test as xcpretty and xcbeautify list it, beneath the name of its suite and among its tests."""
    message = f"{near.match.group('test')}: {near.match.group('what')}"
    for line in near.above(SUITE_LINES):
        if _SUITE.match(line.text):
            nearest = next(near.above(1))
            return Seen(message, line if line == nearest else near.line, near.line, near.match.group("test"))
        if not line.text.startswith((" ", "\t")):
            return None
    return None


RULES = (
    Rule(
        name="compiler",
        find=COMPILER,
        line=r"\S+\.swift:\d+(?::\d+)?: (?:fatal )?[Ee]rror: (?!-\[).+",
        below=r"\s|\d+ *\||[^:]*$",
        until=r"\S+:\d+(?::\d+)?: |\d+ (?:error|warning)|$",
        most=5,
        framework="swiftc",
        weight=STATED + 1,
    ),
    Rule(
        name="xctest",
        find=r"error: -\[| : XCTA| : failed - | : XCTU",
        line=r"(?P<what>\S.*:\d+: error: (?:-\[(?P<test>[^\]]+)\]|(?P<linux>[\w.]+)) : .+)",
        framework="xctest",
        weight=STATED + 1,
    ),
    Rule(
        name="swift_testing",
        find=r"recorded an issue at|Expectation failed",
        line=r".*(?:recorded an issue at \S+|Expectation failed).*",
        below=r"↳|\s+\S",
        most=4,
        framework="swift-testing",
    ),
    Rule(
        name="formatted_error",
        find=r"❌ +/",
        line=r"❌ +(?P<what>/\S.*?:\d+:\d+: .+)",
        message="{what}",
        below=r"\s+\S|$",
        most=4,
        framework="xcpretty",
    ),
    Rule(
        name="formatted_test",
        find=r"(?:✖|✗) \w+, ",
        line=r"\s+(?:✖|✗) (?P<test>\w+), (?P<what>\S.+)",
        look=_formatted_test,
        framework="xctest",
    ),
    Rule(
        name="test_case",
        find=r"Test [Cc]ase '.*' failed",
        line=r".*Test [Cc]ase '(?P<test>[^']+)' failed",
        weight=SUMMED,
        framework="xctest",
    ),
    Rule(
        name="xcodebuild",
        find=r"xcodebuild: error: |requires a provisioning profile|No signing certificate"
        r"|Unable to find a (?:device|destination)|no such module '|Signing for ",
        line=r".*(?:xcodebuild: error: |requires a provisioning profile|No signing certificate"
        r"|Unable to find a (?:device|destination)|no such module '|Signing for \".*\" requires)",
        below=r"\s+\S|$|\t",
        most=8,
        framework="xcodebuild",
        weight=STATED - 1,
    ),
    Rule(
        name="package",
        find=r"<bol>error: (?:Dependencies could not|'[^'\n]+': |package '|Invalid manifest|the package)",
        line=r"(?P<what>error: (?:Dependencies could not be resolved|'[^']+': (?:the package|Source files|public "
        r"headers|invalid)|package '[^']+' (?:is using|requires|at)|Invalid manifest|the package ).*)",
        below=r"\s+\S|\S+\.swift:\d+:\d+: error",
        most=6,
        framework="swift package",
        weight=STATED - 1,
    ),
    Rule(
        name="pods",
        find=r"<bol>\[!\] ",
        line=r"\[!\] (?P<what>\S.+)",
        unless=r"warn|deprecat",
        below=r"\S|$",
        most=8,
        framework="cocoapods",
        weight=RAISED + 5,
    ),
)
