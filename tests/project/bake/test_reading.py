"""Which files Bake reads, and of what language it takes them to be."""

from __future__ import annotations

import pytest

from ctxsize.errors import ProjectError, UnreadableError, UsageError
from ctxsize.project.bake import bake_builds
from tests.project.bake.files import bake

HCL = 'target "t" { context = "%s" }\ngroup "default" { targets = ["t"] }\n'
JSON = '{"target": {"t": {"target": "%s"}}, "group": {"default": {"targets": ["t"]}}}'
YAML = "services:\n  s:\n    build: %s\n"


def test_all_files_that_are_there_are_read_in_their_order() -> None:
    more = {
        "docker-bake.json": JSON % "json",
        "docker-bake.override.json": JSON % "override",
        "docker-bake.override.hcl": HCL % "o",
        "compose.yaml": YAML % "c",
        "docker-bake.hcl": HCL % "h",
        "bake.hcl": "what",
    }
    built = bake("", more=more, targets=["*"])
    assert sorted(built) == ["s", "t"]
    assert (built["t"].context, built["t"].target) == ("/p/o", "override")


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("x", HCL % "a", "t"),
        ("x", JSON % "a", "t"),
        ("x", YAML % "a", "s"),
        ("x.YML", YAML % "a", "s"),
        ("x.JSON", JSON % "a", "t"),
        ("-", HCL % "a", "t"),
        ("cwd://x.hcl", HCL % "a", "t"),
    ],
)
def test_the_language(name: str, text: str, found: str) -> None:
    assert list(bake("", more={name.removeprefix("cwd://"): text}, files=[name])) == [found]


@pytest.mark.parametrize(
    ("name", "text"), [("x.yml", HCL % "a"), ("x.hcl", JSON % "a"), ("x.json", HCL % "a"), ("x", "what?")]
)
def test_a_name_can_be_wrong(name: str, text: str) -> None:
    with pytest.raises(ProjectError):
        bake("", more={name: text}, files=[name])


def test_files_that_the_environment_names() -> None:
    more = {"a.hcl": HCL % "a", "b.hcl": HCL % "b"}
    assert bake("", more=more, env={"BUILDX_BAKE_FILE": "a.hcl: b.hcl :"})["t"].context == "/p/b"
    env = {"BUILDX_BAKE_FILE": "b.hcl,a.hcl", "BUILDX_BAKE_PATH_SEPARATOR": ","}
    assert bake("", more=more, env=env)["t"].context == "/p/a"
    assert bake("", more=more, files=["b.hcl"], env={"BUILDX_BAKE_FILE": "a.hcl"})["t"].context == "/p/b"
    with pytest.raises(ProjectError, match="BUILDX_BAKE_FILE names it"):
        bake("", more=more, env={"BUILDX_BAKE_FILE": "nope.hcl"})


def test_where_there_is_none() -> None:
    with pytest.raises(UsageError, match=r"docker-bake\.hcl"):
        bake("", more={"docker-bake.hcl": ""})
    with pytest.raises(ProjectError, match=r"^x\.hcl: no such file\."):
        bake("", more={}, files=["x.hcl"])


def test_a_directory_is_no_file(tmp_path: object) -> None:
    with pytest.raises(UnreadableError):
        bake_builds(["/"], cwd=str(tmp_path), env={})
