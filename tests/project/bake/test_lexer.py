"""Tokens, in the pieces in which HCL cuts them."""

from __future__ import annotations

import pytest

from ctxsize.project.bake.lexer import tokens
from ctxsize.project.bake.problem import BakeError


def kinds(text: str) -> list[str]:
    return [
        token.kind if token.kind in {"quoted", "raw", "newline"} else token.text for token in tokens(text, "x.hcl")
    ][:-1]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a-b_1 = 5abc", ["a-b_1", "=", "5", "abc"]),
        ("1.5e3... 1..2", ["1.5e3", "...", "1..2"]),
        ("a<=b=>c==!d", ["a", "<=", "b", "=>", "c", "==", "!", "d"]),
        ("a # x\nb // y\nc /* z\n */ d", ["a", "newline", "b", "newline", "c", "d"]),
        ("Größe = 1\r\n", ["Größe", "=", "1", "newline"]),
        ("<<x", ["<", "<", "x"]),
    ],
)
def test_plain_text(text: str, found: list[str]) -> None:
    assert kinds(text) == found


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ('"a$b"', ["a", "$", "b"]),
        ('"$${x}%%{y}"', ["$${", "x}", "%%{", "y}"]),
        ('"$$$${x}"', ["$", "$", "$${", "x}"]),
        ('"100%"', ["100", "%"]),
        ('"a\\"b\\\\"', ['a\\"b\\\\']),
        ('"x${~ "y" ~}z"', ["x", "${~", '"', "y", '"', "~}", "z"]),
        ('"${ {a = 1} }"', ["${", "{", "a", "=", "1", "}", "}"]),
    ],
)
def test_templates(text: str, pieces: list[str]) -> None:
    assert [token.text for token in tokens(text, "x.hcl")][1:-2] == pieces


def test_a_heredoc_ends_with_a_line_of_its_marker_alone() -> None:
    found = tokens("a = <<-EOT\n  EOT x\n $y\n  EOT\nb = 1\n", "x.hcl")
    assert [token.text for token in found if token.kind == "raw"] == ["  EOT x\n", " ", "$", "y\n"]
    assert [(token.text, token.line) for token in found if token.kind == "name"] == [("a", 1), ("b", 5)]


@pytest.mark.parametrize(
    ("text", "place", "advice"),
    [
        ("a = 'x'", "x.hcl:1: ", "double quotes"),
        ("\na = 1;", "x.hcl:2: ", "line break"),
        ('a = "x\ny"', "x.hcl:1: ", "heredoc"),
        ("a & b", "x.hcl:1: ", '"&&"'),
        ('a = "\udcff"', "x.hcl:1: ", "UTF-8"),
        ('"${' * 200, "x.hcl:1: ", "nested"),
    ],
)
def test_what_hcl_lacks_is_refused_with_its_place(text: str, place: str, advice: str) -> None:
    with pytest.raises(BakeError) as caught:
        tokens(text, "x.hcl")
    assert str(caught.value).startswith(place)
    assert advice in str(caught.value)
