"""Is the same error known again? Pairwise precision, recall and F1 on logs whose primary errors were grouped by hand.

`groups.jsonl` of a corpus: `file`, `repo`, `group` (the same group within a repository is the same error) and
`key_line`. A pair of files of one repository counts as found where both have the same key, as true where both have the
same group. Two texts are read: the labelled key line, and the primary error that extraction finds in the log.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from drain3 import TemplateMiner
from drain3.template_miner_config import TemplateMinerConfig

from error_assets.extraction.extract import findings_in_log
from error_assets.signatures.grouping import grouping_line
from error_assets.signatures.masking import template_of
from error_assets_tests.signatures.test_pairs import PAIRS

GROUPS_FILE = "groups.jsonl"
PAIRS_SHOWN = 10
"""Wrong pairs printed of each kind: enough to see what goes wrong, short enough to be read."""

LINE_SHOWN = 150
"""Characters of a message printed."""

_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Sample:
    """A file with its labelled group and the line it is known by in one of the two readings."""

    file: str
    repo: str
    group: str
    line: str


@dataclass(frozen=True, slots=True)
class Score:
    """Pairs of files of one repository: rightly together, wrongly together, wrongly apart."""

    together: tuple[tuple[Sample, Sample], ...]
    wrongly_together: tuple[tuple[Sample, Sample], ...]
    wrongly_apart: tuple[tuple[Sample, Sample], ...]

    @property
    def precision(self) -> float:
        return _part(len(self.together), len(self.together) + len(self.wrongly_together))

    @property
    def recall(self) -> float:
        return _part(len(self.together), len(self.together) + len(self.wrongly_apart))

    @property
    def f1(self) -> float:
        return _part(2 * self.precision * self.recall, self.precision + self.recall)


def report(corpus: Path) -> str:
    """The scores of every way to a key on both readings, and the wrong pairs of ours; says so without groups."""
    if not (corpus / GROUPS_FILE).is_file():
        return f"no {GROUPS_FILE} in this corpus: nothing to measure"
    rows = [json.loads(line) for line in (corpus / GROUPS_FILE).read_text(encoding="utf-8").splitlines()]
    labelled = [Sample(row["file"], row["repo"], row["group"], row["key_line"]) for row in rows]
    extracted = [Sample(s.file, s.repo, s.group, primary_line(corpus / s.file)) for s in labelled]
    lines = [f"{len(rows)} files in {len({(s.repo, s.group) for s in labelled})} groups"]
    for title, samples in (("the labelled line in hand", labelled), ("end to end, the primary error", extracted)):
        lines += ["", title, f"  {'':16} precision  recall  F1"]
        for name, keys in KEYS.items():
            score = scored(samples, keys([sample.line for sample in samples]))
            lines.append(f"  {name:16} {score.precision:9.3f}  {score.recall:6.3f}  {score.f1:5.3f}")
    lines += ["", "pairs.toml                 apart   same", *_on_pairs()]
    score = scored(extracted, _templates([sample.line for sample in extracted]))
    return "\n".join([*lines, "", *_shown("together", score.wrongly_together), *_shown("apart", score.wrongly_apart)])


def _on_pairs() -> list[str]:
    """For each way to a key: how many pairs that must stay apart do, and how many that must be one are."""
    lines = []
    for name, keys in KEYS.items():
        equal = {kind: [len(set(keys(pair[1:]))) == 1 for pair in PAIRS[kind]] for kind in ("apart", "same")}
        apart, same = equal["apart"].count(False), equal["same"].count(True)
        lines.append(f"  {name:20} {apart:6}/{len(equal['apart'])} {same:3}/{len(equal['same'])}")
    return lines


def primary_line(path: Path) -> str:
    """The line by which the primary error of the log at `path` is known."""
    primary = findings_in_log([path.read_bytes()])[0]
    return grouping_line(primary.message, primary.test_name)


def scored(samples: list[Sample], keys: list[str]) -> Score:
    """Compare equality of `keys` (one for each sample, in order) with equality of groups, within each repository."""
    right, together, apart = [], [], []
    for (one, key), (other, other_key) in combinations(zip(samples, keys, strict=True), 2):
        if one.repo != other.repo:
            continue
        if one.group == other.group:
            (right if key == other_key else apart).append((one, other))
        elif key == other_key:
            together.append((one, other))
    return Score(tuple(right), tuple(together), tuple(apart))


def _templates(lines: list[str]) -> list[str]:
    return [template_of(line) for line in lines]


def _drain(lines: list[str]) -> list[str]:
    """Drain3 as it comes, with its own masking off: cluster ids after all lines were seen."""
    config = TemplateMinerConfig()
    config.profiling_enabled = False
    miner = TemplateMiner(config=config)
    return [str(miner.add_log_message(line)["cluster_id"]) for line in lines]


def _raw(lines: list[str]) -> list[str]:
    return lines


def _without_digits(lines: list[str]) -> list[str]:
    return [_DIGITS.sub("0", line) for line in lines]


KEYS: dict[str, Callable[[list[str]], list[str]]] = {
    "template": _templates,
    "Drain3": _drain,
    "raw message": _raw,
    "digits masked": _without_digits,
}


def _shown(kind: str, pairs: tuple[tuple[Sample, Sample], ...]) -> list[str]:
    lines = [f"{len(pairs)} pairs wrongly {kind}"]
    for one, other in pairs[:PAIRS_SHOWN]:
        lines += [f"  {sample.file} {sample.group}: {sample.line[:LINE_SHOWN]}" for sample in (one, other)] + [""]
    return lines


def _part(part: float, whole: float) -> float:
    """1.0 where there is nothing to be a part of: no pair was claimed and none was wrong."""
    return part / whole if whole else 1.0
