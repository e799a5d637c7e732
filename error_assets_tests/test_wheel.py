"""The wheel works outside of the checkout."""

import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]
MOST_WHEEL_BYTES = 5_000_000
"""Recorded failures are data in the wheel: a limit keeps them small enough for everyone's installation."""


def sh(*command: str | Path, cwd: Path, **env: str) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **env},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("uv") is None:
        pytest.skip("uv is not on PATH: the wheel is built and installed with it")
    folder = tmp_path_factory.mktemp("wheel")
    sh("uv", "build", "--wheel", "--out-dir", folder, cwd=TOP)
    return next(folder.glob("*.whl"))


def test_the_wheel_is_small_and_holds_no_tests(wheel: Path) -> None:
    assert wheel.stat().st_size < MOST_WHEEL_BYTES
    names = zipfile.ZipFile(wheel).namelist()
    assert "error_assets/taxonomy/rules.toml" in names
    assert not [name for name in names if name.startswith("error_assets_tests")]


@pytest.mark.timeout(900)
def test_the_demo_runs_from_an_installed_wheel(wheel: Path, tmp_path: Path) -> None:
    venv = tmp_path / "venv"
    sh("uv", "venv", "--quiet", venv, cwd=tmp_path)
    sh("uv", "pip", "install", "--quiet", "--python", venv, wheel, cwd=tmp_path)
    out = sh(
        venv / "bin" / "error-assets",
        "demo",
        cwd=tmp_path,
        ERROR_ASSETS_HOME=str(tmp_path / "home"),
        OPENSEARCH_URL="http://127.0.0.1:9",
        ANTHROPIC_API_KEY="must-not-be-used",
    )
    assert "What failed" in out and "Paid to Claude  $0.0000" in out
    assert (tmp_path / "home" / "demo" / "index.sqlite").exists()
    found = sh(
        venv / "bin" / "error-assets",
        "search",
        "error",
        "--demo",
        "--limit",
        "3",
        cwd=tmp_path,
        ERROR_ASSETS_HOME=str(tmp_path / "home"),
    )
    assert found.count("id ") == 3
