"""The redaction filter: bytes of a log in, the same bytes without secrets out.

It stands in front of everything that is stored or sent. What a secret looks like is data (secrets.toml); here is how it
is found and replaced: hyperscan reads whole blocks and names the lines worth a look, Python's `re` finds the places on
these lines only. Each secret becomes `[REDACTED:kind#n]`, n counting the distinct secrets of a kind within one log, so
that equal secrets stay equal and nothing can be guessed back. Lines stay lines: none is added, removed or joined.

The result does not depend on how the input is cut into chunks, and redacting twice changes nothing.
"""

import re
from collections.abc import Iterable, Iterator
from hashlib import blake2b

from error_assets.extraction.blocks import blocks
from error_assets.extraction.noise import Offsets, clean, line_starts, noise_of, noisy_spans
from error_assets.extraction.private_keys import is_open, key_lines
from error_assets.extraction.randomness import looks_random
from error_assets.extraction.secret_kinds import SecretKind, find_lines, secret_kinds
from error_assets.extraction.utf16 import SURROGATES, Narrowed

MOST_DISTINCT_SECRETS = 100_000
"""Ordinals given out for one kind in one log (some MB of memory); those beyond share the last one."""

ESCAPE = re.compile(rb"%[0-9A-Fa-f]{2}")
NOT_IN_A_KEY = re.compile(rb"\\[nr]|[^A-Za-z0-9+/=]")


def redacted(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes with every secret masked, as chunks of about BLOCK_BYTES; UTF-16 comes back as UTF-16.

    Memory is bounded by the constants of these modules whatever the input. Raises nothing of its own.
    """
    stream = Narrowed(chunks)
    for piece in _Redactor().pieces(stream.chunks):
        yield stream.widened(piece)
    if stream.tail:
        yield stream.tail


def redacted_text(text: str) -> str:
    """`text` (a message, an annotation) with every secret masked; the ordinals count within this text."""
    data = text.encode("utf-8", SURROGATES)
    return b"".join(_Redactor().pieces([data])).decode("utf-8", SURROGATES)


class _Redactor:
    """The masking of one log: what has been met so far gives the ordinals."""

    def __init__(self) -> None:
        self._ordinals: dict[str, dict[bytes, int]] = {}
        self._kinds = secret_kinds()

    def pieces(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        waiting = b""
        for block in blocks(chunks):
            done, waiting = self._masked_lines(waiting + block, last=False)
            if done:
                yield done
        done, _ = self._masked_lines(waiting, last=True)
        if done:
            yield done

    def _masked_lines(self, data: bytes, *, last: bool) -> tuple[bytes, bytes]:
        """`data` masked, and what of its end has to wait because a private key begins there; with `last`, nothing."""
        hits = self._lines_hit(data)
        if not hits:
            return data, b""
        out: list[bytes] = []
        written = 0
        for start in sorted(hits):
            if start < written:
                continue
            end = _line_end(data, start)
            opens = any(self._kinds[i].block for i in hits[start] if i < len(self._kinds)) and is_open(
                clean(data[start:end])
            )
            key = key_lines(data, end, last=last, clean=clean) if opens else ()
            if key is None:
                out.append(data[written:start])
                return b"".join(out), data[start:]
            out += (data[written:start], self._masked_line(data[start:end], hits[start]))
            written = end
            if key:
                name = self._name("private-key", b"".join(data[slice(*line.body)] for line in key if line.body))
                for line in key:
                    if line.body:
                        out += (data[written : line.body[0]], name, data[line.body[1] : line.end])
                    else:
                        out.append(self._masked_line(data[line.start : line.end], hits.get(line.start, set())))
                    written = line.end
        out.append(data[written:])
        return b"".join(out), b""

    def _lines_hit(self, data: bytes) -> dict[int, set[int]]:
        """The lines worth a look: offset of the line in `data` to the kinds it may hold."""
        hits: dict[int, set[int]] = {}
        found: list[tuple[int, int]] = []
        find_lines(data, lambda kind, _start, end, _flags, _context: found.append((end, kind)))
        for end, kind in found:
            hits.setdefault(data.rfind(b"\n", 0, end - 1) + 1, set()).add(kind)
        for begin, noisy in noisy_spans(data):
            found.clear()
            plain = clean(noisy)
            find_lines(plain, lambda kind, _start, end, _flags, _context: found.append((end, kind)))
            starts = line_starts(noisy) if found else []
            for end, kind in found:
                hits.setdefault(begin + starts[plain.count(b"\n", 0, end - 1)], set()).add(kind)
        return hits

    def _masked_line(self, line: bytes, kinds: set[int]) -> bytes:
        """`line` with the secrets of `kinds` masked. Noise inside a secret goes with it."""
        plain = clean(line)
        places = self._places_in_url(plain, kinds) if len(self._kinds) in kinds else self._places(plain, kinds)
        if not places:
            return line
        if len(plain) != len(line):
            offset = Offsets(line, noise_of(line))
            places = [(offset(start), offset(end - 1) + 1, name) for start, end, name in places]
        out: list[bytes] = []
        written = 0
        for start, end, name in places:
            out += (line[written:start], name)
            written = end
        out.append(line[written:])
        return b"".join(out)

    def _places_in_url(self, line: bytes, kinds: set[int]) -> list[tuple[int, int, bytes]]:
        """As _places, for a line with percent escapes: what they stand for is looked at."""
        unescaped = ESCAPE.sub(lambda escape: bytes([int(escape[0][1:], 16)]), line)
        seen = set(kinds)
        find_lines(unescaped, lambda kind, _start, _end, _flags, _context: seen.add(kind))
        offset = Offsets(line, ESCAPE, kept=1)
        return [(offset(start), offset(end), name) for start, end, name in self._places(unescaped, seen)]

    def _places(self, line: bytes, kinds: set[int]) -> list[tuple[int, int, bytes]]:
        """Where on `line` a secret stands and what is written instead, in the line's order and without overlap."""
        taken: list[tuple[int, int, SecretKind]] = []
        covered = bytearray(len(line))
        for index in sorted(kinds - {len(self._kinds)}):
            kind = self._kinds[index]
            for match in kind.place.finditer(line):
                start, end = match.span("secret" if "secret" in kind.place.groupindex else 0)
                if start == end or 1 in covered[start:end] or (kind.random and not looks_random(line[start:end])):
                    continue
                taken.append((start, end, kind))
                covered[start:end] = b"\x01" * (end - start)
        taken.sort(key=lambda place: place[0])
        return [(start, end, self._name(kind.name, line[start:end])) for start, end, kind in taken]

    def _name(self, kind: str, secret: bytes) -> bytes:
        """The placeholder. Only a digest of the secret is kept, and only while this log is read."""
        if kind == "private-key":
            secret = NOT_IN_A_KEY.sub(b"", secret)
        known = self._ordinals.setdefault(kind, {})
        digest = blake2b(secret, digest_size=16).digest()
        ordinal = known.get(digest)
        if ordinal is None:
            ordinal = min(len(known) + 1, MOST_DISTINCT_SECRETS)
            if len(known) < MOST_DISTINCT_SECRETS:
                known[digest] = ordinal
        return f"[REDACTED:{kind}#{ordinal}]".encode()


def _line_end(data: bytes, start: int) -> int:
    return data.find(b"\n", start) + 1 or len(data)
