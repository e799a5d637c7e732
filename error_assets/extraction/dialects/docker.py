"""Docker, BuildKit and Compose: pulls, pushes, build steps, containers that do not come up."""

import re

from error_assets.extraction.dialect import RAISED, STATED, WRAPPER, Near, Rule, Seen

_STEP_FAILED = re.compile(
    r"did not complete successfully: exit code: \d+|executor failed running|returned a non-zero code"
)


def _solve(near: Near) -> Seen | None:
    """BuildKit's last word: a cause of its own, unless it only passes on a command's exit code."""
    what = near.match.group("what")
    first = near.line
    for line in near.above(14):
        if re.match(r"-{6,}|\s*>|\s*\d+ \||#\d+|[\w./-]*Dockerfile", line.text) or not line.text:
            first = line
            continue
        break
    return Seen(what, first, near.line, weight=WRAPPER if _STEP_FAILED.search(what) else STATED)


RULES = (
    Rule(
        name="solve",
        find=r"failed to solve|failed to build: |failed to fetch|failed to compute cache key|buildx failed with",
        line=r"(?:(?:ERROR|Error|error|target \S+): )?(?P<what>(?:buildx failed with: (?:ERROR: )?)?(?:failed "
        r"to (?:solve|build: |fetch (?:anonymous|oauth|image)|compute cache key|receive status)).*)"
        r"|buildx failed with: (?P<other>.*)",
        look=_solve,
        framework="buildkit",
    ),
    Rule(
        name="daemon",
        find=r"Error response from daemon|error during connect|Cannot connect to the Docker daemon|pull access denied"
        r"|manifest unknown|manifest for |denied: |unauthorized: ",
        line=r"(?:.*: )?(?P<what>(?:Error response from daemon|error during connect"
        r"|Cannot connect to the Docker daemon|.*pull access denied|.*manifest unknown"
        r"|.*manifest for .* not found|(?:denied|unauthorized): ).*)",
        unless=r"no such container|is not running|retry|warn|No such network",
        framework="docker",
        weight=STATED - 2,
    ),
    Rule(
        name="step_error",
        find=r"#\d+ ERROR: |Dockerfile:\d+|dockerfile parse error|unknown instruction",
        line=r"(?:#\d+ )?ERROR: (?P<what>.+)|.*(?:dockerfile parse error|unknown instruction)",
        unless=r"did not complete successfully|CANCELED",
        framework="buildkit",
        weight=STATED - 3,
    ),
    Rule(
        name="compose",
        find=r"dependency failed to start|is unhealthy|service \".*\" (?:is not running|didn't complete)"
        r"|no configuration file provided|no such service|variable is not set",
        line=r".*(?:dependency failed to start|container \S+ is unhealthy|service \".*\" didn't complete"
        r"|no configuration file provided|no such service: )",
        framework="compose",
        weight=STATED - 3,
    ),
    Rule(
        name="port",
        find=r"port is already allocated|address already in use|EADDRINUSE",
        line=r".*(?:port is already allocated|address already in use|EADDRINUSE)",
        unless=r"warn|^\s*at ",
        weight=RAISED + 2,
        framework="docker",
    ),
    Rule(
        name="step_failed",
        find=r"did not complete successfully: exit code|returned a non-zero code",
        line=r".*(?:did not complete successfully: exit code|returned a non-zero code)",
        weight=WRAPPER,
        framework="docker",
    ),
)
