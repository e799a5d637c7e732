"""`run` and `demo`: hours through Dagster with progress on stderr, then the report on stdout."""

import logging
import os
import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

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


def run_hours(settings: Settings, first: str, last: str, *, demo: bool) -> list[BadHour]:
    """Materialise every hour from `first` to `last` and print what came of it. Returns the hours that failed.

    `demo` tells which commands to show at the end.
    """
    hours = list(hours_between(first, last))
    requests = from_settings.ledger(settings).requests
    paid_before = requests.spent_usd()
    with progress_shown(len(hours)), open_instance(settings.home) as instance:
        bad = materialise(code_location(lambda: settings), instance, hours)
    cost = requests.spent_usd() - paid_before
    summary = summary_of(records_of(from_settings.hour_store(settings), hours, settings.repo))
    places = Places(
        storage=settings.storage,
        ledger="ERROR_ASSETS_LEDGER_URL" if settings.error_assets_ledger_url else str(settings.home / LEDGER_FILE),
        index=without_credentials(settings.opensearch_url or "") or str(settings.home / from_settings.LOCAL_INDEX),
        cost_usd=cost,
        bad_hours=bad_lines(bad),
        next_commands=next_commands(settings.home, demo=demo),
    )
    for line in summary_lines(summary, places):
        print(line)
    return bad


def next_commands(home: Path, *, demo: bool) -> list[tuple[str, str]]:
    """What to type next, each with what it does. They begin with `uv run` where this process does."""
    uv = "uv run " if "UV_RUN_RECURSION_DEPTH" in os.environ else ""
    quoted = shlex.quote(str(home))
    of_demo = " --demo" if demo else ""
    commands = [
        (f"{uv}error-assets search 'not found'{of_demo}", "find errors by their words"),
        (
            f"ERROR_ASSETS_HOME={quoted} DAGSTER_HOME={quoted} {uv}dagster dev -m error_assets.definitions",
            "look at these runs in Dagster's UI" if demo else "Dagster's UI, schedule and sensor",
        ),
    ]
    if demo:
        commands.append((f"{uv}error-assets run --hours 24", "the same on GITHUB_TOKEN and REPO"))
    return commands


def bad_lines(bad: Sequence[BadHour]) -> list[str]:
    """One line for each reason, with the hours that it cost."""
    hours: dict[tuple[str, str], list[str]] = {}
    for item in bad:
        hours.setdefault((item.asset, item.reason), []).append(item.hour)
    return [f"{asset} {', '.join(found)}: {reason}" for (asset, reason), found in hours.items()]


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
        with bars:
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
