"""Targets merged of several files and of parents, groups, and what they stand for."""

from __future__ import annotations

import pytest

from ctxsize.errors import ProjectError, UsageError
from tests.project.bake.files import bake

PARENTS = """
target "a" {
  context = "a"
  args = {A = "1", B = "1"}
  platforms = ["linux/amd64"]
}
target "b" {
  dockerfile = "D"
  args = {B = "2"}
}
target "default" {
  inherits = ["a", "b"]
  args = {C = "3", A = null}
  platforms = []
}
"""


def test_later_parents_win_and_the_target_itself_last() -> None:
    build = bake(PARENTS)["default"]
    assert (build.context, build.dockerfile) == ("/p/a", "/p/a/D")
    assert dict(build.args) == {"A": "1", "B": "2", "C": "3"}
    assert build.platforms == ()


def test_a_later_file_adds_to_a_target() -> None:
    more = {"docker-bake.override.hcl": 'target "default" { args = {A = "9"} }\ngroup "default" { targets = ["a"] }\n'}
    assert list(bake(PARENTS, more=more)) == ["a"]
    assert dict(bake(PARENTS, more=more, targets=["default"])["a"].args)["A"] == "1"


def test_a_circle_of_parents_is_cut() -> None:
    hcl = 'target "default" {\n  inherits = ["b"]\n  args = {A = 1}\n}\ntarget "b" {\n  inherits = ["default"]\n  args = {B = 2}\n}\n'
    assert dict(bake(hcl)["default"].args) == {"A": "1", "B": "2"}


def test_names_patterns_and_groups() -> None:
    hcl = """
group "all" { targets = ["g", "app-x"] }
group "g" { targets = ["app-y"] }
target "app-x" {}
target "app-y" {}
target "other" {}
target "a_b" {}
"""
    assert list(bake(hcl, targets=["all"])) == ["app-x", "app-y"]
    assert list(bake(hcl, targets=["app-*"])) == ["app-x", "app-y"]
    assert list(bake(hcl, targets=["*"])) == ["a_b", "app-x", "app-y", "other"]
    assert list(bake(hcl, targets=["a.b"])) == ["a_b"]
    with pytest.raises(UsageError):
        bake(hcl, targets=["z*"])
    with pytest.raises(ProjectError):
        bake(hcl)


def test_default_is_what_bake_builds_without_a_name() -> None:
    hcl = 'group "default" { targets = ["a"] }\ntarget "a" {}\ntarget "b" {}\n'
    assert {name: build.default for name, build in bake(hcl, targets=["*"]).items()} == {"a": True, "b": False}


@pytest.mark.parametrize(
    "hcl",
    [
        'group "default" { targets = ["g"] }\ngroup "g" { targets = ["default"] }\n',
        'group "default" { targets = ["zzz"] }\n',
        'target "default" { inherits = ["zzz"] }\n',
        'target "a" {}\n',
        "".join(f'group "g{at}" {{ targets = ["g{at + 1}"] }}\n' for at in range(200))
        + 'group "default" { targets = ["g0"] }\n',
        "".join(f'target "t{at}" {{ inherits = ["t{at + 1}"] }}\n' for at in range(200))
        + 'target "t200" {}\ntarget "default" { inherits = ["t0"] }\n',
    ],
)
def test_what_leads_nowhere_is_refused(hcl: str) -> None:
    with pytest.raises(ProjectError):
        bake(hcl)
