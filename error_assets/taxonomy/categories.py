"""The ten categories and their boundaries, read from categories.toml (which says how to edit it)."""

import sys
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

TAXONOMY_VERSION = "2026-11-24"
"""The date of the last change to categories.toml; stands on every verdict and is part of a remembered verdict's key."""

UNCLASSIFIED = "unclassified"
"""What stands in a verdict's category when none of the ten does."""


@dataclass(frozen=True, slots=True)
class Category:
    """One of the ten. `subcategories` maps each name to its meaning, in the file's order."""

    name: str
    domain: str
    meaning: str
    typical: str
    subcategories: dict[str, str]


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """All categories by name, and the boundary rules as sentences, numbered from 1 in this order."""

    categories: dict[str, Category]
    boundaries: tuple[str, ...]


def read_toml(file_name: str) -> dict[str, Any]:
    """The parsed content of a data file beside this module."""
    content: dict[str, Any] = tomllib.loads((files(__package__) / file_name).read_text("utf-8"))
    return content


@cache
def taxonomy() -> Taxonomy:
    """The taxonomy, read once per process."""
    content = read_toml("categories.toml")
    categories = (Category(**entry) for entry in content["category"])
    return Taxonomy(
        categories={category.name: category for category in categories},
        boundaries=tuple(entry["rule"] for entry in content["boundary"]),
    )


def domain_of(category: str) -> str:
    """ "infrastructure" or "code"; "" for unclassified. Raises KeyError for any other name."""
    return "" if category == UNCLASSIFIED else taxonomy().categories[category].domain
