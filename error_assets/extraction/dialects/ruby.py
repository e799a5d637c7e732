"""Ruby: rspec, minitest, rubocop, bundler, rake, exceptions."""

import re

from error_assets.extraction.dialect import RAISED, STATED, SUMMED, Near, Rule, Seen
from error_assets.extraction.log import Line

LOGGED = True

_OUTSIDE = re.compile(r"\s*An error occurred (?:while loading \S+[^.\s]|in an? `.+` hook)")


LIST_BYTES = 300_000
"""How far above an example of rspec's the head of its list is looked for."""


def _is_pending(near: Near) -> bool:
    """Whether an example stands in the list of those that are expected to fail."""
    data, at = near.window.data, near.line.start
    pending = data.rfind(b"Pending: (Failures listed here", max(0, at - LIST_BYTES), at)
    return pending >= 0 and data.find(b"Failures:", pending + len("Pending: (Failures"), at) < 0


def _example(near: Near) -> tuple[str, Line]:
    """The name of the example whose failure a line tells, and the line of its number."""
    for line in near.above(4):
        if found := re.match(r"\s+\d+\) (?P<test>.+)", line.text):
            return found.group("test"), line
        if found := _OUTSIDE.match(line.text):
            return found.group().strip(), line
    return "", near.line


def _rspec(near: Near) -> Seen | None:
    """A failed example: its number and name above, expectation or exception below. Of several failures of one the
    first."""
    if _is_pending(near) or re.match(r"\s+\d+\.(?!1\))\d+\) ", near.line.text):
        return None
    name, first = _example(near)
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
    message = " ".join(said[:4]) or near.match.group("what")
    return Seen(f"{name}: {message}" if name else message, first, last, "" if _OUTSIDE.match(name) else name)


def _fixed(near: Near) -> Seen | None:
    """An example marked as pending that no longer fails."""
    name, first = _example(near)
    return Seen(f"{name}: {near.line.text.strip()}", first, near.line, name) if name else None


EXTENSION_LINES = 60
"""How far below a gem's native extension that did not build its compiler's or its configuration's reason stands."""

_EXTENSION_REASON = re.compile(
    r"\S+:\d+:\d+: (?:fatal )?error: |.*\bnot found\b|.*(?:is|are) missing|.*[Pp]lease install|ERROR: "
)


def _extension(near: Near) -> Seen:
    """A gem whose native part did not build: the compiler's error, or what its configuration missed."""
    reason, gem = None, ""
    previous = near.line
    for line in near.below(EXTENSION_LINES):
        if found := re.match(r"\s*An error occurred while installing (?P<gem>\S+ \(\S+\))", line.text):
            gem = found.group("gem").rstrip(",")
            break
        if line.text.lstrip().startswith("checking for"):
            continue
        if reason is None and _EXTENSION_REASON.match(line.text.lstrip()):
            reason = line
        if line.text.startswith("*** extconf.rb failed") and reason is None:
            reason = previous
        previous = line if line.text.strip() else previous
    head = f"Failed to build gem native extension{f' of {gem}' if gem else ''}"
    if reason is None:
        return Seen(head, near.line, near.line)
    return Seen(f"{head}: {reason.text.strip()}", reason, reason)


def _minitest(near: Near) -> Seen | None:
    """A failed test of minitest: its name stands in the next lines, what was expected below that."""
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
        line=r"\s*(?:\d+\.\d+\) )?Failure/Error: ?(?P<what>.*)",
        look=_rspec,
        framework="rspec",
    ),
    Rule(
        name="rspec_fixed",
        find=r"Expected pending '",
        line=r"\s+Expected pending '.*' to fail\. No error was raised",
        look=_fixed,
        framework="rspec",
    ),
    Rule(
        name="rspec_outside",
        find=r"An error occurred (?:while loading|in a)",
        line=r"\s*An error occurred (?:while loading \S+|in an? `.+` hook)",
        below=r"\S",
        most=8,
        framework="rspec",
        weight=SUMMED + 4,
    ),
    Rule(
        name="rspec_summary",
        find=r"<bol>rspec \./",
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
        find=r":\d+:\d+: [CWEF]: ",
        line=r"(?P<what>\S+:\d+:\d+: [CWEF]: .+)",
        gather=True,
        below=r"\S",
        until=r"\S+:\d+:\d+: |$",
        most=3,
        framework="rubocop",
    ),
    Rule(
        name="native_extension",
        find=r"Failed to build gem native extension",
        line=r"(?:\s*(?:Gem::Ext::BuildError: )?ERROR: +)?Failed to build gem native extension\.?",
        look=_extension,
        framework="bundler",
        weight=STATED + 1,
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
