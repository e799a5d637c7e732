"""The taxonomy's data: ten fixed names, closed subcategories, and a version that moves with the file."""

from hashlib import sha256
from importlib.resources import files

import pytest

from error_assets.taxonomy import categories
from error_assets.taxonomy.categories import TAXONOMY_VERSION, UNCLASSIFIED, domain_of, taxonomy

TEN = {
    "dependency_error": "code",
    "timeout": "code",
    "resource_exhaustion": "infrastructure",
    "network_error": "infrastructure",
    "assertion_failure": "code",
    "compilation_error": "code",
    "runtime_error": "code",
    "infrastructure_error": "infrastructure",
    "configuration_error": "code",
    "flaky_test": "code",
}

VERSIONS = {"2026-11-24": "ddf723b5ac96"}
"""The first hex digits of the sha256 of categories.toml under each version. After a change of the file: give
TAXONOMY_VERSION the day's date and add the pair here."""


def test_there_are_the_ten_categories_each_in_its_domain() -> None:
    assert {name: category.domain for name, category in taxonomy().categories.items()} == TEN


def test_each_category_has_subcategories_with_a_meaning() -> None:
    for category in taxonomy().categories.values():
        assert len(category.subcategories) >= 3, category.name
        assert all(category.subcategories.values()), category.name


def test_a_subcategory_belongs_to_one_category() -> None:
    names = [name for category in taxonomy().categories.values() for name in category.subcategories]
    assert len(names) == len(set(names))


def test_the_twenty_boundaries_are_there() -> None:
    assert len(taxonomy().boundaries) == 20
    assert taxonomy().boundaries[0].startswith("Root over symptom")


def test_unclassified_has_no_domain_and_other_names_are_errors() -> None:
    assert domain_of(UNCLASSIFIED) == ""
    with pytest.raises(KeyError):
        domain_of("bad_luck")


def test_the_version_moves_with_the_file() -> None:
    content = (files(categories.__package__) / "categories.toml").read_bytes()
    assert VERSIONS.get(TAXONOMY_VERSION) == sha256(content).hexdigest()[:12]
