"""What all Dockerfiles of a context take: texts and a tree in, claims out."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxsize.context.disk import DiskSource
from ctxsize.fix.claims import Claims, is_built_here, is_dockerfile, read_claims
from tests.fix.fixing import tree


def claimed(root: Path, *texts: str) -> tuple[Claims, list[str]]:
    tree(root, {"src/a": "", "lib/b": "", "link/c": ""})
    return read_claims(
        [(f"{n}.Dockerfile", text.encode()) for n, text in enumerate(texts)], DiskSource(str(root)), {}, None
    )


def test_every_stage_of_every_file_counts_and_an_unreadable_one_is_told(tmp_path: Path) -> None:
    claims, unread = claimed(
        tmp_path,
        "FROM a AS one\nCOPY src /\nFROM b\nRUN --mount=source=lib,target=/x true\n",
        "FROM a\nCOPY later /\n",
        "?\n",
    )
    assert [one.pattern.text for one in claims.claims] == ["src", "lib", "later"]
    assert claims.places == {
        "src": "0.Dockerfile:2 takes it: COPY src",
        "lib": "0.Dockerfile:4 takes it: RUN --mount lib",
    }
    assert unread == ["2.Dockerfile"]
    assert [source.path for source in claims.of("1.Dockerfile")] == ["later"]


def test_an_instruction_that_takes_everything_is_told_and_claims_nothing(tmp_path: Path) -> None:
    claims, _ = claimed(tmp_path, "FROM a\nCOPY . /\n")
    assert (claims.whole, claims.claims) == (["0.Dockerfile:2: COPY ."], [])


@pytest.mark.parametrize(
    ("path", "is_one"),
    [
        ("Dockerfile", True),
        ("a/Containerfile", True),
        ("Dockerfile.dev", True),
        ("api.dockerfile", True),
        ("Dockerfile.dockerignore", False),
        ("mydockerfile", False),
    ],
)
def test_a_dockerfile_is_known_by_its_name(path: str, is_one: bool) -> None:
    assert is_dockerfile(path) is is_one


@pytest.mark.parametrize(
    ("files", "text", "here"),
    [
        ({"op/a": ""}, "COPY a /", False),
        ({"op/b": ""}, "COPY a /", True),
        ({"op/package.json": ""}, "COPY . /", False),
        ({"op/x": ""}, "COPY . /", True),
    ],
)
def test_a_dockerfile_that_finds_all_in_its_own_directory_is_built_there(
    tmp_path: Path, files: dict[str, str], text: str, here: bool
) -> None:
    tree(tmp_path, files)
    claims, _ = read_claims([("op/Dockerfile", f"FROM a\n{text}\n".encode())], DiskSource(str(tmp_path)), {}, None)
    assert is_built_here("op/Dockerfile", claims.of("op/Dockerfile"), DiskSource(str(tmp_path))) is here
