"""Operators as Bake answers."""

from __future__ import annotations

import pytest

from tests.project.bake.expressions import REFUSED, as_json


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ('1 == "1"', "false"),
        ("1 == 1.0", "true"),
        ("null == null", "true"),
        ("[1] == [1]", "true"),
        ('[1] == ["1"]', "false"),
        ("{a = 1} == {a = 1}", "true"),
        ('"a" != "b"', "true"),
        ('"5" + 1', "6"),
        ('"x" + 1', REFUSED),
        ("null + 1", REFUSED),
        ("1 / 3 * 3 == 1", "true"),
        ("0.1 + 0.2 == 0.3", "true"),
        ('"a" < "b"', REFUSED),
        ('"2" < 10', "true"),
        ("true && nope", REFUSED),
        ("false && nope", "false"),
        ("nope && false", "false"),
        ("true || nope", "true"),
        ("nope || true", "true"),
        ('!"false"', "true"),
        ('-"5"', "-5"),
        ("!5", REFUSED),
        ("-null", REFUSED),
        ("0 / 0", REFUSED),
    ],
)
def test_operators(text: str, meant: str) -> None:
    assert as_json(text) == meant
