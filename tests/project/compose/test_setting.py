"""Which files, directory and variables count; each answer is Docker Compose's."""

from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.project.compose.projects import Tree, builds, refused

NAMED = "services: {%s: {build: '${V:-.}'}}\n"


def named(root: Path, tree: Tree, **options: Any) -> dict[str, str]:  # noqa: ANN401 (any option, any value)
    """Return the contexts by name; files without content define a service that is called as they are."""
    full = {name: content or NAMED % name.replace("/", "_") for name, content in tree.items()}
    return {name: build.get("context", ".") for name, build in builds(root, full, **options).items()}


def service(*files: str) -> Tree:
    return dict.fromkeys(files, "")


@pytest.mark.parametrize(
    ("tree", "options", "found"),
    [
        (service("compose.yaml", "compose.yml", "docker-compose.yml"), {}, ["compose.yaml"]),
        (service("docker-compose.yml", "docker-compose.yaml"), {}, ["docker-compose.yml"]),
        (service("compose.yaml", "docker-compose.override.yml"), {}, ["compose.yaml", "docker-compose.override.yml"]),
        (service("compose.yml", "compose.override.yml", "compose.override.yaml"), {}, ["compose.override.yml", "compose.yml"]),
        (service("compose.yaml", "compose.override.yml"), {"files": ["compose.yaml"]}, ["compose.yaml"]),
        (service("compose.yaml", "compose.override.yml"), {"cwd": "a/b"}, ["compose.override.yml", "compose.yaml"]),
        (service("compose.yaml", "a/compose.yml"), {"cwd": "a/b"}, ["a_compose.yml"]),
        (service("compose.yaml", "x.yml", "y.yml"), {"env": {"COMPOSE_FILE": "x.yml:y.yml"}}, ["x.yml", "y.yml"]),
        (service("compose.yaml", "x.yml"), {"env": {"COMPOSE_FILE": "x.yml;compose.yaml", "COMPOSE_PATH_SEPARATOR": ";"}},
         ["compose.yaml", "x.yml"]),
        (service("compose.yaml", "x.yml"), {"files": ["compose.yaml"], "env": {"COMPOSE_FILE": "x.yml"}}, ["compose.yaml"]),
        (service("compose.yaml", "x.yml") | {".env": "COMPOSE_FILE=x.yml\n"}, {}, ["x.yml"]),
        (service("compose.yaml", "p/compose.yaml"), {"project_directory": "p"}, ["p_compose.yaml"]),
    ],
)  # fmt: skip
def test_the_files(tree: Tree, options: dict[str, Any], found: list[str], tmp_path: Path) -> None:
    assert list(named(tmp_path, tree, **options)) == found


@pytest.mark.parametrize(
    ("tree", "options", "says"),
    [
        (service("Compose.yaml", "compose.dev.yaml"), {}, "No Compose file here or above. Compose looks for compose.yaml, "),
        (service("compose.override.yaml"), {}, "No Compose file here or above."),
        (service("compose.yaml"), {"files": ["no.yml"]}, "no.yml: no such file."),
        (service("compose.yaml"), {"env": {"COMPOSE_FILE": ""}}, "is a directory"),
        (service("compose.yaml"), {"env": {"COMPOSE_FILE": "compose.yaml:no.yml"}}, "no.yml: no such file, and COMPOSE_FILE names it."),
        (service("compose.yaml/x"), {}, "is a directory"),
        (service("compose.yaml"), {"files": ["oci://r/x"]}, "oci://r/x is remote."),
        (service("compose.yaml"), {"env_files": ["no.env"]}, "no.env: no such file of variables."),
        (service("compose.yaml") | {".env": "A B=1\n"}, {}, ".env:1: the name of a variable has a space in it."),
        (service("compose.yaml"), {"env": {"COMPOSE_DISABLE_ENV_FILE": "x"}}, "COMPOSE_DISABLE_ENV_FILE must be true or false"),
    ],
)  # fmt: skip
def test_no_files(tree: Tree, options: dict[str, Any], says: str, tmp_path: Path) -> None:
    full = {name: content or NAMED % "a" for name, content in tree.items()}
    assert says in refused(tmp_path, full, **options)


ENV = {"c.yml": NAMED % "a", "compose.yaml": NAMED % "a", ".env": "V=top\n", "d/compose.yaml": NAMED % "a", "d/.env": "V=deep\n",
       "e1": "V=one\nW=w\n", "e2": "V=$W\n", "sub/.env": "V=sub\n"}  # fmt: skip


@pytest.mark.parametrize(
    ("options", "context"),
    [
        ({}, "top"),
        ({"env": {"V": "shell"}}, "shell"),
        ({"env": {"V": ""}}, "."),
        ({"files": ["d/compose.yaml"]}, "d/deep"),
        ({"files": ["d/compose.yaml", "c.yml"]}, "d/deep"),
        ({"files": ["d/compose.yaml"], "project_directory": "."}, "top"),
        ({"cwd": "sub"}, "sub"),
        ({"env_files": ["e1"]}, "one"),
        ({"env_files": ["e1", "e2"]}, "w"),
        ({"env_files": ["../e1"], "cwd": "sub"}, "one"),
        ({"env": {"COMPOSE_ENV_FILES": "e1,e2"}}, "w"),
        ({"env": {"COMPOSE_DISABLE_ENV_FILE": "1"}}, "."),
    ],
)
def test_the_variables(options: dict[str, Any], context: str, tmp_path: Path) -> None:
    assert named(tmp_path, ENV, **options) == {"a": context}


@pytest.mark.parametrize(
    ("name", "env", "said"),
    [
        ("", {}, "my-dir"),
        ("name: Foo_B $X!\n", {"X": "y"}, "foo_by"),
        ("name: ''\n", {}, "my-dir"),
        ("name: foo\n", {"COMPOSE_PROJECT_NAME": "zz"}, "zz"),
    ],
)
def test_the_projects_name_is_a_variable(name: str, env: dict[str, str], said: str, tmp_path: Path) -> None:
    tree = {"My-Dir/compose.yaml": f"{name}services: {{a: {{build: {{args: [N=$COMPOSE_PROJECT_NAME]}}}}}}\n"}
    assert builds(tmp_path, tree, cwd="My-Dir", env=env)["a"]["args"] == {"N": said}


def test_standard_input_is_relative_to_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"services: {a: {build: ./app}}\n")))
    assert builds(tmp_path, {"sub/x": ""}, cwd="sub", files=["-"])["a"]["context"] == "sub/app"


def test_a_link_is_relative_to_where_it_stands(tmp_path: Path) -> None:
    (tmp_path / "deploy").mkdir()
    (tmp_path / "deploy" / "real.yaml").write_text("services: {a: {build: ./app}}\n")
    (tmp_path / "compose.yaml").symlink_to("deploy/real.yaml")
    assert builds(tmp_path, {})["a"]["context"] == "app"
