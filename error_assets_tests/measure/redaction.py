"""What the redaction filter misses and what it takes too much: planted secrets in every context, real logs as they are.

Every example of secrets.toml is planted in each of CONTEXTS between lines of the corpus; a plant that is still readable
in the output counts as left. What is masked in the untouched corpus is listed by kind, with examples to judge by eye.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import quote, unquote

from error_assets.extraction.redaction import redacted
from error_assets.extraction.secret_kinds import SecretKind, secret_kinds

SMALL_CHUNK = 7
"""Bytes of a chunk in the context that cuts every secret several times."""

SHOWN = 3
"""Masked lines printed of each kind."""

MASKED = re.compile(rb"\[REDACTED:(?P<kind>[a-z0-9-]+)#\d+\]")
NOISE = re.compile(r"\x1b\[[0-9;]*m")


def _chunked(text: str) -> Iterable[bytes]:
    data = text.encode()
    return (data[at : at + SMALL_CHUNK] for at in range(0, len(data), SMALL_CHUNK))


def _coloured(secret: str) -> str:
    middle = len(secret) // 2
    return f"\x1b[1m{secret[:middle]}\x1b[33m{secret[middle:]}\x1b[0m"


CONTEXTS: dict[str, Callable[[str], Iterable[bytes]]] = {
    "plain": lambda s: [f"line {s} end\n".encode()],
    "chunk borders": lambda s: _chunked(f"line {s} end\n"),
    "ANSI inside": lambda s: [f"line {_coloured(s)} end\n".encode()],
    "JSON": lambda s: [(json.dumps({"log": f"a\n{s}\nb"}) + "\n").encode()],
    "JSON in JSON": lambda s: [(json.dumps(json.dumps({"value": f"{s}"})) + "\n").encode()],
    "URL query": lambda s: [f"GET https://host.test/path?a=1&v={s}&b=2 200\n".encode()],
    "URL-encoded": lambda s: [f"GET https://host.test/?v%3D{s if '%' in s else quote(s, safe='')}%26\n".encode()],
    "environment": lambda s: [f"  MY_VALUE='{s}'\n".encode()],
    "API log": lambda s: [f"2026-11-24T10:00:00.1234567Z {s}\r\n".encode()],
    "UTF-16": lambda s: [f"2026-11-24T10:00:00.1234567Z line {s} end\r\n".encode("utf-16")],
    "no newline": lambda s: [s.encode()],
}
"""Where a secret stands, as the chunks of a small log."""


def report(corpus: Path) -> str:
    """Plants left by context, then what is masked in the corpus as it is."""
    kinds = secret_kinds()
    lines = [f"{len({kind.name for kind in kinds})} kinds, {sum(len(kind.masks) for kind in kinds)} examples"]
    for context, planted in CONTEXTS.items():
        left, all_of_them = _left(kinds, planted)
        lines.append(f"  {context:<14} {all_of_them - len(left):>4} of {all_of_them} masked  {' '.join(left)}")
    return "\n".join([*lines, *_masked_in(corpus)])


def _left(kinds: Iterable[SecretKind], planted: Callable[[str], Iterable[bytes]]) -> tuple[list[str], int]:
    """The kinds whose secret can still be read in this context, and how many examples were planted."""
    left: list[str] = []
    count = 0
    for kind in kinds:
        for example in kind.masks:
            count += 1
            out = NOISE.sub("", b"".join(redacted(planted(example))).replace(b"\0", b"").decode("utf-8", "replace"))
            readable = {out, unquote(out), out.replace("\\", "")}
            if "[REDACTED:" not in out or any(part in text for part in _secrets(kind, example) for text in readable):
                left.append(kind.name)
    return left, count


def _secrets(kind: SecretKind, example: str) -> list[str]:
    """What must not be readable: the place that the table's pattern marks, of a private key each line of its body."""
    if kind.block:
        return re.findall(r"[A-Za-z0-9+/=]{30,}", example)
    match = kind.place.search(example.encode())
    return [match["secret" if "secret" in kind.place.groupindex else 0].decode()] if match else [example]


def _masked_in(corpus: Path) -> list[str]:
    logs = [path for folder in ("logs", "repeats") for path in sorted((corpus / folder).glob("*"))]
    counts: Counter[str] = Counter()
    shown: dict[str, list[str]] = {}
    size = 0
    for path in logs:
        data = path.read_bytes()
        size += len(data)
        for line in b"".join(redacted([data])).split(b"\n"):
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
