"""What a Go test printed, as gotestsum and go-junit-report put it whole into a failure: the line that says why."""

import re

STATED = re.compile(r"^\s+(?P<said>[\w./-]+\.go:\d+:\s*(?P<what>.*))$", re.MULTILINE)
PANIC = re.compile(r"^panic: .*", re.MULTILINE)
UNBUILT = re.compile(r"^FAIL\t\S+ \[(?:build|setup) failed\]", re.MULTILINE)
FIELD = re.compile(r"^ *\t(?P<label>Error|Messages): *\t(?P<value>.*(?:\n *\t {6,}\t.*)*)", re.MULTILINE)
"""testify's fields; a value goes on in lines that begin with the label's width of blanks."""

SAYS_WHY = re.compile(
    r"\b(?:want(?:ed)?|got|expect\w*|errors?|fail\w*|unexpected|cannot|can't|unable|not|no such|should|must|mismatch\w*"
    r"|invalid|missing|differ\w*|timed? ?out|panic\w*)\b|!=|≠",
    re.IGNORECASE,
)


def stated_in_go(text: str) -> str:
    """The line of a Go test's output that says why it failed, "" if none does.

    A panic; testify's `Error` with what follows it; else of the lines that the test logged with their place the first
    that sounds like a failure, and where none does the last (`t.Fatal` comes last).
    """
    if panic := PANIC.search(text):
        return panic[0].strip()
    for field in FIELD.finditer(text):
        if field["label"] == "Error":
            return " ".join(field["value"].split())
    stated = [match for match in STATED.finditer(text) if match["what"].strip()]
    if stated:
        return next((match for match in stated if SAYS_WHY.search(match["what"])), stated[-1])["said"].strip()
    unbuilt = UNBUILT.search(text)
    return " ".join(unbuilt[0].split()) if unbuilt else ""
