"""HCL's numbers: binary floating point of up to 512 bits, printed with the fewest digits that tell them apart.

Mirrors Go's ``math/big.Float`` as far as go-cty uses it: each number carries its own precision, a sum takes the larger
one of its operands, and rounding is to the nearest, ties to even.
"""

from __future__ import annotations

import math
import re
from fractions import Fraction

LITERAL_BITS = 512
"""The precision of a number that is written down, in HCL or as text."""

INTEGER_BITS = 64
FLOAT_BITS = 53
# Go's exponents have 32 bits. A number that large is as good as infinite here, and would take gigabytes to print.
_LARGEST_EXPONENT = 1 << 16
_DECIMAL = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?(?:([eEpP])([+-]?[0-9]+))?")


class NotANumberError(ArithmeticError):
    """The operation has no result, such as zero divided by zero."""


class Number:
    """A binary floating-point number: ``value`` is exact, ``bits`` the precision; ``infinite`` is -1, 0 or 1.

    There are two zeros, which are equal; ``minus_zero`` tells the one that is printed with a sign.
    """

    __slots__ = ("bits", "infinite", "minus_zero", "value")

    def __init__(
        self, value: Fraction | int, bits: int = INTEGER_BITS, infinite: int = 0, *, minus_zero: bool = False
    ) -> None:
        self.bits = bits
        self.infinite = infinite
        self.minus_zero = minus_zero and not value and not infinite
        self.value = Fraction(0)
        if isinstance(value, int) and not infinite and value.bit_length() <= bits:
            self.value = Fraction(value)
        elif not infinite:
            self.value = _rounded(Fraction(value), bits)
            if _exponent(self.value) > _LARGEST_EXPONENT:
                self.infinite = 1 if self.value > 0 else -1
                self.value = Fraction(0)

    @property
    def is_whole(self) -> bool:
        """Whether it is an integer."""
        return not self.infinite and self.value.denominator == 1

    @property
    def sign(self) -> int:
        """Return -1, 0 or 1."""
        return self.infinite or (self.value > 0) - (self.value < 0)

    def __eq__(self, other: object) -> bool:
        """Numbers are equal when they would be printed alike."""
        if not isinstance(other, Number):
            return NotImplemented
        if self.infinite or other.infinite:
            return self.infinite == other.infinite
        if self.is_whole or other.is_whole:
            return self.value == other.value
        return self.value == other.value or self.text() == other.text()

    def __hash__(self) -> int:
        return hash((self.infinite, self.value if self.is_whole else self.text()))

    def __lt__(self, other: Number) -> bool:
        if self.infinite or other.infinite:
            return self.infinite < other.infinite
        return self.value < other.value

    def __repr__(self) -> str:
        return f"Number({self.text()})"

    def text(self) -> str:
        """Return all digits, without an exponent, and no more of them than are needed to tell the number."""
        if self.infinite:
            return "+Inf" if self.infinite > 0 else "-Inf"
        sign = "-" if self.value < 0 or self.minus_zero else ""
        if self.value.denominator == 1 and self.value.numerator.bit_length() <= min(self.bits, INTEGER_BITS):
            # Every digit of such an integer is needed.
            return f"{sign}{abs(self.value.numerator)}"
        digits, point = self.shortest()
        if not digits:
            return sign + "0"
        if point <= 0:
            return f"{sign}0.{'0' * -point}{digits}"
        if point >= len(digits):
            return sign + digits + "0" * (point - len(digits))
        return f"{sign}{digits[:point]}.{digits[point:]}"

    def shortest(self) -> tuple[str, int]:
        """Return the fewest digits that tell the number, without sign, and where the decimal point is among them."""
        value = abs(self.value)
        if not value:
            return "", 0
        half_step = _power_of_two(_exponent(value) - self.bits - 1)
        even = not int(value / half_step) & 2
        return _fewest_digits(value, half_step, inclusive=even)

    def to_int(self) -> int:
        """Return the integer part, towards zero; raises OverflowError for infinity."""
        if self.infinite:
            raise OverflowError("infinity has no integer part")
        return math.trunc(self.value)

    def to_float(self) -> float:
        """Return the nearest double, infinite when it is too large."""
        if self.infinite:
            return math.inf * self.infinite
        try:
            return float(self.value)
        except OverflowError:
            return math.inf if self.value > 0 else -math.inf


def parse(text: str) -> Number | None:
    """Return the number that decimal text stands for, as Go's ``big.ParseFloat`` reads it, else ``None``."""
    if text.lstrip("+-").lower() == "inf" and len(text) - len(text.lstrip("+-")) <= 1:
        return Number(0, LITERAL_BITS, -1 if text.startswith("-") else 1)
    match = _DECIMAL.fullmatch(text)
    if match is None or not (match[2] or match[3]):
        return None
    sign, whole, part, mark, power = match.groups(default="")
    digits = (whole + part).lstrip("0")
    if len(power) > 6:  # noqa: PLR2004 - more than the largest exponent has
        tiny = power.startswith("-") or not digits
        return Number(0, LITERAL_BITS) if tiny else Number(0, LITERAL_BITS, -1 if sign == "-" else 1)
    if len(digits) > 100_000:  # noqa: PLR2004 - more than any number needs, and slow to read
        return None
    value = Fraction(_integer(digits), 10 ** len(part))
    base = 2 if mark in {"p", "P"} else 10
    if abs(int(power or 0)) > _LARGEST_EXPONENT and digits:
        return Number(0, LITERAL_BITS, 0 if int(power) < 0 else -1 if sign == "-" else 1)
    value *= Fraction(base) ** int(power or 0)
    return Number(-value if sign == "-" else value, LITERAL_BITS, minus_zero=sign == "-")


