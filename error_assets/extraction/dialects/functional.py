"""Elixir, Erlang, Haskell, OCaml, Elm, Nix: what their compilers and tests say."""

import re
from dataclasses import replace

from error_assets.extraction.dialect import RAISED, STATED, Near, Rule, Seen
from error_assets.extraction.dialects.c import COMPILER

LOGGED = True


def _ocaml(near: Near) -> Seen | None:
    """The place stands first, then the source, then the error, which may be a warning only."""
    for line in near.below(12):
        if line.text.startswith("Warning") or line.text.startswith('File "'):
            return None
        if line.text.startswith("Error"):
            return Seen(f"{near.line.text} {near.completed(line.text)}", near.line, line)
    return None


def _compiler(near: Near) -> Seen | None:
    """An error of Elixir's compiler: its source and its place stand below in a frame."""
    for line in near.below(9):
        if "└─ " in line.text:
            place = line.text.split("└─ ", 1)[1]
            return Seen(f"{place}: {near.match.group('what')}", near.line, line)
        if not line.text:
            break
    return None


WARNING_LINES = 80
"""How far above the end of a compilation its warnings are looked for."""


def _warned(near: Near) -> Seen | None:
    """The first of the warnings that failed a compilation, with its place below it."""
    lead = None
    for line in near.above(WARNING_LINES):
        if line.text.startswith(("Compiling ", "==> ", "Generated ")):
            break
        if line.text.lstrip().startswith("warning: "):
            lead = line
    if lead is None:
        return None
    last, place = lead, ""
    for line in replace(near, line=lead).below(10):
        if not line.text or line.start >= near.line.start:
            break
        last = line
        if "└─ " in line.text:
            place = line.text.split("└─ ", 1)[1]
    said = lead.text.strip()
    return Seen(f"{place}: {said}" if place else said, lead, last)


def _unsolved(near: Near) -> Seen | None:
    """Cabal's solver: the last rejection it shows."""
    below = list(near.below(16))
    steps = [line for line in below if re.match(r"\[__\d+\] ", line.text)]
    if not steps:
        return None
    told = [line.text for line in steps if re.search(r"\] (?:rejecting|unknown package|skipping)", line.text)]
    told = told or [line.text for line in steps]
    said = told[0].split("] ", 1)[-1]
    return Seen(f"Could not resolve dependencies: {said}", near.line, steps[-1])


def _tasty(near: Near) -> Seen | None:
    """A failed test of tasty: what it says stands deeper below."""
    depth = len(near.line.text) - len(near.line.text.lstrip())
    said: list[str] = []
    last = near.line
    for line in near.below(8):
        if not line.text or len(line.text) - len(line.text.lstrip()) <= depth:
            break
        last = line
        if len(said) < 4 and not line.text.lstrip().startswith("Use -p"):
            said.append(line.text.strip())
    test = near.match.group("test")
    return Seen(f"{test}: {' '.join(said)}", near.line, last, test) if said else None


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
        name="elixir_compiler",
        find=r"<bol>error: ",
        line=r"\s+(?P<what>error: .+)",
        look=_compiler,
        framework="elixir",
        weight=STATED - 1,
    ),
    Rule(
        name="mix_format",
        find=r"mix format failed",
        line=r"\*\* \(Mix\) mix format failed.*",
        below=r"\S|$|\s",
        say=2,
        most=6,
        framework="mix format",
        weight=RAISED + 11,
    ),
    Rule(
        name="warnings_as_errors",
        find=r"Compilation failed due to warnings",
        line=r"Compilation failed due to warnings while using the --warnings-as-errors option",
        look=_warned,
        framework="elixir",
        weight=STATED - 2,
    ),
    Rule(
        name="credo",
        find=r"\[[CDFRW]\] [↗↑→↓]",
        line=r"┃? *(?P<what>\[[CDFRW]\] [↗↑→↓↘] .+)",
        below=r"┃ {4,}\S",
        most=3,
        gather=True,
        framework="credo",
        weight=RAISED + 5,
    ),
    Rule(
        name="dialyzer",
        find=r"\.exs?:\d+(?::\d+)?:[a-z_]+\s*$",
        line=r"\S+\.exs?:\d+(?::\d+)?:[a-z_]+$",
        say=1,
        below=r"\S",
        until=r"_{8,}",
        most=6,
        gather=True,
        framework="dialyzer",
        weight=RAISED + 5,
    ),
    Rule(
        name="elm",
        find=r"<bol>-- [A-Z][A-Z ]+ -{4,}",
        line=r"-- [A-Z][A-Z ]+ -{4,} \S+",
        say=1,
        below=r"\S|\s|$",
        most=8,
        framework="elm",
    ),
    Rule(
        name="cabal",
        find=r"Could not resolve dependencies:\s*$",
        line=r"(?:Error: )?Could not resolve dependencies:$",
        look=_unsolved,
        framework="cabal",
    ),
    Rule(
        name="tasty",
        find=r":  +FAIL",
        line=r"\s+(?P<test>\S.*?): +FAIL(?: \([\d.]+s\))?$",
        look=_tasty,
        framework="tasty",
        weight=STATED - 2,
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
        r"|flake '|path|infinite|assertion|getting status|syntax error, unexpected)",
        line=r"\s{0,10}error: (?:builder for|attribute|undefined variable '|cannot build|build of|hash mismatch"
        r"|evaluation|flake '"
        r"|path '|infinite|assertion|getting status|syntax error, unexpected).*",
        below=r"\s+|$|>",
        most=10,
        framework="nix",
        weight=STATED - 2,
    ),
)
