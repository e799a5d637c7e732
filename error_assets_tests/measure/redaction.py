"""What the redaction filter misses and what it takes too much: planted secrets in every context, real logs as they are.

Planted are the examples of secrets.toml, the scanners' committed ones (scanner_secrets.tsv) and, when
ERROR_ASSETS_SCANNERS names a folder with a scanner's source, examples of every rule in it:

    git clone --depth 1 https://github.com/betterleaks/betterleaks   # or gitleaks/gitleaks
    ERROR_ASSETS_SCANNERS=betterleaks python -m error_assets_tests.measure redaction

A secret that can still be read in the redacted log counts as left. What is masked in the untouched corpus is listed by
kind, with examples to judge by eye.
"""

import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from error_assets.extraction.redaction import redacted
from error_assets.extraction.secret_kinds import secret_kinds
from error_assets_tests.extraction.scanner_secrets import CONTEXTS, Planted, committed, left
from error_assets_tests.measure import scanner_rules

RULE_FILES = ("**/gitleaks.toml", "**/betterleaks.toml")
"""Where a scanner's source tree keeps its rules."""

SHOWN = 3
"""Masked lines printed of each kind."""

MASKED = re.compile(rb"\[REDACTED:(?P<kind>[a-z0-9-]+)#\d+\]")


def report(corpus: Path) -> str:
    """Plants left by source and context, then what is masked in the corpus as it is."""
    lines: list[str] = []
    for source, planted in _sources():
        lines.append(f"{source}: {len({one.rule for one in planted})} kinds, {len(planted)} examples")
        for context in CONTEXTS:
            missed = Counter(one.rule for one in planted if left(one, context))
            names = " ".join(f"{rule} ({count})" for rule, count in missed.items())
            lines.append(f"  {context:<14} {len(planted) - missed.total():>5} of {len(planted)} masked  {names}")
    return "\n".join([*lines, *_masked_in(corpus)])


def _sources() -> Iterator[tuple[str, list[Planted]]]:
    kinds = secret_kinds()
    yield "secrets.toml", [Planted(kind.name, _secret(kind.place, kind.block, text), text)
                           for kind in kinds for text in kind.masks]  # fmt: skip
    yield "the scanners' committed examples", committed()
    folder = os.environ.get("ERROR_ASSETS_SCANNERS")
    for path in sorted(found for form in RULE_FILES for found in Path(folder).glob(form)) if folder else ():
        yield path.name, list(scanner_rules.planted(path))


def _secret(place: re.Pattern[bytes], block: bool, text: str) -> str:
    """What must not be readable: the place that the table's pattern marks, of a private key one line of its body."""
    if block:
        return max(re.findall(r"[A-Za-z0-9+/=]+", text), key=len)
    match = place.search(text.encode())
    return match["secret" if "secret" in place.groupindex else 0].decode() if match else text


def _masked_in(corpus: Path) -> list[str]:
    logs = [path for folder in ("logs", "repeats") for path in sorted((corpus / folder).glob("*"))]
    counts: Counter[str] = Counter()
    shown: dict[str, list[str]] = {}
    size = 0
    for path in logs:
        data = path.read_bytes()
        size += len(data)
        for line in b"".join(redacted([data])).replace(b"\0", b"").split(b"\n"):
            for match in MASKED.finditer(line):
                kind = match["kind"].decode()
                counts[kind] += 1
                around = line[max(0, match.start() - 60) : match.end() + 30].decode("utf-8", "replace").strip()
                if len(shown.setdefault(kind, [])) < SHOWN and around not in shown[kind]:
                    shown[kind].append(around)
    lines = [f"masked in {len(logs)} logs as they are, {size / 1e6:.1f} MB:"]
    for kind, count in counts.most_common():
        lines += [f"  {kind:<20} {count:>5}", *(f"      {example}" for example in shown[kind])]
    return lines
