"""HCL's grammar, and what it refuses."""

from __future__ import annotations

import pytest

from ctxsize.project.bake import tree
from ctxsize.project.bake.parser import parse, parse_expression
from ctxsize.project.bake.problem import BakeError
from tests.project.bake.expressions import as_json


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("10 - 2 - 3", "5"),
        ("2 * 3 % 4", "2"),
        ("-2 + 5", "3"),
        ("!false && false", "false"),
        ("1 < 2 == true", "true"),
        ("true || false && false", "true"),
        ("false ? 1 : true ? 2 : 3", "2"),
        ("[1,\n2,\n]", "[1,2]"),
        ('{a = 1, "b": 2\n(upper("c")) = 3, 5 = 6}', '{"5":6,"C":3,"a":1,"b":2}'),
        ("{for k, v in {a = 1}: k => v}", '{"a":1}'),
        ("[for x in [1, 2]: x\nif x > 1]", "[2]"),
        ('{"a.b" = [{c = 5}]}["a.b"][0].c', "5"),
        ("[[1, 2]].0[1]", "2"),
        ('upper(\n"a",\n)', '"A"'),
        ("+".join(["1"] * 3000), "3000"),
    ],
)
def test_expressions(text: str, meant: str) -> None:
    assert as_json(text) == meant


def test_arguments_and_blocks_know_their_lines() -> None:
    body = parse('a = 1\n\nb "x" y {\n  c = [\n    1]\n  d { e = 2 }\n}\n', "x.hcl")
    block = body.blocks[0]
    assert [(argument.name, argument.line) for argument in body.arguments] == [("a", 1)]
    assert (block.kind, block.labels, block.line) == ("b", ("x", "y"), 3)
    assert [(argument.name, argument.line) for argument in block.body.arguments] == [("c", 4)]
    assert block.body.blocks[0].body.arguments[0].line == 6


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a = \n", "x.hcl:1"),
        ('a "x" {\n  b = 1\n', "x.hcl:1"),
        ("a = 1 b = 2\n", "x.hcl:1"),
        ("a {\n  b = 1\n  b = 2\n}\n", "x.hcl:3"),
        ('"a" = 1\n', "x.hcl:1"),
        ("a = 1 ==\n  2\n", "x.hcl:1"),
        ("a {b = 1, c = 2}\n", "x.hcl:1"),
        ("a {b = 1\n}\n", "x.hcl:1"),
        ("a = f(1 2)\n", "x.hcl:1"),
        ("a = [1 2]\n", "x.hcl:1"),
        ("a = {b}\n", "x.hcl:1"),
        ("a = x.0.1.y\n", "x.hcl:1"),
        ("a = 1.5.5\n", "x.hcl:1"),
        ("a = [for x in y: x => x]\n", "x.hcl:1"),
        ("a = {for x in y: x}\n", "x.hcl:1"),
        ("a = true ? 1\n", "x.hcl:1"),
        ('"${x}" {}\n', "x.hcl:1"),
        ('a "${x}" {}\n', "x.hcl:1"),
        ("a = x.\n", "x.hcl:1"),
        ("a = 1\n}\n", "x.hcl:2"),
        ("a = " + "[" * 5000 + "]" * 5000, "x.hcl:1"),
        ("a = " + "-" * 5000 + "1", "x.hcl:1"),
        ("a {\n" * 5000, "x.hcl:"),
        ("a = " + "x[*]" * 5000, "x.hcl:1"),
    ],
)
def test_what_is_refused_has_a_place(text: str, place: str) -> None:
    with pytest.raises(BakeError) as caught:
        parse(text, "x.hcl")
    assert str(caught.value).startswith(place)


def test_a_single_expression_may_run_over_lines() -> None:
    assert isinstance(parse_expression("1 +\n2", "x.hcl", 1), tree.Binary)
