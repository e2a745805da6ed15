"""Functions on texts, as Bake answers."""

from __future__ import annotations

import pytest

from ctxsize.errors import CtxsizeError
from ctxsize.project.bake import values
from tests.project.bake.expressions import as_json, value

RECORDED = [
    ('upper("straße")', '"STRAßE"'),
    ('lower("ÀÉ")', '"àé"'),
    ('title("hello wOrld-x_y 1a")', '"Hello WOrld-X_y 1a"'),
    ('substr("hello", 1, 3)', '"ell"'),
    ('substr("hello", -3, 2)', '"ll"'),
    ('substr("hello", -2, 0)', '"lo"'),
    ('substr("hello", 9, 1)', '""'),
    ('substr("hello", 1, -1)', '"ello"'),
    ('substr("noël", 0, 3)', '"noë"'),
    ('reverse("abc")', '"cba"'),
    ('reverse("e\\u0301x")', '"xé"'),
    ('strlen("👨\u200d👩\u200d👧e\\u0301")', "2"),
    ('join("-", ["a"], [1, true])', '"a-1-true"'),
    ('join(",", [])', '""'),
    ('join(",", ["a", null])', "refused"),
    ('split("", "abc")', '["a","b","c"]'),
    ('split(",", "")', '[""]'),
    ('sort(["b", "a", "B"])', '["B","a","b"]'),
    ('replace("abc", "", "-")', '"-a-b-c-"'),
    ('chomp("a\\r\\n\\n")', '"a"'),
    ('indent(2, "a\\nb\\n")', '"a\\n  b\\n  "'),
    ('indent(-1, "a")', "refused"),
    ('trim("xxaxx", "x")', '"a"'),
    ('trim(" a ", "")', '" a "'),
    ('trimspace("\\ta\\u00a0")', '"a"'),
    ('trimprefix("v1", "v")', '"1"'),
    ('trimsuffix("a.x", ".x")', '"a"'),
    ('sanitize("a.b/é-_1")', '"a_b__-_1"'),
    ('basename("a/b/")', '"b"'),
    ('basename("")', '"."'),
    ('dirname("a/b")', '"a"'),
    ('dirname("a")', '"."'),
    ('dirname("")', '"."'),
    ('urlencode("a b/ü&")', '"a+b%2F%C3%BC%26"'),
]


@pytest.mark.parametrize(("expression", "answer"), RECORDED, ids=[expression for expression, _ in RECORDED])
def test_bake_answers_the_same(expression: str, answer: str) -> None:
    assert as_json(expression) == answer


def test_a_text_that_is_too_long_is_refused() -> None:
    long = values.text("a" * 3_000_000)
    for call in ('join("-", [v, v])', 'replace(v, "a", "bb")', 'indent(5000000, "a\\nb")', 'format("%s%s", v, v)'):
        with pytest.raises(CtxsizeError):
            value(call, v=long)
