"""JavaScript style: eslint and its kin, prettier, biome, stylelint, oxlint."""

import re

from error_assets.extraction.dialect import RAISED, STATED, SUMMED, Near, Rule, Seen

CHECKER = True

FILE_LINES = 40
"""How far above a finding the name of its file is looked for."""


def _eslint(near: Near) -> Seen | None:
    """One finding, with the file that heads its list."""
    first = near.line
    file = ""
    for count, line in enumerate(near.above(FILE_LINES)):
        if re.match(r"\S*[/\\.]\S+$", line.text.strip()) and not re.match(r"\s*\d+:\d+", line.text):
            file = line.text.strip()
            if count < 4:
                first = line
            break
        if not line.text:
            break
    where, what = near.match.group("where"), " ".join(near.match.group("what").split())
    file = re.sub(r"^.*/work/[^/]+/[^/]+/", "", file)
    return Seen(f"{file}:{where} error {what}" if file else f"{where} error {what}", first, near.line)


def _biome(near: Near) -> Seen | None:
    """One of biome's diagnostics; those marked `!` or `i` are warnings and hints."""
    last, said = near.line, ""
    for line in near.below(12):
        text = line.text.strip()
        if re.match(r".*━{4}", text):
            break
        if not said and text:
            if text.startswith(("! ", "i ", "⚠", "ℹ")):
                return None
            said = text.lstrip("×✖ ")
        if text:
            last = line
    head = near.match.group("what").strip()
    return Seen(f"{head}: {said}" if said else head, near.line, last)


def _gave_up(near: Near) -> Seen | None:
    """ESLint's apology; its reason stands behind its version."""
    last, said = near.line, ""
    for line in near.below(10):
        text = line.text.strip()
        if said and not text:
            break
        if text and not re.match(r"ESLint: \d", text):
            said, last = said or text, line
    return Seen(said, near.line, last) if said else None


def _prettier(near: Near) -> Seen | None:
    """Prettier's list of files ends with what is wrong with them."""
    first, file = near.line, ""
    for line in near.above(12):
        found = re.match(r"\[(?:warn|error)\] (?P<file>\S+)$", line.text)
        if not found:
            break
        first, file = line, found.group("file")
    said = near.line.text.removeprefix("[warn] ")
    return Seen(f"{file}: {said}" if file else said, first, near.line)


RULES = (
    Rule(
        name="eslint",
        find=r"\d +(?:[Ee]rror:? |✖ |× )",
        line=r"\s*(?P<where>\d+:\d+)\s+(?:[Ee]rror:?|✖|×)\s+(?P<what>\S.*)",
        look=_eslint,
        gather=True,
        framework="eslint",
    ),
    Rule(
        name="eslint_problems",
        find=r"problems? \(\d+ error",
        line=r"\s*[✖x×]? ?\d+ problems? \([1-9]\d* errors?",
        weight=SUMMED,
        above=r"\S|$",
        above_most=10,
        framework="eslint",
    ),
    Rule(
        name="eslint_warnings",
        find=r"too many warnings \(maximum|Oops! Something went wrong|ESLint couldn't find|Parsing error: "
        r"|A config object is using",
        line=r".*(?:ESLint found too many warnings|ESLint couldn't find|A config object is using)",
        weight=STATED - 2,
        below=r"\S|$",
        most=8,
        framework="eslint",
    ),
    Rule(
        name="eslint_gave_up",
        find=r"Oops! Something went wrong",
        line=r"\s*Oops! Something went wrong",
        look=_gave_up,
        weight=STATED - 3,
        framework="eslint",
    ),
    Rule(
        name="unused",
        find=r"<bol>(?:Unused|Unlisted|Unresolved|Duplicate|Missing) (?:\w+ ?)+(?:\(\d+\))?\s*$",
        line=r"(?:Unused|Unlisted|Unresolved|Duplicate|Missing) (?:optional peer |enum |class |exported )?"
        r"(?:files|(?:dev)?[dD]ependencies|exports|types|imports|members|binaries)(?: \(\d+\))?$",
        say=1,
        below=r"\S",
        until=r"(?:Unused|Unlisted|Unresolved|Duplicate|Missing) ",
        most=8,
        gather=True,
        framework="knip",
        weight=RAISED,
    ),
    Rule(
        name="prettier",
        find=r"Code style issues|Forgot to run Prettier|<bol>\[error\] ",
        line=r"(?:\[warn\] )?(?:Code style issues .*|.*Forgot to run Prettier.*)|\[error\] \S+: \w*Error: .*",
        look=_prettier,
        framework="prettier",
    ),
    Rule(
        name="biome",
        find=r" ━━━━",
        line=r"(?P<what>\S+(?::\d+:\d+)? (?:lint/\S+|format|parse|assist\S*|organizeImports|check|ci|internalError\S*"
        r"|configuration|suppressions\S*))(?: .*?)? ━+",
        look=_biome,
        gather=True,
        framework="biome",
    ),
    Rule(
        name="format_check",
        find=r"Some errors were emitted|File content differs from formatting|The following files (?:are not"
        r"|need|aren't) format|[Nn]ot formatted|would be (?:formatted|reformatted)",
        line=r".*(?:File content differs from formatting|The following files (?:are not|need|aren't) format"
        r"|would be (?:formatted|reformatted))",
        unless=r"\d files? would",
        above=r"\S",
        above_most=4,
        below=r"\S",
        most=8,
        weight=RAISED,
        framework="formatter",
    ),
)
