"""Resources: the clients that assets are given, made from the settings when a run begins, closed when it ends."""

from collections.abc import Callable, Iterator
from typing import Any

import dagster as dg

from error_assets.clients import from_settings
from error_assets.clients.classifying import Classifier
from error_assets.clients.github import GitHub
from error_assets.clients.hour_store import HourStore
from error_assets.clients.index import Index
from error_assets.clients.ledger import Ledger
from error_assets.clients.log_store import LogStore
from error_assets.defs.io_managers import HourlyParquetIOManager
from error_assets.settings import Settings


def resources(load: Callable[[], Settings]) -> dict[str, Any]:
    """Every resource by its key. `load` is called when a run begins, so that definitions load without any setting."""

    @dg.resource(description="All settings of this installation, validated")
    def settings(_: dg.InitResourceContext) -> Settings:
        return load()

    @dg.resource(description="GitHub's REST API, or what GITHUB_API_URL names")
    def github(context: dg.InitResourceContext) -> Iterator[GitHub]:
        with from_settings.github(load(), context.log.info if context.log else print) as client:
            yield client

    @dg.resource(description="Typed hand-offs: Parquet under ERROR_ASSETS_STORAGE")
    def hour_store(_: dg.InitResourceContext) -> HourStore:
        return from_settings.hour_store(load())

    @dg.resource(description="Redacted, compressed logs under ERROR_ASSETS_STORAGE")
    def log_store(_: dg.InitResourceContext) -> LogStore:
        return from_settings.log_store(load())

    @dg.resource(description="Verdicts, corrections and what was asked and paid: ERROR_ASSETS_LEDGER_URL")
    def ledger(_: dg.InitResourceContext) -> Ledger:
        return from_settings.ledger(load())

    @dg.resource(
        description="Corrections, rules and memory, and Claude where ANTHROPIC_API_KEY is set",
        required_resource_keys={"ledger"},
    )
    def classifier(context: dg.InitResourceContext) -> Classifier:
        current, held = load(), context.resources.ledger
        return Classifier(current, held, from_settings.claude(current, held))

    @dg.resource(description="OpenSearch where OPENSEARCH_URL is set, else a local full-text index")
    def opensearch(_: dg.InitResourceContext) -> Iterator[Index]:
        with from_settings.index(load()) as client:
            yield client

    return {
        "settings": settings,
        "github": github,
        "hour_store": hour_store,
        "log_store": log_store,
        "ledger": ledger,
        "classifier": classifier,
        "opensearch": opensearch,
        "io_manager": HourlyParquetIOManager(lambda: from_settings.hour_store(load())),
    }
