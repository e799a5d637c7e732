# Nothing listens on the port that the fixture was given; another port in every run.
mkdir tests
port="$(python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
echo "DATABASE_PORT=$port" >> "$GITHUB_ENV"
cat > tests/conftest.py <<'SOURCE'
import os
import socket

import pytest


@pytest.fixture
def database():
    with socket.create_connection(("127.0.0.1", int(os.environ["DATABASE_PORT"])), timeout=2) as connection:
        yield connection
SOURCE
cat > tests/test_database.py <<'SOURCE'
def test_reads(database):
    assert database


def test_writes(database):
    assert database


def test_formats():
    assert f"{1.5:.2f}" == "1.50"


def test_deletes(database):
    assert database
SOURCE
