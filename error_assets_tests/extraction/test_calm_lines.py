"""Ordinary lines before the traceback that ended the job do not lead, however they sound."""

import pytest

from error_assets.extraction import extract
from error_assets_tests.extraction.test_extract import failing, stamped

TRACEBACK = (
    "Traceback (most recent call last):",
    '  File "app.py", line 3, in <module>',
    "    main()",
    "KeyError: 'a'",
)

CALM = (
    "ok 1 # skip Can't locate JSON/XS.pm in @INC",
    "ok 12 - returns error when no space left on device",
    "\u2713 retries on ENOSPC",
    "test_full_disk PASSED (no space left on device)",
    "Error in atexit._run_exitfuncs:",
    "Warning: The `brew link` step did not complete successfully",
    "  Trailing whitespace check: passed",
    "  Warning  FailedScheduling  9s  default-scheduler  0/1 nodes are available",
    "  Warning  FailedMount  9s (x2 over 10s)  kubelet  configmap not found",
    "ok 3 - says java.lang.OutOfMemoryError to its caller",
    "PASS cannot start: nvidia-smi has failed",
    "ok 4 - a worker is restarted after exited with code 137",
    "Error: repo bitnami not found",
    "FATA[0001] cannot read config",
    "src/main.zig",
    "map => ./src/index.ts:1:2\nerror: not a test",
    "ERROR: Couldn't connect to Docker daemon",
    "ERROR: no such table: users",
    "ERROR: /srv/data: is a directory",
    "error: flake8 failed",
    "    error: syntax error near end of file",
    "error: build/cache does not exist",
    "error: npm package frob is old",
    "error: Failed loading plugin frob",
    "\u2717 Sorry, could not open the frob",
    "  \u2717 login, not set up",
    "Environment variable not found: FROB",
)


@pytest.mark.parametrize("line", CALM)
def test_an_ordinary_line_before_a_traceback_does_not_lead(line: str) -> None:
    found = extract.findings_in_log([stamped(*failing("python app.py", *line.split("\n"), "", *TRACEBACK))])
    assert found[0].message == "KeyError: 'a'"
