"""Solidity: solc, foundry, hardhat, slither."""

from error_assets.extraction.dialect import STATED, Rule

RULES = (
    Rule(
        name="solc",
        find=r"Error ?\(\d{4}\)",
        line=r"(?P<what>Error \(\d{4}\): .+)",
        below=r"\s|\d+ *\||\w+Error: |$",
        most=8,
        framework="solc",
    ),
    Rule(
        name="solc_kind",
        find=r"<bol>(?:Parser|Declaration|Type|Docstring|Compiler|Unimplemented)Error: ",
        line=r"(?P<what>(?:Parser|Declaration|Type|DocstringParsing|Compiler)Error: .+)",
        unless=r"^TypeError: .*(?:undefined|function|null|read prop)",
        below=r"\s*-->|\s+\||\d+ *\||\s",
        most=7,
        framework="solc",
        weight=STATED - 12,
    ),
    Rule(
        name="forge",
        find=r"\[FAIL[:.]",
        line=r"(?P<what>\[FAIL(?:: |\. Reason: ).*?\] (?P<test>\w+\(.*?\)).*)",
        message="{what}",
        below=r"\s",
        most=4,
        framework="forge",
    ),
)
