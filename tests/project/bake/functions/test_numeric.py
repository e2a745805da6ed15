"""Functions on numbers and truth values, as Bake answers."""

from __future__ import annotations

import pytest

from tests.project.bake.expressions import as_json

RECORDED = [
    ("add(0.1, 0.2)", "0.3"),
    ("1/3 == divide(1, 3)", "true"),
    ("modulo(-7, 3)", "-1"),
    ("modulo(7.5, 2)", "1.5"),
    ("7 % -3", "1"),
    ("1 / 0", "refused"),
    ("0 / 0", "refused"),
    ("-0", "-0"),
    ("0 * -1", "-0"),
    ("ceil(-0.5)", "0"),
    ("floor(-0.5)", "-1"),
    ("int(-1.9)", "-1"),
    ("ceil(1e21)", "1000000000000000000000"),
    ("log(8, 2)", "3"),
    ("log(0, 10)", "refused"),
    ("pow(2, -2)", "0.25"),
    ("pow(0, -1)", "refused"),
    ("pow(-8, 0.3)", "refused"),
    ("pow(10, 1000)", "refused"),
    ("signum(-3)", "-1"),
    ("signum(0.5)", "refused"),
    ('parseint("ff", 16)', "255"),
    ('parseint("-Z", 62)', "-61"),
    ('parseint("12", 2)', "refused"),
    ("parseint(5, 10)", "refused"),
    ("min(3, 1, 2)", "1"),
    ("max()", "refused"),
    ("range(3)", "[0,1,2]"),
    ("range(3, 1)", "[3,2]"),
    ("range(1, 2, 0.25)", "[1,1.25,1.5,1.75]"),
    ("range(2000)", "refused"),
    ("absolute(-5)", "5"),
    ("negate(5)", "-5"),
    ("12345678901234567890 * 12345678901234567890", "152415787532388367501905199875019052100"),
    ("0.1 * 3", "0.3"),
    ("1e21", "1000000000000000000000"),
    ("1.10", "1.1"),
    ('strlen("aaa") / strlen("aaaaaaa")', "0.42857142857142857144"),
    ('"5" + 1', "6"),
    ("true + 1", "refused"),
    ('and(true, "false")', "false"),
    ("or(false, true)", "true"),
    ('not("true")', "false"),
    ("greaterthan(2, 1)", "true"),
    ("lessthanorequalto(1, 1)", "true"),
]


@pytest.mark.parametrize(("expression", "answer"), RECORDED, ids=[expression for expression, _ in RECORDED])
def test_bake_answers_the_same(expression: str, answer: str) -> None:
    assert as_json(expression) == answer
