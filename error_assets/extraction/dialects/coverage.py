"""Coverage below its threshold: pytest-cov, coverage.py, jest, vitest, nyc, codecov, go."""

from error_assets.extraction.dialect import RAISED, STATED, Rule

RULES = (
    Rule(
        name="threshold",
        find=r"[Rr]equired test coverage of|Coverage failure: total|coverage threshold for|fail-under|does not meet "
        r"|[Cc]overage (?:is|was|of|check|total|too|below|under|dropped|\d)",
        line=r".*(?:Required test coverage of .* not reached|Coverage failure: total of"
        r"|coverage threshold for .* not met|Coverage for \w+ \([\d.]+%\) does not meet"
        r"|is less than fail-under|"
        r"[Cc]overage\b.*(?:is |was )?(?:below|less than|under|not met|lower than|insufficient))",
        unless=r"^\s*(?:echo|if)\b|warn",
        weight=RAISED + 8,
        gather=True,
    ),
    Rule(
        name="codecov",
        find=r"[Cc]odecov|Upload failed|Rate limit reached",
        line=r"(?:error|Error|ERROR|.* - error -).*(?:[Cc]odecov|Upload (?:queued|failed)|Rate limit reached"
        r"|Token required|Repository not found)",
        framework="codecov",
        weight=STATED - 8,
    ),
)
