"""The value of an expression: what is wrong with it may not matter, and what is unknown stays so."""

from __future__ import annotations

import pytest

from ctxsize.project.bake import evaluate, values
from ctxsize.project.bake.problem import BakeError
from ctxsize.project.bake.values import TooLargeError
from tests.project.bake.expressions import REFUSED, as_json, value


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ('true ? 1 : "x"', '"1"'),
        ("true ? 1 : nope", "1"),
        ("false ? nope : 2", "2"),
        ("true ? nope : 2", REFUSED),
        ("true ? 1 : [1]", REFUSED),
        ("true ? null : 1", "null"),
        ("null ? 1 : 2", REFUSED),
        ('"true" ? 1 : 2', "1"),
        ("5 ? 1 : 2", REFUSED),
        ("true ? {a = 1} : {b = true}", REFUSED),
        ("true ? {a = 1} : null", '{"a":1}'),
        ("true ? [1] : []", "[1]"),
        ("try(nope, 5)", "5"),
        ("try(nope)", REFUSED),
        ("can(nope)", "false"),
        ("can(1)", "true"),
        ("{a = 1, a = 2}", '{"a":2}'),
        ("{null = 1}", '{"null":1}'),
        ("{(null) = 1}", REFUSED),
        ("{a.b = 1}", REFUSED),
        ("jsonencode({a = 1})", '"{\\"a\\":1}"'),
        ("nope(1)", REFUSED),
        ("upper()", REFUSED),
        ('upper("a", "b")', REFUSED),
        ('upper(["a"]...)', '"A"'),
        ("upper(null)", REFUSED),
    ],
)
def test_expressions_as_bake_answers(text: str, meant: str) -> None:
    assert as_json(text) == meant


def test_what_is_unknown_spreads() -> None:
    unknown = values.unknown(values.text("").kind)
    assert not value('"x-${v}"', v=unknown).is_known
    assert not value('v == "a" ? 1 : 2', v=unknown).is_known
    assert value('true || v == "a"', v=unknown).content is True
    assert value("[v, 1]", v=unknown).parts()[1].is_known
    assert value("length([v, 1])", v=unknown).content.text() == "2"
    assert not value('[for x in [v]: x if x == "1"]', v=unknown).is_known


def test_an_error_says_where() -> None:
    with pytest.raises(BakeError, match=r'^x\.hcl:1: There is no variable "nope"'):
        value("nope")


@pytest.mark.parametrize(
    "text",
    [
        "[for a in range(1000): [for b in range(1000): [for c in range(1000): c]]]",
        "flatten([for a in range(1000): range(1000)])",
        'join("", [for a in range(1000): "aaaaaaaaaa"])',
        'replace(join("", range(1000)), "", join("", range(1000)))',
        "[" * 50 + "]" * 50,
    ],
)
def test_expressions_are_bounded(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "MOST_WORK", 5000)
    monkeypatch.setattr(evaluate, "MOST_STEPS", 2000)
    with pytest.raises((BakeError, TooLargeError)):
        value(f"[{text}, {text}, range(1000), range(1000)]")
