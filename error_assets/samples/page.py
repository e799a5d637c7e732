"""The page failures/README.md: every failure, what was run, what GitHub shows, what error-assets says."""

from collections.abc import Iterable

from error_assets.samples.library import ANSI, Sample
from error_assets.samples.reading import FIRST_SEEN, REPO, Reading, read
from error_assets.samples.wrapping import as_github_log

BEFORE, AFTER = 4, 8
"""Lines shown around the cause: enough to see what a reader of the log sees."""
SHOWN_CHARACTERS = 160
TIMESTAMP_CHARACTERS = len("2026-11-24T10:00:00.0000000Z ")

HEAD = """# Recorded failures

Written by `python -m error_assets.samples.record`; not edited by hand. Each folder holds the script that makes the
broken project, what is true of the failure, and the raw output of several real runs. What error-assets says is its
answer on the day this page was written, from the log, JUnit files and annotations of the first run, without asking
Claude.

| failure | toolchain | category | runs | lines |
|---|---|---|---|---|"""


def page(samples: Iterable[Sample]) -> str:
    """The page as Markdown."""
    listed = tuple(samples)
    return "\n".join([HEAD, *map(row, listed), *(line for sample in listed for line in ("", *section(sample)))]) + "\n"


def row(sample: Sample) -> str:
    lines = sample.runs[0].output.count(b"\n")
    link = f"[{sample.name}](#{sample.name})"
    return f"| {link} | {sample.toolchain} | {true_of(sample)} | {len(sample.runs)} | {lines} |"


def section(sample: Sample) -> list[str]:
    """One failure: its truth, its command, the log around its cause, the answer."""
    reading = read(sample, sample.runs[0])
    origin = f"Recorded with {sample.tool_version}" if sample.recorded else f"Made to the form of {sample.document}"
    command = ["```bash", sample.step_command, "```", ""] if sample.step_command else []
    return [
        f"## {sample.name}",
        "",
        f"{sample.title}. True: **{true_of(sample)}**. {origin}.",
        "",
        *command,
        *shown(sample),
        "",
        *answer(sample, reading),
    ]


def true_of(sample: Sample) -> str:
    if sample.reason is not None:
        return f"{sample.category} ({sample.reason})"
    return f"{sample.category} / {sample.subcategory}"


def shown(sample: Sample) -> list[str]:
    """The log around the line of the cause, without timestamps and colours; where it has none, the annotations."""
    run = sample.runs[0]
    log = ANSI.sub("", as_github_log(run, sample, FIRST_SEEN, repo=REPO).decode("utf-8-sig", "replace"))
    lines = [line[TIMESTAMP_CHARACTERS:].replace("\r", "") for line in log.split("\n")]
    found = [number for number, line in enumerate(lines) if sample.states_cause(line)]
    if not found:
        found = [number for number, line in enumerate(lines) if line.startswith("##[error]")]
    if not found:
        return [f"> {annotation.message}" for annotation in run.annotations]
    part = lines[max(found[0] - BEFORE, 0) : found[0] + AFTER]
    return ["````text", *(line[:SHOWN_CHARACTERS] for line in part), "````"]


def answer(sample: Sample, reading: Reading) -> list[str]:
    verdict, primary = reading.verdict, reading.primary
    said = f"{verdict.category} / {verdict.subcategory}" if verdict.reason is None else reading.decision
    lines = [f"error-assets: **{said}**, {len(reading.errors)} error(s), the first of them:"]
    lines += [
        "",
        "````text",
        primary.message[: 2 * SHOWN_CHARACTERS],
        reading.signature.template[: 2 * SHOWN_CHARACTERS],
    ]
    lines += ["````"]
    if verdict.root_cause:
        lines += ["", f"{verdict.root_cause} {verdict.suggested_fix}"]
    right = (verdict.category, verdict.reason) == (sample.category, sample.reason)
    return lines if right else [*lines, "", "This is not what is true of it."]
