"""Gates that refuse on purpose: vulnerabilities, secrets, quality scores, budgets, policies."""

from dataclasses import replace

from error_assets.extraction.dialect import RAISED, SUMMED, Near, Rule, Seen

CHECKER = True


def _policy(near: Near) -> Seen | None:
    """A policy that checkov checked; the next line says whether it held."""
    below = list(near.below(4))
    if not below or not below[0].text.strip().startswith("FAILED"):
        return None
    return Seen(f"{near.match.group('what')} {below[0].text.strip()}", near.line, below[-1])


REPORT_BYTES = 200_000
"""How far above its sum the head of npm's report is looked for: a block for each of some hundred packages."""


def _npm_audit(near: Near) -> Seen | None:
    """The sum of npm's audit with its first advisory. What `npm ci` sums up is no failure: only a report has a head."""
    data, at = near.window.data, near.line.start
    head = data.rfind(b"# npm audit report", max(0, at - REPORT_BYTES), at)
    if head < 0:
        return None
    place = data.find(b"GHSA-", head, at)
    if place < 0:
        return Seen(near.line.text, near.line, near.line)
    advisory = near.window.line_at(place)
    first = advisory
    for line in replace(near, line=advisory).above(2):
        first = line if line.text else first
    return Seen(f"{near.line.text}: {advisory.text.strip()}", first, advisory)


RULES = (
    Rule(
        name="npm_audit",
        find=r"\d+ (?:\w+ severity )?vulnerabilit(?:y|ies)",
        line=r"(?:found )?[1-9]\d* (?:\w+ severity vulnerabilit(?:y|ies)$|vulnerabilit(?:y|ies) \()",
        look=_npm_audit,
        framework="npm",
        weight=SUMMED + 3,
    ),
    Rule(
        name="snyk",
        find=r"\[(?:Low|Medium|High|Critical) Severity\]",
        line=r"\s*✗ (?P<what>.+\[(?:Low|Medium|High|Critical) Severity\].*)",
        message="{what}",
        gather=True,
        framework="snyk",
        weight=RAISED + 5,
    ),
    Rule(
        name="vulnerabilities",
        find=r"vulnerabilit(?:y|ies)|CVE-\d{4}|Total: \d+ \(",
        line=r"(?P<what>.*[Ff]ound [1-9]\d* (?:known )?vulnerabilit.*"
        r"|Total: [1-9]\d* \(.*(?:HIGH|CRITICAL).*\)|.*(?:error|Vulnerability) #\d+: .*)",
        unless=r"found 0|\bno known\b|audited|npm audit fix$",
        weight=SUMMED,
        above=r"\S",
        above_most=6,
        below=r"\S|$",
        most=6,
        framework="audit",
    ),
    Rule(
        name="checkov",
        find=r"<bol>Check: CKV",
        line=r"Check: (?P<what>CKV\w+: .+)",
        look=_policy,
        gather=True,
        framework="checkov",
        weight=RAISED + 5,
    ),
    Rule(
        name="lighthouse",
        find=r"(?:minScore|maxLength|maxNumericValue|auditRan) failure|[Aa]ssertions? failed",
        line=r".*(?:minScore|maxLength|maxNumericValue|auditRan) failure|.*\bassertions? failed",
        below=r"\s|$",
        most=8,
        framework="lighthouse",
        gather=True,
        weight=RAISED + 12,
    ),
    Rule(
        name="secrets",
        find=r"leaks? found|Secrets? detected|Detected (?:hardcoded|verified)|Found (?:verified|unverified) result",
        line=r".*(?:leaks found: [1-9]|[Ss]ecrets? detected|Found (?:verified|unverified) result)",
        unless=r"no leaks",
        weight=RAISED,
        framework="secrets",
    ),
    Rule(
        name="size",
        find=r"[Ee]xceed(?:s|ed) (?:the )?(?:budget|limit|maximum|size)|Package size limit has exceeded",
        line=r".*(?:[Ee]xceed(?:s|ed) (?:the )?(?:budget|size limit|maximum (?:size|budget))"
        r"|Package size limit has exceeded)",
        unless=r"\bwarn",
        weight=RAISED,
        below=r"\s+(?:Size|Package size)\b",
        most=4,
        framework="size",
    ),
    Rule(
        name="quality",
        find=r"QUALITY GATE STATUS: FAILED|[Qq]uality [Gg]ate|not allowed",
        line=r".*(?:QUALITY GATE STATUS: FAILED|[Qq]uality [Gg]ate .{0,20}[Ff]ail|[Ll]icense .{0,60}not allowed)",
        weight=RAISED + 2,
        framework="gate",
    ),
)
