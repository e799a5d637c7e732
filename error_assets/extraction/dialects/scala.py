"""Scala: sbt, scalatest."""

from error_assets.extraction.dialect import STATED, SUMMED, Rule

LOGGED = True

RULES = (
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
        name="munit",
        find=r"<bol>==> X ",
        line=r"(?:\[\w+\] )?==> X (?P<test>\S+?\.\S.*?) +\d[\d.]*m?s (?P<what>\S.*)",
        message="{test}: {what}",
        below=r"(?:\[\w+\] )?(?:\d+:|=>|[-+]|values are|\s+\S)",
        until=r"(?:\[\w+\] )?\s+at ",
        most=12,
        framework="munit",
    ),
    Rule(
        name="sbt",
        find=r"<bol>\[error\] ",
        line=r"\[error\] (?P<what>(?:-- (?:\[E\d+\] )?.*Error.*|/?\S+\.scala:\d+.*|.*(?:not found"
        r"|unresolved dependency|Error downloading |compilation failed).*|\s+\* .*))",
        below=r"\[error\]",
        most=8,
        framework="sbt",
        weight=STATED - 2,
    ),
    Rule(
        name="sbt_failed_tests",
        find=r"<bol>\[error\] ",
        line=r"\[error\] Failed tests:",
        below=r"\[error\]",
        most=8,
        framework="sbt",
        weight=SUMMED,
    ),
)
