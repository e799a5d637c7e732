"""Linters that list findings beneath the name of a file or of a contract: editorconfig-checker, sqlfluff,
import-linter, kube-linter."""

import re

from error_assets.extraction.dialect import STATED, Near, Rule, Seen

CHECKER = True


def _beneath(near: Near) -> Seen:
    """A finding that stands beneath the name of its file."""
    what, first = near.match.group("what"), near.line
    for line in near.above(20):
        found = re.match(r"== \[(?P<listed>\S+)\] FAIL|(?P<name>[\w./-]+\.?\w+):?$", line.text)
        if found:
            what = f"{found.group('listed') or found.group('name')}: {what}"
            break
    return Seen(what, first, near.line)


RULES = (
    Rule(
        name="editorconfig",
        find=r"Trailing whitespace|Wrong indent|Wrong line endings|Wrong amount of|Final newline expected",
        line=r"\s+(?P<what>Wrong line endings or no final newline"
        r"|(?:\d+(?:-\d+)?: )(?:Trailing whitespace"
        r"|Wrong indent|Wrong line endings|Wrong amount|Final newline expected).*)",
        look=_beneath,
        gather=True,
        framework="editorconfig",
        weight=STATED - 5,
    ),
    Rule(
        name="sqlfluff",
        find=r"<bol>L: +\d+ \| P: ",
        line=r"(?P<what>L: +\d+ \| P: +\d+ \| +\w+ \| .+)",
        look=_beneath,
        gather=True,
        framework="sqlfluff",
        weight=STATED - 5,
    ),
    Rule(
        name="kube_linter",
        find=r"\(check: [\w-]+, remediation: ",
        line=r"(?P<what>\S+: \(object: .+ \(check: [\w-]+, remediation: .*)",
        gather=True,
        framework="kube-linter",
        weight=STATED - 3,
    ),
    Rule(
        name="import_linter",
        find=r"is not allowed to import ",
        line=r"(?P<what>\S+ is not allowed to import \S+?):?$",
        message="{what}",
        above=r"\S|$",
        above_most=4,
        below=r"- |\s|$",
        most=6,
        gather=True,
        framework="import-linter",
        weight=STATED - 5,
    ),
)
