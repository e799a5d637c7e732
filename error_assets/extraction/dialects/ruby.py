"""Ruby: rspec, minitest, rubocop, bundler, rake, exceptions."""

import re

from error_assets.extraction.dialect import RAISED, STATED, SUMMED, Near, Rule, Seen


def _rspec(near: Near) -> Seen | None:
    """A failed example: its number and name above, expectation or exception below."""
    name, first = "", near.line
    for line in near.above(3):
        found = re.match(r"\s+\d+(?:\.\d+)?\) (?P<test>.+)", line.text)
        if found:
            name, first = found.group("test"), line
            break
    said: list[str] = []
    last = near.line
    for count, line in enumerate(near.below(14)):
        text = line.text.strip()
        if text.startswith("#") or re.match(r"\s+\d+\) ", line.text):
            if text.startswith("#"):
                last = line
            break
        if text and not (count == 0 and not said and re.match(r"expect\b", text)):
            said.append(text)
            last = line
    message = " ".join(said[:4])
    return Seen(f"{name}: {message}" if name else message, first, last, name)


def _minitest(near: Near) -> Seen | None:
    below = list(near.below(8))
    head = next((line for line in below[:2] if "#" in line.text), None)
    if head is None:
        return None
    test = re.split(r" \[|:$", head.text.strip())[0]
    said, last = [], head
    for line in below[below.index(head) + 1 :]:
        if not line.text:
            break
        said.append(line.text.strip())
        last = line
    return Seen(f"{test}: {' '.join(said[:4])}", near.line, last, test)


RULES = (
    Rule(
        name="rspec",
        find=r"Failure/Error:",
        line=r"\s+(?:\d+\.\d+\) )?Failure/Error: ?(?P<what>.*)",
        look=_rspec,
        framework="rspec",
    ),
    Rule(
        name="rspec_summary",
        find=r"<bol>rspec<c> \./",
        line=r"rspec (?P<what>\S+ # .+)",
        weight=SUMMED,
        framework="rspec",
    ),
    Rule(
        name="minitest",
        find=r"<bol>(?:\d+\) )?(?:Failure|Error):",
        line=r"\s*(?:\d+\) )?(?:Failure|Error):$",
        look=_minitest,
        framework="minitest",
    ),
    Rule(
        name="rubocop",
        find=r":\d+:\d+<c>: <c>[CWEF]<c>: ",
        line=r"(?P<what>\S+:\d+:\d+: [CWEF]: .+)",
        gather=True,
        below=r"\S",
        until=r"\S+:\d+:\d+: |$",
        most=3,
        framework="rubocop",
    ),
    Rule(
        name="bundler",
        find=r"Could not find gem|[Cc]ould not find compatible versions|Could not find [\w-]+ in |in locally installed"
        r"|Your bundle (?:is locked|only supports)|Your Ruby version is|Gem::Ext|rake aborted!",
        line=r".*(?:Could not find gem|[Cc]ould not find compatible versions|Could not find \S+ in (?:locally"
        r"|any of|rubygems)|Your bundle (?:is locked|only supports)|Your Ruby version is"
        r"|Gem::Ext::BuildError|rake aborted!)",
        below=r"\S|$",
        most=8,
        say=2,
        framework="bundler",
        weight=STATED - 2,
    ),
    Rule(
        name="exception",
        find=r"\.rb:\d+:in ",
        line=r"\S+\.rb:\d+:in [`'].*?': (?P<what>.+ \([\w:]+\))",
        weight=RAISED,
        below=r"\s+from |\t",
        most=8,
        framework="ruby",
    ),
)
