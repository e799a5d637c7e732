"""After a change of masks every row of the ledger stands where its message goes, and the latest correction holds."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from error_assets.clients.ledger import Bought, Ledger
from error_assets.clients.ledger_tables import corrections, engine_of, verdicts
from error_assets.clients.migrating import ledger_migration_text, migrate_ledger
from error_assets.hours import UTC
from error_assets.signatures.fingerprint import fingerprint_of
from error_assets.signatures.masking import Masking, explained, template_of
from error_assets.signatures.masks import MaskTable, mask_table
from error_assets.taxonomy.categories import TAXONOMY_VERSION
from error_assets.taxonomy.prompt import PROMPT_VERSION
from error_assets_tests.records_made import bought

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'ledger.sqlite'}"


def today(message: str) -> str:
    return fingerprint_of(template_of(message))


def correct(url: str, fingerprint: str, message: str, *, hours: int = 0, author: str = "ada") -> None:
    Ledger(url).correct(
        fingerprint,
        category="flaky_test",
        subcategory="",
        root_cause=f"said by {author}",
        suggested_fix="",
        example_message=message,
        author=author,
        at=NOW + timedelta(hours=hours),
    )


def judge(url: str, fingerprint: str, message: str) -> None:
    verdict = bought("7-1-1", fingerprint=fingerprint, taxonomy_version=TAXONOMY_VERSION, prompt_version=PROMPT_VERSION)
    Ledger(url).record_verdicts([Bought(classification=verdict, example_message=message, nano_usd=123_000)])


def author_of(url: str, fingerprint: str) -> str | None:
    found = Ledger(url).corrections([fingerprint]).get(fingerprint)
    return found.decided_by if found else None


def everything(url: str) -> dict[str, list[dict[str, object]]]:
    """Every row of both tables."""
    with engine_of(url).connect() as connection:
        return {
            table.name: [dict(row._mapping) for row in connection.execute(table.select().order_by(table.c.id))]
            for table in (verdicts, corrections)
        }


def without_fingerprints(rows: dict[str, list[dict[str, object]]]) -> dict[str, list[dict[str, object]]]:
    return {
        name: [{key: value for key, value in row.items() if key != "fingerprint"} for row in found]
        for name, found in rows.items()
    }


def test_what_is_kept_is_left_alone(url: str) -> None:
    judge(url, today("no space left"), "no space left")
    correct(url, today("no space left"), "no space left")
    before = everything(url)
    done = migrate_ledger(url)
    assert everything(url) == before
    assert (done.migration.kept, done.verdicts, done.corrections) == ((today("no space left"),), 1, 1)


def test_verdict_and_correction_move_with_their_message_and_change_nothing_else(url: str) -> None:
    judge(url, "old", "no space left")
    correct(url, "old", "no space left")
    before = everything(url)
    migrate_ledger(url)
    new = today("no space left")
    assert author_of(url, new) == "ada" and author_of(url, "old") is None
    assert list(Ledger(url).remembered([new], at=NOW, ttl_hours=24)) == [new]
    assert without_fingerprints(everything(url)) == without_fingerprints(before)


def test_of_corrections_that_merge_the_latest_holds_and_the_history_stays(url: str) -> None:
    correct(url, "one", "exit after 3ms", hours=2, author="latest")
    correct(url, "two", "exit after 9ms", hours=1, author="earlier")
    done = migrate_ledger(url)
    assert done.migration.merged == {today("exit after 3ms"): ("one", "two")}
    assert author_of(url, today("exit after 3ms")) == "latest"
    assert {row["author"] for row in everything(url)["corrections"]} == {"latest", "earlier"}


def test_a_correction_holds_for_every_part_of_a_kind_that_split(url: str) -> None:
    correct(url, "wide", "exit code 2", hours=1, author="holding")
    correct(url, "wide", "exit code 1", hours=0, author="overruled")  # written later, of an earlier time
    judge(url, "wide", "exit code 3")
    done = migrate_ledger(url)
    assert done.spread == 2
    assert {author_of(url, today(f"exit code {n}")) for n in (1, 2, 3)} == {"holding"}


def test_a_correction_that_was_spread_goes_before_no_later_one(url: str) -> None:
    correct(url, "wide", "exit code 1", hours=0, author="of the wide one")
    judge(url, "wide", "exit code 2")
    correct(url, "other", "exit code 2", hours=1, author="later")
    migrate_ledger(url)
    assert author_of(url, today("exit code 2")) == "later"


def test_a_second_time_changes_nothing(url: str) -> None:
    for number, message in enumerate(["exit code 1", "exit code 2", "exit after 3ms"]):
        correct(url, "wide", message, hours=number)
        judge(url, f"old {number}", message)
    migrate_ledger(url)
    once = everything(url)
    done = migrate_ledger(url)
    assert everything(url) == once
    assert (done.spread, done.migration.moved, done.migration.merged, done.migration.split) == (0, {}, {}, {})


def test_a_dry_run_says_the_same_and_changes_nothing(url: str) -> None:
    correct(url, "wide", "exit code 1")
    judge(url, "wide", "exit code 2")
    before = everything(url)
    said = ledger_migration_text(migrate_ledger(url, dry_run=True))
    assert everything(url) == before
    assert said == ledger_migration_text(migrate_ledger(url))


def test_a_row_without_an_example_stays_and_is_counted(url: str) -> None:
    correct(url, "old", "")
    done = migrate_ledger(url)
    assert author_of(url, "old") == "ada"
    assert "1 without an example message stay as they are" in ledger_migration_text(done)


def test_an_empty_ledger_has_nothing_to_migrate(url: str) -> None:
    assert ledger_migration_text(migrate_ledger(url)).splitlines() == [
        "0 verdicts and 0 corrections",
        "0 stored: 0 kept, 0 moved, 0 merged, 0 split",
    ]


def test_a_mask_that_touches_one_template_in_a_hundred_moves_no_more_and_loses_no_correction(url: str) -> None:
    messages = kinds(
        said for mask in mask_table().masks for said in (*(message for message, _ in mask.takes), *mask.leaves)
    )
    mask = touching_one_in_a_hundred(messages)
    table = mask_table()
    before = Masking(MaskTable("older", table.stages, tuple(m for m in table.masks if m.name != mask)))
    old = {message: fingerprint_of(before.template_of(message)) for message in messages}
    for message, fingerprint in old.items():
        correct(url, fingerprint, message, author=message)
        judge(url, fingerprint, message)

    done = migrate_ledger(url)

    changed = [message for message in messages if old[message] != today(message)]
    assert 1 <= len(changed) <= len(messages) / 100
    assert len(done.migration.kept) >= 0.99 * len(set(old.values()))
    assert [row["author"] for row in everything(url)["corrections"]][: len(messages)] == messages
    assert all(author_of(url, today(message)) is not None for message in messages)
    assert len(Ledger(url).remembered([today(m) for m in messages], at=NOW, ttl_hours=24)) == len(messages)


def kinds(messages: Iterable[str]) -> list[str]:
    """One message of each of today's templates."""
    return list({template_of(message): message for message in messages}.values())


def touching_one_in_a_hundred(messages: list[str]) -> str:
    """The mask that takes something of the most of `messages`, but of no more than one in a hundred."""
    touched: dict[str, int] = {}
    for message in messages:
        for name in {taken.mask for taken in explained(message).taken}:
            touched[name] = touched.get(name, 0) + 1
    few = {name: count for name, count in touched.items() if count <= len(messages) / 100}
    return max(few, key=lambda name: (few[name], name))
