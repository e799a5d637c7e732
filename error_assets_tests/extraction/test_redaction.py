"""What the redaction filter promises whatever the log: see also test_secrets_table.py for what a secret looks like."""

import json
import re
from collections.abc import Iterator
from itertools import islice
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from error_assets.extraction.blocks import BLOCK_BYTES
from error_assets.extraction.redaction import Redactor, redacted, redacted_text
from error_assets.extraction.secret_kinds import secret_kinds

TOKEN = "gh" + "p_" + "4Bwyti6WlQEEhQ1pKcjvUOyQlrQRXzkIgVBT"
OTHER = "gh" + "p_" + "9ZZyti6WlQEEhQ1pKcjvUOyQlrQRXzkIgVBT"
BODY = ["MIIE" + "aB3" * 20, "cD4/" * 16, "eF5+" * 16, "Zm9v=="]
KEY = "\n".join(["-----BEGIN RSA PRIVATE " + "KEY-----", *BODY, "-----END RSA PRIVATE " + "KEY-----"])

TIMES_LINEAR = 3
"""How much more than eight times the time may eight times the text take: the machine has others to serve."""

planted = st.sampled_from([example for kind in secret_kinds() for example in kind.masks])
noise = st.text(alphabet=st.characters(codec="utf-8"), max_size=60)
logs = st.lists(st.one_of(noise, planted, st.just("\n"), st.just("\x1b[31m"), st.just("Z ")), max_size=12)


def whole(data: bytes) -> bytes:
    return b"".join(redacted([data]))


def cut(data: bytes, sizes: list[int]) -> Iterator[bytes]:
    start = 0
    for size in sizes:
        yield data[start : start + size]
        start += size
    yield data[start:]


def test_equal_secrets_stay_equal_and_others_do_not() -> None:
    assert redacted_text(f"{TOKEN} {OTHER} {TOKEN}") == " ".join(f"[REDACTED:github-token#{n}]" for n in (1, 2, 1))


def test_ordinals_begin_anew_with_each_log() -> None:
    assert whole(TOKEN.encode()) == whole(OTHER.encode()) == b"[REDACTED:github-token#1]"


def test_one_redactor_gives_a_secret_one_number_in_every_source() -> None:
    redactor = Redactor()
    log = b"".join(redactor.log([f"a {TOKEN}\n".encode()]))
    assert log == b"a [REDACTED:github-token#1]\n"
    assert redactor.text(f"{OTHER} {TOKEN}") == "[REDACTED:github-token#2] [REDACTED:github-token#1]"


def test_a_number_that_stands_in_a_text_already_is_given_to_no_other_secret() -> None:
    known = "[REDACTED:github-token#3]"
    assert redacted_text(f"{known} and {OTHER}") == f"{known} and [REDACTED:github-token#4]"


def test_every_coloured_line_is_found_again_among_the_quiet_ones() -> None:
    quiet = "quiet line\n" * 200
    lines = [f"{quiet}\x1b[1mline\x1b[0m {number}\n\x1b[31m{TOKEN[:9]}\x1b[33m{TOKEN[9:]}\n" for number in range(40)]
    assert redacted_text("".join(lines)).count("[REDACTED:github-token#1]") == len(lines)


@pytest.mark.parametrize("place", range(1, len(TOKEN)))
def test_a_secret_across_a_chunk_border_is_found(place: int) -> None:
    data = f"a {TOKEN} b".encode()
    assert b"".join(redacted([data[: 2 + place], data[2 + place :]])) == b"a [REDACTED:github-token#1] b"


def test_colour_inside_a_secret_does_not_hide_it() -> None:
    coloured = f"\x1b[32mtoken\x1b[0m \x1b[1m{TOKEN[:9]}\x1b[33m{TOKEN[9:]}\x1b[0m end"
    assert redacted_text(coloured) == "\x1b[32mtoken\x1b[0m \x1b[1m[REDACTED:github-token#1]\x1b[0m end"


