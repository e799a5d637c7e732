"""Python packaging: pip, uv, poetry, conda, build backends."""

from error_assets.extraction.dialect import RAISED, STATED, SUMMED, Rule

RULES = (
    Rule(
        name="pip",
        find=r"<bol>ERROR<c>: ",
        line=r"\s*ERROR: (?P<what>(?:Could not find a version|No matching distribution|Cannot install"
        r"|ResolutionImpossible|Could not open requirements|Invalid requirement"
        r"|Package .* requires a different Python|"
        r"Could not install packages|Could not build wheels|Failed building wheel|Failed to build|Hash"
        r"|THESE PACKAGES|In --require-hashes|Directory .* is not installable|.*is not a supported wheel"
        r"|Exception:|.* requires .*, (?:which is|but you)|HTTP error|Repository not found|.* not found in"
        r"|Some build dependencies|Ignored the following).*)",
        above=r"\s*(?:ERROR: |INFO: |The conflict)",
        above_most=3,
        below=r"\s*ERROR: |\s{2,}\S|The conflict|To fix|$",
        most=10,
        framework="pip",
        weight=STATED - 1,
    ),
    Rule(
        name="pip_build",
        find=r"subprocess-exited-with-error|metadata-generation-failed|Failed to build installable wheels"
        r"|failed-wheel-build",
        line=r"\s*(?:error: )?(?:subprocess-exited-with-error|metadata-generation-failed"
        r"|failed-wheel-build-for-install)",
        below=r"\s|×|╰|│|$",
        most=18,
        framework="pip",
        weight=SUMMED,
    ),
    Rule(
        name="crossed",
        find=r"<bol>×<c> ",
        line=r"\s*× (?P<what>(?:No solution found|Failed to|No (?:interpreter|virtual)|Because|Could not"
        r"|.*failed|Distribution|Request).*)",
        below=r"\s*(?:[├╰│]|\s+\S|hint|help|$)",
        most=16,
        framework="uv",
    ),
    Rule(
        name="uv",
        find=r"<bol>error<c>(?:\[E\d+\])?<c>: ",
        line=r"error: (?P<what>(?:No solution found|Failed to (?:spawn|parse|build|fetch|download|install"
        r"|prepare|resolve|read|generate|discover|inspect)|The lockfile at|No `(?:pyproject|project)"
        r"|Unable to find lockfile|Distribution .* can't be installed|Group `|Extra `|Project virtual"
        r"|No interpreter|Workspace|Package `).*)",
        below=r"\s+\S|Caused by|$",
        most=8,
        framework="uv",
    ),
    Rule(
        name="poetry",
        find=r"version solving failed|pyproject\.toml changed significantly|not up to date|poetry\.lock is not"
        r"|The Poetry configuration is invalid|Could not parse version constraint",
        line=r".*(?:version solving failed|pyproject\.toml changed significantly|lock file .*not up to date"
        r"|poetry\.lock is not|The Poetry configuration is invalid)",
        above=r"\S",
        above_most=6,
        below=r"\S",
        most=4,
        framework="poetry",
    ),
    Rule(
        name="conda",
        find=r"PackagesNotFoundError|LibMambaUnsatisfiable|UnsatisfiableError|ResolvePackageNotFound"
        r"|CondaHTTPError|nothing provides",
        line=r".*(?:PackagesNotFoundError|LibMambaUnsatisfiableError|UnsatisfiableError|ResolvePackageNotFound"
        r"|CondaHTTPError|nothing provides .* needed by)",
        below=r"\s*\S|$",
        most=8,
        framework="conda",
    ),
    Rule(
        name="backend",
        find=r"Readme file does not exist|OSError: Readme|Multiple top-level packages"
        r"|Unable to determine which files|error in .* setup command|Getting requirements to build",
        line=r".*(?:Readme file does not exist|Multiple top-level packages discovered"
        r"|Unable to determine which files to ship|error in .* setup command)",
        weight=STATED - 1,
        framework="build",
    ),
    Rule(
        name="twine",
        find=r"HTTPError: \d{3} |File already exists|Invalid or non-existent authentication",
        line=r".*(?:HTTPError: \d{3} .*(?:pypi|upload)|File already exists|Invalid or non-existent authentication)",
        weight=RAISED + 5,
        framework="twine",
        below=r"\s*\S",
        most=4,
    ),
)
