"""Targets as builds: places, links and what is unknown."""

from __future__ import annotations

import pytest

from ctxsize.errors import ProjectError, UsageError
from ctxsize.project import Origin, Unknown
from tests.project.bake.files import bake


@pytest.mark.parametrize(
    ("given", "context", "dockerfile"),
    [
        ("", "/p", "/p/Dockerfile"),
        ('context = ""\n  dockerfile = ""', "/p", "/p/Dockerfile"),
        ('context = "./a/../b/"', "/p/b", "/p/b/Dockerfile"),
        ('context = ".."\n  dockerfile = "p/D"', "/", "/p/D"),
        ('context = "a"\n  dockerfile = "/d/D"', "/p/a", "/d/D"),
        ('context = "cwd://a"\n  dockerfile = "cwd://D"', "/p/a", "/p/D"),
        ('context = "https://x.org/a.git#b:c"\n  dockerfile = "./d/D"', "https://x.org/a.git#b:c", "d/D"),
        ('context = "git@x.org:a/b.git"', "git@x.org:a/b.git", "Dockerfile"),
        ('context = "https://x.org/a.tar.gz"', "https://x.org/a.tar.gz", "Dockerfile"),
        ("context = BAKE_CMD_CONTEXT", "/p", "/p/Dockerfile"),
        ("context = 5", "/p/5", "/p/5/Dockerfile"),
    ],
)
def test_places(given: str, context: str, dockerfile: str) -> None:
    build = bake(f'target "default" {{\n  {given}\n}}\n')["default"]
    assert (build.context, build.dockerfile) == (context, dockerfile)


def test_named_contexts_and_what_they_link_to() -> None:
    hcl = """
target "default" { contexts = {a = "target:a", b = "./lib", c = "docker-image://x", d = "", e = "https://x.org/y.git"} }
target "a" { contexts = {z = "target:z"} }
target "z" {}
"""
    built = bake(hcl)
    assert built["default"].contexts == (
        ("a", "target:a"), ("b", "/p/lib"), ("c", "docker-image://x"), ("e", "https://x.org/y.git"),
    )  # fmt: skip
    assert {name: (build.linked, build.default) for name, build in built.items()} == {
        "default": (False, True),
        "a": (True, False),
        "z": (True, False),
    }


@pytest.mark.parametrize(
    "hcl",
    [
        'target "default" { contexts = {a = "target:default"} }\n',
        'target "default" { contexts = {a = "target:a"} }\ntarget "a" { contexts = {a = "target:default"} }\n',
        'target "default" { contexts = {a = "target:zzz"} }\n',
        'target "default" { context = "-" }\n',
        'target "default" { dockerfile = "-" }\n',
        'target "default" { platforms = ["linux/amd64:1"] }\n',
        'target "default" { platforms = ["nope"] }\n',
        'target "default" { args = {for x in [timestamp()]: x => 1} }\n',
    ],
)
def test_what_is_refused(hcl: str) -> None:
    with pytest.raises(ProjectError):
        bake(hcl)


def test_what_only_the_build_can_know_is_unknown() -> None:
    build = bake(
        'target "default" {\n  args = {T = timestamp(), A = "1"}\n  target = uuidv4()\n  tags = [timestamp()]\n}\n'
    )["default"]
    assert isinstance(build.target, Unknown)
    assert isinstance(dict(build.args)["T"], Unknown)
    assert build.as_dict("/p")["args"] == {"A": "1", "T": None}
    context = bake('target "default" { context = "x-${timestamp()}" }\n')["default"]
    assert isinstance(context.context, Unknown)
    assert isinstance(context.dockerfile, Unknown)


def test_the_origin_is_the_first_definition() -> None:
    more = {"docker-bake.override.hcl": '\n\ntarget "default" {}\n'}
    assert bake('\ntarget "default" {}\n', more=more)["default"].origin == Origin("/p/docker-bake.hcl", 2)


def test_bake_hands_on_the_date_of_sources() -> None:
    env = {"SOURCE_DATE_EPOCH": "5"}
    assert bake('target "default" {}\n', env=env)["default"].args == (("SOURCE_DATE_EPOCH", "5"),)


def test_nothing_is_fetched() -> None:
    with pytest.raises(UsageError, match="fetches nothing"):
        bake('target "default" {}\n', targets=["https://github.com/a/b.git"])
