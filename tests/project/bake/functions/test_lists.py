"""Functions on lists, tuples, maps and objects, as Bake answers."""

from __future__ import annotations

import pytest

from ctxsize.project.bake.values import TooLargeError
from tests.project.bake.expressions import as_json, value

RECORDED = [
    ('length(["a", "b"])', "2"),
    ("length({a = 1})", "refused"),
    ('length("a")', "refused"),
    ('hasindex(["a"], 0)', "true"),
    ('hasindex(["a"], "0")', "false"),
    ('index(["a", "b"], 1)', '"b"'),
    ('index(["a"], "0")', "refused"),
    ('element(["a", "b"], 3)', '"b"'),
    ("element([], 0)", "refused"),
    ('indexof(["a", "b"], "b")', "1"),
    ('indexof([1, 2], "1")', "refused"),
    ('contains([1, 2], "1")', "false"),
    ('contains(["a"], "a")', "true"),
    ('coalesce(null, 1, "x")', '"1"'),
    ("coalesce(null)", "refused"),
    ('coalescelist([], ["a"])', '["a"]'),
    ('compact(["a", "", null, "b"])', '["a","b"]'),
    ('distinct(["a", "b", "a"])', '["a","b"]'),
    ('distinct([1, "1"])', '["1"]'),
    ('chunklist(["a", "b", "c"], 2)', '[["a","b"],["c"]]'),
    ('chunklist(["a"], 0)', '[["a"]]'),
    ('flatten([["a"], [["b"]], "c"])', '["a","b","c"]'),
    ("keys({b = 1, a = 2})", '["a","b"]'),
    ("values({b = 1, a = 2})", "[2,1]"),
    ('lookup({a = 1}, "b", "x")', '"x"'),
    ('lookup({a = 1}, "a")', "refused"),
    ('merge({a = 1}, null, {a = "x", b = true})', '{"a":"x","b":true}'),
    ("merge()", "{}"),
    ('concat(["a"], [1])', '["a",1]'),
    ('concat(split(",", "a"), split(",", "b"))', '["a","b"]'),
    ('reverselist([1, "a"])', '["a",1]'),
    ('slice(["a", "b", "c"], 1, 3)', '["b","c"]'),
    ('slice(["a"], 0, 2)', "refused"),
    ('zipmap(["a", "b"], [1, true])', '{"a":1,"b":true}'),
    ('zipmap(["a"], [])', "refused"),
    ('setproduct(["a", "b"], [1, 2])', '[["a",1],["a",2],["b",1],["b",2]]'),
    ("setproduct([1], [])", "[]"),
    ("sort([3, 10, 2])", '["10","2","3"]'),
]


@pytest.mark.parametrize(("expression", "answer"), RECORDED, ids=[expression for expression, _ in RECORDED])
def test_bake_answers_the_same(expression: str, answer: str) -> None:
    assert as_json(expression) == answer


# The newest Bake counts from the end; before it, this was refused.
def test_element_counts_from_the_end() -> None:
    assert as_json('element(["a", "b", "c"], -1)') == '"c"'


def test_a_product_that_is_too_large_is_refused() -> None:
    with pytest.raises(TooLargeError):
        value("setproduct(range(1000), range(1000))")


def test_parts_that_are_unknown_stay_so_alone() -> None:
    merged = value("merge({a = 1}, {b = timestamp()})")
    assert merged.content["a"].is_known
    assert not merged.content["b"].is_known
