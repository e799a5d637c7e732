"""Ansible, Kubernetes, Helm, cloud command lines, kuttl."""

import re

from error_assets.extraction.dialect import RAISED, STATED, Near, Rule, Seen

_HELM_WAITED = r"timed out waiting|context deadline exceeded|BackoffLimitExceeded|not ready"
"""Helm only waited: what it waited for may say why."""


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


def _pulumi(near: Near) -> Seen | None:
    """A diagnostic of pulumi's: the resource heads it, what the provider said may go on below."""
    head = next((line for line in near.above(4) if re.match(r"  [\w:./-]+ \(\S+\):$", line.text)), None)
    if head is None:
        return None
    last = near.line
    for line in near.below(5):
        if not line.text.startswith("    "):
            break
        last = line
    below = next(near.below(1), None)
    detail = below.text.strip(" *\t") if below else ""
    said = f" {detail}" if near.line.text.endswith("occurred:") else ""
    return Seen(f"{head.text.strip()} {near.match.group('what')}{said}", head, last)


RULES = (
    Rule(
        name="ansible",
        find=r"FAILED! =>|UNREACHABLE! =>|<bol>ERROR! |\[ERROR\]: ",
        line=r"(?P<what>(?:fatal|failed): \[.*(?:FAILED|UNREACHABLE)! =>.*|ERROR! .+|\[ERROR\]: (?!Task failed).+)",
        look=_task,
        framework="ansible",
    ),
    Rule(
        name="kubernetes",
        find=r"Error from server|error validating|error: (?:timed out waiting|unable to|the server|no matching"
        r"|resource mapping|exec:|error)|<bol>The [A-Z]\w+ \".*\" is invalid: |The connection to the server ",
        line=r"(?P<what>(?:Error from server.*|error: (?:timed out waiting|unable to (?:recognize|connect"
        r"|forward)|the server|no matching resources|resource mapping|error).*|error validating .*"
        r"|The [A-Z]\w+ \"[^\"]*\" is invalid: .*|The connection to the server \S+ was refused.*))",
        below=r"\* ",
        most=4,
        framework="kubectl",
        weight=STATED - 3,
    ),
    Rule(
        name="pod_event",
        find=r"kubelet  |default-scheduler  ",
        line=r"\s*(?:\S+ +)?Warning +(?P<reason>Failed(?!Scheduling|Mount)\w*|InspectFailed|BackOff)"
        r" .*?(?:kubelet|default-scheduler)(?:, \S+)? +"
        r"(?P<what>(?!Error: (?:ErrImagePull|ImagePullBackOff)|Back-off).+)",
        message="{reason}: {what}",
        framework="kubectl",
        whole=True,
        below=r"\s*(?:\S+ +)?(?:Normal|Warning) +\w+ .*(?:kubelet|default-scheduler)",
        most=4,
    ),
    Rule(
        name="pod_waits",
        find=r"kubelet  |default-scheduler  ",
        line=r"\s*(?:\S+ +)?Warning +(?P<reason>FailedScheduling|FailedMount) .*?(?:kubelet|default-scheduler)"
        r"(?:, \S+)? +(?P<what>.+)",
        message="{reason}: {what}",
        framework="kubectl",
        weight=RAISED - 3,
    ),
    Rule(
        name="klog_command_failed",
        find=r"\] \"command failed\" err=|\.go:\d+\] (?:unable|failed|error|could|cannot|invalid)",
        line=r"(?:.{0,80} )?(?:[EF]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ \S+\.go:\d+\] \"command failed\" err="
        r"|F\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ \S+\.go:\d+\] )(?P<what>.+)",
        above=r"(?:\S+ +)?[IWE]\d{4} ",
        above_most=2,
        framework="kubernetes",
        weight=STATED - 2,
    ),
    Rule(
        name="helm",
        find=r"INSTALLATION FAILED|UPGRADE FAILED|Error: (?:chart|failed to download|template|rendered"
        r"|execution error|found in Chart|looks like)|\[ERROR\] templates/",
        line=r"(?P<what>Error: (?:INSTALLATION FAILED|UPGRADE FAILED|chart|failed to download|template|rendered"
        r"|execution error|found in Chart\.yaml, but|looks like \".*\" is not a valid chart).*"
        r"|\[ERROR\] templates/.*)",
        unless=_HELM_WAITED,
        framework="helm",
    ),
    Rule(
        name="helm_waited",
        find=r"INSTALLATION FAILED|UPGRADE FAILED|timed out waiting for the condition|hooks failed",
        line=r"(?P<what>Error: (?:INSTALLATION FAILED|UPGRADE FAILED|.*hooks failed).*)",
        framework="helm",
        weight=RAISED + 8,
    ),
    Rule(
        name="local_cluster",
        find=r"ERROR: failed to (?:create|load|delete|get) |Exiting due to |FATA\[\d+\] (?:Failed |Cluster |No nodes"
        r"|Schema )",
        line=r"(?P<what>ERROR: failed to (?:create cluster|load image|get cluster).*|(?:X|❌) +Exiting due to "
        r"\w+: .+|FATA\[\d+\] (?:Failed Cluster |Failed to (?:create|get|start|delete) (?:the )?cluster|Failed to "
        r"(?:import|load) image|Cluster creation FAILED|No nodes found|Schema Validation failed for config).*)",
        below=r"Command Output: |Stack Trace",
        most=3,
        framework="kind",
        weight=STATED - 2,
    ),
    Rule(
        name="pulumi",
        find=r"<bol>   error: ",
        line=r"\s{4,}(?P<what>error: (?!update failed|preview failed|resource monitor shut down).+)",
        look=_pulumi,
        framework="pulumi",
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
