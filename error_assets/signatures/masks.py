"""The table of masks as typed rows, read from masks.toml. What a mask means and how to write one stands there."""

import sys
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

MASKS_FILE = "masks.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mask:
    """One row: `lead` stands before `value` and stays, `value` is taken and `shows` stands for it.

    `holds`: texts of which a message must hold one, else the mask is not tried. `shows` without an angle bracket is
    plain text ("" removes). `keep` rows protect `value` from every later mask. `open` rows show at once what later
    masks may read. `identity`: the same value twice is the same placeholder. `takes` are pairs (message, template),
    `leaves` messages that this mask must not touch.
    """

    name: str
    stage: str
    value: str
    because: str
    lead: str = ""
    holds: tuple[str, ...] = ()
    shows: str = ""
    keep: bool = False
    open: bool = False
    identity: bool = False
    takes: tuple[tuple[str, str], ...]
    leaves: tuple[str, ...] = ()

    @property
    def pattern(self) -> str:
        """One alternative of its stage's expression, with the mask's own group and its lead's inside it."""
        lead = f"(?P<{self.group}_lead>{self.lead})" if self.lead else ""
        return f"(?P<{self.group}>{lead}{self.value})"

    @property
    def is_closed(self) -> bool:
        """Whether later masks cannot see what this one took or put in its place."""
        return self.keep or ("<" in self.shows and not self.open)

    @property
    def group(self) -> str:
        return self.name.replace("-", "_")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Masks that are tried together: leftmost first, at one place in the order of the table.

    A message that holds none of `holds`, or in which `needs` (a regular expression) is not found, skips the stage, and
    so does one without a digit where `digits` is true. `start` is what is true at every place where a mask can begin.
    """

    name: str
    start: str = ""
    needs: str = ""
    holds: tuple[str, ...] = ()
    digits: bool = False
    ignore_case: bool = False


@dataclass(frozen=True, slots=True)
class MaskTable:
    """Everything masks.toml says. `version` is the date of the last change that moves a template."""

    version: str
    stages: tuple[Stage, ...]
    masks: tuple[Mask, ...]


@cache
def mask_table() -> MaskTable:
    """The table this package ships. Raises KeyError or TypeError where a row lacks a field or misspells one."""
    text = resources.files("error_assets.signatures").joinpath(MASKS_FILE).read_text(encoding="utf-8")
    data = tomllib.loads(text)
    masks = tuple(_mask(row) for row in data["mask"])
    stages = tuple(Stage(**{**row, "holds": tuple(row.get("holds", ()))}) for row in data["stage"])
    return MaskTable(data["version"], stages, masks)


def _mask(row: dict[str, Any]) -> Mask:
    row = dict(row)
    row.setdefault("shows", "" if row.get("keep") else f"<{row['name']}>")
    row["takes"] = tuple((message, template) for message, template in row["takes"])
    row["holds"] = tuple(row.get("holds", ()))
    row["leaves"] = tuple(row.get("leaves", ()))
    return Mask(**row)
