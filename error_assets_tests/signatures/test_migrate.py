"""Migration: after a change of masks every stored row has its new fingerprint, and what happened is told."""

from hypothesis import given
from hypothesis import strategies as st

from error_assets.signatures.fingerprint import fingerprint_of
from error_assets.signatures.masking import template_of
from error_assets.signatures.migrate import Stored, migrated, migration_text


def new(message: str) -> str:
    return fingerprint_of(template_of(message))


def test_a_fingerprint_that_its_message_still_has_is_kept() -> None:
    migration = migrated([Stored(new("no space left"), "no space left")])
    assert migration.kept == (new("no space left"),)
    assert (migration.moved, migration.merged, migration.split) == ({}, {}, {})


def test_a_fingerprint_alone_moves() -> None:
    migration = migrated([Stored("old", "no space left")])
    assert migration.moved == {"old": new("no space left")}
    assert migration.kept == ()


def test_two_fingerprints_that_become_one_are_merged() -> None:
    migration = migrated([Stored("a", "exit after 3ms"), Stored("b", "exit after 9ms")])
    assert migration.merged == {new("exit after 3ms"): ("a", "b")}
    assert (migration.kept, migration.moved) == ((), {})


def test_a_fingerprint_whose_messages_part_is_split() -> None:
    migration = migrated([Stored("a", "exit code 1"), Stored("a", "exit code 2")])
    assert migration.split == {"a": tuple(sorted([new("exit code 1"), new("exit code 2")]))}


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["x 3ms", "x 4ms", "y", "z 404", "z 500"])), max_size=12)
)
def test_no_row_is_lost_in_any_order(pairs: list[tuple[str, str]]) -> None:
    rows = [Stored(*pair) for pair in pairs]
    migration = migrated(rows)
    assert set(migration.fingerprints) == set(rows)
    assert migration == migrated(reversed(rows))
    told = {*migration.kept, *migration.moved, *migration.split, *(old for m in migration.merged.values() for old in m)}
    assert told == {row.fingerprint for row in rows}


def test_the_text_counts_and_names_what_changed() -> None:
    rows = [Stored("a", "exit after 3ms"), Stored("b", "exit after 9ms"), Stored("c", "no space left")]
    assert migration_text(migrated(rows)).splitlines() == [
        "3 stored: 0 kept, 1 moved, 1 merged, 0 split",
        f"moved   c -> {new('no space left')}",
        f"merged  a, b -> {new('exit after 3ms')}",
    ]
