"""The redaction filter: bytes of a log in, the same bytes without secrets out.

It stands in front of everything that is stored or sent. What a secret looks like is data (secrets.toml); here is how it
is found and replaced: hyperscan reads whole blocks and names the lines worth a look, Python's `re` finds the places on
these lines only. Each secret becomes `[REDACTED:kind#n]`, n counting the distinct secrets of a kind that one Redactor
has met, so that equal secrets stay equal and nothing can be guessed back. Lines stay lines: none is added, removed or
joined.

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
"""Ordinals given out for one kind by one Redactor (some MB of memory); those beyond share the last one."""

PLACEHOLDER = re.compile(rb"\[REDACTED:([a-z0-9-]{1,40})#([0-9]{1,6})\]")

ESCAPE = re.compile(rb"%[0-9A-Fa-f]{2}")
NOT_IN_A_KEY = re.compile(rb"\\[nr]|[^A-Za-z0-9+/=]")


def redacted(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """As Redactor.log; the ordinals count within this log."""
    return Redactor().log(chunks)


def redacted_text(text: str) -> str:
    """As Redactor.text; the ordinals count within this text."""
    return Redactor().text(text)


class Redactor:
    """The masking of what belongs together: equal secrets get one number in every log and text that it reads, others
    get others. Keep one for an attempt; it is of one thread and holds digests of the secrets, so it ends with it."""

    def __init__(self) -> None:
        self._ordinals: dict[str, dict[bytes, int]] = {}
        self._taken: dict[str, int] = {}
        self._kinds = secret_kinds()

    def log(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The same bytes with every secret masked, as chunks of about BLOCK_BYTES; UTF-16 comes back as UTF-16.

        Memory is bounded by the constants of these modules whatever the input. Raises nothing of its own.
        """
        stream = Narrowed(chunks)
        for piece in self._pieces(stream.chunks):
            yield stream.widened(piece)
        if stream.tail:
            yield stream.tail

    def text(self, text: str) -> str:
        """`text` (a message, an annotation) with every secret masked.

        Placeholders that stand in it already keep their numbers for themselves: what is new here gets others.
        """
        data = text.encode("utf-8", SURROGATES)
        for placeholder in PLACEHOLDER.finditer(data):
            kind, ordinal = placeholder[1].decode(), int(placeholder[2])
            self._taken[kind] = max(self._taken.get(kind, 0), ordinal)
        return b"".join(self._pieces([data])).decode("utf-8", SURROGATES)

    def _pieces(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
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
            key = key_lines(data, end, last=last) if opens else ()
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
        line, read = 0, 0
        for end, kind in sorted(find_lines(data)):
            # From the place before, not from the beginning: a line of megabytes may be hit at every word.
            line, read = data.rfind(b"\n", read, end - 1) + 1 or line, max(read, end - 1)
            hits.setdefault(line, set()).add(kind)
        spans = list(noisy_spans(data))
        plain = clean(b"".join(span for _, span in spans))
        found = sorted(find_lines(plain)) if plain else []
        for start, (_, kind) in zip(_line_starts(plain, found, spans), found, strict=True):
            hits.setdefault(start, set()).add(kind)
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
        seen = kinds | {kind for _, kind in find_lines(unescaped)}
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
                value = line[start:end]
                if not value or 1 in covered[start:end] or PLACEHOLDER.fullmatch(value):
                    continue
                if kind.random and not looks_random(value):
                    continue
                taken.append((start, end, kind))
                covered[start:end] = b"\x01" * (end - start)
        taken.sort(key=lambda place: place[0])
        return [(start, end, self._name(kind.name, line[start:end])) for start, end, kind in taken]

    def _name(self, kind: str, secret: bytes) -> bytes:
        """The placeholder. Only a digest of the secret is kept."""
        if kind == "private-key":
            secret = NOT_IN_A_KEY.sub(b"", clean(secret))
        known = self._ordinals.setdefault(kind, {})
        digest = blake2b(secret, digest_size=16).digest()
        ordinal = known.get(digest)
        if ordinal is None:
            ordinal = self._taken[kind] = min(self._taken.get(kind, 0) + 1, MOST_DISTINCT_SECRETS)
            if len(known) < MOST_DISTINCT_SECRETS:
                known[digest] = ordinal
        return f"[REDACTED:{kind}#{ordinal}]".encode()


def _line_starts(plain: bytes, found: list[tuple[int, int]], spans: list[tuple[int, bytes]]) -> Iterator[int]:
    """Where in the data the line of each place in `plain` begins: `plain` is the spans without their noise."""
    following = iter(spans)
    begin, before, lines = 0, 0, 0
    starts: list[int] = []
    line = at = 0
    for end, _ in found:
        line += plain.count(b"\n", at, end - 1)
        at = end - 1
        while line >= before + lines and (further := next(following, None)):
            begin, span = further
            before, lines, starts = before + lines, span.count(b"\n"), []
        starts = starts or line_starts(span)
        yield begin + starts[line - before]


def _line_end(data: bytes, start: int) -> int:
    return data.find(b"\n", start) + 1 or len(data)
