"""Elements and attributes as Bake answers."""

from __future__ import annotations

import pytest

from tests.project.bake.expressions import REFUSED, as_json


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("[1, 2][1]", "2"),
        ('[1, 2]["1"]', "2"),
        ("[1, 2][2]", REFUSED),
        ("[1, 2][-1]", REFUSED),
        ("[1, 2][0.5]", REFUSED),
        ("[1, 2].1", "2"),
        ('{a = 1}["a"]', "1"),
        ("{a = 1}.b", REFUSED),
        ('{"1" = "x"}[1]', '"x"'),
        ("null.a", REFUSED),
        ("5.a", REFUSED),
        ('"abc"[0]', REFUSED),
        ("[1][null]", REFUSED),
        ('setunion(["a"], ["b"])[0]', REFUSED),
        ('zipmap(["a"], split(",", "x")).a', '"x"'),
    ],
)
def test_access(text: str, meant: str) -> None:
    assert as_json(text) == meant
