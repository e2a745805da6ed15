"""Groups, targets and matrices."""

from __future__ import annotations

import pytest

from ctxsize.errors import ProjectError
from tests.project.bake.files import bake


def test_a_matrix_makes_a_target_of_each_combination() -> None:
    hcl = """
target "app" {
  name = "app-${os}-${v.n}"
  matrix = { os = ["a", "b"], v = [{n = 1}, {n = 2}] }
  args = { V = v.n, OS = os }
}
target "default" { args = {T = target.app-b-2.args.V} }
"""
    built = bake(hcl, targets=["app"])
    assert sorted(built) == ["app-a-1", "app-a-2", "app-b-1", "app-b-2"]
    assert dict(built["app-b-2"].args) == {"OS": "b", "V": "2"}
    assert not built["app-b-2"].default
    assert dict(bake(hcl)["default"].args) == {"T": "2"}


def test_axes_go_before_variables() -> None:
    hcl = 'variable "v" { default = "x" }\ntarget "default" {\n  name = "a-${v}"\n  matrix = {v = ["y"]}\n}\n'
    assert list(bake(hcl)) == ["a-y"]


@pytest.mark.parametrize(
    "body",
    [
        'matrix = {a = ["x", "y"]}',
        'name = "x"',
        'matrix = ["x"]\n  name = "x"',
        'matrix = {a = "x"}\n  name = a',
        'matrix = null\n  name = "x"',
        'matrix = {a = ["x.y"]}\n  name = a',
        "matrix = {a = [null]}\n  name = a",
        "matrix = {a = [timestamp()]}\n  name = a",
        'matrix = {a = range(1000), b = range(1000)}\n  name = "${a}-${b}"',
        "context = [1]",
        "platforms = [null]",
        "contexts = {x = null}",
        "description = null",
        "args = {a = [1]}",
        'output = "x"',
    ],
)
def test_what_is_refused(body: str) -> None:
    with pytest.raises(ProjectError, match=r"^docker-bake\.hcl:\d: "):
        bake(f'target "default" {{\n  {body}\n}}\n')


@pytest.mark.parametrize(
    "body", ["", 'targets = ["a"]\n  name = "x"', 'targets = ["a"]\n  matrix = {}', "targets = {}"]
)
def test_groups_that_are_refused(body: str) -> None:
    with pytest.raises(ProjectError, match=r"^docker-bake\.hcl:\d: "):
        bake(f'group "default" {{\n  {body}\n}}\ntarget "a" {{}}\n')


def test_what_bake_does_not_know_is_ignored() -> None:
    hcl = 'locals { x = 1 }\ntarget "default" {\n  dokerfile = nope\n  inner { y = nope }\n  tags = null\n}\n'
    assert list(bake(hcl)) == ["default"]