def from_float(value: float) -> Number:
    """Return a double as a number; raises NotANumberError for what is not one."""
    if math.isnan(value):
        raise NotANumberError("the result is not a number")
    if math.isinf(value):
        return Number(0, FLOAT_BITS, 1 if value > 0 else -1)
    return Number(Fraction(value), FLOAT_BITS, minus_zero=math.copysign(1, value) < 0)


def add(left: Number, right: Number) -> Number:
    """Return the sum; raises NotANumberError for opposite infinities."""
    bits = max(left.bits, right.bits)
    if left.infinite or right.infinite:
        if left.infinite * right.infinite < 0:
            raise NotANumberError("infinities of opposite signs have no sum")
        return Number(0, bits, left.infinite or right.infinite)
    return Number(left.value + right.value, bits, minus_zero=left.minus_zero and right.minus_zero)


def negate(number: Number) -> Number:
    """Return the number with the other sign."""
    return Number(-number.value, number.bits, -number.infinite, minus_zero=not number.minus_zero)


def absolute(number: Number) -> Number:
    """Return the number without its sign."""
    return Number(abs(number.value), number.bits, abs(number.infinite))


def multiply(left: Number, right: Number) -> Number:
    """Return the product, with as many bits as it needs up to 512; raises NotANumberError for zero times infinity."""
    bits = max(left.bits, right.bits)
    if left.infinite or right.infinite:
        if not left.sign * right.sign:
            raise NotANumberError("zero times infinity has no result")
        return Number(0, bits, left.sign * right.sign)
    product = _rounded(left.value * right.value, LITERAL_BITS)
    minus = _is_minus(left) != _is_minus(right)
    return Number(product, max(bits, _needed_bits(product)), minus_zero=minus)


def divide(left: Number, right: Number) -> Number:
    """Return the quotient, infinite for a division by zero; raises NotANumberError for zero by zero."""
    bits = max(left.bits, right.bits)
    if (left.infinite and right.infinite) or not (left.sign or right.sign):
        raise NotANumberError("zero by zero, or infinity by infinity, has no result")
    minus = _is_minus(left) != _is_minus(right)
    if right.infinite:
        return Number(0, bits, minus_zero=minus)
    if left.infinite or not right.sign:
        return Number(0, bits, -1 if minus else 1)
    return Number(left.value / right.value, bits, minus_zero=minus)


def remainder(left: Number, right: Number) -> Number:
    """Return what a division towards zero leaves over; by zero that is all of it. Raises NotANumberError for infinity."""
    if not right.sign:
        return left
    if left.infinite or right.infinite:
        raise NotANumberError("infinity leaves nothing over")
    times = Number(divide(left, right).to_int(), left.bits)
    product = Number(right.value * times.value, left.bits)
    return Number(left.value - product.value, left.bits, minus_zero=left.minus_zero)


def _is_minus(number: Number) -> bool:
    return number.sign < 0 or number.minus_zero


def _integer(digits: str) -> int:
    """Return the value of decimal digits, also where Python's limit for them would refuse."""
    value = 0
    for start in range(0, len(digits), 4000):
        piece = digits[start : start + 4000]
        value = value * 10 ** len(piece) + int(piece)
    return value


def _exponent(value: Fraction) -> int:
    """Return the e for which ``value`` is at least 2**(e-1) and less than 2**e; 0 for zero."""
    value = abs(value)
    if not value:
        return 0
    guess = value.numerator.bit_length() - value.denominator.bit_length()
    return guess + 1 if value >= _power_of_two(guess) else guess


def _power_of_two(exponent: int) -> Fraction:
    return Fraction(1 << exponent) if exponent >= 0 else Fraction(1, 1 << -exponent)


def _rounded(value: Fraction, bits: int) -> Fraction:
    scale = _power_of_two(bits - _exponent(value))
    # Python rounds a half to the even neighbour, as Go does.
    return Fraction(round(value * scale)) / scale


def _needed_bits(value: Fraction) -> int:
    number = abs(value.numerator)
    return (number // (number & -number)).bit_length() if number else 0


def _fewest_digits(value: Fraction, tolerance: Fraction, *, inclusive: bool) -> tuple[str, int]:
    """Return digits and point of the shortest decimal that lies nearer to ``value`` than ``tolerance``."""
    point = _decimal_point(value)
    scale = Fraction(10) ** point
    value, tolerance = value / scale, tolerance / scale
    unit = math.lcm(value.denominator, tolerance.denominator)
    rest, gap = int(value * unit), int(tolerance * unit)
    digits: list[int] = []
    while True:
        gap *= 10
        digit, rest = divmod(rest * 10, unit)
        digits.append(digit)
        fits_down = rest < gap or (inclusive and rest == gap)
        fits_up = unit - rest < gap or (inclusive and unit - rest == gap)
        if not rest or fits_down or fits_up:
            nearer_up = 2 * rest > unit or (2 * rest == unit and digit % 2 == 1)
            if rest and fits_up and (nearer_up or not fits_down):
                point += _count_up(digits)
            return "".join(map(str, digits)).rstrip("0"), point


def _count_up(digits: list[int]) -> int:
    """Add one to the last digit; return how many places the number grew by."""
    for at in range(len(digits) - 1, -1, -1):
        digits[at] = (digits[at] + 1) % 10
        if digits[at]:
            return 0
    digits.insert(0, 1)
    return 1


def _decimal_point(value: Fraction) -> int:
    """Return the p for which ``value`` is at least 10**(p-1) and less than 10**p."""
    point = math.floor((_exponent(value) - 1) * math.log10(2)) + 1
    if value >= Fraction(10) ** point:
        return point + 1
    return point - 1 if value < Fraction(10) ** (point - 1) else point