def test_the_reset_that_tput_writes_inside_a_secret_does_not_hide_it() -> None:
    assert redacted_text(f"a {TOKEN[:9]}\x1b(B\x1b[m{TOKEN[9:]} b") == "a [REDACTED:github-token#1] b"


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"env": f"A=1\n{TOKEN}\n"}),
        json.dumps(json.dumps({"token": TOKEN})),
        f"https://{TOKEN}@host.test/o/r.git",
        f"https://x-access-token:{TOKEN}@host.test/o/r.git",
        f"https://host.test/?next=%2F&token%3D{TOKEN}&x=1",
        f"https://host.test/?access_token={TOKEN}#frag",
        f"export DEPLOY_TOKEN='{TOKEN}'",
        f"##[debug]{TOKEN}",
    ],
)
def test_a_secret_is_found_in_json_urls_and_assignments(text: str) -> None:
    assert TOKEN not in redacted_text(text)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_utf16_log_stays_utf16_without_its_secrets(encoding: str) -> None:
    text = f"2026-11-24T10:00:00Z Zeile mit ü und {TOKEN}\r\n2026-11-24T10:00:01Z next\r\n"
    assert whole(text.encode(encoding)).decode(encoding) == text.replace(TOKEN, "[REDACTED:github-token#1]")


def test_a_private_key_keeps_its_lines_and_loses_its_body() -> None:
    log = "".join(f"2026-11-24T10:00:00.0000000Z {line}\n" for line in ["before", *KEY.split("\n"), "after"])
    masked = redacted_text(log)
    assert masked.count("\n") == log.count("\n")
    assert masked.count("[REDACTED:private-key#1]") == len(BODY)
    assert not any(line in masked for line in BODY)
    assert masked.endswith("Z after\n")


@pytest.mark.parametrize(
    "ends", ["{}\\r\\n", '"{}\\r\\n",', "{}\\n\\", "{}\\n\\n", "{}\\\\r\\\\n", '"{}\\n" +', "'{}' +", "  `{}`,"]
)
def test_a_private_key_printed_as_the_strings_of_a_program_loses_its_body(ends: str) -> None:
    printed = "\n".join(ends.format(line) for line in KEY.split("\n"))
    masked = redacted_text(printed)
    assert not any(line in masked for line in BODY)
    assert masked.count("[REDACTED:private-key#1]") == len(BODY)


def test_colour_inside_a_private_key_does_not_hide_it() -> None:
    coloured = KEY.replace(BODY[1], f"\x1b[1m{BODY[1][:20]}\x1b[33m{BODY[1][20:]}\x1b[0m")
    masked = redacted_text(coloured)
    assert masked.split("\n")[2] == "\x1b[1m[REDACTED:private-key#1]\x1b[0m"
    assert redacted_text(f"{KEY}\n{coloured}").count("[REDACTED:private-key#1]") == 2 * len(BODY)


def test_a_private_key_is_the_same_on_one_line_of_json() -> None:
    masked = redacted_text(KEY + "\n" + json.dumps({"key": KEY}))
    assert set(re.findall(r"\[REDACTED:private-key#\d+\]", masked)) == {"[REDACTED:private-key#1]"}
    assert not any(line in masked for line in BODY)


def test_a_key_that_never_ends_hides_only_base64() -> None:
    masked = redacted_text("-----BEGIN PRIVATE " + "KEY-----\n" + BODY[0] + "\nordinary line\n" + BODY[1])
    assert masked.split("\n")[1:] == ["[REDACTED:private-key#1]", "ordinary line", BODY[1]]


def test_a_mention_of_a_key_hides_nothing_after_it() -> None:
    log = "expected -----BEGIN PRIVATE " + "KEY-----, got nothing\nerror: bad key\ncommit " + "0123456789abcdef" * 2
    assert redacted_text(log) == log


