"""Contexts relative to the file that names them."""

from __future__ import annotations

import pytest

from ctxsize.errors import UsageError
from tests.project.bake.files import bake

RELATIVE = {"BUILDX_BAKE_FILE_RELATIVE_PATHS": "1"}


def test_contexts_follow_their_files() -> None:
    more = {
        "ci/a.hcl": 'target "a" {\n  context = "app"\n  contexts = {l = "../lib", t = "target:b", u = "https://x.org/y.git"}\n}\n',
        "b.hcl": 'target "b" {}\ntarget "c" { context = target.a.context }\ntarget "d" { context = BAKE_CMD_CONTEXT }\n',
        "ci/e.hcl": 'target "e" { inherits = ["b"] }\n',
    }
    files = ["ci/a.hcl", "b.hcl", "ci/e.hcl"]
    built = bake("", more=more, files=files, env=RELATIVE, targets=["*"])
    assert {name: build.context for name, build in built.items()} == {
        "a": "/p/ci/app",
        "b": "/p",
        "c": "/p/ci/app",
        "d": "/p",
        "e": "/p/ci",
    }
    assert built["a"].contexts == (("l", "/p/lib"), ("t", "target:b"), ("u", "https://x.org/y.git"))
    assert bake("", more=more, files=files, targets=["*"])["a"].context == "/p/app"


def test_compose_files_too() -> None:
    more = {"ci/compose.yaml": "services:\n  a: {build: app}\n"}
    assert bake("", more=more, files=["ci/compose.yaml"], env=RELATIVE)["a"].context == "/p/ci/app"
    assert bake("", more=more, files=["ci/compose.yaml"])["a"].context == "/p/app"


def test_the_switch_is_true_or_false() -> None:
    with pytest.raises(UsageError):
        bake('target "default" {}\n', env={"BUILDX_BAKE_FILE_RELATIVE_PATHS": "maybe"})
