"""The command line as a user meets it: results on stdout, one clear line on stderr, exit codes 0, 1 and 2."""

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from error_assets.hours import UTC
from error_assets.settings import settings_of

LOG = (
    "\ufeff2026-11-24T10:00:00.0000000Z ##[group]Run pytest\n"
    "2026-11-24T10:00:00.1000000Z ##[endgroup]\n"
    "2026-11-24T10:00:01.0000000Z E   ModuleNotFoundError: No module named 'requests'\n"
    "2026-11-24T10:00:01.1000000Z ERROR tests/test_a.py - ModuleNotFoundError: No module named 'requests'\n"
    "2026-11-24T10:00:01.2000000Z ##[error]Process completed with exit code 2.\n"
)


def cli(*args: str, stdin: str = "", cwd: Path, **env: str) -> "subprocess.CompletedProcess[str]":
    plain = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "XDG_CACHE_HOME")}
    return subprocess.run(
        [sys.executable, "-m", "error_assets.cli", *args],
        input=stdin,
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**plain, **env},
        timeout=120,
        check=False,
    )


def test_extract_gives_json_lines_with_the_primary_error_first(tmp_path: Path) -> None:
    (tmp_path / "job.log").write_text(LOG, encoding="utf-8")
    done = cli("extract", "--format", "json", "job.log", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert rows[0]["rank"] == 1 and "No module named 'requests'" in rows[0]["message"]
    assert set(rows[0]) == {
        "file",
        "rank",
        "error_id",
        "source",
        "dialect",
        "framework",
        "step",
        "test_name",
        "line_start",
        "line_end",
        "message",
        "text",
        "template",
        "fingerprint",
    }


def test_extract_reads_stdin(tmp_path: Path) -> None:
    done = cli("extract", "-", stdin=LOG, cwd=tmp_path)
    assert done.returncode == 0 and "No module named 'requests'" in done.stdout


def test_classify_says_what_it_is_and_who_says_so(tmp_path: Path) -> None:
    done = cli("classify", "--format", "json", "-", stdin=LOG, cwd=tmp_path)
    row = json.loads(done.stdout.splitlines()[0])
    assert (row["category"], row["verdict_source"]) == ("dependency_error", "rule")
    assert row["evidence"] in row["text"] + row["message"]


TOKEN = "ghp_" + "0123456789abcdefghijABCDEFGHIJ012345"


def test_what_is_printed_holds_no_secret_and_an_error_is_known_as_in_the_pipeline(tmp_path: Path) -> None:
    log = f"##[group]Run ./push {TOKEN}\n##[endgroup]\nfatal: could not read {TOKEN}\n##[error]exit code 1\n"
    failed = f"<testcase name='push {TOKEN}'><failure message='no {TOKEN}'>at {TOKEN}</failure></testcase>"
    junit = f"<testsuite>{failed}</testsuite>"
    for stdin in (log, junit):
        for how in (["extract", "-"], ["extract", "--format", "json", "-"], ["classify", "--explain", "-"]):
            done = cli(*how, stdin=stdin, cwd=tmp_path)
            assert TOKEN not in done.stdout + done.stderr
            assert "[REDACTED:" in done.stdout
    (row,) = map(json.loads, cli("extract", "--format", "json", "-", stdin=log, cwd=tmp_path).stdout.splitlines())
    known = cli("fingerprint", stdin=f"fatal: could not read {TOKEN}\n", cwd=tmp_path).stdout
    assert known == f"{row['fingerprint']}\t{row['template']}\n"


def test_a_compressed_file_is_named_as_such(tmp_path: Path) -> None:
    (tmp_path / "logs.zip").write_bytes(b"PK\x03\x04" + bytes(range(256)))
    done = cli("extract", "logs.zip", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "error-assets: logs.zip: compressed with zip: unpack it first\n"


def test_an_empty_file_says_so(tmp_path: Path) -> None:
    assert "The log is empty." in cli("extract", "-", cwd=tmp_path).stdout


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_terminal_that_cannot_show_a_character_gets_it_escaped(encoding: str, tmp_path: Path) -> None:
    log = "##[group]Run x\n##[endgroup]\nError: the \u25cf is missing\n##[error]Process completed with exit code 1.\n"
    (tmp_path / "job.log").write_text(log, encoding="utf-8")
    done = cli("extract", "job.log", cwd=tmp_path, PYTHONIOENCODING=encoding)
    assert done.returncode == 0, done.stderr
    assert "Error: the \\u25cf is missing" in done.stdout


def test_a_message_that_is_no_text_has_a_fingerprint(tmp_path: Path) -> None:
    done = cli("fingerprint", stdin='"\\ud800 is half a character"\n', cwd=tmp_path)
    assert (done.returncode, len(done.stdout.split("\t")[0])) == (0, 16)


def test_a_file_that_is_not_there_is_named_and_the_others_are_done(tmp_path: Path) -> None:
    (tmp_path / "job.log").write_text(LOG, encoding="utf-8")
    done = cli("extract", "absent.log", "job.log", cwd=tmp_path)
    assert done.returncode == 1
    assert "absent.log: No such file or directory" in done.stderr and "No module named" in done.stdout


def test_fingerprint_gives_fingerprint_and_template_and_equal_kinds_are_equal(tmp_path: Path) -> None:
    lines = 'connect to 10.0.0.7:5432 failed\nconnect to 10.9.8.7:5433 failed\n"connect to 10.1.1.1:1 failed"\n'
    done = cli("fingerprint", stdin=lines, cwd=tmp_path)
    assert done.returncode == 0
    fingerprints, templates = zip(*(line.split("\t") for line in done.stdout.splitlines()), strict=True)
    assert len(set(fingerprints)) == 1 and len(fingerprints[0]) == 16 and "10.0.0.7" not in templates[0]


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({}, "REPO is not set"),
        ({"REPO": "acme/shop"}, "GITHUB_TOKEN is not set"),
        ({"REPO": "acme"}, "REPO='acme': allowed is owner/name or owner/*"),
        ({"REPO": "acme/shop", "BATCH_SIZE": "many"}, "BATCH_SIZE='many': allowed is a whole number from 1 to 50"),
    ],
)
def test_missing_or_wrong_settings_give_one_clear_line(env: dict[str, str], said: str, tmp_path: Path) -> None:
    done = cli("run", cwd=tmp_path, **env)
    assert done.returncode == 2 and done.stdout == ""
    assert said in done.stderr and len(done.stderr.splitlines()) == 1
    assert not (tmp_path / ".error_assets").exists(), "nothing is made before the settings are right"


