"""Measures on a corpus: `python -m error_assets_tests.measure [names...] [--corpus DIR]`.

Every module of this package with a function `report(corpus: Path) -> str` is a measure of its name; without names
all are run.
"""

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Callable
from pathlib import Path

from error_assets_tests import measure
from error_assets_tests.measure import corpus


def measures() -> dict[str, Callable[[Path], str]]:
    """The measures by name."""
    names = sorted(info.name for info in pkgutil.iter_modules(measure.__path__) if not info.name.startswith("_"))
    modules = {name: importlib.import_module(f"{measure.__name__}.{name}") for name in names}
    return {name: module.report for name, module in modules.items() if hasattr(module, "report")}


def main(arguments: list[str]) -> int:
    """Run the measures asked for; 2 for a name or folder that does not exist."""
    known = measures()
    parser = argparse.ArgumentParser(prog="python -m error_assets_tests.measure", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"which measures: {', '.join(known)} (all)")
    parser.add_argument("--corpus", type=Path, default=corpus.folder(), help="a folder of the corpus's form")
    asked = parser.parse_args(arguments)
    unknown = [name for name in asked.names if name not in known]
    if unknown:
        parser.error(f"no measure named {', '.join(unknown)}: choose from {', '.join(known)}")
    if asked.corpus is None or not asked.corpus.is_dir():
        parser.error("no corpus: name its folder with --corpus or ERROR_ASSETS_CORPUS")
    for name in asked.names or known:
        print(f"== {name}\n{known[name](asked.corpus)}\n", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
