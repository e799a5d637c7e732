"""The one way in which an hourly asset does its hours: each by itself, the good ones kept, the bad ones named."""

import logging
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import dagster as dg

from error_assets.clients.hour_store import HourStore
from error_assets.defs.io_managers import HourRows, store_hour
from error_assets.extraction.redaction import redacted_text

PROGRESS = logging.getLogger("error_assets.progress")
"""Where the command line listens: one record for each hour that is done."""

NAMED_BAD_HOURS = 24
"""Bad hours that a failure's message lists; the event log has each with its reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What was found of a check named in the asset's `check_specs`. A blocking one that fails makes its hour bad."""

    name: str
    passed: bool
    description: str = ""
    blocking: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class HourDone:
    """What an asset made of one hour. `rows` is None for an asset that stores elsewhere."""

    rows: HourRows[Any] | None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()


class CheckFailed(Exception):
    """A blocking check failed for an hour."""


def hour_by_hour(
    context: dg.AssetExecutionContext, store: HourStore, work: Callable[[str], HourDone]
) -> Iterator[dg.MaterializeResult[None]]:
    """Do `work` for each hour of the run, store its rows, and tell Dagster of each hour by itself.

    An hour whose work raises is bad: the others go on and are marked as materialised, then the step fails and names
    the bad ones (style.md's pattern; a retry from the failure takes the bad hours here and the good ones downstream).
    """
    table, hours = context.asset_key.to_user_string(), sorted(context.partition_keys)
    done: dict[str, dict[str, Any]] = {}
    bad: dict[str, str] = {}
    failed_checks: set[str] = set()
    for number, hour in enumerate(hours, 1):
        try:
            result = work(hour)
            failed_checks |= _report_checks(context, hour, result.checks)
            done[hour] = _stored(store, table, hour, result)
        except dg.Failure:
            raise
        except Exception as error:  # noqa: BLE001 one bad hour must not cost the others; it is named below
            bad[hour] = redacted_text(f"{type(error).__name__}: {error}")
            context.log.error(f"{table} {hour} failed: {redacted_text(traceback.format_exc())}")
        PROGRESS.info("%s %s", table, hour, extra={"asset": table, "hour": hour, "done": number, "of": len(hours)})
    if bad:
        _tell_good_hours(context, done)
        raise _failure(table, bad)
    for hour, metadata in done.items():
        context.add_asset_metadata(metadata, partition_key=hour)
    yield dg.MaterializeResult(value=None, check_results=_step_checks(context, failed_checks))


def _stored(store: HourStore, table: str, hour: str, result: HourDone) -> dict[str, Any]:
    metadata = dict(result.metadata)
    if result.rows is not None:
        older = store_hour(store, table, hour, result.rows)
        metadata["dagster/partition_row_count"] = sum(len(slice_.rows) for slice_ in result.rows.values())
        if older:
            metadata["left_alone"] = f"a newer sweep was already stored for {', '.join(older)}"
    return metadata


def _report_checks(context: dg.AssetExecutionContext, hour: str, checks: tuple[Check, ...]) -> set[str]:
    """Tell of each check that fails for `hour`; names of those that fail. Raises CheckFailed if one of them blocks.

    What is green is told once a step: an event costs ten milliseconds, and a day has 24 hours of eight checks.
    """
    for check in checks:
        if check.passed:
            continue
        context.log_event(
            dg.AssetCheckEvaluation(
                asset_key=context.asset_key,
                check_name=check.name,
                passed=False,
                partition=hour,
                description=check.description or None,
                blocking=check.blocking,
            )
        )
    failed = [check for check in checks if not check.passed]
    blocking = [f"{check.name}: {check.description}" for check in failed if check.blocking]
    if blocking:
        raise CheckFailed("; ".join(blocking))
    return {check.name for check in failed}


def _step_checks(context: dg.AssetExecutionContext, failed: set[str]) -> list[dg.AssetCheckResult]:
    """Dagster wants each declared check answered once a step; what holds for each hour was reported by itself."""
    return [
        dg.AssetCheckResult(check_name=key.name, passed=key.name not in failed)
        for key in sorted(context.selected_asset_check_keys, key=lambda key: key.name)
    ]


def _tell_good_hours(context: dg.AssetExecutionContext, done: Mapping[str, Mapping[str, Any]]) -> None:
    version = context.assets_def.code_versions_by_key[context.asset_key]
    tags = {"dagster/code_version": version} if version else None
    for hour, metadata in done.items():
        context.log_event(
            dg.AssetMaterialization(context.asset_key, partition=hour, metadata=dict(metadata), tags=tags)
        )


def _failure(table: str, bad: Mapping[str, str]) -> dg.Failure:
    named = list(bad.items())[:NAMED_BAD_HOURS]
    return dg.Failure(
        description=f"{table}: {len(bad)} bad hour(s): " + "; ".join(f"{hour} ({why})" for hour, why in named),
        metadata={"bad_hours": dg.MetadataValue.json(dict(bad))},
        allow_retries=False,
    )
