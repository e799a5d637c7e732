"""Tools around cargo: deny, audit, semver-checks, machete, udeps."""

import re

from error_assets.extraction.dialect import STATED, Near, Rule, Seen


def _advisory(near: Near) -> Seen | None:
    """A vulnerability that cargo-audit found: the crate above, the advisory's number below."""
    crate, first = "", near.line
    for line in near.above(3):
        if line.text.startswith("Crate:"):
            crate, first = line.text[6:].strip(), line
    last = near.line
    for line in near.below(7):
        if not re.match(r"[A-Z]\w+:", line.text):
            break
        last = line
    return Seen(f"{crate}: {near.match.group('what')}", first, last) if crate else None


RULES = (
    Rule(
        name="unused_dependencies",
        find=r"found the following unused dependencies|<bol>unused dependencies:",
        line=r"cargo-machete found the following unused dependencies.*|unused dependencies:$",
        below=r"\S|\s+\S",
        say=2,
        most=10,
        framework="cargo",
        weight=STATED - 10,
    ),
    Rule(
        name="semver",
        find=r"--- failure \w+: ",
        line=r"--- failure (?P<what>\w+: .+) ---$",
        below=r"\S|\s+\S|$",
        until=r"--- failure|\s+Summary",
        most=12,
        framework="cargo-semver-checks",
    ),
    Rule(
        name="deny",
        find=r"error\[(?:vulnerability|yanked|unmaintained|rejected|banned|unsound|source-not-allowed"
        r"|unlicensed)\]",
        line=r"(?P<what>error\[[a-z-]+\]: .+)",
        below=r"\s|$|│|┌",
        most=12,
        framework="cargo-deny",
    ),
    Rule(
        name="audit",
        find=r"<bol>Title: +\S",
        line=r"Title: +(?P<what>\S.*)",
        look=_advisory,
        gather=True,
        framework="cargo-audit",
        weight=STATED - 2,
    ),
)
