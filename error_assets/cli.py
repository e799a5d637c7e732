"""error-assets: the command line. What CI runs of it imports no Dagster."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from error_assets.clients.outside import OutsideError
from error_assets.hours import HOUR, UTC, hour_of, hour_start
from error_assets.settings import Settings, SettingsError, load_settings, settings_of, without_credentials

if TYPE_CHECKING:
    from error_assets.extraction.finding import Finding

STOPPED = "stopped; what was stored so far is kept, the same command goes on"
COULD_NOT = 1
WRONG_USE = 2
MAX_RUN_HOURS = 24 * 92
"""Hours of one `run`: a quarter. A longer stretch is a backfill, for the UI."""

BEFORE_REPORT = timedelta(minutes=10)
"""The failed job ended before its report: early in an hour, it may belong to the hour before."""

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Understand CI failures: collect, extract, group, classify and index the errors of failed jobs.",
)

Format = Annotated[str, typer.Option("--format", help="text, or json for JSON Lines")]
Files = Annotated[list[str], typer.Argument(metavar="FILE...", help="a log, JUnit XML or BuildKit output; - is stdin")]


def main() -> None:
    """The console script: exit codes 0 done, 1 could not, 2 wrong use."""
    _speak()
    try:
        app()
    except SettingsError as error:
        fail(str(error), WRONG_USE)
    except OutsideError as error:
        fail(str(error), COULD_NOT)
    except BrokenPipeError:
        sys.stderr.close()
        raise SystemExit(COULD_NOT) from None
    except OSError as error:
        fail(f"{error.filename or 'output'}: {error.strerror or error}", COULD_NOT)


def _speak() -> None:
    """Logs hold any character, terminals and pipes not: what one cannot show or read is escaped, never a traceback."""
    for stream, errors in ((sys.stdout, "backslashreplace"), (sys.stderr, "backslashreplace"), (sys.stdin, "replace")):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors=errors)


def fail(line: str, code: int) -> NoReturn:
    """One clear line on stderr, then the end."""
    print(f"error-assets: {line}", file=sys.stderr)
    raise SystemExit(code)


def show(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)


@app.command()
def demo() -> None:
    """The whole pipeline on recorded real failures: no keys, no servers."""
    # Partitions and executor are read when definitions load: the demo has its own, whatever the environment says.
    os.environ |= {"ERROR_ASSETS_START": "2026-01-01-00:00", "ERROR_ASSETS_EXECUTOR": "in_process"}
    from error_assets.samples.replay import Replay

    home = load_settings().home / "demo"
    with Replay() as replay:
        settings = demo_settings(home, replay.api_url, replay.repos)
        first, last = replay.hours
        _pipeline(settings, first, last, demo=True)


def demo_settings(home: Path, api_url: str, repos: Iterable[str]) -> Settings:
    """Settings that stand for themselves, whatever the environment says: the demo needs and touches nothing else."""
    return settings_of(error_assets_home=home, github_api_url=api_url, github_token="demo", repo=",".join(repos))


@app.command()
def run(
    hours: Annotated[int, typer.Option(min=1, max=MAX_RUN_HOURS, help="how many hours back from --end")] = 24,
    end: Annotated[
        str | None, typer.Option(help="last hour, like 2026-11-24-10:00 (UTC); default: the last closed one")
    ] = None,
    repo: Annotated[str | None, typer.Option(help="instead of REPO")] = None,
) -> None:
    """Materialise the last hours of REPO from GitHub to the index, and report."""
    settings = load_settings(**({"repo": repo} if repo else {}))
    if not settings.repo:
        fail("REPO is not set: name the repositories to read, like REPO=owner/name", WRONG_USE)
    if settings.github_token is None and settings.github_app_id is None:
        fail("GITHUB_TOKEN is not set: a token that may read Actions (or GITHUB_APP_ID and its key)", WRONG_USE)
    last = _hour(end) if end else hour_of(datetime.now(UTC) - HOUR)
    first = hour_of(hour_start(last) - timedelta(hours=hours - 1))
    if first < settings.error_assets_start:
        fail(f"{first} is before ERROR_ASSETS_START={settings.error_assets_start}", WRONG_USE)
    if hour_start(last) > datetime.now(UTC):
        fail(f"--end {last} is in the future", WRONG_USE)
    _pipeline(settings, first, last, demo=False)


def _hour(text: str) -> str:
    try:
        return hour_of(hour_start(text))
    except ValueError as error:
        fail(f"--end: {error}", WRONG_USE)


def _pipeline(settings: Settings, first: str, last: str, *, demo: bool) -> None:
    from error_assets.pipeline import run_hours

    try:
        bad = run_hours(settings, first, last, demo=demo)
    except KeyboardInterrupt:
        fail(STOPPED, COULD_NOT)
    if bad:
        raise SystemExit(COULD_NOT)


@app.command()
def extract(files: Files, format: Format = "text") -> None:
    """The errors found in logs, JUnit XML files and BuildKit outputs."""
    from error_assets.reports.lines import as_json, finding_row
    from error_assets.reports.terminal import finding_lines

    _choose(format)
    for file, findings in _findings(files):
        if format == "json":
            show(as_json(finding_row(file, rank, finding)) for rank, finding in enumerate(findings, 1))
        else:
            show(finding_lines(file, findings))


@app.command()
def classify(
    files: Files,
    format: Format = "text",
    explain: Annotated[bool, typer.Option(help="which rule and which line decided")] = False,
) -> None:
    """The errors found in files, each with the verdict of the rules; what they leave open is unclassified."""
    from error_assets.reports.lines import as_json, finding_row, verdict_row, verdict_text
    from error_assets.reports.terminal import finding_lines
    from error_assets.reports.verdicts import explained, verdicts_of

    _choose(format)
    if explain and format == "json":
        fail("--explain is for people: leave out --format json", WRONG_USE)
    for file, findings in _findings(files):
        verdicts = verdicts_of(findings)
        if format == "json":
            rows = zip(findings, verdicts, strict=True)
            show(
                as_json(finding_row(file, rank, finding) | verdict_row(verdict))
                for rank, (finding, verdict) in enumerate(rows, 1)
            )
        else:
            said = [
                explained(finding) if explain else verdict_text(verdict)
                for finding, verdict in zip(findings, verdicts, strict=True)
            ]
            show(finding_lines(file, findings, said))


def _choose(format: str) -> None:
    if format not in ("text", "json"):
        fail(f"--format {format}: allowed is text or json", WRONG_USE)


def _findings(files: list[str]) -> "Iterator[tuple[str, list[Finding]]]":
    """Each file with its findings. One that cannot be read is named on stderr; the others go on, then exit code 1."""
    from error_assets.extraction.files import findings_of_each

    failed = False
    for file, found in findings_of_each(files):
        if isinstance(found, OSError):
            failed = True
            print(f"error-assets: {file}: {found.strerror}", file=sys.stderr)
        else:
            yield file, found
    if failed:
        raise SystemExit(COULD_NOT)


@app.command()
def fingerprint(
    explain: Annotated[bool, typer.Option(help="which mask took what")] = False,
) -> None:
    """Messages from stdin, one a line (or JSON strings); fingerprint TAB template for each."""
    import json

    from error_assets.extraction.redaction import redacted_text
    from error_assets.signatures.fingerprint import fingerprint_of
    from error_assets.signatures.masking import explained, explanation_text

    for line in sys.stdin:
        text = line.rstrip("\r\n")
        if text.startswith('"') and text.endswith('"') and len(text) > 1:
            with suppress(ValueError):  # a message may merely stand in quotes
                text = str(json.loads(text))
        explanation = explained(redacted_text(text))
        print(f"{fingerprint_of(explanation.template)}\t{explanation.template}")
        if explain:
            print(explanation_text(explanation))


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="words to find in the errors")],
    limit: Annotated[int, typer.Option(min=1, max=1000, help="most errors shown")] = 20,
    demo: Annotated[bool, typer.Option("--demo", help="search what `error-assets demo` indexed")] = False,
) -> None:
    """Errors in the index whose text has the words."""
    from error_assets.clients import from_settings
    from error_assets.reports.terminal import document_lines

    settings = load_settings()
    if demo:
        settings = settings.model_copy(update={"error_assets_home": settings.home / "demo", "opensearch_url": None})
    if settings.opensearch_url is None and not (settings.home / from_settings.LOCAL_INDEX).exists():
        fail(f"nothing is indexed in {settings.home} yet: error-assets run, or demo and search --demo", COULD_NOT)
    with from_settings.index(settings) as index:
        found = index.search(query, limit=limit)
        show(document_lines(found))
    if not found:
        print("nothing found", file=sys.stderr)


@app.command()
def notify(
    repo: Annotated[str, typer.Option(envvar="GITHUB_REPOSITORY", help="owner/name")],
    run_id: Annotated[str, typer.Option(envvar="GITHUB_RUN_ID", help="the workflow run's id")],
    attempt: Annotated[int, typer.Option(envvar="GITHUB_RUN_ATTEMPT", min=1, help="its attempt")] = 1,
    completed_at: Annotated[str | None, typer.Option(help="when it completed (ISO 8601); default: now")] = None,
) -> None:
    """From CI, when a workflow run has failed: tells Dagster, whose sensor then runs the hour at once."""
    from error_assets.clients.dagster_webserver import report_run

    settings = load_settings()
    if settings.dagster_webserver_url is None:
        fail(
            "DAGSTER_WEBSERVER_URL is not set: the address of the Dagster webserver, like http://dagster:3000",
            WRONG_USE,
        )
    try:
        moment = datetime.fromisoformat(completed_at.replace("Z", "+00:00")) if completed_at else datetime.now(UTC)
        hours = sorted({hour_of(moment - BEFORE_REPORT), hour_of(moment)})
    except ValueError:
        fail(f"--completed-at {completed_at}: write it like 2026-11-24T10:15:00Z", WRONG_USE)
    token = settings.dagster_webserver_token
    for hour in hours:
        report_run(
            settings.dagster_webserver_url,
            token.get_secret_value() if token else None,
            asset_key="workflow_runs",
            partition=hour,
            metadata={"repo": repo, "run_id": run_id, "attempt": attempt},
        )
    print(
        f"told {without_credentials(settings.dagster_webserver_url)} of run {run_id}: {', '.join(hours)}",
        file=sys.stderr,
    )


@app.command()
def migrate(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="say what would become of them, change nothing")] = False,
) -> None:
    """After a change of masks: give verdicts and corrections the fingerprints that their errors have today."""
    from error_assets.clients.migrating import ledger_migration_text, migrate_ledger

    print(ledger_migration_text(migrate_ledger(load_settings().ledger_url, dry_run=dry_run)))
    if dry_run:
        print("nothing was changed", file=sys.stderr)


@app.command()
def similar(
    message: Annotated[str, typer.Argument(help="a message, or a fingerprint that is in the index")],
    limit: Annotated[int, typer.Option(min=1, max=50, help="most kinds shown")] = 5,
) -> None:
    """Kinds of errors in the index that are alike, with how much (percent); none is ever merged."""
    from error_assets.clients import from_settings
    from error_assets.extraction.redaction import redacted_text
    from error_assets.reports.alike import alike_lines, is_fingerprint, kinds_of
    from error_assets.signatures.masking import template_of

    with from_settings.index(load_settings()) as index:
        if is_fingerprint(message):
            totals = index.signature(message)
            if totals is None:
                fail(f"{message} is not in the index", COULD_NOT)
            template = totals.template
        else:
            template = template_of(redacted_text(message))
        show(alike_lines(template, kinds_of(index.documents()), limit))


if __name__ == "__main__":
    main()
