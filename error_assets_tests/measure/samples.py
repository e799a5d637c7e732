"""The recorded failures: which are extracted, grouped and decided rightly today, and grouping beside simpler masks.

Right in every run: *extracted* where the primary error (message and block) holds the line of the cause, *grouped*
where all runs of a failure share one template that no other failure has, *decided* where rules alone give the true
category (or the true reason for none).
"""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from error_assets.samples.library import Run, Sample, failures
from error_assets.samples.reading import Reading, read
from error_assets.signatures.grouping import grouping_line
from error_assets_tests.measure import deduplication

LINE_SHOWN = 110
"""Characters of a message printed."""

MARK = {True: "yes", False: "NO"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One failure as it is read today."""

    sample: Sample
    readings: tuple[Reading, ...]
    extracted: bool
    grouped: bool
    decided: bool

    @property
    def right(self) -> bool:
        return self.extracted and self.grouped and self.decided


def report(_corpus: Path) -> str:
    """The table, the counts, the wrong ones by name, and the scores of grouping. Reads the package, no corpus."""
    outcomes = outcomes_of(failures())
    lines = table(outcomes)
    lines += ["", *counts(outcomes), "", "wrong today", *(line for each in outcomes for line in faults(each))]
    return "\n".join([*lines, "", *grouping(outcomes)])


def outcomes_of(samples: tuple[Sample, ...]) -> list[Outcome]:
    """Every failure's outcome, in the order of `samples`."""
    readings = {sample.name: tuple(read(sample, run) for run in sample.runs) for sample in samples}
    owners: dict[str, set[str]] = defaultdict(set)
    for name, read_runs in readings.items():
        for reading in read_runs:
            owners[reading.signature.template].add(name)
    return [outcome_of(sample, readings[sample.name], owners) for sample in samples]


def outcome_of(sample: Sample, readings: tuple[Reading, ...], owners: dict[str, set[str]]) -> Outcome:
    templates = {reading.signature.template for reading in readings}
    return Outcome(
        sample=sample,
        readings=readings,
        extracted=all(is_extracted(sample, reading) for reading in readings),
        grouped=len(templates) == 1 and all(owners[template] == {sample.name} for template in templates),
        decided=all(
            (reading.verdict.category, reading.verdict.reason) == (sample.category, sample.reason)
            for reading in readings
        ),
    )


def is_extracted(sample: Sample, reading: Reading) -> bool:
    """Whether the primary error holds the cause; of a failure without one, whether none was claimed."""
    if sample.reason is not None:
        return reading.primary.source == "job"
    return sample.states_cause(f"{reading.primary.message}\n{reading.primary.text}")


def table(outcomes: list[Outcome]) -> list[str]:
    head = "| failure | toolchain | category | runs | lines | extracted | grouped | decided |"
    return [head, "|---|---|---|---|---|---|---|---|", *map(row, outcomes)]


def row(outcome: Outcome) -> str:
    sample = outcome.sample
    lines = sample.runs[0].output.count(b"\n")
    cells = [sample.name, sample.toolchain, sample.category, str(len(sample.runs)), str(lines)]
    cells += [MARK[outcome.extracted], MARK[outcome.grouped], MARK[outcome.decided]]
    return f"| {' | '.join(cells)} |"


def counts(outcomes: list[Outcome]) -> list[str]:
    samples = [outcome.sample for outcome in outcomes]
    runs = sum(len(sample.runs) for sample in samples)
    toolchains = len({sample.toolchain for sample in samples})
    recorded = sum(sample.recorded for sample in samples)
    return [
        f"{len(samples)} failures, {recorded} of them recorded, {runs} runs, {toolchains} toolchains",
        f"extracted {sum(outcome.extracted for outcome in outcomes)}, "
        f"grouped {sum(outcome.grouped for outcome in outcomes)}, "
        f"decided {sum(outcome.decided for outcome in outcomes)}, "
        f"all three {sum(outcome.right for outcome in outcomes)}",
    ]


def faults(outcome: Outcome) -> list[str]:
    """What is wrong with one failure's reading; nothing if all is right."""
    first, name = outcome.readings[0], outcome.sample.name
    lines = []
    if not outcome.extracted:
        lines.append(f"  {name}: primary is {first.primary.message[:LINE_SHOWN]!r}")
    if not outcome.grouped:
        templates = {reading.signature.template for reading in outcome.readings}
        lines.append(f"  {name}: {len(templates)} template(s), {min(templates)[:LINE_SHOWN]!r}")
    if not outcome.decided:
        said = ", ".join(sorted({reading.decision for reading in outcome.readings}))
        lines.append(f"  {name}: {said} instead of {outcome.sample.category} {outcome.sample.reason or ''}".rstrip())
    return lines


def grouping(outcomes: list[Outcome]) -> list[str]:
    """Pairwise scores over all runs, all failures as of one repository."""
    named = [(outcome, run) for outcome in outcomes for run in outcome.sample.runs if outcome.sample.reason is None]
    in_hand = [known_by(outcome.sample.name, run, cause_line(outcome.sample, run)) for outcome, run in named]
    extracted = [
        known_by(outcome.sample.name, run, primary_line(outcome.readings[place]))
        for outcome in outcomes
        for place, run in enumerate(outcome.sample.runs)
    ]
    lines: list[str] = []
    for title, samples in (("the line of the cause in hand", in_hand), ("end to end, the primary error", extracted)):
        lines += [f"grouping, {title}: {len(samples)} runs", f"  {'':16} precision  recall  F1"]
        for name, keys in deduplication.KEYS.items():
            score = deduplication.scored(samples, keys([sample.line for sample in samples]))
            lines.append(f"  {name:16} {score.precision:9.3f}  {score.recall:6.3f}  {score.f1:5.3f}")
    return lines


def known_by(name: str, run: Run, line: str) -> deduplication.Sample:
    return deduplication.Sample(f"{name} run {run.number}", "samples", name, line)


def cause_line(sample: Sample, run: Run) -> str:
    """The first line of the run that states its cause; a line that the runner writes comes last."""
    lines = (*run.told.replace("\r", "\n").splitlines(), *sample.ending)
    return next((line for line in lines if sample.states_cause(line)), "")


def primary_line(reading: Reading) -> str:
    return grouping_line(reading.primary.message, reading.primary.test_name)
