"""Shells and small tools: commands, files and rights that are not there, scripts that do not parse."""

import re

from error_assets.extraction.dialect import HINTED, RAISED, STATED, Near, Rule, Seen

LOGGED = True


def _powershell(near: Near) -> Seen | None:
    """Windows PowerShell puts the sentence above the place (`At C:\\a.ps1:3 char:1`), perhaps over several lines."""
    said: list[str] = []
    first = near.line
    for line in near.above(6):
        if not line.text or line.mark:
            break
        said.insert(0, line.text.strip())
        first = line
        if re.match(r"[\w.:\\/-]+ : ", line.text):
            break
    last = near.line
    for line in near.below(5):
        if not line.text.startswith(("+", " ")):
            break
        last = line
    return Seen(" ".join(said), first, last) if said else None


def _pwsh(near: Near) -> Seen | None:
    """PowerShell 7 frames the source between the command that failed and what it says."""
    said: list[str] = []
    last = near.line
    marked = False
    for line in near.below(10):
        found = re.match(r"\s*(?:\d+ )?\|(?P<text>.*)", line.text)
        if not found:
            break
        text = found.group("text").strip()
        last = line
        if marked and text:
            said.append(text)
        marked = marked or bool(re.match(r"~+$", text))
    above = next(near.above(1), None)
    head = above.text.split(":", 1)[0] if above else ""
    return Seen(f"{head}: {' '.join(said)}", above or near.line, last) if said else None


def _differs(near: Near) -> Seen | None:
    """A unified diff that a comparison left: the two files."""
    above = next(near.above(1), None)
    if above is None or not above.text.startswith("--- "):
        return None
    last = near.line
    for line in near.below(10):
        if not line.text.startswith(("@@", " ", "+", "-")):
            break
        last = line
    return Seen(f"{above.text} {near.line.text}", above, last)


