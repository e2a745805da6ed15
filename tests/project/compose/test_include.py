"""Other projects' files in this one; each answer is Docker Compose's, of its newest version where they differ."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.project.compose.projects import Builds, Tree, builds, refused

APP = "services: {b: {build: {context: './${V:-app}', args: {W: '${W:-}'}}}}\n"


def brought(context: str, **more: object) -> Builds:
    return {"b": {"context": context, "dockerfile": f"{context}/Dockerfile", "args": {"W": ""}, **more}}


@pytest.mark.parametrize(
    ("include", "others", "found"),
    [
        ("[s/c.yml]", {"s/c.yml": APP}, brought("s/app")),
        ("['${D:-s}/c.yml']", {"s/c.yml": APP}, brought("s/app")),
        ("[{path: s/c.yml}]", {"s/c.yml": APP}, brought("s/app")),
        ("[{path: [s/c.yml, o/d.yml]}]", {"s/c.yml": APP, "o/d.yml": "services: {b: {build: {target: t}}}\n"}, brought("s/app", target="t")),
        ("[{path: s/c.yml, project_directory: p}]", {"s/c.yml": APP, "p/x": ""}, brought("p/app")),
        ("[{path: s/c.yml, project_directory: .}]", {"s/c.yml": APP}, brought("app")),
        ("[{path: s/c.yml, project_directory: not/there}]", {"s/c.yml": APP}, brought("not/app")),
        ("[{path: s/c.yml, env_file: v.env}]", {"s/c.yml": APP, "v.env": "V=v\n", "s/.env": "V=no\n"}, brought("s/v")),
        ("[{path: s/c.yml, env_file: [v.env, w.env]}]", {"s/c.yml": APP, "v.env": "V=v\n", "w.env": "V=w\n"}, brought("s/w")),
        ("[{path: s/c.yml, env_file: /dev/null}]", {"s/c.yml": APP, "s/.env": "V=no\n"}, brought("s/app")),
        ("[s/c.yml]", {"s/c.yml": APP, "s/.env": "V=inner\n"}, brought("s/inner")),
        ("[s/c.yml]", {"s/c.yml": APP, "s/.env": "V=inner\n", ".env": "V=outer\n"}, brought("s/outer")),
        ("[s/c.yml]", {"s/c.yml": "include: [t/d.yml]\n", "s/t/d.yml": APP}, brought("s/t/app")),
        ("[s/c.yml, s/c.yml]", {"s/c.yml": APP}, brought("s/app")),
        ("[]\nx-a: 1", {}, {}),
        ("\nx-a: 1", {}, {}),
        ("[{path: }]\nx-a: 1", {}, {}),
        ("[{path: s/c.yml, more: 1}]", {"s/c.yml": APP}, brought("s/app")),
    ],
)  # fmt: skip
def test_an_include(include: str, others: Tree, found: Builds, tmp_path: Path) -> None:
    assert builds(tmp_path, {"compose.yaml": f"include: {include}\n", **others}) == found


@pytest.mark.parametrize(
    ("include", "others", "says"),
    [
        ("s/c.yml", {"s/c.yml": APP}, "compose.yaml:1: include must be a list."),
        ("[5]", {}, "compose.yaml:1: each entry of include must be a path, or a mapping with a path."),
        ("[{path: 5}]", {}, "compose.yaml:1: each entry of include must be a path, or a mapping with a path."),
        ("[{path: a, project_directory: 5}]", {}, "compose.yaml:1: each entry of include must be a path, or a mapping with a path."),
        ("[no.yml]", {}, "no.yml: no such file."),
        ("[s]", {"s/c.yml": APP}, "/s is a directory."),
        ("[{path: s/c.yml, env_file: no.env}]", {"s/c.yml": APP}, "compose.yaml:1: no such env_file: no.env."),
        ("[{path: s/c.yml, env_file: s}]", {"s/c.yml": APP}, "/s is a directory."),
        ("[compose.yaml]", {}, "files include each other in a circle: compose.yaml → compose.yaml."),
        ("[c.yml]", {"c.yml": "include: [compose.yaml]\n"}, "circle: compose.yaml → c.yml → compose.yaml."),
        ("[{path: [c.yml, d.yml]}]", {"c.yml": "x-a: 1\n", "d.yml": "include: [{path: [c.yml, d.yml]}]\n"}, "more than 30 levels deep"),
        ("['https://github.com/o/r.git']", {}, "this names a remote file. ctxsize fetches nothing"),
        ("['oci://r/x']", {}, "this names a remote file. ctxsize fetches nothing"),
        ("['git@github.com:o/r.git']", {}, "this names a remote file. ctxsize fetches nothing"),
        ("[]", {}, "is empty"),
        ("[c.yml]", {"c.yml": "stuff: 1\n"}, "c.yml:1: the top level has no key 'stuff'."),
        ("[c.yml]\nservices: 5", {"c.yml": APP}, "compose.yaml:2: services must be a mapping."),
    ],
)  # fmt: skip
def test_an_include_that_is_refused(include: str, others: Tree, says: str, tmp_path: Path) -> None:
    assert says in refused(tmp_path, {"compose.yaml": f"include: {include}\n", **others})


def test_the_own_file_goes_on_top_of_what_it_includes(tmp_path: Path) -> None:
    tree = {"compose.yaml": "include: [s/c.yml]\nservices: {b: {build: {target: own}}}\n", "s/c.yml": APP}
    assert builds(tmp_path, tree) == brought("s/app", target="own")


def test_an_override_goes_on_top_of_what_is_included(tmp_path: Path) -> None:
    tree = {
        "compose.yaml": "include: [s/c.yml]\n",
        "compose.override.yml": "services: {b: {build: moved}}\n",
        "s/c.yml": APP,
    }
    assert builds(tmp_path, tree)["b"]["context"] == "moved"


def test_an_included_service_can_be_extended(tmp_path: Path) -> None:
    tree = {"compose.yaml": "include: [s/c.yml]\nservices: {a: {extends: b}}\n", "s/c.yml": APP}
    assert builds(tmp_path, tree)["a"] == brought("s/app")["b"]


def test_args_without_a_value_are_the_whole_projects(tmp_path: Path) -> None:
    tree = {
        "compose.yaml": "include: [s/c.yml]\n",
        "s/c.yml": "services: {b: {build: {args: [X]}}}\n",
        "s/.env": "X=inner\n",
    }
    assert "args" not in builds(tmp_path, tree)["b"]
    assert builds(tmp_path, tree, env={"X": "outer"})["b"]["args"] == {"X": "outer"}


def test_doubling_includes_are_refused(tmp_path: Path) -> None:
    tree = {f"c{number}.yml": f"include: [c{number + 1}.yml, c{number + 1}.yml]\n" for number in range(25)}
    tree |= {"compose.yaml": "include: [c0.yml]\n", "c25.yml": APP}
    assert "more than 1000 files are included" in refused(tmp_path, tree)
