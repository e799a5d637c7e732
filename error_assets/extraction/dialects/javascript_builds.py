"""TypeScript and the builders: tsc, next, vite, rollup, esbuild, webpack, svelte, astro, expo."""

import re

from error_assets.extraction.dialect import RAISED, STATED, SUMMED, Near, Rule, Seen

_PLACE = re.compile(r"(?:\./|/)?[\w@.\[\]()/\\-]+\.\w+(?::\d+(?::\d+)?)?$")


def _next(near: Near) -> Seen | None:
    """A build error of next.js: its file stands in the line above or below, the source below."""
    first = last = near.line
    place = ""
    for line in near.above(2):
        if _PLACE.match(line.text.strip()):
            place, first = line.text.strip(), line
        break
    for count, line in enumerate(near.below(14)):
        if line.mark not in ("", "buildkit") or (not line.text and count > 9):
            break
        if line.text and not re.match(r"\s|>|\d|https?:|Import|\.|`", line.text):
            break
        if line.text:
            last = line
    message = near.line.text.strip()
    return Seen(f"{place} {message}".strip(), first, last)


def _error_during(near: Near) -> Seen | None:
    """`error during build:` states its reason in the next lines."""
    said: list[str] = []
    last = near.line
    for line in near.below(14):
        if line.text.lstrip().startswith("at ") and said:
            break
        if line.text:
            last = line
            if len(said) < 2 and not line.text.lstrip().startswith(("This is most likely", "at ")):
                said.append(line.text.strip())
    if not said:
        return None
    first = near.line
    message = said[0] if len(said[0]) > 30 or len(said) < 2 else " ".join(said)
    weight = SUMMED if re.search(r"Failed to collect (?:page data|configuration)|Command failed", message) else None
    return Seen(message, first, last, weight=weight)


RULES = (
    Rule(
        name="tsc",
        find=r"error ?TS\d",
        line=r"(?P<place>.{0,300}?)(?: - |: )?error (?P<code>TS\d+): (?P<what>.*)",
        unless=r"^\s*at ",
        framework="tsc",
        weight=STATED + 1,
        below=r"\s+\S|\d+ |$",
        most=7,
        until=r"\S+\(\d+,\d+\): error|\S+:\d+:\d+ - error|Found \d+ error",
    ),
    Rule(
        name="next",
        find=r"Type error: |Module not found: |Error occurred prerendering page|Module parse failed"
        r"|x Expected|You're importing a component|Ecmascript file had an error|Parsing ecmascript",
        line=r"\s*(?:Type error: .+|(?:Error: )?Module not found: .+|Error occurred prerendering page .+"
        r"|Module parse failed: .+|Parsing ecmascript source code failed)",
        framework="next",
        look=_next,
    ),
    Rule(
        name="error_during_build",
        find=r"error during build|Build error occurred|Build failed with \d+ error|Transform failed with",
        line=r"(?:.*[❌✗x] )?(?:error during build:|> Build error occurred|.*(?:Build"
        r"|Transform) failed with \d+ errors?:)",
        framework="vite",
        look=_error_during,
        weight=STATED - 3,
    ),
    Rule(
        name="vite",
        find=r"\[vite\]|\[vite:|\[rollup|\[plugin|\[commonjs|RollupError|Rollup failed",
        line=r".*(?:Rollup failed to resolve|\[vite[:\w-]*\]:? .*(?:[Ee]rror|failed|Could not|cannot|not found)"
        r"|RollupError: |\[plugin:? ?[\w:-]+\] .*(?:[Ee]rror|failed|not))",
        unless=r"warn",
        framework="vite",
        below=r"\s+\S|file: |\d+ *[|:]|>|$|This is|If you|`",
        most=8,
        weight=STATED - 4,
    ),
    Rule(
        name="esbuild",
        find=r"\[ERROR\] |✘ ",
        line=r"\s*✘ \[ERROR\] .+",
        framework="esbuild",
        below=r"\s|$",
        most=10,
    ),
    Rule(
        name="webpack",
        find=r"<bol>ERROR in |Module build failed|Module Error|Can't resolve '",
        line=r"ERROR in \S.*|Module build failed.*",
        framework="webpack",
        below=r"\S|$",
        most=10,
        say=1,
    ),
    Rule(
        name="svelte_finding",
        find=r"\((?:ts|js|css|svelte|html)\)\s*$",
        line=r"Error: (?P<what>.+ \((?:ts|js|css|svelte|html)\))$",
        above=r"/?\S+\.\w+:\d+:\d+$",
        above_most=1,
        below=r"\s+\S",
        most=4,
        gather=True,
        framework="svelte-check",
    ),
    Rule(
        name="svelte_check",
        find=r"svelte-check found",
        line=r"svelte-check found [1-9]\d* error",
        framework="svelte-check",
        weight=SUMMED,
        above=r"\S|$",
        above_most=12,
    ),
    Rule(
        name="unresolved_import",
        find=r"Could not resolve \"|Failed to resolve import|Cannot find module '|Cannot find package '"
        r"|ERR_MODULE_NOT_FOUND|ERR_REQUIRE_ESM|does not provide an export named",
        line=r".*(?:Could not resolve \"|Failed to resolve import|does not provide an export named"
        r"|ERR_REQUIRE_ESM|Cannot find (?:module|package) ')",
        unless=r"^\s*at |\bwarn|^\s*(?:code|→)|✓",
        framework="node",
        weight=RAISED,
        above=r"\s*\^|import |\s*throw|file:|node:|$|\s+\w",
        above_most=5,
        below=r"\s+at |Require stack|- |\s*$|Did you|\s+\S",
        most=8,
    ),
)
