"""One installation of error-assets for a test: settings, instance and stores in a folder, against a replay."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dagster as dg

from error_assets.clients import from_settings
from error_assets.clients.document_json import json_of
from error_assets.clients.hour_store import HourStore
from error_assets.clients.local_index import LocalIndex
from error_assets.definitions import code_location
from error_assets.defs.io_managers import RECORD_OF, SKIPPED_SUFFIX
from error_assets.defs.running import ASSETS_IN_ORDER, BadHour, materialise, open_instance
from error_assets.records import Skipped
from error_assets.samples.replay import Replay
from error_assets.settings import Settings, settings_of


@dataclass(frozen=True)
class Installation:
    """What a user has after setting it up."""

    settings: Settings
    instance: dg.DagsterInstance

    def materialise(self, hours: Sequence[str], assets: Sequence[str] = ASSETS_IN_ORDER) -> list[BadHour]:
        return materialise(code_location(lambda: self.settings), self.instance, hours, assets)

    @property
    def store(self) -> HourStore:
        return from_settings.hour_store(self.settings)

    def index(self) -> LocalIndex:
        return LocalIndex(self.settings.home / from_settings.LOCAL_INDEX)

    def rows(self) -> dict[tuple[str, str, str], tuple[Any, ...]]:
        """Every stored row, by table, hour and repository."""
        types = RECORD_OF | {table + SKIPPED_SUFFIX: Skipped for table in RECORD_OF}
        return {
            (table, hour, repo): slice_.rows
            for table, record_type in types.items()
            for hour in self.store.hours(table)
            for repo, slice_ in self.store.read(table, hour, record_type).items()
        }

    def documents(self) -> dict[str, dict[str, Any]]:
        """Every document by id, without the one field that tells the past (design section 4)."""
        with self.index() as index:
            found = {document.s_error_id: json_of(document) for document in index.documents()}
        for document in found.values():
            del document["l_occurrence_count"]
        return found

    def materialised(self, asset: str) -> set[str]:
        return set(self.instance.get_materialized_partitions(dg.AssetKey(asset)))


@contextmanager
def installed(home: Path, replay: Replay, **values: object) -> Iterator[Installation]:
    """An installation under `home` that reads `replay`; `values` go over the demo's settings."""
    demo = {"github_token": "demo", "repo": ",".join(replay.repos)}
    settings = settings_of(error_assets_home=home, github_api_url=replay.api_url, **{**demo, **values})
    with open_instance(home) as instance:
        yield Installation(settings, instance)


def everything_in(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Every file below `folder` with its bytes."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path, path.read_bytes()
