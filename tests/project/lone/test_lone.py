"""Lone Dockerfiles: which files are taken, and which context each most likely has, with the reason."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from ctxsize.project import lone_builds

Tree = dict[str, str]
FROM = "FROM scratch\n"
TAKES_SRC = "FROM scratch\nCOPY src /src\n"
TAKES_ALL = "FROM scratch\nCOPY . /\n"


def make(root: Path, tree: Tree) -> None:
    for name, content in tree.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)


def found(root: Path, tree: Tree) -> dict[str, tuple[str, str]]:
    """Return the contexts and the reasons by Dockerfile, relative to the root."""
    make(root, tree)
    builds = [build.as_dict(str(root)) for build in lone_builds(root)]
    return {build["dockerfile"]: (build["context"], build["guess"]) for build in builds}


def contexts(root: Path, tree: Tree) -> dict[str, str]:
    return {dockerfile: context for dockerfile, (context, _) in found(root, tree).items()}


@pytest.mark.parametrize(
    "name",
    [
        "Dockerfile", "dockerfile", "Dockerfile.dev", "Dockerfile-prod", "Dockerfile_ci", "web.Dockerfile", "Containerfile",
        "api.containerfile", "Containerfile.dev", ".docker/Dockerfile", "a/b/c/Dockerfile", ".github/Dockerfile",
    ],
)  # fmt: skip
def test_a_dockerfile_by_its_name(name: str, tmp_path: Path) -> None:
    assert list(contexts(tmp_path, {name: FROM})) == [name]


@pytest.mark.parametrize(
    "name",
    [
        "Dockerfile.dockerignore", "Dockerfile.md", "Dockerfile.j2", "Dockerfile.tmpl", "Dockerfile.template", "Dockerfile.in",
        "Dockerfile~", "Dockerfile.swp", ".Dockerfile.swp", "Dockerfile.txt", "MyDockerfile", "Dockerfiles", "dockerfile.", "docker/file",
        "node_modules/x/Dockerfile", "vendor/x/Dockerfile", "a/tests/Dockerfile", "x/testdata/y/Dockerfile", "fixtures/Dockerfile",
        ".cache/Dockerfile", "venv/Dockerfile",
    ],
)  # fmt: skip
def test_no_dockerfile_by_its_name_or_place(name: str, tmp_path: Path) -> None:
    assert contexts(tmp_path, {name: FROM}) == {}


@pytest.mark.parametrize(
    ("content", "taken"),
    [
        ("FROM scratch\n", True),
        ("# syntax=docker/dockerfile:1\n\n  from scratch\n", True),
        ("\ufeffARG V=1\nFROM a:$V\n", True),
        ("#!/bin/sh\necho\n", False),
        ("", False),
        ("# all of it is switched off\n", False),
        ("RUN true\n", False),
        ("apiVersion: v1\n", False),
    ],
)
def test_a_dockerfile_by_how_it_begins(content: str, taken: bool, tmp_path: Path) -> None:
    assert bool(contexts(tmp_path, {"Dockerfile.x": content})) is taken


def test_what_lies_in_other_repositories_is_left_out(tmp_path: Path) -> None:
    assert list(contexts(tmp_path, {"sub/Dockerfile": FROM, "sub/.git": "gitdir: x\n", "own/Dockerfile": FROM})) == [
        "own/Dockerfile"
    ]


def test_what_git_ignores_is_left_out(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    tree = {"out/Dockerfile": FROM, "Dockerfile.mine": FROM, "Dockerfile": FROM, ".gitignore": "out/\n*.mine\n"}
    assert list(contexts(tmp_path, tree)) == ["Dockerfile"]


def test_what_other_builds_are_made_of_is_left_out(tmp_path: Path) -> None:
    make(tmp_path, {"a/Dockerfile": FROM, "b/Dockerfile": FROM})
    builds = lone_builds(tmp_path, known={f"{tmp_path}/a/Dockerfile"})
    assert [build.name for build in builds] == ["b/Dockerfile"]


def workflow(*step: str) -> str:
    """Return a workflow of GitHub with one step; its first line is line 4 of the file."""
    return "jobs:\n  b:\n    steps:\n      - " + "\n        ".join(step) + "\n"


ACTION = "uses: docker/build-push-action@v6"
WORKFLOW = ".github/workflows/ci.yml"
KANIKO = "b:\n  script:\n    - /kaniko/executor --context ${CI_PROJECT_DIR} --dockerfile ${CI_PROJECT_DIR}/deploy/Dockerfile\n"
CALLS = [
    ("Makefile", "image:\n\t@docker build -t x -f deploy/Dockerfile .\n", ".", 2),
    ("Makefile", "image:\n\tdocker build --file=deploy/Dockerfile \\\n\t  --build-arg A=1 deploy\n", "deploy", 2),
    ("Makefile", "b:\n\t$(DOCKER) build -f deploy/Dockerfile $(CURDIR)\n", ".", 2),
    ("deploy/Makefile", "b:\n\tdocker build -f Dockerfile ..\n", ".", 2),
    ("scripts/build.sh", "#!/bin/sh\nset -e\ncd deploy && docker buildx build --load --push .\n", "deploy", 3),
    ("build.sh", 'docker image build -t "x:$TAG" -f "$PWD/deploy/Dockerfile" "$PWD"\n', ".", 1),
    ("build.sh", "podman build ./${STAGE}ploy\n", "deploy", 1),
    ("build.sh", "for d in a deploy; do docker build -f $d/Dockerfile $d; done\n", "deploy", 1),
    ("build.sh", "# docker build deploy\ndocker build -fdeploy/Dockerfile .\n", ".", 2),
    ("package.json", '{"scripts": {"image": "docker build -f deploy/Dockerfile . && echo"}}\n', ".", 1),
    (".gitlab-ci.yml", KANIKO, ".", 3),
    (WORKFLOW, workflow(ACTION, "with:", "  file: deploy/Dockerfile", "  push: true"), ".", 6),
    (WORKFLOW, workflow(ACTION, "with:", "  context: ./deploy"), "deploy", 6),
    (WORKFLOW, workflow(ACTION, "with:", "  context: .", "  file: ${{ matrix.app }}/Dockerfile"), ".", 6),
    (WORKFLOW, workflow("run: docker build -f deploy/Dockerfile ${{ github.workspace }}"), ".", 4),
]


@pytest.mark.parametrize(("caller", "text", "context", "line"), CALLS)
def test_a_call_names_the_context(caller: str, text: str, context: str, line: int, tmp_path: Path) -> None:
    assert found(tmp_path, {"deploy/Dockerfile": FROM, caller: text}) == {
        "deploy/Dockerfile": (context, f"{caller}:{line} builds it so")
    }


@pytest.mark.parametrize(
    "text",
    [
        "docker build - < app/Dockerfile\n",
        "docker build https://github.com/o/r.git\n",
        "docker build -f other/Dockerfile .\n",
        "docker build $SOMETHING\n",
        "docker compose build\n",
        "docker build /srv/app\n",
        "docker build -f app/Dockerfile ../..\n",
        "docker build -f app/Dockerfile $ELSEWHERE\n",
        "echo build docker\n",
    ],
)
def test_a_call_that_says_nothing(text: str, tmp_path: Path) -> None:
    assert found(tmp_path, {"app/Dockerfile": FROM, "build.sh": text}) == {
        "app/Dockerfile": ("app", "it is the Dockerfile's directory")
    }


def test_a_call_counts_from_the_first_place_where_it_fits(tmp_path: Path) -> None:
    tree = {"Dockerfile": TAKES_ALL, "ci/Dockerfile": TAKES_ALL, "ci/build.sh": "docker build -f Dockerfile ci\n"}
    assert contexts(tmp_path, tree) == {"Dockerfile": "ci", "ci/Dockerfile": "."}


@pytest.mark.parametrize(
    ("dockerfile", "text", "others", "context", "reason"),
    [
        ("a/Dockerfile", TAKES_SRC, ["src/x"], ".", "all its sources lie there"),
        ("a/Dockerfile", TAKES_SRC, ["a/src/x"], "a", "all its sources lie there"),
        ("a/b/Dockerfile", TAKES_SRC, ["a/src/x"], "a", "all its sources lie there"),
        ("a/Dockerfile", TAKES_SRC, ["a/src/x", "src/x"], "a", "it is the Dockerfile's directory"),
        ("a/b/Dockerfile", TAKES_SRC, ["a/src/x", "src/x"], "a", "it is the nearest directory that has its sources"),
        ("a/Dockerfile", "FROM b\nCOPY dist package.json /\n", ["package.json"], ".", "1 of its 2 sources lie there"),
        ("a/Dockerfile", "FROM b\nRUN --mount=type=bind,source=go.mod,target=go.mod true\n", ["go.mod"], ".", "all its sources lie there"),
        ("a/Dockerfile", "FROM b\nCOPY --from=x /y /\nCOPY *.txt /\n", ["x.txt"], "a", "it is the Dockerfile's directory"),
        ("a/Dockerfile", "FROM b\nARG D\nCOPY $D/x /\n", ["x"], "a", "it is the Dockerfile's directory"),
        ("docker/Dockerfile", TAKES_ALL, [], ".", "a directory called 'docker' is rarely a context"),
        ("app/deploy/docker/Dockerfile", TAKES_ALL, [], "app", "a directory called 'docker' is rarely a context"),
        ("docker/Dockerfile", TAKES_SRC, ["docker/src/x"], "docker", "all its sources lie there"),
        ("build/Dockerfile", "FROM b\nCOPY out /\n", [], ".", "a directory called 'build' is rarely a context"),
        ("a/Dockerfile", "FROM b\nNONSENSE\n", [], "a", "it is the Dockerfile's directory"),
        ("Dockerfile", TAKES_ALL, [], ".", "it is the Dockerfile's directory"),
    ],
)  # fmt: skip
def test_a_guessed_context(
    dockerfile: str, text: str, others: list[str], context: str, reason: str, tmp_path: Path
) -> None:
    tree = {dockerfile: text, **dict.fromkeys(others, "")}
    assert found(tmp_path, tree) == {dockerfile: (context, reason)}


@pytest.mark.parametrize(
    ("text", "context", "reason"),
    [
        ('{"build": {"dockerfile": "Dockerfile", "context": ".."}}', ".", ".devcontainer/devcontainer.json:1 says so"),
        ('{\n // the image\n "build": {\n  "dockerfile": "Dockerfile",\n },\n}', ".devcontainer", ".devcontainer/devcontainer.json:4 says so"),
        ('{"dockerFile": "Dockerfile", "context": ".."}', ".", ".devcontainer/devcontainer.json:1 says so"),
        ('{"image": "x"}', ".devcontainer", "it is the development container's directory"),
        ("not JSON", ".devcontainer", "it is the development container's directory"),
        ('{"build": {"dockerfile": "Dockerfile", "context": "../.."}}', ".devcontainer", "it is the development container's directory"),
        ("[" * 100_000, ".devcontainer", "it is the development container's directory"),
    ],
)  # fmt: skip
def test_a_development_container(text: str, context: str, reason: str, tmp_path: Path) -> None:
    tree = {".devcontainer/Dockerfile": TAKES_ALL, ".devcontainer/devcontainer.json": text}
    assert found(tmp_path, tree) == {".devcontainer/Dockerfile": (context, reason)}


def test_a_lone_build_is_said_to_be_guessed(tmp_path: Path) -> None:
    make(tmp_path, {"app/Dockerfile": FROM})
    (build,) = lone_builds(tmp_path)
    assert build.as_dict(str(tmp_path)) == {
        "name": "app/Dockerfile",
        "context": "app",
        "dockerfile": "app/Dockerfile",
        "default": True,
        "origin": {"file": "app/Dockerfile", "line": 1},
        "guess": "it is the Dockerfile's directory",
    }
