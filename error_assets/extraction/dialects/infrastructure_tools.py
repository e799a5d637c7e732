"""Ansible, Kubernetes, Helm, cloud command lines, kuttl."""

from error_assets.extraction.dialect import STATED, Near, Rule, Seen


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
