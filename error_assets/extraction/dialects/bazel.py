"""Bazel: loading, fetching, analysis; what an action's tool printed belongs to the tool."""

import re

from error_assets.extraction.dialect import STATED, SUMMED, Near, Rule, Seen

_RAISED = re.compile(r"\s*Error(?: in (?P<function>[\w.]+))?: (?P<what>.+)")
_ANNOUNCES = re.compile(
    r"Traceback \(most recent call last\):$|An error occurred during the fetch of repository '.*':$|:$"
)
_DOWNLOAD = re.compile(r"WARNING: Download from \S+ failed: ")

TRACE_LINES = 40
"""How far below an error that announces a trace of Starlark the error itself is looked for."""


def _error(near: Near) -> Seen | None:
    """An error of bazel's own: where it only announces a trace, what the trace ends with; above it, failed
    downloads."""
    what = near.match.group("what")
    first = last = near.line
    for line in near.above(3):
        if not _DOWNLOAD.match(line.text):
            break
        first = line
    said = ""
    trace = "Traceback" in what or bool(_ANNOUNCES.search(what))
    for line in near.below(TRACE_LINES if trace else 5):
        if _RAISED.match(line.text):
            said = line.text.strip()
            last = line
            break
        if line.text.startswith(("ERROR:", "INFO:", "WARNING:")):
            break
        if not trace and not line.text.startswith((" ", "\t")):
            break
        last = line
    if said and near.window.number(last.start) - near.window.number(first.start) > 16:
        first = last
    message = f"ERROR: {what} {said}" if said else near.completed(f"ERROR: {what}")
    return Seen(said if said and "Traceback" in what and what.startswith("Traceback") else message, first, last)


RULES = (
    Rule(
        name="error",
        find=r"<bol>ERROR: ",
        line=r"ERROR: (?P<what>(?:(?:/|[A-Za-z]:[/\\])\S*(?:BUILD|WORKSPACE|MODULE|\.bzl|\.bazel|/external/|_bazel_)"
        r"|@|no such (?:package|target)|Skipping '|Analysis of|Error computing|Failed to load"
        r"|error loading|Traceback|Target parsing|in target|Unrecognized|--|The project|Config value"
        r"|Failed to query remote|No targets found|The '\w+' command is only|\w[\w./-]*:\d+:\d+: ).+)",
        unless=r"failed: \(Exit \d+\)|Build did NOT",
        look=_error,
        weight=STATED - 1,
    ),
    Rule(
        name="crashed",
        find=r"FATAL: bazel crashed|Server terminated abruptly|FATAL: ",
        line=r"(?P<what>(?:FATAL: bazel crashed due to|Server terminated abruptly|FATAL: .*(?:install|server)).*)",
        below=r"\S",
        most=5,
        weight=STATED - 3,
    ),
    Rule(
        name="action",
        find=r"FAIL: //|TIMEOUT: //|failed: \((?:Exit|Segmentation|Aborted)|(?:FAILED|TIMEOUT) in \d",
        line=r"(?:FAIL|TIMEOUT): //.*|ERROR: (?P<what>.*failed: \(.*)|//\S+ +(?:FAILED|TIMEOUT).*",
        weight=SUMMED,
        below=r"\S",
        most=8,
    ),
)
