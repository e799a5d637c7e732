"""The version of what is extracted follows the dialects, the tables and the code."""

import shutil
from pathlib import Path

import pytest

from error_assets.defs.assets.extracted_errors import extracted_errors
from error_assets.extraction.version import HERE, extraction_version
from error_assets.signatures.fingerprint import GROUPING_VERSION


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HERE, tmp_path / "extraction"))


@pytest.mark.parametrize("name", ["dialects/pytest.py", "annotations.toml", "secrets.toml", "merge.py"])
def test_a_change_of_what_decides_changes_it(copy: Path, name: str) -> None:
    assert extraction_version(copy) == extraction_version()
    with (copy / name).open("ab") as file:
        file.write(b"# more\n")
    assert extraction_version(copy) != extraction_version()


def test_a_new_dialect_changes_it(copy: Path) -> None:
    (copy / "dialects" / "cobol.py").write_text("")
    assert extraction_version(copy) != extraction_version()


def test_line_ends_and_compiled_files_do_not(copy: Path) -> None:
    table = copy / "annotations.toml"
    table.write_bytes(table.read_bytes().replace(b"\n", b"\r\n"))
    (copy / "merge.cpython-311.pyc").write_bytes(b"compiled")
    assert extraction_version(copy) == extraction_version()


def test_the_asset_has_it() -> None:
    version = extracted_errors.code_versions_by_key[extracted_errors.key]
    assert version == f"{GROUPING_VERSION}/{extraction_version()}"
