"""Templates: interpolations, directives, trimming and heredocs."""

from __future__ import annotations

import pytest

from ctxsize.project.bake.parser import parse
from ctxsize.project.bake.problem import BakeError
from tests.project.bake.expressions import REFUSED, as_json


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ('"a ${~ "b" ~} c"', '"abc"'),
        ('"${["a"]}"', '["a"]'),
        ('"${1}"', "1"),
        ('"x${1}"', '"x1"'),
        ('"%{ if true }y%{ else }n%{ endif }"', '"y"'),
        ('"%{ if false }y%{ endif }"', '""'),
        ('"%{ for i, x in ["a", "b"] ~} ${i}${x} %{~ endfor }"', '"0a1b"'),
        ('"$${x} %%{y} $x 5%"', '"${x} %{y} $x 5%"'),
        ('"\\u00e9\\U0001F600\\t\\\\"', '"é😀\\t\\\\"'),
        ('"x${null}"', REFUSED),
        ('"x${[]}"', REFUSED),
        ("<<EOT\na\n  b $c \\n\nEOT\n", '"a\\n  b $c \\\\n\\n"'),
        ("<<-EOT\n    a\n      b\n\n    c\n  EOT\n", '"a\\n  b\\n\\nc\\n"'),
        ("<<-EOT\n    a\n  ${1}\n  EOT\n", '"  a\\n1\\n"'),
        ("<<EOT\na ${~ 1 ~}\n b\nEOT\n", '"a1 b\\n"'),
        ("<<EOT\r\na\r\nEOT\r\n", '"a\\r\\n"'),
    ],
)
def test_templates(text: str, meant: str) -> None:
    assert as_json(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        '"${x"',
        '"${x y}"',
        '"%{ if x }"',
        '"%{ else }"',
        '"%{ if x }%{ endfor }"',
        '"%{ if x }%{ else }%{ else }%{ endif }"',
        '"%{ what }"',
        '"\\x"',
        '"\\ud800"',
        '"\\u12"',
        "<<EOT\nx",
        '"x',
        '"' + "%{ if true }" * 500 + '"',
        '"' + '${"' * 500,
    ],
)
def test_what_is_refused(text: str) -> None:
    with pytest.raises(BakeError, match=r"^x\.hcl:[13]: "):
        parse(f"a = {text}\n", "x.hcl")
