"""The lines by which a program tells GitHub's runner something: `::error file=app.py,line=1,title=Lint::message`.

The runner takes them out of the output: the log shows `##[error]message`, the check run gets an annotation.
Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

import re

from error_assets.records import Annotation

COMMAND = re.compile(r"^\s*::(?P<name>[a-z-]+)(?: (?P<properties>[^\r\n]*?))?::(?P<message>.*)$")
LEVELS = {"error": "failure", "warning": "warning", "notice": "notice"}
DATA_ESCAPES = (("%0D", "\r"), ("%0A", "\n"), ("%25", "%"))
PROPERTY_ESCAPES = (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%"))


def in_log(line: str) -> str:
    """`line` as the log shows it: `::error ...::message` becomes `##[error]message`, other lines stay."""
    found = COMMAND.match(line)
    if found is None:
        return line
    name = found["name"]
    if name in (*LEVELS, "group", "debug"):
        return f"##[{name}]{unescaped(found['message'], DATA_ESCAPES)}"
    return "##[endgroup]" if name == "endgroup" else line


def annotations_in(output: str) -> tuple[Annotation, ...]:
    """The annotations that the runner makes of `output`, in their order."""
    found = (COMMAND.match(line) for line in output.splitlines())
    return tuple(annotation_of(match) for match in found if match and match["name"] in LEVELS)


def annotation_of(match: re.Match[str]) -> Annotation:
    properties = dict(properties_of(match["properties"] or ""))
    return Annotation(
        level=LEVELS[match["name"]],
        message=unescaped(match["message"], DATA_ESCAPES),
        title=properties.get("title", ""),
        path=properties.get("file", ""),
        line_start=number(properties.get("line")),
        line_end=number(properties.get("endLine", properties.get("line"))),
    )


def properties_of(text: str) -> list[tuple[str, str]]:
    pairs = (part.strip().partition("=") for part in text.split(","))
    return [(name, unescaped(value, PROPERTY_ESCAPES)) for name, sign, value in pairs if sign]


def unescaped(text: str, escapes: tuple[tuple[str, str], ...]) -> str:
    for escape, character in escapes:
        text = text.replace(escape, character)
    return text


def number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() else None
