"""classifications: the cause of each signature of the hour, and who said so."""

from collections.abc import Iterator
from functools import cache

import dagster as dg

from error_assets.clients.classifying import Classified, Classifier, SignaturesOfHour
from error_assets.clients.hour_store import HourStore
from error_assets.clients.storage import StorageError
from error_assets.defs.hourly import Check, HourDone, hour_by_hour
from error_assets.defs.io_managers import STORED, HourNotStored, Hours, RepoHour
from error_assets.defs.partitions import HOURLY, UP_TO_A_DAY
from error_assets.records import ErrorSignature
from error_assets.reports import invariants, previews
from error_assets.taxonomy.categories import TAXONOMY_VERSION
from error_assets.taxonomy.prompt import PROMPT_VERSION
from error_assets.taxonomy.rule_book import rules_version


@dg.asset(
    ins={"error_signatures": STORED},
    partitions_def=HOURLY,
    backfill_policy=UP_TO_A_DAY,
    group_name="triage",
    kinds={"anthropic"},
    owners=["team:ci"],
    tags={"error_assets/stage": "triage"},
    code_version=f"{TAXONOMY_VERSION}/{PROMPT_VERSION}/{rules_version()}",
    check_specs=[
        dg.AssetCheckSpec(
            "every_signature_has_a_verdict",
            asset="classifications",
            blocking=True,
            description="Each signature has a category, or a reason why it has none.",
        ),
        dg.AssetCheckSpec(
            "claude_answered",
            asset="classifications",
            blocking=False,
            description="Claude answered what it was asked; else a later run asks again.",
        ),
    ],
)
def classifications(
    context: dg.AssetExecutionContext,
    error_signatures: Hours[ErrorSignature],
    classifier: dg.ResourceParam[Classifier],
    hour_store: dg.ResourceParam[HourStore],
) -> Iterator[dg.MaterializeResult[None]]:
    """A category, cause and next step for each kind of error: by correction, rule, memory or Claude, in this order."""

    @cache
    def verdicts() -> dict[tuple[str, str], Classified]:
        """Of all hours of the run at once, so that a new signature is asked for once and requests are full."""
        return classify_hours(classifier, error_signatures)

    def work(hour: str) -> HourDone:
        signatures = error_signatures[hour]
        rows = {
            repo: RepoHour(rows=verdicts()[hour, repo].rows, swept_at=slice_.swept_at)
            for repo, slice_ in signatures.items()
        }
        troubles = dict.fromkeys(line for repo in signatures for line in verdicts()[hour, repo].troubles)
        missing = invariants.signatures_without_verdict(
            [signature for slice_ in signatures.values() for signature in slice_.rows],
            [verdict for slice_ in rows.values() for verdict in slice_.rows],
        )
        return HourDone(
            rows=rows,
            metadata={"preview": dg.MetadataValue.md(previews.classifications(rows))},
            checks=(
                Check(name="every_signature_has_a_verdict", passed=not missing, description=", ".join(missing)),
                Check(name="claude_answered", passed=not troubles, description="\n".join(troubles), blocking=False),
            ),
        )

    yield from hour_by_hour(context, hour_store, work)


def classify_hours(classifier: Classifier, signatures: Hours[ErrorSignature]) -> dict[tuple[str, str], Classified]:
    """Classifications by hour and repository, of the hours that are stored."""
    slices: dict[tuple[str, str], SignaturesOfHour] = {}
    for hour in sorted(signatures.keys):
        try:
            stored = signatures[hour]
        except (HourNotStored, StorageError):
            continue  # that hour says so itself, in its own turn
        for repo, slice_ in stored.items():
            slices[hour, repo] = SignaturesOfHour(hour=hour, signatures=slice_.rows, swept_at=slice_.swept_at)
    return dict(zip(slices, classifier.classify(list(slices.values())), strict=True))
