"""Linters of everything else, and the ones that run others: pre-commit, shellcheck, yamllint, actionlint,
markdownlint, codespell, typos, commitlint."""

import re

from error_assets.extraction.dialect import RAISED, STATED, SUMMED, Near, Rule, Seen
from error_assets.extraction.dialects import python_builds
from error_assets.extraction.log import Line

CHECKER = True

SETUP_LINES = 200
"""How much a command may have printed that set up a hook's environment."""

_META = re.compile(r"- (?:hook id|exit code|duration|files were modified)")


def _hook(near: Near) -> Seen | None:
    """A failed hook of pre-commit: its id and the first line that it said."""
    hook, said, last, modified = "", "", near.line, False
    for count, line in enumerate(near.below(16)):
        if re.match(r".{0,80}\.{3,}(?:\(no files.*\))?(?:Passed|Failed|Skipped)", line.text) and count:
            break
        if line.text.startswith("- hook id: "):
            hook = line.text[11:]
        elif line.text.startswith("- files were modified"):
            modified = True
        elif line.text and not _META.match(line.text) and not re.match(r"\d{4}-\d\d-\d\dT[\d:.]+Z?$", line.text):
            said = said or line.text.strip()
        if line.text:
            last = line
    if not hook:
        return None
    what = "files were modified by this hook" if modified else said
    return Seen(f"{hook}: {what or 'failed'}", near.line, last, weight=STATED + 2)


def _setup(near: Near) -> Seen:
    """pre-commit could not set a hook up: what the command that did not run told on stderr is the reason."""
    output: list[Line] = []
    told = False
    for line in near.below(SETUP_LINES):
        if line.text.startswith("Check the log at"):
            break
        if told:
            output.append(line)
        told = told or line.text.startswith("stderr:")
    at = python_builds.reason(output)
    last = near.line
    for line in near.below(9):
        if line.text and not re.match(r"\s|return code|stdout|stderr|expected", line.text):
            break
        last = line if line.text else last
    if at is None:
        return Seen(near.line.text, near.line, last)
    first = output[max(0, at - 4)]
    return Seen(f"pre-commit: {python_builds.bare(output[at])}", first, output[at])


def _strict(near: Near) -> Seen | None:
    """Documentation built with warnings as errors: the warnings stand above."""
    warned = [line for line in near.above(12) if re.match(r"WARNING|\S+: WARNING", line.text)]
    if not warned:
        return Seen(near.line.text, near.line, near.line, weight=SUMMED)
    return Seen(warned[-1].text, warned[-1], near.line)


