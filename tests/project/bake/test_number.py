"""HCL's numbers; the answers are Bake's."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as draw

from ctxsize.project.bake import number
from ctxsize.project.bake.number import NotANumberError, Number

THIRD = "0." + "3" * 154 + "5"


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("1.10", "1.1"),
        ("1e21", "1" + "0" * 21),
        ("1e-7", "0.0000001"),
        ("-0", "-0"),
        (".5", "0.5"),
        ("5.", "5"),
        ("+7", "7"),
        ("0x10", None),
        ("1_000", None),
        ("", None),
        (".", None),
        ("1e", None),
        ("inf", "+Inf"),
        ("1e99999999999", "+Inf"),
        ("1e-99999999999", "0"),
    ],
)
def test_text_as_a_number(written: str, printed: str | None) -> None:
    found = number.parse(written)
    assert (found.text() if found else None) == printed


def of(text: str) -> Number:
    found = number.parse(text)
    assert found is not None
    return found


def test_arithmetic_rounds_to_512_bits() -> None:
    assert number.divide(of("1"), of("3")).text() == THIRD
    assert number.add(of("0.1"), of("0.2")).text() == "0.3"


def test_a_number_keeps_its_own_precision() -> None:
    assert number.divide(Number(1), Number(3)).text() == "0.33333333333333333334"
    assert number.from_float(0.1).text() == "0.1"
    assert number.add(number.from_float(0.1), of("0.2")).text().startswith("0.30000000000000000555")


def test_zeros_are_equal_whatever_their_sign() -> None:
    assert number.multiply(of("0"), of("-1")).text() == "-0"
    assert number.negate(of("0")) == of("0")


@pytest.mark.parametrize(
    ("left", "right", "rest"), [("-7", "3", "-1"), ("7", "-3", "1"), ("7.5", "2", "1.5"), ("5", "0", "5")]
)
def test_remainder(left: str, right: str, rest: str) -> None:
    assert number.remainder(of(left), of(right)).text() == rest


def test_what_has_no_result_is_refused() -> None:
    with pytest.raises(NotANumberError):
        number.divide(of("0"), of("0"))
    with pytest.raises(NotANumberError):
        number.from_float(math.nan)
    assert number.divide(of("-1"), of("0")).text() == "-Inf"


def test_a_power_of_two_loses_a_digit_as_in_bake() -> None:
    # Below a power of two doubles lie closer together than above it; Go's big.Float rounds as if they did not.
    assert number.from_float(2.0**-24).text() == "0.00000005960464477539062"


@given(draw.floats(allow_nan=False, allow_infinity=False))
def test_a_double_is_printed_with_the_digits_that_tell_it(value: float) -> None:
    assume(abs(math.frexp(value)[0]) != 0.5)
    assert float(number.from_float(value).text()) == value


@given(draw.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**40), max_value=10**40, places=20))
def test_a_decimal_that_is_written_down_is_printed_the_same(value: object) -> None:
    written = f"{value:f}"
    plain = written.rstrip("0").rstrip(".")
    assert of(written).text() == ("0" if plain in {"", "-", "-0"} and not written.startswith("-") else plain)
