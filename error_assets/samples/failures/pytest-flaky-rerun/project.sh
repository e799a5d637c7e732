# The first attempt reads before the write is there.
mkdir -p tests scripts
cat > tests/test_cache.py <<'SOURCE'
import os
import pathlib
import secrets

SEEN = pathlib.Path(os.environ["RUNNER_TEMP"]) / "seen"


def test_starts_empty():
    assert True


def test_reads_its_own_write():
    key = f"cache-{secrets.token_hex(4)}"
    ready = SEEN.exists()
    SEEN.touch()
    assert ready, f"{key} not yet visible on replica {secrets.token_hex(3)}"
SOURCE
cat > conftest.py <<'SOURCE'
def pytest_terminal_summary(terminalreporter):
    for report in terminalreporter.getreports("passed"):
        if getattr(report, "rerun", 0):
            terminalreporter.write_line(f"flaky: {report.nodeid} passed on rerun {report.rerun}")
SOURCE
cat > scripts/test-strict.sh <<'SCRIPT'
pytest -v --reruns 2 --junitxml=report.xml | tee out.txt
! grep -q "^flaky: " out.txt
SCRIPT
