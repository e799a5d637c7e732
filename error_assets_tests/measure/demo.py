"""What the demo costs beside an empty Dagster graph of the same shape, in the same run; and a 500 MB log's memory."""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from error_assets.defs.running import ASSETS_IN_ORDER

EMPTY = """
import sys, warnings
import dagster as dg
warnings.filterwarnings("ignore")
from error_assets.defs.partitions import HOURLY, UP_TO_A_DAY
from error_assets.defs.running import materialise, open_instance
from error_assets.hours import hours_between
from error_assets.samples.replay_story import FIRST_HOUR, HOURS
from error_assets.hours import HOUR, hour_of, hour_start
from pathlib import Path

def empty(name, upstream, checks):
    specs = [dg.AssetCheckSpec(f"{name}_{n}", asset=name) for n in range(checks)]
    @dg.asset(name=name, partitions_def=HOURLY, backfill_policy=UP_TO_A_DAY, deps=upstream, check_specs=specs)
    def asset(context):
        for hour in context.partition_keys:
            context.add_asset_metadata({"rows": 0}, partition_key=hour)
        return dg.MaterializeResult(check_results=[dg.AssetCheckResult(passed=True, check_name=s.name) for s in specs])
    return asset

names = sys.argv[2].split(",")
assets = [empty(name, names[max(0, n - 1):n], 1 + (n == 2)) for n, name in enumerate(names)]
definitions = dg.Definitions(assets=assets, executor=dg.in_process_executor)
last = hour_of(hour_start(FIRST_HOUR) + (HOURS - 1) * HOUR)
with open_instance(Path(sys.argv[1])) as instance:
    assert materialise(definitions, instance, list(hours_between(FIRST_HOUR, last)), names) == []
"""

LOG = """
import resource, subprocess, sys, time
from datetime import datetime, timedelta
from error_assets.clients.collecting import Collected, collect_failures
from error_assets.clients.github import GitHub
from error_assets.clients.log_store import LogStore
from error_assets.extraction.attempt import errors_of
from error_assets.extraction.extract import findings_in_log
from error_assets.extraction.redaction import redacted
from error_assets.hours import UTC
from error_assets.records import JobOutcome
megabytes, folder = sys.argv[1:]
server = subprocess.Popen([sys.executable, "-m", "error_assets_tests.measure.big_log_server", megabytes],
                          stdout=subprocess.PIPE, text=True)
url = server.stdout.readline().strip()
done = datetime.now(UTC) - timedelta(hours=2)
outcome = JobOutcome(repo="acme/shop", run_id="1", attempt=1, job_id="2", job_name="build", conclusion="failure",
                     completed_at=done)
list(findings_in_log(redacted([b"warm up\\n"])))
store = LogStore(folder)
with GitHub(url, token="t") as github:
    github.annotations(outcome)
    idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.monotonic()
    nothing = Collected(failures=(), skipped=())
    failure = collect_failures(github, store, [outcome], nothing).failures[0]
    found = errors_of(failure, store.read(failure.log_key), ())
    seconds = time.monotonic() - began
server.kill()
assert failure.log_state == "stored" and "expected ';'" in found[0].message, (failure, found[0])
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(f"{failure.log_bytes / 1e6:.0f} MB through fetch, redaction, store and extraction: {(peak - idle) / 1024:.0f} MB "
      f"over the {idle / 1024:.0f} MB of the idle process (goal 150), {seconds:.1f} s")
"""


def timed(code: str, *args: str) -> float:
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", code, *args], check=True, capture_output=True)
    return time.monotonic() - began


def report(corpus: Path) -> str:  # noqa: ARG001 every measure has this form
    """Needs no corpus."""
    return "\n".join(lines())


def lines() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        empty = timed(EMPTY, f"{folder}/empty", ",".join(ASSETS_IN_ORDER))
        began = time.monotonic()
        subprocess.run(
            [sys.executable, "-m", "error_assets.cli", "demo"],
            check=True,
            capture_output=True,
            env={"PATH": "/usr/bin:/bin", "ERROR_ASSETS_HOME": f"{folder}/demo"},
        )
        demo = time.monotonic() - began
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        ratio = f"{demo / empty:.2f}x (goal 2x)"
        yield f"demo {demo:.1f} s beside {empty:.1f} s of an empty Dagster graph of the same shape: {ratio}"
        yield f"peak memory of the largest process so far: {peak:.0f} MB"
        for megabytes in ("50", "500"):
            done = subprocess.run(
                [sys.executable, "-c", LOG, megabytes, folder], check=True, capture_output=True, text=True
            )
            yield done.stdout.strip()
