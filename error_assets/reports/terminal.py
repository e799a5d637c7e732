"""The same records as text for a terminal: plain lines that read well without colours, too."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from error_assets.extraction.finding import Finding
from error_assets.records import SKIP_REASONS, ErrorDocument
from error_assets.reports.foreign import harmless, one_line
from error_assets.reports.summary import Summary

MESSAGE_CHARS = 100
"""Characters of a message in a list: one line of a usual terminal."""
TIME_FORMAT = "%m-%d %H:%M"


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where what a run made lies, and what it cost: shown at the end of a summary."""

    storage: str
    ledger: str
    index: str
    cost_usd: float
    bad_hours: Sequence[str]
    next_commands: Sequence[tuple[str, str]]


def summary_lines(summary: Summary, places: Places) -> Iterator[str]:
    """A run's summary, line by line."""
    yield (
        f"{summary.failures} failures among {summary.attempts} job attempts in {summary.hours} hours: "
        f"{summary.errors} errors of {summary.signatures} kinds{_share(summary)}"
    )
    if summary.categories:
        yield from ("", "What failed")
        yield from columns(
            [("category", "errors", "kinds", "decided by")]
            + [
                (item.category, str(item.errors), str(item.signatures), ", ".join(f"{by} {n}" for by, n in item.by))
                for item in summary.categories
            ]
        )
    if summary.reasons:
        yield f"  unclassified because: {', '.join(f'{reason} {count}' for reason, count in summary.reasons)}"
    if summary.top:
        yield from ("", "The most frequent errors")
        for top in summary.top:
            kind = "/".join(part for part in (top.category, top.subcategory) if part)
            seen = f"{top.first_seen.strftime(TIME_FORMAT)} to {top.last_seen.strftime(TIME_FORMAT)}"
            yield f"  {top.count:>4}x {top.fingerprint}  {kind}  ({seen})"
            yield f"        {shortened(top.message)}"
            if top.example_url:
                yield f"        {top.example_url}"
    yield from _skipped(summary)
    yield from _places(places)


def _share(summary: Summary) -> str:
    """Rounded down, so that 100% is all of them; nothing is said of no errors."""
    return f", {int(100 * summary.decided)}% of them with a known cause" if summary.errors else ""


def _skipped(summary: Summary) -> Iterator[str]:
    if not summary.skipped:
        return
    yield from ("", "Left out, and why")
    yield from columns([(str(n), f"{kind}: {reason}", SKIP_REASONS[reason]) for kind, reason, n in summary.skipped])


def _places(places: Places) -> Iterator[str]:
    if places.bad_hours:
        yield from ("", "Hours that could not be done")
        yield from (f"  {line}" for line in places.bad_hours)
    yield ""
    yield f"Paid to Claude  ${places.cost_usd:.4f}"
    yield f"Stored          {places.storage}"
    yield f"Ledger          {places.ledger}"
    yield f"Index           {places.index}"
    if places.next_commands:
        yield ""
    width = max((len(command) for command, _ in places.next_commands), default=0)
    yield from (f"{command:<{width}}  # {why}" for command, why in places.next_commands)


def columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows, all of one length, as lines with aligned columns, two spaces in."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  " + "  ".join(f"{value:<{width}}" for value, width in zip(row, widths, strict=True)).rstrip()


def shortened(text: str, chars: int = MESSAGE_CHARS) -> str:
    """`text` on one harmless line of at most `chars` characters."""
    line = one_line(text)
    return line if len(line) <= chars else line[: chars - 1] + "…"


def finding_lines(file: str, findings: Iterable[Finding], verdicts: Sequence[str] | None = None) -> Iterator[str]:
    """The findings of one file for a person: place and message, then the block; the verdict beneath if there is one."""
    for rank, finding in enumerate(findings, 1):
        place = f"{file}:{finding.line_start}" if finding.line_start else file
        where = f" in step {finding.step_name!r}" if finding.step_name else ""
        yield f"{rank}. {place} [{finding.dialect or finding.source}]{where}"
        yield f"   {one_line(finding.message) or '(no message)'}"
        if verdicts is not None:
            yield f"   {verdicts[rank - 1]}"
        yield from (f"   | {harmless(line)}" for line in finding.text.splitlines())
        yield ""


def document_lines(documents: Iterable[ErrorDocument]) -> Iterator[str]:
    """Indexed errors for a person: when and where, its category, its template, the link."""
    for document in documents:
        kind = "/".join(
            part
            for part in (document.s_primary_category, document.s_subcategory or document.s_unclassified_reason)
            if part
        )
        yield f"{document.timestamp:%Y-%m-%d %H:%M}  {document.s_repo}  {one_line(document.s_job_name)}  {kind}"
        yield f"    {shortened(document.s_template, 2 * MESSAGE_CHARS)}"
        yield f"    {document.s_job_url}  id {document.s_error_id}, kind {document.s_error_hash}"
