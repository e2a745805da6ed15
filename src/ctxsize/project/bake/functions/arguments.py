"""Arguments as the functions of Go's side take them."""

from __future__ import annotations

import math

from ctxsize.project.bake.function import FunctionError
from ctxsize.project.bake.values import Value

_LARGEST = (1 << 63) - 1


def whole_number(value: Value) -> int:
    """Return a number as an integer of 64 bits; raises :class:`FunctionError`."""
    number = value.content
    if not number.is_whole or not -_LARGEST - 1 <= number.to_int() <= _LARGEST:
        raise FunctionError("a whole number is required")
    found: int = number.to_int()
    return found


def double(value: Value) -> float:
    """Return a number as a double; raises :class:`FunctionError` for one that is too large."""
    number = value.content
    found: float = number.to_float()
    if math.isinf(found) and not number.infinite:
        raise FunctionError("the number is too large")
    return found
