"""Loops and splats as Bake answers."""

from __future__ import annotations

import pytest

from tests.project.bake.expressions import REFUSED, as_json


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("[for x in [1, 2]: x * 2]", "[2,4]"),
        ('[for i, x in ["a"]: "${i}${x}"]', '["0a"]'),
        ("[for k, v in {b = 1, a = 2}: k]", '["a","b"]'),
        ('{for x in ["a", "b"]: x => upper(x)}', '{"a":"A","b":"B"}'),
        ('{for x in ["a", "a"]: x => 1}', REFUSED),
        ('{for x in ["a", "a"]: x => 1...}', '{"a":[1,1]}'),
        ("[for x in null: x]", REFUSED),
        ("[for x in 5: x]", REFUSED),
        ("[for x in [1]: x if null]", REFUSED),
        ('[for x in [1]: x if "y"]', REFUSED),
        ("[{a = 1}, {a = 2}][*].a", "[1,2]"),
        ("[{a = [1]}, {a = [2]}].*.a", "[[1],[2]]"),
        ("{a = 1}[*].a", "[1]"),
        ("null[*]", "[]"),
        ("[][*].a", "[]"),
        ("[1][*].a", REFUSED),
        ("[{a = [{b = 1}]}][*].a[0].b", "[1]"),
        ('split(",", "a,b")[*]', '["a","b"]'),
    ],
)
def test_loops(text: str, meant: str) -> None:
    assert as_json(text) == meant