def test_an_end_that_is_no_hour_is_wrong_use(tmp_path: Path) -> None:
    done = cli("run", "--end", "yesterday", cwd=tmp_path, REPO="acme/shop", GITHUB_TOKEN="t")
    assert done.returncode == 2 and "2026-11-24-10:00" in done.stderr


def test_notify_without_an_address_says_which_setting(tmp_path: Path) -> None:
    done = cli("notify", cwd=tmp_path, GITHUB_REPOSITORY="acme/shop", GITHUB_RUN_ID="1")
    assert done.returncode == 2 and "DAGSTER_WEBSERVER_URL is not set" in done.stderr


def test_what_ci_runs_imports_no_dagster() -> None:
    code = (
        "import sys, io; sys.argv = ['error-assets', 'extract', '-']; sys.stdin = io.TextIOWrapper(io.BytesIO(b'x'));\n"
        "import error_assets.cli as c, error_assets.clients.dagster_webserver\n"
        "try: c.main()\nexcept SystemExit: pass\n"
        "assert not [name for name in sys.modules if name.split('.')[0] in ('dagster', 'pandas')]"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_search_before_anything_was_indexed_says_so_and_makes_nothing(tmp_path: Path) -> None:
    done = cli("search", "refused", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "") and "nothing is indexed in" in done.stderr
    assert not (tmp_path / ".error_assets").exists()


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({"ERROR_ASSETS_LEDGER_URL": "nonsense"}, "ERROR_ASSETS_LEDGER_URL is no SQLAlchemy URL"),
        ({"ERROR_ASSETS_STORAGE": "foo://bucket/x"}, "ERROR_ASSETS_STORAGE='foo://bucket/x': allowed is a folder"),
        ({"ERROR_ASSETS_HOME": "/proc/nowhere"}, "/proc/nowhere"),
        ({"GITHUB_APP_ID": "1", "GITHUB_APP_PRIVATE_KEY": "/nope.pem", "GITHUB_TOKEN": ""}, "GITHUB_APP_PRIVATE_KEY"),
        ({"GITHUB_APP_ID": "1", "GITHUB_TOKEN": ""}, "GITHUB_APP_PRIVATE_KEY must be set with it"),
        ({"GITHUB_API_URL": "http://127.0.0.1:9"}, "no answer from 127.0.0.1"),
        ({"GITHUB_TOKEN": "ghp_a\nb"}, "GITHUB_TOKEN=***"),
    ],
)
def test_trouble_is_one_line_that_names_what_to_look_at(env: dict[str, str], said: str, tmp_path: Path) -> None:
    end = "2026-11-02-03:00"
    done = cli("run", "--hours", "1", "--end", end, cwd=tmp_path, **{"REPO": "acme/shop", "GITHUB_TOKEN": "t"} | env)
    assert done.returncode in (1, 2) and "Traceback" not in done.stderr + done.stdout
    assert said in done.stderr + done.stdout
    assert "ghp_a" not in done.stderr + done.stdout


