"""Elixir, Erlang, Haskell, OCaml, Scala's kin, Zig, Nix, Julia, R, Lua: what their compilers and tests say."""

from error_assets.extraction.dialect import RAISED, STATED, Rule

RULES = (
    Rule(
        name="elixir",
        find=r"<bol>\*\* \(|== Compilation error in file",
        line=r"(?:\*\* \((?P<what>\w[\w.]*(?:Error|exit|Exit|throw)?\) .+)|== Compilation error in file .*)",
        below=r"\s+\S|\*\* \(",
        most=8,
        framework="elixir",
    ),
    Rule(
        name="exunit",
        find=r"<bol>\d+\) test ",
        line=r"\s+\d+\) (?P<test>test .+ \([\w.]+\))",
        message="{test}",
        below=r"\s+\S",
        most=12,
        framework="exunit",
        weight=STATED + 1,
    ),
    Rule(
        name="ocaml",
        find=r"\.ml[iyl]?\", lines? \d",
        line=r"File \"[^\"]+\.mli?\", lines? \d.*",
        below=r"\S",
        most=8,
        framework="ocaml",
    ),
    Rule(
        name="nix",
        find=r"<bol>error: (?:builder for|attribute|undefined|cannot build|build of|hash mismatch|evaluation|flake|path|infinite|assertion|getting status|syntax)",
        line=r"error: (?:builder for|attribute|undefined|cannot build|build of|hash mismatch|evaluation|flake|path '|infinite|assertion|getting status|syntax).*",
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
        framework="r",
        weight=RAISED,
    ),
)
