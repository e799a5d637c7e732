"""Packages of C and C++: vcpkg, conan."""

import re

from error_assets.extraction.dialect import RAISED, STATED, Near, Rule, Seen

_CHAIN = re.compile(r"(?:error|note|url|File|Expected hash|Actual hash|Expected|Actual) ?: ?(?P<what>.*)")

CHAIN_LINES = 10
"""Lines below a failed download that may go on telling why."""


def _download(near: Near) -> Seen:
    """A download that failed in vcpkg: the first line may only announce, further errors and hashes tell why."""
    said: list[str] = []
    last = near.line
    for line in near.below(CHAIN_LINES):
        if not (found := _CHAIN.match(line.text)):
            if line.text.startswith("[DEBUG]"):
                continue
            break
        if line.text.startswith("error: building"):
            break
        last = line
        if len(said) < 3:
            said.append(line.text if line.text.startswith(("url", "File", "note")) else found.group("what"))
    what = near.match.group("what")
    return Seen(": ".join([what, " ".join(said)]) if said else what, near.line, last)


RULES = (
    Rule(
        name="vcpkg_download",
        find=r"error: (?:Failed to download from mirror|download from |https?://|Not a transient|curl "
        r"|Missing )",
        line=r"(?P<what>error: (?:Failed to download from mirror set|download from \S+ had an unexpected hash"
        r"|https?://\S+: failed: status code|Not a transient network error|curl (?:failed|operation) "
        r"|Missing \S+ and).*)",
        look=_download,
        framework="vcpkg",
        weight=STATED + 2,
    ),
    Rule(
        name="vcpkg_plan",
        find=r"error: (?:while (?:checking out|loading)|in manifest mode)|no version database entry"
        r"|is only supported on|vcpkg\.json",
        line=r"(?P<what>(?:error: (?:while (?:checking out|loading) (?:the )?(?:baseline|manifest|port|\S+/)"
        r"|.*no version database entry|\S+ is only supported on '|in manifest mode"
        r"|.*vcpkg\.json).*|\S*vcpkg\.json: (?:\d+:\d+: )?error: .*))",
        below=r"\s|note:|See",
        most=6,
        framework="vcpkg",
        weight=STATED - 1,
    ),
    Rule(
        name="vcpkg_build",
        find=r"error: building .* failed",
        line=r".*error: building \S+ failed",
        below=r"\s|See|$",
        most=8,
        framework="vcpkg",
        weight=RAISED,
    ),
    Rule(
        name="conan",
        find=r"<bol>ERROR: (?:Missing |Version conflict|Package '|Conflict in|Unable to find '|There are "
        r"invalid|Error loading conanfile|Conanfile|\S+/\S+: (?:Error|Invalid))",
        line=r"(?P<what>ERROR: (?:Missing binary: |Missing prebuilt package|Version conflict: |Conflict in "
        r"|Package '.*' not resolved|Unable to find '|There are invalid packages|Error loading conanfile"
        r"|Conanfile not found|\S+/\S+: (?:Error in \w+\(\)|Invalid)).*)",
        below=r"\s+\S|\S+/\S+: Invalid",
        most=5,
        framework="conan",
    ),
)
