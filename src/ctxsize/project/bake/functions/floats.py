"""Go's logarithm and power of doubles, whose last digit is not always that of other libraries (``math.Log``, ``math.Pow``).

The logarithm is that of FreeBSD's ``e_log.c``.
"""

from __future__ import annotations

import math
from typing import Final

_LN2_HIGH: Final = 6.93147180369123816490e-01
_LN2_LOW: Final = 1.90821492927058770002e-10
_ODD: Final = (6.666666666666735130e-01, 2.857142874366239149e-01, 1.818357216161805012e-01, 1.479819860511658591e-01)
_EVEN: Final = (3.999999999940941908e-01, 2.222219843214978396e-01, 1.531383769920937332e-01)
_HALF_ROOT: Final = math.sqrt(2) / 2
_EVERY_EXPONENT: Final = 1 << 12
_LARGEST_INTEGER: Final = float(1 << 63)


def logarithm(value: float) -> float:
    """Return the natural logarithm: not a number below zero, minus infinity for zero."""
    if value < 0 or math.isnan(value):
        return math.nan
    if value == 0 or math.isinf(value):
        return -math.inf if value == 0 else math.inf
    fraction, exponent = math.frexp(value)
    if fraction < _HALF_ROOT:
        fraction, exponent = fraction * 2, exponent - 1
    rest = fraction - 1
    slope = rest / (2 + rest)
    square = slope * slope
    fourth = square * square
    odd = square * (_ODD[0] + fourth * (_ODD[1] + fourth * (_ODD[2] + fourth * _ODD[3])))
    even = fourth * (_EVEN[0] + fourth * (_EVEN[1] + fourth * _EVEN[2]))
    half = 0.5 * rest * rest
    return exponent * _LN2_HIGH - ((half - (slope * (half + (odd + even)) + exponent * _LN2_LOW)) - rest)


def power(base: float, exponent: float) -> float:  # noqa: C901, PLR0911 (the special cases of the standard)
    """Return ``base`` to the power of ``exponent``; what has no result is not a number."""
    if exponent == 0 or base == 1:
        return 1.0
    if exponent == 1:
        return base
    if base == 0 or math.isinf(base) or math.isinf(exponent):
        return _special(base, exponent)
    if abs(exponent) == 0.5 and base >= 0:  # noqa: PLR2004 (a root)
        return math.sqrt(base) if exponent > 0 else 1 / math.sqrt(base)
    part, whole = math.modf(abs(exponent))
    if part and base < 0:
        return math.nan
    if whole >= _LARGEST_INTEGER:
        return 1.0 if base == -1 else 0.0 if (abs(base) < 1) == (exponent > 0) else math.inf
    found = 1.0
    if part:
        if part > 0.5:  # noqa: PLR2004 (the nearer integer)
            part, whole = part - 1, whole + 1
        found = math.exp(part * logarithm(base))
    found, scale = _times(found, base, int(whole))
    if exponent < 0:
        found, scale = 1 / found, -scale
    try:
        return math.ldexp(found, scale)
    except OverflowError:
        return math.copysign(math.inf, found)


def _special(base: float, exponent: float) -> float:
    try:
        return math.pow(base, exponent)
    except (ValueError, OverflowError):
        odd = exponent % 2 == 1
        return math.copysign(math.inf, base) if odd else math.inf


def _times(found: float, base: float, count: int) -> tuple[float, int]:
    """Multiply by ``base`` so many times; return fraction and exponent."""
    fraction, exponent = math.frexp(base)
    scale = 0
    while count:
        if not -_EVERY_EXPONENT <= exponent <= _EVERY_EXPONENT:
            scale += exponent
            break
        if count & 1:
            found *= fraction
            scale += exponent
        fraction *= fraction
        exponent <<= 1
        if fraction < 0.5:  # noqa: PLR2004 (a fraction is at least a half)
            fraction += fraction
            exponent -= 1
        count >>= 1
    return found, scale
