"""Failures that cannot be produced on an ordinary machine: a form that a document gives, filled anew for each run.

`form.txt` holds the output with `{{kind:name}}` where something differs from run to run; the same name is the same
value within one run. Such a failure says `recorded = false` and carries the document's address in its truth.toml.
"""

import random
import re
import uuid
from collections.abc import Callable

PLACEHOLDER = re.compile(r"\{\{(?P<kind>[a-z]+)(?::(?P<name>\w+))?\}\}")
ALPHABET = "bcdfghjklmnpqrstvwxz2456789"
"""Letters and digits of which clusters make the endings of pod names."""

KINDS: dict[str, Callable[[random.Random], str]] = {
    "uuid": lambda chance: str(uuid.UUID(int=chance.getrandbits(128), version=4)),
    "hex": lambda chance: f"{chance.getrandbits(48):012x}",
    "digest": lambda chance: f"{chance.getrandbits(256):064x}",
    "pod": lambda chance: "".join(chance.choices(ALPHABET, k=5)),
    "number": lambda chance: str(chance.randrange(100, 100_000)),
    "digit": lambda chance: str(chance.randrange(2, 9)),
}


def filled(form: str, chance: random.Random) -> str:
    """`form` with its placeholders replaced. Raises KeyError for a kind that does not exist."""
    values: dict[str, str] = {}

    def value(found: re.Match[str]) -> str:
        if found["name"] is None:
            return KINDS[found["kind"]](chance)
        return values.setdefault(found[0], KINDS[found["kind"]](chance))

    return PLACEHOLDER.sub(value, form)
