"""The code location, and the layers that it stands on."""

import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest

from error_assets.definitions import defs
from error_assets.defs.running import ASSETS_IN_ORDER

TOP = Path(__file__).parents[1]


def test_every_asset_has_what_a_reader_of_the_ui_looks_for() -> None:
    specs = {spec.key.to_user_string(): spec for spec in defs.resolve_all_asset_specs()}
    assert set(specs) == {"workflow_runs", *ASSETS_IN_ORDER}
    for name, spec in specs.items():
        assert spec.description and spec.group_name and spec.kinds and spec.owners and spec.tags, name
        assert isinstance(spec.partitions_def, dg.HourlyPartitionsDefinition), name
        assert spec.code_version or name == "workflow_runs", name


def test_data_moves_down_only() -> None:
    order = ["workflow_runs", *ASSETS_IN_ORDER]
    for spec in defs.resolve_all_asset_specs():
        place = order.index(spec.key.to_user_string())
        assert all(order.index(dep.asset_key.to_user_string()) < place for dep in spec.deps), spec.key


def test_definitions_load_without_any_setting(tmp_path: Path) -> None:
    code = "from error_assets.definitions import defs; import dagster as dg; dg.Definitions.validate_loadable(defs)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=tmp_path, env={"PATH": "/usr/bin"}, timeout=60)


@pytest.mark.skipif(not (TOP / "pyproject.toml").exists(), reason="only in a checkout")
def test_imports_point_inward() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports")], cwd=TOP, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
