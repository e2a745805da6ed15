"""Logarithms and powers with Go's last digits."""

from __future__ import annotations

import math

import pytest

from ctxsize.project.bake.functions.floats import logarithm, power


# The figures are what Bake prints for them.
@pytest.mark.parametrize(
    ("expression", "found"),
    [
        (logarithm(12345678901234567890) / logarithm(1000), 6.363838325737567),
        (logarithm(2) / logarithm(10), 0.30102999566398114),
        (power(1.5, 10), 57.6650390625),
        (power(-2, 3), -8),
        (power(4, -0.5), 0.5),
        (power(0, -1), math.inf),
        (power(10, 1000), math.inf),
        (power(0.5, 5000), 0),
    ],
)
def test_figures(expression: float, found: float) -> None:
    assert expression == found


@pytest.mark.parametrize("wrong", [logarithm(-1), power(-8, 0.3)])
def test_what_has_no_result_is_no_number(wrong: float) -> None:
    assert math.isnan(wrong)
