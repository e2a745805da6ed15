"""``--set``."""

from __future__ import annotations

import pytest

from ctxsize.errors import UsageError
from tests.project.bake.files import bake

HCL = """
group "default" { targets = ["app-a", "app-b"] }
target "base" { args = {A = "1"} }
target "app-a" {
  inherits = ["base"]
  platforms = ["linux/amd64"]
}
target "app-b" {}
"""


def test_keys_and_names() -> None:
    changes = ["app-a.context=x", "app-a.dockerfile=D", "app-a.target=t", "app-a.args.B=2", "app-a.contexts.l=lib"]
    build = bake(HCL, overrides=changes)["app-a"]
    assert (build.context, build.dockerfile, build.target) == ("/p/x", "/p/x/D", "t")
    assert build.args == (("A", "1"), ("B", "2"))
    assert build.contexts == (("l", "/p/lib"),)


def test_patterns_lists_and_parents() -> None:
    changes = ["app-*.platform=linux/arm64", "*.platform=linux/arm/v7", "base.args.A=9"]
    built = bake(HCL, overrides=changes)
    assert built["app-a"].platforms == ("linux/arm64", "linux/arm/v7")
    assert dict(built["app-a"].args) == {"A": "9"}
    assert bake(HCL, overrides=["app-a.platform+=linux/arm64"])["app-a"].platforms == ("linux/amd64", "linux/arm64")


def test_an_arg_without_a_value_is_the_environments() -> None:
    assert dict(bake(HCL, overrides=["app-b.args.E"], env={"E": "env"})["app-b"].args) == {"E": "env"}
    assert bake(HCL, overrides=["app-b.args.E"])["app-b"].args == ()


@pytest.mark.parametrize(
    "change",
    [
        "x",
        "app-a",
        "app-a.context",
        "app-a.args=1",
        "app-a.contexts=x",
        "zzz.context=x",
        "app-a.nope=1",
        "app-a.pull=y",
        "[.context=x",
    ],
)
def test_what_is_refused(change: str) -> None:
    with pytest.raises(UsageError):
        bake(HCL, overrides=[change])
