"""Packages of the operating system: apt, apk, dnf, brew, snap."""

from error_assets.extraction.dialect import HINTED, RAISED, STATED, Rule

RULES = (
    Rule(
        name="apt",
        find=r"<bol>E: ",
        line=r"E: (?P<what>(?!Problem with MergeList).+)",
        unless=r"^E: Sub-process",
        above=r"(?:E|Err|W): ?|\s+\S",
        above_most=3,
        below=r"E: |\s+\S",
        most=6,
        framework="apt",
        whole=True,
    ),
    Rule(
        name="apt_unmet",
        find=r"The following packages have unmet dependencies",
        line=r"The following packages have unmet dependencies:?$",
        below=r"\s+\S|E: |\S+ : (?:Pre)?Depends",
        say=1,
        most=8,
        framework="apt",
        weight=STATED + 1,
        whole=True,
    ),
    Rule(
        name="apk",
        find=r"unable to select packages|temporary error \(try again",
        line=r"ERROR: (?P<what>unable to select packages.*|.*temporary error \(try again.*)",
        below=r"\s+\S",
        most=8,
        framework="apk",
    ),
    Rule(
        name="dnf",
        find=r"Unable to find a match|No package .* available|Failed to download metadata"
        r"|Cannot find a valid baseurl",
        line=r".*(?:Unable to find a match|No package .* available|Failed to download metadata"
        r"|Cannot find a valid baseurl)",
        framework="dnf",
    ),
    Rule(
        name="brew_link",
        find=r"The `brew link` step",
        line=r"(?:Error: )?The `brew link` step did not complete successfully",
        below=r"\S",
        say=2,
        most=6,
        framework="brew",
        weight=HINTED,
    ),
    Rule(
        name="brew",
        find=r"No available formula|Cask .* is unavailable|SHA256 mismatch",
        line=r".*(?:No available formula|Cask .* is unavailable|SHA256 mismatch)",
        below=r"\S",
        most=5,
        framework="brew",
        weight=STATED - 3,
    ),
    Rule(
        name="pkg_config",
        find=r"was not found in the pkg-config|No package '|could not find system library",
        line=r".*(?:was not found in the pkg-config search path|No package '.*' found|could not find system library)",
        below=r"\S",
        most=6,
        framework="pkg-config",
        weight=RAISED + 5,
    ),
)
