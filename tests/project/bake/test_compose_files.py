"""Compose files as Bake reads them."""

from __future__ import annotations

import pytest

from ctxsize.errors import ProjectError
from tests.project.bake.files import bake


def test_each_service_with_a_build_is_a_target() -> None:
    compose = """
services:
  my.app:
    build: {context: app, additional_contexts: {b: "service:base.x", l: ./lib}}
    profiles: [dev]
  base.x: {build: .}
  db: {image: postgres}
"""
    built = bake("", more={"compose.yaml": compose})
    assert list(built) == ["base_x", "my_app"]
    assert built["my_app"].contexts == (("b", "target:base_x"), ("l", "/p/lib"))
    assert (built["my_app"].context, built["my_app"].origin.line) == ("/p/app", 3)
    assert built["my_app"].default


def test_args_without_a_value_ask_the_service_first() -> None:
    compose = """
services:
  a:
    environment: {S: own, N: }
    env_file: e.env
    build: {context: ., args: [S, E, N, F, X]}
"""
    more = {"compose.yaml": compose, ".env": "E=dot\nS=dot", "e.env": "F=file"}
    assert dict(bake("", more=more, env={"N": "env"})["a"].args) == {"S": "own", "E": "dot", "N": "env", "F": "file"}


def test_the_extension_adds_what_compose_lacks() -> None:
    compose = """
services:
  a:
    build:
      context: .
      platforms: [linux/amd64]
      additional_contexts: {x: ./x}
      x-bake: {platforms: linux/arm64 linux/amd64, contexts: {x: ./y, z: "service:b"}}
  b: {build: b}
"""
    build = bake("", more={"compose.yaml": compose})["a"]
    assert build.platforms == ("linux/amd64", "linux/arm64")
    assert build.contexts == (("x", "/p/x"), ("z", "target:b"))


def test_hcl_changes_the_targets_of_compose_files() -> None:
    more = {"compose.yaml": "services:\n  a: {build: {context: a, args: {A: 1}}}\n"}
    built = bake('target "a" { args = {B = 2} }\ntarget "b" {}\n', more=more)
    assert {name: dict(build.args) for name, build in built.items()} == {"a": {"A": "1", "B": "2"}}


@pytest.mark.parametrize(
    "compose",
    [
        "services: {a: {build: [x]}}",
        "services: {a: {build: ., env_file: nope.env}}",
        "services: {a: {}}",
        "services: {a: {build: {context: ., x-bake: {platforms: {}}}}}",
        "services: {a: {build: {context: ., x-bake: {contexts: [x]}}}}",
        "services: {'a b': {build: .}}",
        "volumes: {}",
        "services: {a: {build: '${A?needed}'}}",
    ],
)
def test_what_is_refused(compose: str) -> None:
    with pytest.raises(ProjectError):
        bake("", more={"compose.yaml": compose})
