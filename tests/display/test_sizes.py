"""Sizes and shares as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxsize.display.sizes import QuantityError, as_written, doubt, parse_growth, parse_size, shown, shown_against


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("0", 0),
        ("1234", 1234),
        ("12B", 12),
        ("50MB", 50_000_000),
        ("50 MB", 50_000_000),
        ("50mb", 50_000_000),
        ("50MiB", 52_428_800),
        ("1.5kB", 1500),
        ("0.1GB", 100_000_000),
        ("1.1MB", 1_100_000),
        (" 2TiB ", 2 * 1024**4),
        ("1.0009kB", 1000),
    ],
)
def test_a_size_is_decimal_or_binary(text: str, size: int) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("50MBs", "Did you mean MB?"),
        ("50MIBS", "Did you mean MiB?"),
        ("50 Mo", "Did you mean"),
        ("50M", "Write MB (decimal) or MiB (binary)"),
        ("50k", "Write kB (decimal) or KiB (binary)"),
        ("50 parsecs", "Write one of B, kB, MB"),
        ("MB", "This is not a size, such as 50MB"),
        ("-1MB", "This is not a size"),
        ("1,5MB", "This is not a size"),
        ("", "This is not a size"),
        ("1e6", "This is not a size"),
        ("٣MB", "This is not a size"),
    ],
)
def test_a_typing_error_is_answered_with_what_is_right(text: str, words: str) -> None:
    with pytest.raises(QuantityError) as refused:
        parse_size(text)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("text", "before", "allowed"),
    [("1MB", 7, 1_000_000), ("5%", 200, 10), ("0.5%", 1000, 5), ("0%", 1000, 0), ("5 %", 19, 0)],
)
def test_growth_is_a_size_or_a_share(text: str, before: int, allowed: int) -> None:
    assert parse_growth(text).allowed(before) == allowed


@pytest.mark.parametrize(
    ("size", "text", "binary"),
    [
        (0, "0B", "0B"),
        (999, "999B", "999B"),
        (1000, "1.00kB", "1000B"),
        (2_100_000, "2.10MB", "2.00MiB"),
        (20_000_000, "20.00MB", "19.07MiB"),
        (999_999, "1000.00kB", "976.56KiB"),
        (52_428_800, "52.43MB", "50.00MiB"),
    ],
)
def test_a_size_is_shown_in_either_family(size: int, text: str, binary: str) -> None:
    assert (shown(size), shown(size, binary=True)) == (text, binary)


def test_a_size_just_beside_its_limit_is_shown_to_the_byte() -> None:
    assert shown_against(20_000_012, 20_000_000) == "20,000,012B"
    assert shown_against(20_000_000, 20_000_000) == "20.00MB"
    assert shown_against(22_100_000, 20_000_000) == "22.10MB"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("50MB", "50MB"),
        (" 5 mb ", "5MB"),
        ("1.5 mIb", "1.5MiB"),
        ("10", "10B"),
        ("5000000", "5,000,000B"),
        ("7 b", "7B"),
    ],
)
def test_a_size_is_shown_in_one_form_however_it_was_written(text: str, written: str) -> None:
    assert as_written(text) == written


def test_a_small_number_without_a_unit_is_doubted() -> None:
    assert doubt("10") == "10 without a unit is 10 bytes: write 10MB for megabytes"
    assert doubt("1") == "1 without a unit is 1 byte: write 1MB for megabytes"
    assert [text for text in ("0", "10B", "10MB", "5000000", "1.5") if doubt(text)] == []


@given(st.integers(0, 10**15))
def test_what_is_shown_is_read_back_to_within_its_last_digit(size: int) -> None:
    read = parse_size(shown(size))
    assert abs(read - size) <= size // 199
