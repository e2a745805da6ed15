"""Kinds made into others, and the kind that several share."""

from __future__ import annotations

import pytest

from ctxsize.project.bake import kinds
from ctxsize.project.bake.convert import convertible, unify
from ctxsize.project.bake.kinds import ANY, BOOL, NUMBER, TEXT
from tests.project.bake.expressions import REFUSED, as_json

TEXTS = kinds.list_of(TEXT)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("convert(1.50, string)", '"1.5"'),
        ('convert("1e3", number)', "1000"),
        ('convert("x", number)', REFUSED),
        ('convert("1", bool)', "true"),
        ('convert("yes", bool)', REFUSED),
        ("convert(1, bool)", REFUSED),
        ('convert([1, "a", true], list(string))', '["1","a","true"]'),
        ('convert(["b", "a", "b"], set(string))', '["a","b"]'),
        ("convert({a = 1}, map(string))", '{"a":"1"}'),
        ("convert({a = 1, b = 2}, object({a = string}))", '{"a":"1"}'),
        ("convert({a = 1}, object({a = string, b = optional(number)}))", REFUSED),
        ("convert({a = 1}, object({a = string, b = number}))", REFUSED),
        ('convert([1, "2"], tuple([string, number]))', '["1",2]'),
        ("convert([1], tuple([string, number]))", REFUSED),
        ("convert([1, [2]], list(any))", REFUSED),
        ('convert([1, "a"], list(any))', '["1","a"]'),
        ("convert(null, string)", "null"),
    ],
)
def test_conversions_as_bake_answers(text: str, meant: str) -> None:
    assert as_json(text) == meant


@pytest.mark.parametrize(
    ("given", "shared"),
    [
        ([TEXT, NUMBER], TEXT),
        ([NUMBER, BOOL], None),
        ([NUMBER, BOOL, TEXT], TEXT),
        ([TEXT, ANY], TEXT),
        ([TEXT, TEXTS], None),
        ([kinds.tuple_of([TEXT]), kinds.tuple_of([NUMBER])], kinds.tuple_of([TEXT])),
        ([kinds.tuple_of([TEXT]), kinds.tuple_of([])], TEXTS),
        ([kinds.tuple_of([NUMBER]), TEXTS], TEXTS),
        ([kinds.object_of({"a": TEXT}), kinds.object_of({"a": NUMBER})], kinds.object_of({"a": TEXT})),
        ([kinds.object_of({"a": TEXT}), kinds.object_of({"b": NUMBER})], kinds.map_of(TEXT)),
        ([kinds.object_of({"a": TEXT}), kinds.object_of({})], kinds.map_of(TEXT)),
        ([kinds.object_of({}), kinds.tuple_of([])], None),
    ],
)
def test_the_kind_that_several_share(given: list[kinds.Kind], shared: kinds.Kind | None) -> None:
    assert unify(given) == shared


def test_a_kind_fits_itself_and_any() -> None:
    for kind in (TEXT, TEXTS, kinds.object_of({"a": BOOL})):
        assert convertible(kind, kind)
        assert convertible(kind, ANY)