@pytest.mark.parametrize(
    "line",
    [
        "commit 3f786850e387550fdab836ed7e6dc881de23001b",
        "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
        "integrity sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==",
        "id 123e4567-e89b-12d3-a456-426614174000",
        "/home/runner/work/_temp/0f8fad5b-d9cb-469f-a165-70867728950e.sh",
        "npm http fetch GET 200 https://registry.example.org/@types%2fnode 12ms",
        "Downloading numpy-2.1.3-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
        "System.Private.CoreLib, Version=9.0.0.0, Culture=neutral, PublicKeyToken=7cec85d7bea7798e",
        "Cache hit for: Linux-node-5f1d3a0c9b8e7f6a5d4c3b2a19080706f5e4d3c2b1a0f9e8d7c6b5a493827160",
        "SyntaxError: Unexpected token: punctuator (})",
        "password: ***",
    ],
)
def test_ordinary_lines_come_out_as_they_went_in(line: str) -> None:
    assert redacted_text(line) == line


def test_a_line_longer_than_a_block_is_masked_in_bounded_pieces() -> None:
    filler = b'{"a": "0123456789"}, ' * 20
    secret = f'{{"token": "{TOKEN}"}}, '.encode()
    line = filler + secret
    count = 3 * BLOCK_BYTES // len(line)
    pieces = list(redacted(line for _ in range(count)))
    assert max(map(len, pieces)) < 2 * BLOCK_BYTES
    assert b"".join(pieces) == (line.replace(TOKEN.encode(), b"[REDACTED:github-token#1]")) * count


def test_the_filter_writes_before_the_log_has_ended() -> None:
    endless = (f"line {n}\n".encode() * 1000 for n in iter(int, 1))
    assert sum(map(len, islice(redacted(endless), 3))) > 0


@pytest.mark.parametrize(
    "unit",
    [
        "password=abcd1234 ",
        "-----BEGIN PRIVATE " + "KEY-----",
        "token=",
        "https://a:",
        "a@",
        "eyJ",
        "%3A%3Aabcdefghijkl",
        "eyJhbGciOiJIUzI1NiJ9-",
        "eyJhbGciOiJIUzI1NiJ9.",
        "gitea_key=",
        "incoming+1-2-",
        'token="{{',
        "discord a.b",
        "-----BEGIN PRIVATE " + "KEY-----\nnnnnnnnnnnnnnnnnnnnnnnnnn!",
        "\x1b[",
    ],
)
def test_no_line_takes_runaway_time(unit: str) -> None:
    short, long = (_seconds(unit * (size // len(unit))) for size in (50_000, 400_000))
    assert long < max(8 * short, 0.1) * TIMES_LINEAR


def _seconds(text: str) -> float:
    """The processor's, the better of two: others use the machine too."""
    times = []
    for _ in range(2):
        begun = process_time()
        redacted_text(text)
        times.append(process_time() - begun)
    return min(times)


@given(parts=logs, sizes=st.lists(st.integers(0, 40), max_size=30))
@settings(max_examples=150, deadline=None)
def test_chunks_leave_no_trace(parts: list[str], sizes: list[int]) -> None:
    data = "".join(parts).encode("utf-8", "surrogatepass")
    assert b"".join(redacted(cut(data, sizes))) == whole(data)


@given(parts=logs)
@settings(max_examples=150, deadline=None)
def test_lines_stay_and_masking_again_changes_nothing(parts: list[str]) -> None:
    data = " ".join(parts).encode("utf-8", "surrogatepass")
    once = whole(data)
    assert once.count(b"\n") == data.count(b"\n")
    assert whole(once) == once


@given(data=st.binary(max_size=400), encoding=st.sampled_from(["", "utf-16-le", "utf-16-be"]))
@settings(max_examples=300, deadline=None)
def test_any_bytes_pass_and_no_line_is_lost(data: bytes, encoding: str) -> None:
    mark = {"": b"", "utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}[encoding]
    out = whole(mark + data)
    if b"REDACTED" not in out.replace(b"\0", b""):
        assert out == mark + data
