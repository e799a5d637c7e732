"""GitHub Actions: what the runner and actions themselves say."""

import re
from dataclasses import replace

from error_assets.extraction.dialect import RAISED, ROOT, STATED, Near, Rule, Seen

FRAMEWORK = "github-actions"

_COMPLAINT = re.compile(r"\b(?:error|fatal|panic|exception|denied|cannot|failed|invalid|must)\b", re.IGNORECASE)

ANNOUNCED_LINES = 12
"""Lines that an error mark ending on a colon may announce: an annotation of several lines, printed as it is."""

SERVICE_LINES = 60
"""Lines of a service container's own log that are read for its complaint."""


def _marked(near: Near) -> Seen | None:
    """An error that an action or the runner marked itself, with the lines said just before it."""
    if near.line.mark != "error":
        return None
    first = last = near.line
    for line in near.above(4):
        if not line.text:
            break
        first = line
    for line in near.below(8):
        if line.mark != "error" and not line.text.startswith((" ", "\t")):
            break
        last = line
    message = near.completed(near.line.text)
    if message != near.line.text:
        first = near.line
        for line in near.below(ANNOUNCED_LINES):
            if line.mark:
                break
            last = line if line.text else last
    return Seen(message, first, last)


def _service(near: Near) -> Seen | None:
    """Why a service container did not come up: the first complaint in its own log, which the runner prints."""
    for line in near.below(SERVICE_LINES):
        if line.mark == "error":
            break
        if not line.mark and _COMPLAINT.search(line.text):
            last = line
            for after in replace(near, line=line).below(8):
                if after.mark or not after.text.startswith(" "):
                    break
                last = after if after.text else last
            return Seen(f"{near.match.group()} {' '.join(line.text.split())}", line, last)
    return None


RULES = (
    Rule(
        name="service",
        find=r"Service container \S+ failed",
        line=r"Service container \S+ failed\.",
        look=_service,
    ),
    Rule(
        name="runner_lost",
        find=r"received a shutdown signal|lost communication with the server|hosted runner encountered an error",
        line=r".*(?:The runner has received a shutdown signal|lost communication with the server"
        r"|hosted runner encountered an error)",
        unless=r"^echo|^#",
        weight=ROOT,
    ),
    Rule(
        name="limit_reached",
        find=r"has timed out after \d+ minutes|exceeded the maximum execution time",
        line=r".*(?:The action .* has timed out after \d+ minutes|exceeded the maximum execution time)",
        weight=ROOT,
        above=r"\S|$",
        above_most=6,
    ),
    Rule(
        name="action_not_resolved",
        find=r"Unable to resolve action|Failed to resolve action download|Can't find 'action\.yml'"
        r"|An action could not be found",
        line=r".*(?:Unable to resolve action|Failed to resolve action download info|Can't find 'action\.ya?ml'"
        r"|An action could not be found)",
        unless=r"Retrying|Error: ",
        above=r"Service Unavailable|Error:|Failed to resolve|Retrying in",
    ),
    Rule(
        name="input",
        find=r"Input required and not supplied|Parameter token or opts\.auth|Credentials could not be loaded",
        line=r".*(?:Input required and not supplied|Parameter token or opts\.auth is required"
        r"|Credentials could not be loaded)",
        unless=r"^\s*at |→",
    ),
    Rule(
        name="refused",
        find=r"Resource not accessible by|Bad credentials|API rate limit exceeded|HttpError\b"
        r"|secondary rate limit|spending limit",
        line=r".*(?:Resource not accessible by|Bad credentials|API rate limit exceeded|HttpError: (?!Not Found$)"
        r"|secondary rate limit|spending limit)",
        unless=r"^\s*at |retry",
    ),
    Rule(
        name="deployment",
        find=r"Failed to create deployment \(status",
        line=r".*?(?P<what>Failed to create deployment \(status: \d+\).*)",
        message="{what}",
        below=r"\S",
        until=r"Post job cleanup",
        most=3,
        framework="github-pages",
    ),
    Rule(
        name="artifact",
        find=r"Unable to download artifact|Artifact not found|No files were found with the provided path"
        r"|Failed to CreateArtifact|Unable to find any artifacts",
        line=r".*(?:Unable to download artifact|Artifact not found for name|Failed to CreateArtifact"
        r"|Unable to find any artifacts|No files were found with the provided path)",
        unless=r"will be uploaded",
        weight=RAISED,
    ),
    Rule(name="marked", find=r"##\[error\]|::error", line=r".{3,}", weight=STATED - 5, look=_marked),
)
