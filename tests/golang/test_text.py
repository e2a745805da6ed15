"""Text as Go sees it."""

from __future__ import annotations

import pytest

from ctxsize.golang.text import (
    SPACE,
    as_bytes,
    decode,
    encode,
    from_bytes,
    join_root,
    lower,
    parse_bool,
    parse_uint,
    runes,
    split_space,
)


@pytest.mark.parametrize("data", [b"abc", "é€".encode(), b"a\xff\xfeb", b"\xed\xa0\x80"])
def test_bytes_come_back_as_they_were(data: bytes) -> None:
    assert encode(decode(data)) == data
    assert from_bytes(as_bytes(decode(data))) == decode(data)
    assert len(as_bytes(decode(data))) == len(data)


def test_a_byte_that_is_not_utf8_is_one_replacement_character() -> None:
    assert runes(decode(b"a\xff\xfe\xc3\xa9")) == "a\ufffd\ufffdé"


def test_white_space_is_go_s() -> None:
    assert "\x1c" not in SPACE
    assert "\u200b" not in SPACE
    assert {"\x85", "\xa0", "\u2028"} <= {*SPACE}


def test_lower_case_is_one_character_for_one() -> None:
    assert lower("İX") == "ix"
    assert lower("ÀB") == "àb"


@pytest.mark.parametrize(
    ("text", "limit", "parts"),
    [
        ("a b", 0, ["a", "b"]),
        ("a \t b  c", 1, ["a", "b  c"]),
        ("a\xa0b", 0, ["a\xa0b"]),
        ("a\nb", 0, ["a\nb"]),
        (" a ", 0, ["", "a", ""]),
        ("", 0, [""]),
    ],
)
def test_words_are_split_at_ascii_space_alone(text: str, limit: int, parts: list[str]) -> None:
    assert split_space(text, limit) == parts


@pytest.mark.parametrize(("path", "joined"), [("a", "/a"), ("../a", "/a"), ("a/./b//c/..", "/a/b"), ("", "/")])
def test_nothing_leads_above_the_root(path: str, joined: str) -> None:
    assert join_root(path) == joined


@pytest.mark.parametrize(("text", "value"), [("1", True), ("TRUE", True), ("f", False), ("yes", None), ("tRue", None)])
def test_a_truth_value_is_one_of_go_s(text: str, value: bool | None) -> None:
    assert parse_bool(text) is value


@pytest.mark.parametrize(
    ("text", "base", "bits", "value"),
    [
        ("65535", 10, 16, 65535),
        ("65536", 10, 16, None),
        ("017", 8, 32, 15),
        ("8", 8, 32, None),
        ("+1", 10, 8, None),
        ("", 10, 8, None),
        ("٣", 10, 8, None),
        ("0" * 99 + "1", 10, 8, 1),
        ("9" * 9999, 10, 64, None),
    ],
)
def test_a_number_is_read_within_its_bits(text: str, base: int, bits: int, value: int | None) -> None:
    assert parse_uint(text, base, bits) == value
