"""Elixir, Erlang, Haskell, OCaml, Scala's kin, Zig, Nix, Julia, R, Lua: what their compilers and tests say."""

from error_assets.extraction.dialect import RAISED, STATED, Near, Rule, Seen
from error_assets.extraction.dialects.c import COMPILER


def _ocaml(near: Near) -> Seen | None:
    """The place stands first, then the source, then the error, which may be a warning only."""
    for line in near.below(12):
        if line.text.startswith("Warning") or line.text.startswith('File "'):
            return None
        if line.text.startswith("Error"):
            return Seen(f"{near.line.text} {near.completed(line.text)}", near.line, line)
    return None


RULES = (
    Rule(
        name="elixir",
        find=r"<bol>\*\* \(",
        line=r"\*\* \((?P<what>\w[\w.]*(?:Error|exit|Exit|throw)?\) .+)",
        weight=RAISED + 10,
        below=r"\s+\S|\*\* \(",
        most=8,
        framework="elixir",
    ),
    Rule(
        name="ghc",
        find=COMPILER,
        line=r"\S+\.l?hs:\d+:\d+(?:-\d+)?: error:?.*",
        below=r"\s|\d+ \||\|",
        most=10,
        framework="ghc",
        weight=STATED + 1,
    ),
    Rule(
        name="exunit",
        find=r"<bol>\d+\) test ",
        line=r"\s+\d+\) (?P<test>test .+ \([\w.]+\))",
        message="{test}",
        below=r"\s+\S",
        most=12,
        say=4,
        framework="exunit",
        weight=STATED + 1,
    ),
    Rule(
        name="ocaml",
        find=r"\.ml[iyl]?\", lines? \d",
        line=r"File \"[^\"]+\.ml[iyl]?\", lines? \d.*",
        look=_ocaml,
        framework="ocaml",
    ),
    Rule(
        name="nix",
        find=r"<bol>error: (?:builder for|attribute|undefined|cannot build|build of|hash mismatch|evaluation"
        r"|flake|path|infinite|assertion|getting status|syntax)",
        line=r"error: (?:builder for|attribute|undefined|cannot build|build of|hash mismatch|evaluation|flake"
        r"|path '|infinite|assertion|getting status|syntax).*",
        below=r"\s+|$|>",
        most=10,
        framework="nix",
        weight=STATED - 2,
    ),
    Rule(
        name="julia",
        find=r"ERROR: LoadError|Test Failed at |Error During Test at",
        line=r"(?:ERROR: LoadError: .+|.*: Test Failed at .+|.*Error During Test at .+)",
        below=r"\s+\S",
        most=8,
        framework="julia",
    ),
    Rule(
        name="r",
        find=r"Execution halted|<bol>Error in |── (?:Failure|Error) \(",
        line=r"(?:Error in .+|── (?:Failure|Error) \(.+)",
        below=r"\s*\S",
        most=8,
        say=2,
        framework="r",
        weight=RAISED,
    ),
)
