"""Gates that refuse on purpose: vulnerabilities, secrets, quality scores, budgets, policies."""

from error_assets.extraction.dialect import RAISED, SUMMED, Near, Rule, Seen


def _policy(near: Near) -> Seen | None:
    """A policy that checkov checked; the next line says whether it held."""
    below = list(near.below(4))
    if not below or not below[0].text.strip().startswith("FAILED"):
        return None
    return Seen(f"{near.match.group('what')} {below[0].text.strip()}", near.line, below[-1])


RULES = (
    Rule(
        name="vulnerabilities",
        find=r"vulnerabilit(?:y|ies)|CVE-\d{4}|Total: \d+ \(",
        line=r"(?P<what>\d+ vulnerabilit(?:y|ies) \(.*\)|.*[Ff]ound [1-9]\d* (?:known )?vulnerabilit.*"
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
        find=r"[Ee]xceed(?:s|ed) (?:the )?(?:budget|limit|maximum|size)|Package size limit has exceeded"
        r"|larger than|size must be less",
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
