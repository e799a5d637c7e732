"""Node packaging: npm, yarn, pnpm, bun, corepack."""

import re

from error_assets.extraction.dialect import STATED, SUMMED, Near, Rule, Seen

_EMPTY = re.compile(
    r"(?:code (?:ELIFECYCLE|\d+)|Lifecycle script|path |workspace |location |command |errno "
    r"|A complete log|This is probably|Exit status|Test failed|syscall|.*@\S+ \w+: `|$|\d{3}$|command failed"
    r"|gyp (?:info|verb|http)|gyp ERR! (?:cwd|node|not ok|System|command|configure error|build error|stack +at))"
)

_LABEL = re.compile(r"(?:notarget|notsup|enoent|peerinvalid) +(?=\S)")
"""What npm puts before each line of some errors: the code once more."""

_ADVICE = re.compile(r"In most cases|This is related to|Note that you can|If you are behind")


def _npm(near: Near) -> Seen | None:
    """npm's report, from its first line; one that only passes on a script's exit code is no cause."""
    above = next(near.above(1), None)
    if above is not None and re.match(r"npm (?:ERR!|error)", above.text):
        return None
    said = [near.match.group("what")]
    last = near.line
    for line in near.below(16):
        found = re.match(r"npm (?:ERR!|error) ?(?P<what>.*)", line.text)
        if not found:
            break
        said.append(_LABEL.sub("", found.group("what")))
        last = line
    telling = [text.strip() for text in said if not _EMPTY.match(text.strip())]
    lifecycle = any(text.startswith(("Lifecycle script", "code ELIFECYCLE")) for text in said)
    if not telling or lifecycle:
        return None
    code = next((text for text in telling if text.startswith("code E")), "")
    rest = [text for text in telling if text != code]
    told = next((n for n, text in enumerate(rest) if re.search(r"\b(?:fatal )?error: |: not found$", text)), 0)
    rest = rest[told if rest and rest[0].startswith(("gyp", "make", ">")) else 0 :]
    rest = rest[: next((n for n, text in enumerate(rest) if n and _ADVICE.match(text)), 2)][:2]
    message = f"npm error {code} {' '.join(rest)}" if code else f"npm error {rest[0]}"
    weight = STATED if code or not any(text.startswith("command ") for text in said) else SUMMED
    return Seen(message, near.line, last, weight=weight)


RULES = (
    Rule(
        name="npm",
        find=r"npm (?:ERR!|error)",
        line=r"npm (?:ERR!|error) ?(?P<what>.*)",
        look=_npm,
        framework="npm",
    ),
    Rule(
        name="pnpm",
        find=r"ERR_PNPM_",
        line=r"\s*(?:\[?ERROR\]? )?(?P<what>ERR_PNPM_\w+.*)",
        unless=r"RECURSIVE_RUN|ERR_PNPM_\w*EXEC",
        below=r"\S|$",
        most=8,
        framework="pnpm",
    ),
    Rule(
        name="pnpm_setup",
        find=r"Multiple versions of pnpm specified|No pnpm version is specified|Unsupported engine"
        r"|packageManager|Cannot use with|The engine \"",
        line=r".*(?:Multiple versions of pnpm specified|No pnpm version is specified|error .*The engine \""
        r"|This project is configured to use)",
        below=r"\s|- |Remove|$",
        most=6,
        framework="pnpm",
    ),
    Rule(
        name="yarn",
        find=r"YN\d{4}|<bol>error |lockfile needs to be updated|lockfile would have been|Your lockfile",
        line=r"(?:➤ YN(?!0000|0085|0013|0007|0002|0060|0086)\d{4}: .*|error (?!Command failed|TS)(?P<what>[A-Z].{8,}"
        r"|\S+@\S+: .*|https?://\S+: .*)|.*(?:lockfile needs to be updated|lockfile would have been).*)",
        unless=r"warning|\bcompleted\b|Found incompatible module",
        below=r"\s+\S|➤ YN",
        most=6,
        framework="yarn",
        weight=STATED - 3,
    ),
    Rule(
        name="bun",
        find=r"<bol>error: (?:lockfile|Cannot find|Could not|script|InstallFailed|No version"
        r"|.* failed to resolve|Workspace|GET )",
        line=r"error: (?P<what>(?:lockfile had changes|Cannot find|Could not resolve|Script not found"
        r"|InstallFailed|No version matching|.*failed to resolve|Workspace dependency|GET ).*)",
        below=r"\s+\S|note:",
        most=4,
        framework="bun",
        weight=STATED - 1,
    ),
)
