"""Functions on sets, as Bake answers."""

from __future__ import annotations

import pytest

from tests.project.bake.expressions import as_json

RECORDED = [
    ('setunion(["b"], ["a", "b"])', '["a","b"]'),
    ('setunion([1], ["a"])', '["1","a"]'),
    ('setunion([], ["a"])', '["a"]'),
    ('setintersection(["a", "b"], ["b"])', '["b"]'),
    ('setsubtract(["a", "b"], ["b"])', '["a"]'),
    ('setsymmetricdifference(["a", "b"], ["b", "c"])', '["a","c"]'),
    ('sethaselement(["a"], "a")', "true"),
    ('sethaselement([1], "1")', "false"),
    ("setunion([[1, 2]], [[0, 9]])", "[[0,9],[1,2]]"),
]


@pytest.mark.parametrize(("expression", "answer"), RECORDED, ids=[expression for expression, _ in RECORDED])
def test_bake_answers_the_same(expression: str, answer: str) -> None:
    assert as_json(expression) == answer