RULES = (
    Rule(name="pre_commit", find=r"\.\.\.Failed", line=r".{1,80}?\.{3,}Failed$", look=_hook, framework="pre-commit"),
    Rule(
        name="pre_commit_setup",
        find=r"An unexpected error has occurred|Executable `.*` not found|InvalidConfigError|InvalidManifestError",
        line=r".*(?:An unexpected error has occurred: |Executable `.*` not found|InvalidConfigError"
        r"|InvalidManifestError)",
        look=_setup,
        framework="pre-commit",
        weight=STATED - 2,
    ),
    Rule(
        name="shellcheck",
        find=r"\bSC\d{4}\b",
        line=r"(?:.*\^-+\^? )?(?P<what>SC\d{4} \((?:error|warning|info|style)\): .+)"
        r"|(?P<gcc>\S+:\d+:\d+: (?:error|warning|note): .*\[SC\d{4}\])",
        above=r"\s*\S|In ",
        above_most=3,
        message="{what}{gcc}",
        gather=True,
        framework="shellcheck",
        weight=STATED - 5,
    ),
    Rule(
        name="hadolint",
        find=r" DL\d{4}",
        line=r"(?P<what>\S+:\d+ (?:DL|SC)\d{4} \w+: .+)",
        gather=True,
        framework="hadolint",
        weight=STATED - 2,
    ),
    Rule(
        name="strict_docs",
        find=r"warnings treated as errors|warnings? in strict mode",
        line=r".*(?:warnings treated as errors|Aborted with \d+ warnings? in strict mode)",
        look=_strict,
        framework="docs",
        weight=STATED - 4,
    ),
    Rule(
        name="markdownlint",
        find=r" MD\d{3}(?:/|:)",
        line=r"(?P<what>\S+:\d+(?::\d+)?(?: error)? MD\d{3}.+)",
        gather=True,
        framework="markdownlint",
        weight=STATED - 2,
    ),
    Rule(
        name="codespell",
        find=r" ==> ",
        line=r"(?P<what>\S+:\d+: \S+ ==> \S.*)",
        gather=True,
        framework="codespell",
        weight=STATED - 5,
    ),
    Rule(
        name="commitlint",
        find=r"✖ +\S.*\[[a-z-]+\]|✖ +found \d+ problem",
        line=r"✖ +(?P<what>\S.*\[[a-z-]+\])",
        above=r"⧗",
        above_most=2,
        gather=True,
        framework="commitlint",
        weight=STATED - 3,
    ),
    Rule(
        name="actionlint",
        find=r"\.ya?ml:\d+:\d+: ",
        line=r"(?P<what>\S+\.ya?ml:\d+:\d+: .+ \[[\w-]+\])$",
        below=r"\s|\d+ \|",
        most=4,
        gather=True,
        framework="actionlint",
        weight=STATED - 3,
    ),
    Rule(
        name="yaml",
        find=r"mapping values are not allowed|could not find expected ':'|YAMLException|yaml: (?:line"
        r"|unmarshal)|while (?:scanning|parsing) a",
        line=r".*(?:mapping values are not allowed|could not find expected ':'|YAMLException: "
        r"|yaml: (?:line \d+|unmarshal errors)|while (?:scanning|parsing) a)",
        unless=r"^\s*at ",
        below=r"\s+in |\s",
        most=5,
        gather=True,
        framework="yaml",
        weight=RAISED + 5,
    ),
    Rule(
        name="docusaurus",
        find=r"Broken (?:link|anchor) on source page path",
        line=r"\s*- (?P<what>Broken (?:link|anchor) on source page path = .*)",
        message="{what}",
        below=r"\s+->",
        most=6,
        gather=True,
        framework="docusaurus",
        weight=STATED,
    ),
    Rule(
        name="semgrep",
        find=r"❯❱ ",
        line=r"\s*(?:❯{1,3}❱) (?P<what>[\w-]+(?:\.[\w-]+)+)",
        message="{what}:",
        say=2,
        below=r"\s+\S|$",
        most=9,
        gather=True,
        framework="semgrep",
        weight=RAISED + 5,
    ),
    Rule(
        name="links",
        find=r"\[(?:404|403|410|5\d\d|ERROR|TIMEOUT)\] <?https?://|[Bb]roken links?|dead links? found|\[✖\]",
        line=r"(?P<what>\s*\[(?:404|403|410|5\d\d|ERROR|TIMEOUT)\] <?https?://.*|\s*\[✖\] .*"
        r"|.*(?:[Bb]roken links? (?:found|detected)|dead links? found).*)",
        unless=r"no broken|0 broken|0 dead",
        gather=True,
        framework="links",
        weight=RAISED + 5,
    ),
    Rule(
        name="out_of_date",
        find=r"(?:is|are) (?:out of date|not up[- ]to[- ]date|stale)|[Uu]ncommitted changes|please (?:run"
        r"|commit|regenerate)|[Pp]lease run ",
        line=r".*(?:(?:is|are) (?:out[- ]of[- ]date|not up[- ]to[- ]date|stale)|[Uu]ncommitted changes"
        r"|files? (?:have|has) changed)",
        unless=r"\bwarn|npm notice|caniuse|browserslist|deprecat|✓|hint|\bpip\b",
        weight=RAISED - 8,
        above=r"\S",
        above_most=3,
        below=r"\S",
        most=5,
        framework="check",
    ),
)
