"""`run` and `demo`: hours through Dagster with progress on stderr, then the report on stdout."""

import logging
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from error_assets.clients import from_settings
from error_assets.definitions import code_location
from error_assets.defs.hourly import PROGRESS
from error_assets.defs.running import BadHour, materialise, open_instance, records_of
from error_assets.hours import hours_between
from error_assets.reports.summary import summary_of
from error_assets.reports.terminal import Places, summary_lines
from error_assets.settings import LEDGER_FILE, Settings, without_credentials


def run_hours(settings: Settings, first: str, last: str, further: Sequence[tuple[str, str]]) -> list[BadHour]:
    """Materialise every hour from `first` to `last` and print what came of it. Returns the hours that failed.

    `further` are commands to show at the end, each with what it does.
    """
    hours = list(hours_between(first, last))
    requests = from_settings.ledger(settings).requests
    paid_before = requests.spent_usd()
    with progress_shown(len(hours)), open_instance(settings.home) as instance:
        bad = materialise(code_location(lambda: settings), instance, hours)
    cost = requests.spent_usd() - paid_before
    summary = summary_of(records_of(from_settings.hour_store(settings), hours))
    places = Places(
        storage=settings.storage,
        ledger="ERROR_ASSETS_LEDGER_URL" if settings.error_assets_ledger_url else str(settings.home / LEDGER_FILE),
        index=without_credentials(settings.opensearch_url or "") or str(settings.home / from_settings.LOCAL_INDEX),
        cost_usd=cost,
        bad_hours=[f"{item.hour} {item.asset}: {item.reason}" for item in bad],
        next_commands=[*next_commands(settings), *further],
    )
    for line in summary_lines(summary, places):
        print(line)
    return bad


def next_commands(settings: Settings) -> list[tuple[str, str]]:
    """What to type next, each with what it does."""
    search = "error-assets search 'connection refused'"
    if settings.home.name == "demo":
        search += " --demo"
    return [
        (search, "find errors by their words"),
        (f"DAGSTER_HOME={settings.home} dagster dev -m error_assets.definitions", "these runs in the Dagster UI"),
    ]


@contextmanager
def progress_shown(hours: int) -> Iterator[None]:
    """A bar an asset on a terminal; otherwise a line for each asset and day, on stderr."""
    console = Console(stderr=True)
    handler: logging.Handler
    bars = Progress(
        TextColumn("{task.description:<18}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total} hours"),
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
    )
    handler = _Bars(bars, hours) if console.is_terminal else _Lines()
    PROGRESS.addHandler(handler)
    PROGRESS.setLevel(logging.INFO)
    PROGRESS.propagate = False
    try:
        with warnings.catch_warnings(), bars:
            yield
    finally:
        PROGRESS.removeHandler(handler)


class _Bars(logging.Handler):
    """A bar for each asset, all hours of the command long."""

    def __init__(self, bars: Progress, hours: int) -> None:
        super().__init__()
        self._bars, self._hours = bars, hours
        self._tasks: dict[str, TaskID] = {}

    def emit(self, record: logging.LogRecord) -> None:
        asset = record.__dict__["asset"]
        if asset not in self._tasks:
            self._tasks[asset] = self._bars.add_task(asset, total=self._hours)
        self._bars.advance(self._tasks[asset])


class _Lines(logging.Handler):
    """A line when an asset has done the hours of a run."""

    def emit(self, record: logging.LogRecord) -> None:
        told = record.__dict__
        if told["done"] == told["of"]:
            print(f"{told['asset']}: {told['of']} hours done, up to {told['hour']}", file=sys.stderr)
