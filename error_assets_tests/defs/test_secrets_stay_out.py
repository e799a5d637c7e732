"""Nothing unredacted touches the disk, an event log, the index or the output."""

from dataclasses import replace
from pathlib import Path

from error_assets.hours import hours_between
from error_assets.pipeline import run_hours
from error_assets.samples.library import failures
from error_assets.samples.replay import Replay
from error_assets_tests.defs.installation import everything_in, installed

# Joined here, so that no scanner takes this file for a leak.
SECRETS = (
    "ghp_" + "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0dF3gH6",
    "AKIA" + "Q4XWZ7RTJ5LMN2KP",
    "xoxb-" + "123456789012-1234567890123-AbCdEfGhIjKlMnOpQrStUvWx",
    "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc",
    "hunter2-very-secret-pw",
)
LEAK = (
    f"Error: login failed for token {SECRETS[0]}\n"
    f"env: AWS_ACCESS_KEY_ID={SECRETS[1]}\n"
    f'Traceback (most recent call last):\n  File "a.py", line 1, in <module>\n'
    f"ValueError: slack said no to {SECRETS[2]} and stripe to {SECRETS[3]}\n"
    f"psycopg.OperationalError: postgres://shop:{SECRETS[4]}@db.internal:5432/shop refused\n"
).encode()


def test_planted_secrets_are_nowhere_in_home_storage_events_index_or_output(tmp_path: Path, capfd) -> None:  # type: ignore[no-untyped-def]
    plain = failures()[:3]
    leaking = [replace(s, runs=tuple(replace(run, output=LEAK + run.output + LEAK) for run in s.runs)) for s in plain]
    token = "ghp_" + "Zz9Yy8Xx7Ww6Vv5Uu4Tt3Ss2Rr1Qq0Pp9Oo8"
    with Replay(leaking) as replay, installed(tmp_path, replay, github_token=token) as installation:
        hours = list(hours_between(*replay.hours))
        assert run_hours(installation.settings, hours[0], hours[23], demo=True) == []
        assert any(
            failure.log_bytes
            for rows in installation.rows().values()
            for failure in rows
            if hasattr(failure, "log_bytes")
        )
        logs = b"".join(_logs(installation.settings.storage))
    out, err = capfd.readouterr()
    assert b"[REDACTED:" in logs, "the leak was in the logs that were stored"
    for secret in (*SECRETS, token):
        assert secret not in out + err
        assert secret.encode() not in logs
        for path, content in everything_in(tmp_path):
            assert secret.encode() not in content, path


def _logs(storage: str) -> list[bytes]:
    from error_assets.clients.log_store import LogStore

    store = LogStore(storage)
    keys = [str(path.relative_to(storage)) for path in Path(storage).rglob("*.log.zst")]
    return [b"".join(store.read(key)) for key in keys]
