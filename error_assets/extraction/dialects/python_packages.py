"""Python packaging: pip, uv, poetry, conda, build backends."""

import re

from error_assets.extraction.dialect import RAISED, STATED, SUMMED, Near, Rule, Seen

_PIP_GAVE_UP = re.compile(r"ERROR: (?:Could not (?:find a version|install)|No matching distribution|HTTP error)")
CAUSES = 8
"""Lines below an error in which its causes stand."""

CROSSED_LINES = 16
"""Lines of uv's statement that are shown: a branch for each cause, wrapped at 80 characters."""

_BRANCH = re.compile(r"\s*(?:[├╰│]|\s+\S|hint|help|$)")

UNSOLVED_LINES = 12
"""How far below its head mamba's reason is looked for: the tree names every package on the way."""


def _refused_index(near: Near) -> Seen | None:
    """The last try to reach an index: pip goes on to say that the package does not exist, which is only what it saw."""
    last = near.line
    for line in near.below(6):
        last = line
        if _PIP_GAVE_UP.match(line.text):
            break
    else:
        return None
    what = near.line.text
    if found := re.search(r"'([\w.]*(?:Error|Timeout|Exception)\b\(.*)'\): (/\S*)", what):
        reason = re.sub(r"<[^>]*object at 0x[0-9a-f]+>:? ?", "", found.group(1))
        what = f"WARNING: Retrying (Retry(total=0)) after connection broken by '{reason}': {found.group(2)}"
    return Seen(what, near.line, last)


def _unsolved(near: Near) -> Seen | None:
    """Conda's and mamba's reason is the deepest branch of a tree."""
    said, last = "", near.line
    for line in near.below(UNSOLVED_LINES):
        text = line.text.strip(" │├└─")
        if line.mark == "error" or text.startswith(("critical ", "error ")):
            break
        if re.search(r"does not exist|conflict|not installable|no viable|cannot be installed|nothing provides", text):
            said = said or text
        last = line if text else last
    return Seen(f"{near.match.group('what')}: {said}" if said else near.match.group("what"), near.line, last)


def _crossed(near: Near) -> Seen | None:
    """uv's statement: what failed stands behind the cross, why on the last branch beneath it, wrapped over lines."""
    why: list[str] = []
    last = near.line
    for line in near.below(CROSSED_LINES):
        if not _BRANCH.match(line.text):
            break
        text = line.text.strip(" │├╰─▶")
        if "▶ " in line.text:
            why = [text]
        elif text.startswith(("hint:", "help:", "[std")) or not text:
            why = [*why, ""] if why else why
        elif why and "" not in why:
            why.append(text)
        last = line if text else last
    said = " ".join(["×", near.match.group("what").rstrip(" :") + ":" * bool(why), *why])
    return Seen(said, near.line, last)


def _caused(near: Near) -> Seen:
    """uv's error with the last of its causes, which stand below it; the first says only what was being done."""
    said, last = near.match.group("what"), near.line
    for line in near.below(CAUSES):
        if line.text and not re.match(r"\s+\S|Caused by", line.text):
            break
        if found := re.match(r"\s*(?:Caused by: |├─▶ |╰─▶ )(\S.*)", line.text):
            said = f"{near.match.group('what')}: {found.group(1)}"
        last = line if line.text else last
    return Seen(f"error: {said}", near.line, last)


RULES = (
    Rule(
        name="pip",
        find=r"<bol>ERROR: ",
        line=r"\s*ERROR: (?P<what>(?:Could not find a version|No matching distribution|Cannot install"
        r"|Could not open requirements|Invalid requirement"
        r"|Package .* requires a different Python|"
        r"Could not install packages|Could not build wheels|Failed building wheel|Failed to build|Hash"
        r"|THESE PACKAGES|In --require-hashes|Directory .* is not installable|.*is not a supported wheel"
        r"|.* requires .*, (?:which is|but you)|HTTP error|Repository not found|.* not found in"
        r"|Some build dependencies).*)",
        above=r"\s*(?:ERROR: |INFO: |The conflict)",
        above_most=3,
        below=r"\s*ERROR: |\s{2,}\S|The conflict|To fix|$",
        most=10,
        framework="pip",
        weight=STATED - 1,
        whole=True,
    ),
    Rule(
        name="pip_summed",
        find=r"ERROR: (?:ResolutionImpossible|Ignored the following)",
        line=r"\s*ERROR: (?:ResolutionImpossible|Ignored the following)",
        framework="pip",
        weight=SUMMED,
    ),
    Rule(
        name="managed",
        find=r"externally-managed-environment",
        line=r"\s*error: externally-managed-environment",
        below=r"×|╰|\s+\S|$",
        most=6,
        framework="pip",
    ),
    Rule(
        name="environment",
        find=r": failed with ",
        line=r"(?P<what>[\w.-]+: failed with (?!exit|code|status|\d).{8,})",
        message="{what}",
        framework="tox",
        weight=STATED,
    ),
    Rule(
        name="interpreter",
        find=r"could not find python interpreter|Python interpreter \S+ not found",
        line=r".*(?:could not find python interpreter|Python interpreter \S+ not found)",
        weight=SUMMED - 2,
        framework="tox",
    ),
    Rule(
        name="refused_index",
        find=r"Retrying \(Retry\(total=0",
        line=r"\s*WARNING: Retrying \(Retry\(total=0",
        look=_refused_index,
        framework="pip",
    ),
    Rule(
        name="unsolved",
        find=r"[Cc]ould not solve for environment specs",
        line=r"(?:error +libmamba )?(?P<what>[Cc]ould not solve for environment specs)",
        look=_unsolved,
        framework="mamba",
        weight=STATED - 1,
    ),
    Rule(
        name="crossed",
        find=r"<bol>× ",
        line=r"\s*× (?P<what>(?:No solution found|Failed to|No (?:interpreter|virtual)|Because|Could not"
        r"|.*failed|Distribution|Request).*)",
        look=_crossed,
        framework="uv",
    ),
    Rule(
        name="uv",
        find=r"<bol>error(?:\[E\d+\])?: ",
        line=r"error: (?P<what>(?:No solution found|Failed to (?:spawn|parse|build|fetch|download|install"
        r"|prepare|resolve|read|generate|discover|inspect)|The lockfile at|No `(?:pyproject|project)"
        r"|Unable to find lockfile|Distribution .* can't be installed|Group `|Extra `|Project virtual"
        r"|No interpreter|Workspace|Package `).*)",
        look=_caused,
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
        find=r"File already exists|Invalid or non-existent authentication",
        line=r".*(?:File already exists|Invalid or non-existent authentication)",
        weight=RAISED + 5,
        framework="twine",
        below=r"\s*\S",
        most=4,
        whole=True,
    ),
)
