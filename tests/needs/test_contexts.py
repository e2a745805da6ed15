"""Which Dockerfiles are built with a context, and which with their own directory."""

from __future__ import annotations

import pytest

from ctxsize.needs.contexts import compose_builds, is_built_here, is_dockerfile
from tests.needs.contexts import lookup, needs


@pytest.mark.parametrize(
    ("path", "is_one"),
    [
        ("Dockerfile", True),
        ("a/Containerfile", True),
        ("Dockerfile.dev", True),
        ("api.dockerfile", True),
        ("Dockerfile.dockerignore", False),
        ("mydockerfile", False),
        ("dockerfile.go", False),
        ("docs/dockerfile.md", False),
        ("Dockerfile.j2", False),
        ("node_modules/x/Dockerfile", False),
    ],
)
def test_a_dockerfile_is_known_by_its_name(path: str, *, is_one: bool) -> None:
    assert is_dockerfile(path) is is_one


@pytest.mark.parametrize(
    ("files", "text", "here"),
    [
        ({"op/a": ""}, "COPY a /", False),
        ({"a": "", "op/b": ""}, "COPY a /", True),
        ({"op/package.json": ""}, "COPY . /", False),
        ({"docker/entrypoint.sh": "", "src/a": ""}, "COPY . /", True),
        ({"mobile/app.dart": ""}, "COPY . /m", False),
        ({"op/x": "", "compose.yaml": "services:\n  op:\n    build: op\n"}, "COPY * /w/", False),
        ({"op/x": "", "compose.yaml": "services:\n  op:\n    build:\n      context: .\n      dockerfile: op/Dockerfile\n"}, "COPY . /", True),
    ],
)  # fmt: skip
def test_whose_context_it_is(files: dict[str, str], text: str, *, here: bool) -> None:
    directory = next((path.partition("/")[0] for path in files if "/" in path and not path.startswith("src")), "op")
    sources = needs(f"FROM scratch\n{text}\n").sources
    dockerfile = f"{directory}/Dockerfile"
    assert is_built_here(dockerfile, sources, lookup({**files, dockerfile: ""})) is here


def test_builds_of_a_compose_file() -> None:
    text = "services:\n  a:\n    build: ./a/\n  b:\n    build:\n      context: .\n      dockerfile: b/Dockerfile\n  c:\n    image: x\n"
    assert compose_builds(text) == [("a", "Dockerfile"), ("", "b/Dockerfile")]