def test_a_newline_behind_a_token_is_no_part_of_it() -> None:
    assert settings_of(github_token="ghp_a\n").github_token == SecretStr("ghp_a")


def test_migrate_moves_a_correction_to_the_fingerprint_of_today_and_a_dry_run_does_not(tmp_path: Path) -> None:
    from error_assets.clients.ledger import Ledger

    ledger = Ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    ledger.correct(
        "older masks gave",
        category="timeout",
        subcategory="",
        root_cause="It hangs.",
        suggested_fix="",
        example_message="exit after 3ms",
        author="ada",
        at=datetime(2026, 11, 24, tzinfo=UTC),
    )
    env = {"ERROR_ASSETS_LEDGER_URL": f"sqlite:///{tmp_path / 'ledger.sqlite'}"}
    tried, done, again = (cli("migrate", *args, cwd=tmp_path, **env) for args in (["--dry-run"], [], []))
    assert "0 kept, 1 moved" in tried.stdout and "nothing was changed" in tried.stderr
    assert tried.stdout == done.stdout and done.returncode == 0, done.stderr
    assert "1 kept, 0 moved" in again.stdout


def test_similar_finds_what_is_alike_in_the_index_by_message_and_by_fingerprint(tmp_path: Path) -> None:
    from error_assets.clients.local_index import LocalIndex
    from error_assets.signatures.fingerprint import fingerprint_of
    from error_assets_tests.clients.sample_documents import HOUR, REPO, document

    templates = ["connection to database refused", "connection to databases refused"]
    with LocalIndex(tmp_path / ".error_assets" / "index.sqlite") as index:
        made = [document(n, s_template=said, s_error_hash=fingerprint_of(said)) for n, said in enumerate(templates)]
        index.replace_hour(HOUR, REPO, made)
    by_message = cli("similar", templates[0], cwd=tmp_path)
    assert by_message.returncode == 0, by_message.stderr
    assert fingerprint_of(templates[1]) in by_message.stdout
    assert cli("similar", fingerprint_of(templates[0]), cwd=tmp_path).stdout == by_message.stdout
    unknown = cli("similar", "0123456789abcdef", cwd=tmp_path)
    assert (unknown.returncode, unknown.stdout) == (1, "") and "0123456789abcdef is not in the index" in unknown.stderr


def test_large_files_on_several_cores_say_the_same_in_the_same_order(tmp_path: Path) -> None:
    noise = "2026-11-24T10:00:00.0500000Z compiling module\n" * 150_000
    for name in ("a.log", "b.log", "c.log"):
        (tmp_path / name).write_text(noise + LOG.replace("requests", f"lib_{name[0]}"), encoding="utf-8")
    together = cli("extract", "--format", "json", "a.log", "absent.log", "b.log", "c.log", cwd=tmp_path)
    alone = [cli("extract", "--format", "json", name, cwd=tmp_path).stdout for name in ("a.log", "b.log", "c.log")]
    assert together.stdout == "".join(alone)
    assert together.returncode == 1 and "absent.log: No such file" in together.stderr
