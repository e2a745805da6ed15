"""Scalars as Compose's YAML reads them, and as Go prints them; each line was seen in a run of Docker Compose."""

from __future__ import annotations

import pytest

from ctxsize.project.compose.scalars import Instant, WrongTagError, go_text, resolve, scalar

PRINTED = [
    ("0x1F", "31"), ("0X1f", "31"), ("-0x1F", "-31"), ("0755", "493"), ("012", "10"), ("0o17", "15"), ("0O17", "15"), ("+0o17", "15"),
    ("0b11", "3"), ("0B11", "3"), ("+0b11", "3"), ("1_000", "1000"), ("1__0", "10"), ("1_", "1"), ("0_7", "7"), ("_1", "_1"),
    ("08", "8"), ("-08", "-8"), ("09.5", "9.5"), ("00", "0"), ("-0", "0"), ("-0.0", "-0"), ("+1", "1"), ("1,000", "1,000"),
    ("1.10", "1.1"), ("1.0", "1"), ("1.", "1"), (".5", "0.5"), ("+.5", "0.5"), ("1e3", "1000"), ("-1.5e3", "-1500"), ("1e5", "100000"),
    ("100000.0", "100000"), ("1000000.0", "1e+06"), ("1234567.5", "1.2345675e+06"), ("123456789.5", "1.234567895e+08"),
    ("0.0001", "0.0001"), ("0.00001", "1e-05"), ("1e-7", "1e-07"), ("1e", "1e"), ("1E400", "1E400"), ("0x", "0x"), ("0b2", "0b2"),
    ("0o8", "0o8"), ("+", "+"), ("0x1FFFFFFFFFFFFFFFFF", "0x1FFFFFFFFFFFFFFFFF"), ("12345678901234567890", "12345678901234567890"),
    ("18446744073709551615", "18446744073709551615"), ("18446744073709551616", "1.8446744073709552e+19"),
    ("-9223372036854775808", "-9223372036854775808"), ("-9223372036854775809", "-9.223372036854776e+18"),
    ("100000000000000000000000", "1e+23"), ("1:30", "1:30"), ("190:20:30", "190:20:30"), ("=", "="), ("yes", "yes"), ("off", "off"),
    ("true", "true"), ("TRUE", "true"), ("tRUE", "tRUE"), ("y", "y"), (".inf", "+Inf"), ("-.INF", "-Inf"), (".nan", "NaN"),
    ("2024-01-01", "2024-01-01 00:00:00 +0000 UTC"), ("2024-1-1", "2024-01-01 00:00:00 +0000 UTC"), ("2024-13-01", "2024-13-01"),
    ("24-01-01", "24-01-01"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "printed"), PRINTED)
def test_a_plain_scalar(written: str, printed: str) -> None:
    assert go_text(resolve(written)) == printed


@pytest.mark.parametrize("written", ["", "~", "null", "Null", "NULL"])
def test_nothing(written: str) -> None:
    assert resolve(written) is None


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("2024-01-01T10:00:00Z", "2024-01-01 10:00:00 +0000 UTC"),
        ("2024-01-01t10:00:00.50+02:00", "2024-01-01 10:00:00.5 +0200 +0200"),
        ("2024-01-01 10:00:00", "2024-01-01 10:00:00 +0000 UTC"),
    ],
)
def test_an_instant_is_printed_as_go_does(written: str, printed: str) -> None:
    found = resolve(written)
    assert isinstance(found, Instant)
    assert found == printed


@pytest.mark.parametrize("written", ["2024-01-01T10:00:00", "2024-01-01 10:00:00Z", "2024-01-01 25:00:00"])
def test_what_only_looks_like_an_instant(written: str) -> None:
    assert resolve(written) is written


TAG = "tag:yaml.org,2002:"


@pytest.mark.parametrize(
    ("written", "tag", "value"),
    [
        ("5.10", f"{TAG}str", "5.10"),
        ("5", f"{TAG}int", 5),
        ("3", f"{TAG}float", 3.0),
        ("5.10", "!mine", "5.10"),
        ("aGk=", f"{TAG}binary", "hi"),
        ("", f"{TAG}null", None),
        ("true", f"{TAG}bool", True),
        ("5", "!", 5),
        ("5", None, 5),
    ],
)
def test_a_tag(written: str, tag: str | None, value: object) -> None:
    found = scalar(written, tag, plain=True)
    assert (found, type(found)) == (value, type(value))


def test_what_is_quoted_is_text() -> None:
    assert scalar("5", None, plain=False) == "5"


@pytest.mark.parametrize(
    ("written", "kind"), [("abc", "int"), ("yes", "bool"), ("x", "null"), ("x", "float"), ("?", "binary")]
)
def test_a_tag_that_does_not_fit(written: str, kind: str) -> None:
    with pytest.raises(WrongTagError):
        scalar(written, TAG + kind, plain=True)


def test_a_very_long_number_is_read_at_once() -> None:
    assert resolve("9" * 100_000) == "9" * 100_000
    assert resolve("0x" + "0" * 100_000 + "1F") == int("1F", 16)
