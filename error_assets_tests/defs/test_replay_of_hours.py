"""Any hours, in any order, any number of times: the same rows and the same documents (design section 4)."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from error_assets.clients import from_settings
from error_assets.clients.ledger import Bought
from error_assets.hours import hour_start, hours_between
from error_assets.records import Classification, ErrorSignature
from error_assets.samples.replay import Replay
from error_assets.taxonomy.categories import TAXONOMY_VERSION, UNCLASSIFIED, domain_of
from error_assets.taxonomy.prompt import PROMPT_VERSION
from error_assets_tests.defs.installation import Installation, installed

HOURS_BY_DEFAULT = 10
"""Hours that the default run takes: each form costs a run an hour, at seconds each. The slow run takes all 48."""


@pytest.fixture(scope="module")
def replay() -> Iterator[Replay]:
    with Replay() as replay:
        yield replay


def buy_verdicts(installation: Installation) -> int:
    """A stand-in for the model buys a verdict for each signature that the rules leave open, at its second hour, so that
    provenance, order and memory are really tested. Returns how many."""
    rows = installation.rows()
    open_ones: dict[str, ErrorSignature] = {}
    for (table, hour, repo), classifications in rows.items():
        if table == "classifications":
            unknown = {
                v.fingerprint for v in classifications if v.category == UNCLASSIFIED and v.reason == "switched_off"
            }
            for signature in rows["error_signatures", hour, repo]:
                if signature.fingerprint in unknown:
                    open_ones[signature.fingerprint] = signature
    ledger = from_settings.ledger(installation.settings)
    ledger.record_verdicts(
        [
            Bought(classification=verdict_on(s), example_message=s.example_message, nano_usd=1_000)
            for s in open_ones.values()
        ]
    )
    return len(open_ones)


def verdict_on(signature: ErrorSignature) -> Classification:
    return Classification(
        repo=signature.repo,
        fingerprint=signature.fingerprint,
        domain=domain_of("runtime_error"),
        category="runtime_error",
        subcategory="",
        confidence=0.9,
        root_cause="said by the stand-in",
        suggested_fix="ask again",
        evidence=signature.example_message,
        verdict_source="claude",
        taxonomy_version=TAXONOMY_VERSION,
        prompt_version=PROMPT_VERSION,
        model="stand-in",
        method="realtime",
        classified_at=signature.last_seen + timedelta(minutes=30),
        asked_error_id=signature.example_error_id,
        prompt_tokens=100,
        completion_tokens=20,
        cost_usd=0.000001,
    )


def check_all_forms(replay: Replay, hours: list[str], folder: Path) -> None:
    ledger_url = f"sqlite:///{folder / 'ledger.sqlite'}"

    def fresh(name: str):  # type: ignore[no-untyped-def]
        return installed(folder / name, replay, error_assets_ledger_url=ledger_url)

    with fresh("teacher") as teacher:
        assert teacher.materialise(hours) == []
        assert buy_verdicts(teacher) > 0
    with fresh("ranges") as ranges:
        assert ranges.materialise(hours) == []
        rows, documents = ranges.rows(), ranges.documents()
        assert any(document["s_verdict_source"] == "claude" for document in documents.values())
        assert ranges.materialise(hours) == []
        assert (ranges.rows(), ranges.documents()) == (rows, documents), "a second time changed something"
    for name, order in {"in_order": hours, "reverse": hours[::-1]}.items():
        with fresh(name) as one_by_one:
            for hour in order:
                assert one_by_one.materialise([hour]) == []
            assert one_by_one.rows() == rows, name
            assert one_by_one.documents() == documents, name


def test_every_order_and_form_ends_in_the_same_rows_and_documents(replay: Replay, tmp_path: Path) -> None:
    first = replay.hours[0]
    hours = list(hours_between(first, replay.hours[1]))[-HOURS_BY_DEFAULT:]
    assert len(hours) == HOURS_BY_DEFAULT
    check_all_forms(replay, hours, tmp_path)


@pytest.mark.slow
@pytest.mark.timeout(1_800)
def test_all_48_hours_end_in_the_same_rows_and_documents(replay: Replay, tmp_path: Path) -> None:
    hours = list(hours_between(*replay.hours))
    assert hour_start(hours[-1]) - hour_start(hours[0]) == timedelta(hours=47)
    check_all_forms(replay, hours, tmp_path)


def test_every_attempt_is_stored_or_listed_with_its_reason(replay: Replay, tmp_path: Path) -> None:
    hours = list(hours_between(*replay.hours))
    with installed(tmp_path, replay) as installation:
        assert installation.materialise(hours, ["job_outcomes", "raw_failures"]) == []
        rows = installation.rows()
    outcomes = [row for (table, _, _), found in rows.items() if table == "job_outcomes" for row in found]
    failures = [row for (table, _, _), found in rows.items() if table == "raw_failures" for row in found]
    left_out = [row for (table, _, _), found in rows.items() if table == "raw_failures.skipped" for row in found]
    truth = [attempt for attempt in replay.all_attempts() if attempt.hour in hours]
    assert sorted((o.job_id, o.attempt) for o in outcomes) == sorted((t.job_id, t.attempt) for t in truth)
    passed = {(o.job_id, o.attempt) for o in outcomes if o.conclusion in ("success", "skipped", "neutral")}
    stored = {(f.job_id, f.attempt) for f in failures}
    unwanted = {tuple(s.item_id.rsplit("-", 1)) for s in left_out if s.kind == "job"}
    cancelled = {(job_id, int(attempt)) for job_id, attempt in unwanted}
    assert not (passed & stored) and not (stored & cancelled)
    assert passed | stored | cancelled == {(t.job_id, t.attempt) for t in truth}
    assert len(failures) == len(stored) > 0, "an attempt is stored twice"
