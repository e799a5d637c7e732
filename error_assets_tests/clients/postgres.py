"""A PostgreSQL server of the test run's own, where the machine has the program."""

import getpass
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SERVICE_USER = "postgres"
"""PostgreSQL refuses to run as root; its packages bring this user."""
START_SECONDS = 30


def program(name: str) -> str | None:
    """Where a program of PostgreSQL's server lies; Debian keeps them out of PATH."""
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    return str(places[0]) if places else shutil.which(name)


def missing() -> str | None:
    """Why the server cannot run here, or None."""
    if program("initdb") is None or program("postgres") is None:
        return "no PostgreSQL server on this machine"
    try:
        import psycopg2  # noqa: F401
    except ModuleNotFoundError:
        return "psycopg2 is not installed (extra `postgres`)"
    return None


@contextmanager
def running() -> Iterator[str]:
    """The SQLAlchemy URL of an empty database."""
    as_root = os.getuid() == 0
    user: dict[str, Any] = {"user": SERVICE_USER, "group": SERVICE_USER, "extra_groups": []} if as_root else {}
    name = SERVICE_USER if as_root else getpass.getuser()
    with tempfile.TemporaryDirectory(prefix="error-assets-pg-") as folder:
        if as_root:
            shutil.chown(folder, SERVICE_USER, SERVICE_USER)
        data, port = Path(folder) / "data", _free_port()
        initdb = [str(program("initdb")), "-D", str(data), "-A", "trust", "--no-sync"]
        subprocess.run(initdb, check=True, capture_output=True, cwd=folder, **user)
        command = [str(program("postgres")), "-D", str(data), "-p", str(port), "-k", folder, "-h", "127.0.0.1", "-F"]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL, cwd=folder, **user) as server:
            try:
                _wait_for(port)
                yield f"postgresql+psycopg2://{name}@127.0.0.1:{port}/postgres"
            finally:
                server.terminate()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    import psycopg2

    end = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg2.connect(host="127.0.0.1", port=port, dbname="postgres", user=SERVICE_USER).close()
        except psycopg2.OperationalError as error:
            # A server that answers at all, if only to say that it knows no such user, is up.
            if "does not exist" in str(error):
                return
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return
