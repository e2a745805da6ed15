"""The fields of a build; each answer is Docker Compose's."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxsize.project import Origin
from ctxsize.project.compose import compose_builds
from tests.project.compose.projects import args, builds, make


@pytest.mark.parametrize(
    ("build", "context", "dockerfile"),
    [
        ("./app", "app", "app/Dockerfile"),
        ("''", ".", "Dockerfile"),
        ("{}", ".", "Dockerfile"),
        ("./x/../app/", "app", "app/Dockerfile"),
        (".//app/./", "app", "app/Dockerfile"),
        ("../up", "../up", "../up/Dockerfile"),
        ("/srv//y/../z/", "/srv/z", "/srv/z/Dockerfile"),
        ("~/h", "/home/me/h", "/home/me/h/Dockerfile"),
        ("'~'", "/home/me", "/home/me/Dockerfile"),
        ("~x/y", "/home/me/x/y", "/home/me/x/y/Dockerfile"),
        ("'$PWD/p'", "p", "p/Dockerfile"),
        ("https://github.com/o/r.git#main:sub", "https://github.com/o/r.git#main:sub", "Dockerfile"),
        ("git@github.com:o/r.git", "git@github.com:o/r.git", "Dockerfile"),
        ("github.com/o/r", "github.com/o/r", "Dockerfile"),
        ("docker-image://x", "docker-image://x", "Dockerfile"),
        ("./https://x", "https:/x", "https:/x/Dockerfile"),
        ("{dockerfile: x/D}", ".", "x/D"),
        ("{context: app, dockerfile: ../docker/D}", "app", "docker/D"),
        ("{context: app, dockerfile: /etc//D}", "app", "/etc/D"),
        ("{context: https://h/c.tar.gz, dockerfile: d/D}", "https://h/c.tar.gz", "d/D"),
        ("{context: app, dockerfile: ''}", "app", None),
        ("{context: app, dockerfile_inline: ''}", "app", None),
        ("{context: app, dockerfile: D, dockerfile_inline: ''}", "app", "app/D"),
    ],
)
def test_context_and_dockerfile(build: str, context: str, dockerfile: str | None, tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    found = builds(root, f"services: {{a: {{build: {build}}}}}\n")["a"]
    assert found.get("context", ".") == context
    assert found.get("dockerfile", "Dockerfile" if dockerfile == "Dockerfile" else None) == dockerfile


def test_an_empty_context_is_where_compose_runs(tmp_path: Path) -> None:
    tree = {"d/compose.yaml": "services: {a: {build: ''}, b: {build: .}}\n"}
    found = builds(tmp_path, tree, files=["d/compose.yaml"])
    assert {name: build.get("context", ".") for name, build in found.items()} == {"a": ".", "b": "d"}


@pytest.mark.parametrize(
    ("written", "env", "value"),
    [
        ("", {}, None),
        ("", {"A": "env"}, "env"),
        ("~", {"A": ""}, ""),
        ("''", {"A": "env"}, ""),
        ("1.10", {}, "1.1"),
        ("true", {}, "true"),
        ("yes", {}, "yes"),
        ("2024-01-01", {}, "2024-01-01 00:00:00 +0000 UTC"),
        ("${X:-d}", {}, "d"),
        ("$$X", {}, "$X"),
        ("!!str 1.10", {}, "1.10"),
    ],
)
def test_an_arg(written: str, env: dict[str, str], value: str | None, tmp_path: Path) -> None:
    assert args(tmp_path, written, env=env) == value


def test_args_of_a_list(tmp_path: Path) -> None:
    text = "services: {a: {build: {args: [A, B, C=, D=1=2, D=3, =x, x-y=1]}}}\n"
    found = builds(tmp_path, text, env={"A": "env"})["a"]["args"]
    assert found == {"A": "env", "C": "", "D": "3", "": "x", "x-y": "1"}


def test_an_extension_among_args_is_not_an_arg(tmp_path: Path) -> None:
    assert builds(tmp_path, "services: {a: {build: {args: {A: 1, x-b: 2}}}}\n")["a"]["args"] == {"A": "1"}


def test_named_contexts(tmp_path: Path) -> None:
    text = (
        "services:\n  b.c: {build: .}\n  a:\n    build:\n      context: ./app\n      additional_contexts:\n"
        "        {p: ./p, q: ../q, e: '', s: 'service:b.c', t: 'target:x', i: docker-image://i, g: 'git@h:o/r', o: 'oci-layout://d'}\n"
    )
    assert builds(tmp_path, text)["a"]["contexts"] == {
        "p": "p",
        "q": "../q",
        "e": ".",
        "s": "service:b.c",
        "t": "target:x",
        "i": "docker-image://i",
        "g": "git@h:o/r",
        "o": "oci-layout://d",
    }


def test_text_platforms_and_target(tmp_path: Path) -> None:
    text = (
        "services:\n  a:\n    platform: p/r\n    build:\n      target: $T\n      platforms: [p/q, p/r, p/q]\n"
        "      dockerfile_inline: |\n        FROM ${B:-b}\n        COPY $${X} /\n"
    )
    assert builds(tmp_path, text, env={"T": "t"})["a"] == {
        "target": "t",
        "platforms": ["p/q", "p/r", "p/q"],
        "inline": "FROM b\nCOPY ${X} /\n",
    }


@pytest.mark.parametrize(
    ("service", "env", "platform"),
    [
        ("{build: ., platform: p/q}", {}, "p/q"),
        ("{build: ., platform: '${P:-}'}", {}, None),
        ("{build: .}", {"DOCKER_DEFAULT_PLATFORM": "p/r"}, "p/r"),
    ],
)
def test_the_platform_of_the_service(service: str, env: dict[str, str], platform: str | None, tmp_path: Path) -> None:
    make(tmp_path, f"services: {{a: {service}}}\n")
    (build,) = compose_builds(cwd=tmp_path, env=env)
    assert build.platform == platform
    assert "platforms" not in build.as_dict(str(tmp_path))


def test_a_service_that_only_its_name_switches_on_has_no_platform(tmp_path: Path) -> None:
    make(tmp_path, "services: {a: {build: ., platform: p/q, profiles: [x]}}\n")
    (named,) = compose_builds(cwd=tmp_path, env={"DOCKER_DEFAULT_PLATFORM": "p/q"}, services=["a"])
    (active,) = compose_builds(cwd=tmp_path, env={}, profiles=["x"])
    assert (named.platform, active.platform) == (None, "p/q")


def test_where_a_build_is_defined(tmp_path: Path) -> None:
    tree = {
        "compose.yaml": "x-d: &d\n  build: .\ninclude: [s/c.yml]\nservices:\n  a:\n    build: .\n  b: *d\n  e: {extends: {file: e.yml, service: e}}\n",
        "compose.override.yaml": "services:\n\n  a: {build: {target: t}}\n\n  c: {build: .}\n",
        "s/c.yml": "services:\n  i: {build: .}\n",
        "e.yml": "services: {e: {build: .}}\n",
    }
    make(tmp_path, tree)
    found = {build.name: build.origin for build in compose_builds(cwd=tmp_path, env={})}
    main = str(tmp_path / "compose.yaml")
    assert found == {
        "a": Origin(main, 5),
        "b": Origin(main, 7),
        "c": Origin(str(tmp_path / "compose.override.yaml"), 5),
        "e": Origin(main, 8),
        "i": Origin(str(tmp_path / "s" / "c.yml"), 2),
    }
