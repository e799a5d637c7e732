"""Terraform, Ansible, Kubernetes, Helm, cloud command lines, kuttl."""

import re

from error_assets.extraction.dialect import RAISED, STATED, SUMMED, Near, Rule, Seen


def _box(near: Near) -> Seen | None:
    """A terraform error: the box's first line, its place and explanation."""
    said: list[str] = []
    first = last = near.line
    for line in near.above(1):
        if line.text.strip().startswith("╷"):
            first = line
    for line in near.below(18):
        text = line.text.strip()
        if text.startswith("╵"):
            last = line
            break
        if not text.startswith("│"):
            break
        last = line
        inner = text.lstrip("│ ").strip()
        if inner and len(said) < 2 and not re.match(r"\d+:|on \S+ line|with ", inner):
            said.append(inner)
    what = near.match.group("what")
    return Seen(f"{what}: {' '.join(said)}" if said else what, first, last)


def _task(near: Near) -> Seen | None:
    """A failed task of a playbook; one whose failure is ignored says so below."""
    first = last = near.line
    for line in near.above(2):
        if line.text.startswith("TASK ["):
            first = line
    for line in near.below(8):
        if line.text.startswith("...ignoring"):
            return None
        if not line.text.startswith((" ", "\t", "}")):
            break
        last = line
    return Seen(near.match.group("what"), first, last)


RULES = (
    Rule(
        name="terraform", find=r"│<c> ?<c>Error<c>: ", line=r"│ ?(?P<what>Error: .+)", look=_box, framework="terraform"
    ),
    Rule(
        name="terraform_plain",
        find=r"Error: (?:Invalid|Unsupported|Failed|Missing|Reference|Duplicate|Inconsistent|Error|Could not"
        r"|creating|reading|updating|deleting|Provider|Backend|Module|Argument|Unreadable|No )",
        line=r"(?P<what>Error: (?:Invalid|Unsupported|Failed to (?:query|install|load|read)|Missing"
        r"|Reference to|Duplicate|Inconsistent|Error (?:acquiring|locking)|creating|reading|updating"
        r"|deleting|Backend|Module|Unreadable).*)",
        below=r"\s|$|on ",
        most=8,
        framework="terraform",
        weight=RAISED,
    ),
    Rule(
        name="terraform_fmt",
        find=r"\.tf(?:vars)?$",
        line=r"[\w./-]+\.tf(?:vars)?$",
        gather=True,
        framework="terraform",
        weight=SUMMED - 4,
    ),
    Rule(
        name="ansible",
        find=r"FAILED! =>|UNREACHABLE! =>|<bol>ERROR! ",
        line=r"(?P<what>(?:fatal|failed): \[.*(?:FAILED|UNREACHABLE)! =>.*|ERROR! .+)",
        look=_task,
        framework="ansible",
    ),
    Rule(
        name="kubernetes",
        find=r"Error from server|error validating|error: (?:timed out waiting|unable to|the server|no matching"
        r"|resource mapping|exec:|error)|CrashLoopBackOff|ImagePullBackOff|ErrImagePull",
        line=r"(?P<what>(?:Error from server.*|error: (?:timed out waiting|unable to (?:recognize|connect"
        r"|forward)|the server|no matching resources|resource mapping|error).*|error validating .*))",
        framework="kubectl",
        weight=STATED - 3,
    ),
    Rule(
        name="pod_event",
        find=r"kubelet  |default-scheduler  ",
        line=r"\s*(?:\S+ +)?Warning +(?P<reason>Failed\w*|InspectFailed|BackOff) .*?(?:kubelet|default-scheduler)"
        r"(?:, \S+)? +"
        r"(?P<what>(?!Error: (?:ErrImagePull|ImagePullBackOff)|Back-off).+)",
        message="{reason}: {what}",
        framework="kubectl",
        whole=True,
        below=r"\s*(?:\S+ +)?(?:Normal|Warning) +\w+ .*(?:kubelet|default-scheduler)",
        most=4,
    ),
    Rule(
        name="helm",
        find=r"INSTALLATION FAILED|UPGRADE FAILED|Error: (?:chart|failed to download|template|rendered"
        r"|execution error|validation)|\[ERROR\] templates/",
        line=r"(?P<what>Error: (?:INSTALLATION FAILED|UPGRADE FAILED|chart|failed to download|template|rendered"
        r"|execution error).*|\[ERROR\] templates/.*)",
        framework="helm",
    ),
    Rule(
        name="kuttl",
        find=r"case\.go:\d+: |harness\.go:\d+: ",
        line=r"\s*(?P<what>case\.go:\d+: (?!---).*(?:failed|missing|resource|no matches|: key|errors?).*)",
        above=r"\s|[-+]",
        above_most=3,
        below=r"\s",
        most=4,
        framework="kuttl",
        weight=STATED + 1,
    ),
    Rule(
        name="cloud",
        find=r"An error occurred \(|ERROR: \(gcloud|AADSTS|Unable to locate credentials"
        r"|is not authorized to perform|InvalidClientTokenId|CredentialsProviderError|NoCredentials",
        line=r".*(?:An error occurred \(\w+\) when calling|ERROR: \(gcloud|AADSTS\d+"
        r"|Unable to locate credentials|is not authorized to perform|InvalidClientTokenId)",
        unless=r"^\s*at ",
        framework="cloud",
        weight=STATED - 3,
        below=r"\s",
        most=4,
    ),
)
