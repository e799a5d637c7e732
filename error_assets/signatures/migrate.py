"""What a change of masks does to fingerprints that are already stored with corrections and verdicts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from error_assets.signatures.fingerprint import fingerprint_of
from error_assets.signatures.masking import template_of


@dataclass(frozen=True, slots=True)
class Stored:
    """What is kept of an error: the fingerprint it had and one message that had it (as `grouping_line` gives it)."""

    fingerprint: str
    example_message: str


@dataclass(frozen=True, slots=True)
class Migration:
    """Where every stored row goes. Each row of the input stands in `fingerprints` exactly once: none is lost.

    `kept` have the fingerprint they had, `moved` another one that is theirs alone. `merged` maps a new fingerprint to
    the old ones, two or more, that became it. `split` maps an old fingerprint to the new ones, two or more, that its
    messages have now. A fingerprint may be both merged and split.
    """

    fingerprints: Mapping[Stored, str]
    kept: tuple[str, ...]
    moved: Mapping[str, str]
    merged: Mapping[str, tuple[str, ...]]
    split: Mapping[str, tuple[str, ...]]


def migrated(stored: Iterable[Stored]) -> Migration:
    """The fingerprints that `stored` have under today's masks. Equal rows count once; their order does not matter."""
    rows = sorted(set(stored), key=lambda row: (row.fingerprint, row.example_message))
    fingerprints = {row: fingerprint_of(template_of(row.example_message)) for row in rows}
    news: dict[str, set[str]] = {}
    olds: dict[str, set[str]] = {}
    for row, new in fingerprints.items():
        news.setdefault(row.fingerprint, set()).add(new)
        olds.setdefault(new, set()).add(row.fingerprint)
    alone = {old: min(new) for old, new in news.items() if len(new) == 1 and len(olds[min(new)]) == 1}
    return Migration(
        fingerprints=fingerprints,
        kept=tuple(old for old, new in alone.items() if old == new),
        moved={old: new for old, new in alone.items() if old != new},
        merged={new: tuple(sorted(old)) for new, old in olds.items() if len(old) > 1},
        split={old: tuple(sorted(new)) for old, new in news.items() if len(new) > 1},
    )


def migration_text(migration: Migration) -> str:
    """The lines that `error-assets migrate` prints: how many kept, moved, merged, split, then each that is not kept."""
    lines = [
        f"{len(migration.fingerprints)} stored: {len(migration.kept)} kept, {len(migration.moved)} moved, "
        f"{len(migration.merged)} merged, {len(migration.split)} split"
    ]
    lines += [f"moved   {old} -> {new}" for old, new in sorted(migration.moved.items())]
    lines += [f"merged  {', '.join(old)} -> {new}" for new, old in sorted(migration.merged.items())]
    lines += [f"split   {old} -> {', '.join(new)}" for old, new in sorted(migration.split.items())]
    return "\n".join(lines)
