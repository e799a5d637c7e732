"""Swift and Xcode: XCTest, Swift Testing, xcodebuild, swift build and packages, CocoaPods, code signing."""

from error_assets.extraction.dialect import RAISED, STATED, SUMMED, Rule
from error_assets.extraction.dialects.c import COMPILER

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
        message="{test}: {what}",
        above=r"\[?\w[\w.]*\]?$",
        above_most=1,
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
        r"|Unable to find a (?:device|destination)|No such module '|Signing for ",
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
