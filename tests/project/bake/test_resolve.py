"""Definitions are evaluated when they are asked for, in any order, and not in circles."""

from __future__ import annotations

import pytest

from ctxsize.errors import ProjectError
from tests.project.bake.files import args, bake


def test_order_does_not_matter() -> None:
    hcl = """
target "default" { args = {A = A, F = f("x"), T = target.other.context} }
variable "A" { default = "${B}-a" }
variable "B" { default = C }
C = "c"
function "f" {
  params = [x]
  result = "${A}${g(x)...}"
}
target "other" { context = B }
"""
    with pytest.raises(ProjectError, match="should stand here"):
        args(hcl)
    hcl = hcl.replace("...", "").replace("${g(x)}", "${upper(x)}")
    assert args(hcl) == {"A": "c-a", "F": "c-aX", "T": "c"}


@pytest.mark.parametrize(
    "hcl",
    [
        'variable "A" { default = B }\nvariable "B" { default = A }\n',
        'function "f" {\n  params = []\n  result = f()\n}\n',
        'target "a" { context = target.b.context }\ntarget "b" { context = target.a.context }\n',
        'target "a" { context = target.a.context }\n',
        'target "a" { args = target.a["args"] }\n',
        'function "f" {\n  params = []\n  result = nope\n}\n',
        'function "f" {\n  params = []\n  result = nope()\n}\n',
        'function "f" { params = [] }\n',
        'function "f" {\n  result = 1\n}\n',
        'function "f" {\n  params = "x"\n  result = 1\n}\n',
        'function "f" {\n  params = []\n  result = 1\n  what = 2\n}\n',
        'variable "A" "B" {}\n',
        "variable {}\n",
        "target {}\n",
        'target "a" "b" {}\n',
        'variable "A" { description = B }\n',
        'variable "A" { validation {} }\n',
        'target "a" { tags = [local.x] }\n',
        'target "a" { context = target["b"] }\n',
        'target "a" { context = target }\n',
        "X = nope\n",
    ],
)
def test_what_is_refused(hcl: str) -> None:
    with pytest.raises(ProjectError, match=r"^docker-bake\.hcl:\d: "):
        bake(hcl + 'target "default" {}\n')


def test_a_name_that_is_not_there_is_forgiven_once() -> None:
    once = 'target "default" { args = {A = try(nope, "a")%s} }\n'
    assert args(once % "") == {"A": "a"}
    with pytest.raises(ProjectError, match='no variable "nope"'):
        args(once % ', B = try(nope, "b")')


def test_long_chains_are_refused() -> None:
    chain = "".join(f'variable "V{at}" {{ default = V{at + 1} }}\n' for at in range(300))
    with pytest.raises(ProjectError, match="in a row"):
        bake(chain + 'variable "V300" {}\ntarget "default" {}\n')


def test_functions_that_multiply_are_refused() -> None:
    functions = 'function "f0" {\n  params = [x]\n  result = x\n}\n'
    functions += "".join(
        f'function "f{at}" {{\n  params = [x]\n  result = [f{at - 1}(x), f{at - 1}(x)]\n}}\n' for at in range(1, 30)
    )
    with pytest.raises(ProjectError):
        bake(functions + 'target "default" { args = {A = jsonencode(f29(1))} }\n')


def test_values_that_multiply_are_refused() -> None:
    values = 'variable "V0" { default = ["x"] }\n'
    values += "".join(f'variable "V{at}" {{ default = [V{at - 1}, V{at - 1}] }}\n' for at in range(1, 30))
    with pytest.raises(ProjectError):
        bake(values + 'target "default" {}\n')


def test_texts_that_multiply_are_refused() -> None:
    texts = 'variable "V0" { default = "0123456789" }\n'
    texts += "".join(f'variable "V{at}" {{ default = "${{V{at - 1}}}${{V{at - 1}}}" }}\n' for at in range(1, 30))
    with pytest.raises(ProjectError):
        bake(texts + 'target "default" {}\n')