RULES = (
    Rule(
        name="pwsh",
        find=r"<bol>Line \|",
        line=r"Line \|\s*$",
        look=_pwsh,
        framework="powershell",
        weight=STATED - 3,
    ),
    Rule(
        name="shunit",
        find=r"<bol>ASSERT:",
        line=r"ASSERT:(?P<what>.+)",
        above=r"\w+$",
        above_most=1,
        framework="shunit2",
        weight=STATED - 4,
    ),
    Rule(
        name="unified_diff",
        find=r"<bol>\+\+\+ \S",
        line=r"\+\+\+ \S",
        look=_differs,
        gather=True,
        weight=HINTED + 8,
        framework="diff",
    ),
    Rule(
        name="windows_powershell",
        find=r" char:\d",
        line=r"At (?:line:\d+|\S.*:\d+) char:\d+",
        look=_powershell,
        framework="powershell",
        weight=STATED - 3,
    ),
    Rule(
        name="command_not_found",
        find=r"command not found|: not found|is not recognized as|executable file not found"
        r"|No such file or directory|Permission denied|[Ii]s a directory|unbound variable|syntax error",
        line=r"(?:.*?: )?(?:line \d+: |\d+: )?(?:[\w./+@-]+: )?(?:(?:eval: )?.{0,80}command not found"
        r"|[\w./+-]+: not found|\d+: [\w./+-]+: not found)$",
        unless=r"^\+ |^which: no ",
        weight=STATED - 2,
        above=r"(?!##|\+ )\S",
        above_most=2,
    ),
    Rule(
        name="script_line",
        find=r"command not found|: not found|is not recognized as|executable file not found"
        r"|No such file or directory|Permission denied|[Ii]s a directory|unbound variable|syntax error",
        line=r"(?:/[\w./+-]+|\.{0,2}[\w./+-]+\.sh|bash|sh|/bin/(?:ba)?sh|zsh"
        r"|dash): (?:line )?\d+: .*(?:No such file|Permission denied|unbound variable|[Ss]yntax error"
        r"|[Ii]s a directory|cannot)",
        weight=STATED - 2,
        below=r"(?:/[\w./+-]+|\.{0,2}[\w./+-]+\.sh|bash|sh): (?:line )?\d+: ",
        above=r"(?!##|\+ )\S",
        above_most=2,
        most=4,
    ),
    Rule(
        name="small_tool",
        find=r"command not found|: not found|is not recognized as|executable file not found"
        r"|No such file or directory|Permission denied|[Ii]s a directory|unbound variable|syntax error",
        line=r"(?:/(?:usr/)?(?:local/)?s?bin/)?(?:chmod|chown|cp|mv|rm|cat|ls|cd|mkdir|touch|tar|unzip|zip|sed"
        r"|grep|find|ln|head|tail|sort|test|tee|source|diff|patch|install|stat|dd|xargs|env|sudo|rsync|ssh"
        r"|scp|python3?|node|bash|sh|pushd|realpath|jq|awk|du|wc|gzip|gpg|openssl|file|timeout|nohup"
        r"|docker|make|go|\w{2,20}):? .*(?:No such file or directory|Permission denied|[Ii]s a directory"
        r"|command not found|syntax error)",
        unless=r"^E:|^E  |\bwarn|tar: .*Removing|^time=",
        weight=RAISED - 3,
        above=r"(?!##|\+ )\S",
        above_most=2,
    ),
    Rule(
        name="archive",
        find=r"<bol>(?:gzip|xz|bzip2|zstd|tar|unzip|7z): |End-of-central-directory",
        line=r"(?:gzip|xz|bzip2|zstd|unzip|tar): .*(?:not in gzip|[Uu]nexpected (?:end|EOF)|[Cc]orrupt"
        r"|format not recognized|does not look like|cannot find|crc error|unsupported)"
        r"|\s*End-of-central-directory signature not found",
        unless=r"Removing leading|\bwarn",
        weight=RAISED + 2,
        below=r"(?:gzip|tar|xz): ",
        most=4,
        whole=True,
    ),
    Rule(
        name="executable_not_found",
        find=r"command not found|: not found|is not recognized as|executable file not found"
        r"|No such file or directory|Permission denied|[Ii]s a directory|unbound variable|syntax error",
        line=r".*(?:executable file not found in|is not recognized as (?:an internal|a name of a cmdlet"
        r"|the name of))",
        weight=STATED - 2,
        above=r"\S",
        above_most=6,
        below=r"\S",
        most=5,
    ),
    Rule(
        name="tool_usage",
        find=r"unrecognized (?:option|argument)|invalid option|unknown (?:option|flag|command|shorthand)"
        r"|[Nn]o such (?:option|command)|required (?:option|argument)s?|[Mm]issing (?:option|argument"
        r"|required|parameter)|[Uu]nexpected argument",
        line=r".*(?:unrecognized (?:option|argument)|invalid option|unknown (?:option|flag|command"
        r"|shorthand flag)|[Nn]o such (?:option|command)|the following arguments are required"
        r"|required (?:option|flag|argument)|Missing (?:option|argument|parameter)|[Uu]nexpected argument)",
        unless=r"^\s*at |\bwarn|^warning|✓|passed|deprecat",
        weight=RAISED,
        above=r"[Uu]sage|\s+\S",
        above_most=3,
        below=r"[Uu]sage|Try|See|\s+\S",
        most=6,
    ),
    Rule(
        name="powershell",
        find=r"\+ CategoryInfo|FullyQualifiedErrorId|ParserError: |ParentContainsErrorRecordException|The term '",
        line=r"(?:\s*\| +|.{0,80}: )?(?P<what>(?:ParserError: |The term '.*' is not recognized).*)",
        message="{what}",
        weight=STATED,
        above=r"\S",
        above_most=6,
        below=r"\s*\||\s+\S|\+ ",
        most=8,
        framework="powershell",
    ),
)
