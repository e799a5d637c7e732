"""The page failures/README.md: every recorded failure, what was run, what GitHub shows, what error-assets says."""

from collections.abc import Iterable

from error_assets.samples.library import Sample

SHOWN_LINES = 12
SHOWN_CHARACTERS = 160


def page(samples: Iterable[Sample]) -> str:
    """The page as Markdown."""
    listed = tuple(samples)
    lines = [
        "# Recorded failures",
        "",
        "Made by `python -m error_assets.samples.record`; not edited by hand. Each folder holds the script that makes",
        "the broken project, what is true of the failure, and the raw output of several real runs.",
        "",
        "| failure | toolchain | category | runs | lines |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| [{sample.name}](#{sample.name}) | {sample.toolchain} | {sample.category} | {len(sample.runs)} "
        f"| {sample.runs[0].output.count(10)} |"
        for sample in listed
    ]
    for sample in listed:
        lines += ["", *section(sample)]
    return "\n".join(lines) + "\n"


def section(sample: Sample) -> list[str]:
    origin = (
        f"recorded with {sample.tool_version}" if sample.recorded else f"made to the documented form: {sample.document}"
    )
    told = [line[:SHOWN_CHARACTERS] for line in sample.runs[0].text.replace("\r", "\n").splitlines() if line.strip()]
    return [
        f"## {sample.name}",
        "",
        f"{sample.title}. {sample.category} / {sample.subcategory}; {origin}.",
        "",
        "```bash",
        sample.step_command,
        "```",
        "",
        "````text",
        *told[-SHOWN_LINES:],
        "````",
    ]
