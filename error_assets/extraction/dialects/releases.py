"""Tools that release: semantic-release, goreleaser, twine."""

from error_assets.extraction.dialect import STATED, Rule

RULES = (
    Rule(
        name="semantic_release",
        find=r"\[semantic-release\]",
        line=r".*\[semantic-release\].*? › ✘ +(?P<what>(?!Failed step)\S.+)",
        below=r"(?!.*\[semantic-release\])\S|$",
        most=6,
        message="{what}",
        framework="semantic-release",
    ),
    Rule(
        name="goreleaser",
        find=r"⨯ release failed|release failed after",
        line=r".*⨯ (?P<what>release failed(?: after \S+)?.*)",
        message="{what}",
        below=r"\s+\S",
        most=8,
        say=1,
        framework="goreleaser",
        weight=STATED - 2,
    ),
    Rule(
        name="twine",
        find=r"HTTPError: \d{3} ",
        line=r"(?:ERROR +|requests\.exceptions\.)?(?P<what>HTTPError: \d{3} .*(?:pypi|legacy|upload).*)",
        message="{what}",
        below=r" {5,}\S|\s*[\w<]",
        most=4,
        say=1,
        framework="twine",
    ),
)
