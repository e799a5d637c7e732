"""What the rules decide of the labelled causes, and how often they are right.

Measured with the labelled block in hand (the rules alone), end to end from the log (with extraction's primary
error), and end to end on the recorded samples. In the corpus a third of the files, chosen by the checksum of their
names, is scored and never listed: rules are not written to it.
"""

import json
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from error_assets.extraction import annotations, extract, log
from error_assets.extraction.finding import Finding
from error_assets.samples.library import Sample, failures
from error_assets.taxonomy.categories import UNCLASSIFIED, taxonomy
from error_assets.taxonomy.rules import Ruling, decide
from error_assets_tests.measure.corpus import SETS

SHOWN_EVIDENCE = 110
"""Characters of the deciding line in the list of mistakes: one line of a terminal."""


@dataclass(frozen=True)
class Case:
    """One labelled log: the categories that count as right (the label first), and the label's key line and block."""

    path: Path
    categories: tuple[str, ...]
    key_line: str
    block: tuple[int, int]

    @property
    def is_held_back(self) -> bool:
        return zlib.crc32(self.path.name.encode()) % 3 == 0


@dataclass(frozen=True)
class Outcome:
    case: Case
    ruling: Ruling | None

    @property
    def is_decided(self) -> bool:
        return self.ruling is not None and self.ruling.category != UNCLASSIFIED

    @property
    def said(self) -> str:
        return "-" if self.ruling is None else self.ruling.category

    @property
    def is_right(self) -> bool:
        return self.said in self.case.categories

    @property
    def is_strictly_right(self) -> bool:
        return self.said == self.case.categories[0]


def report(corpus: Path) -> str:
    """The scores of both labelled sets, block in hand and end to end, and of the recorded samples."""
    sections = []
    for name in SETS:
        cases = _cases(corpus, name)
        if cases:
            sections.append(_section(f"{name}, the labelled block in hand", cases, _by_block))
            sections.append(_section(f"{name}, end to end", cases, _by_log))
    sections.append(_samples())
    return "\n\n".join(sections)


def _cases(corpus: Path, name: str) -> list[Case]:
    file = corpus / SETS[name]
    if not file.is_file():
        return []
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
    return [
        Case(
            path=corpus / name / row["file"],
            categories=(row["category"], *(row.get("alts") or ())),
            key_line=(row["key_lines"] or [""])[0],
            block=tuple(row["error_block"] or (1, 1)),
        )
        for row in rows
    ]


def _by_block(case: Case) -> Ruling | None:
    """The verdict on the labelled block, its prefixes taken off, with the first labelled key line as the message."""
    lines: list[str] = []
    for window in log.windows([case.path.read_bytes()]):
        line: log.Line | None = window.line_at(window.begin)
        while line is not None and line.start < window.finish:
            lines.append(line.text)
            line = window.after(line)
    block = lines[case.block[0] - 1 : case.block[1]]
    message = next((line for line in block if case.key_line in line), case.key_line)
    return decide(message, "\n".join(block))


def _by_log(case: Case) -> Ruling | None:
    """The verdict on the primary error that extraction finds."""
    return _verdict(extract.findings_in_log([case.path.read_bytes()])[0])


def _samples() -> str:
    """The recorded samples: the primary error of a run's output, or of its annotations where that explains nothing."""
    outcomes = [_outcome(sample) for sample in failures()]
    title = f"the {len(outcomes)} recorded samples, end to end"
    return "\n".join([title, _scores("all", outcomes), _confusion(outcomes), *_mistakes(outcomes)])


def _outcome(sample: Sample) -> Outcome:
    run = sample.runs[0]
    primary = extract.findings_in_log([run.output])[0]
    if primary.reason is not None:
        told = annotations.findings_in_annotations(run.annotations)
        primary = next((finding for finding in told if finding.reason is None), primary)
    case = Case(Path(sample.name), (sample.category,), "", (1, 1))
    return Outcome(case, _verdict(primary))


def _verdict(primary: Finding) -> Ruling | None:
    return decide(
        primary.message,
        primary.text,
        dialect=primary.dialect,
        test_name=primary.test_name,
        reason=primary.reason,
    )


def _section(title: str, cases: Sequence[Case], verdict: Callable[[Case], Ruling | None]) -> str:
    outcomes = [Outcome(case, verdict(case)) for case in cases]
    listed = [outcome for outcome in outcomes if not outcome.case.is_held_back]
    held_back = [outcome for outcome in outcomes if outcome.case.is_held_back]
    parts = [title, _scores("all", outcomes), _scores("listed", listed), _scores("held back", held_back)]
    return "\n".join([*parts, _confusion(outcomes), *_mistakes(listed)])


def _scores(name: str, outcomes: Sequence[Outcome]) -> str:
    causes = [outcome for outcome in outcomes if outcome.case.categories[0] != UNCLASSIFIED]
    decided = [outcome for outcome in outcomes if outcome.is_decided]
    right, strict = sum(each.is_right for each in decided), sum(each.is_strictly_right for each in decided)
    share = sum(outcome.is_decided for outcome in causes)
    return (
        f"  {name:10} causes decided {share:3}/{len(causes):3} {_percent(share, len(causes))}   of decided right "
        f"{right:3}/{len(decided):3} {_percent(right, len(decided))}   strictly {_percent(strict, len(decided))}"
    )


def _confusion(outcomes: Sequence[Outcome]) -> str:
    """Rows: the label; columns: what the rules say ("-" is left to Claude)."""
    names = [*taxonomy().categories, UNCLASSIFIED]
    counts = Counter((outcome.case.categories[0], outcome.said) for outcome in outcomes)
    heads = "".join(f"{name[:7]:>8}" for name in (*names, "-"))
    rows = [f"  {'':21}{heads}"]
    for name in names:
        cells = "".join(f"{counts[name, said] or '.':>8}" for said in (*names, "-"))
        rows.append(f"  {name:21}{cells}")
    return "\n".join(rows)


def _mistakes(outcomes: Sequence[Outcome]) -> list[str]:
    return [
        f"  wrong: {outcome.case.path.name} is {'/'.join(outcome.case.categories)}, {outcome.ruling.rule} says "
        f"{outcome.said}: {outcome.ruling.evidence[:SHOWN_EVIDENCE]}"
        for outcome in outcomes
        if outcome.ruling is not None and outcome.is_decided and not outcome.is_right
    ]


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:5.1f} %" if whole else "    - "
