"""``format`` and ``formatlist``, as Bake answers."""

from __future__ import annotations

import pytest

from tests.project.bake.expressions import as_json

RECORDED = [
    ('format("%s-%s", "a", 1)', '"a-1"'),
    ('format("%d", 1.5)', "refused"),
    ('format("%05d|%-5d|%+d|% d", 42, 42, 42, 42)', '"00042|42   |+42| 42"'),
    ('format("%x|%X|%#x|%o|%b", 255, 255, 255, 8, 5)', '"ff|FF|0xff|10|101"'),
    ('format("%.3d|%5.3d", 7, 7)', '"007|  007"'),
    ('format("%f|%.1f|%8.2f|%08.2f", 1.5, 2.25, 3.14159, -3.14159)', '"1.500000|2.2|    3.14|-0003.14"'),
    ('format("%e|%E|%.0e", 12345.678, 0.00012, 5)', '"1.234568e+04|1.200000E-04|5e+00"'),
    ('format("%g|%g|%g|%.3g|%G", 100000, 1000000, 0.00001, 1234.5, 1e-10)', '"100000|1e+06|1e-05|1.23e+03|1E-10"'),
    ('format("%v|%v|%v|%v", 1000000, "a", true, [1, "b"])', '"1e+06|a|true|[1,\\"b\\"]"'),
    ('format("%#v|%v", "a", null)', '"\\"a\\"|null"'),
    ('format("%q", "a\\"<b>")', '"\\"a\\\\\\"\\\\u003cb\\\\u003e\\""'),
    ('format("%t", "true")', '"true"'),
    ('format("%5s|%-5s|%.2s|", "ab", "ab", "abc")', '"   ab|ab   |ab|"'),
    ('format("%[2]s-%[1]s", "a", "b")', '"b-a"'),
    ('format("%%")', '"%"'),
    ('format("%")', "refused"),
    ('format("%z", 1)', "refused"),
    ('format("%s")', "refused"),
    ('format("x", 1)', "refused"),
    ('format("%s", null)', "refused"),
    ('formatlist("%s-%s", ["a", "b"], "x")', '["a-x","b-x"]'),
    ('formatlist("%s", [])', "[]"),
    ('formatlist("%s%s", ["a"], ["b", "c"])', "refused"),
    ('formatlist("x")', '["x"]'),
]


@pytest.mark.parametrize(("expression", "answer"), RECORDED, ids=[expression for expression, _ in RECORDED])
def test_bake_answers_the_same(expression: str, answer: str) -> None:
    assert as_json(expression) == answer
