"""The build that a configuration describes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ctxsize.builder import Builder
from ctxsize.config.read import load
from ctxsize.config.settings import BuildInputs
from ctxsize.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


def read(root: Path, text: str) -> BuildInputs | None:
    (root / ".ctxsize.toml").write_text(text)
    return load(str(root)).inputs


def test_paths_are_those_of_the_configuration_s_directory(tmp_path: Path) -> None:
    (tmp_path / "docker").mkdir()
    (tmp_path / "docker/Dockerfile").touch()
    text = """
    dockerfile = "./docker/Dockerfile"
    target = "prod"
    builder = "legacy"
    platform = "linux/amd64"
    build-args = { A = "1", B = "" }
    build-contexts = { local = "docker", image = "docker-image://alpine" }
    """
    assert read(tmp_path, text) == BuildInputs(
        directory=str(tmp_path),
        dockerfile=f"{tmp_path}/docker/Dockerfile",
        target="prod",
        builder=Builder.LEGACY,
        platform=("linux/amd64",),
        build_args=(("A", "1"), ("B", "")),
        build_contexts=(("local", f"{tmp_path}/docker"), ("image", "docker-image://alpine")),
    )


def test_a_configuration_that_says_nothing_of_a_build(tmp_path: Path) -> None:
    assert read(tmp_path, 'fail-on = "error"\n') is None


@pytest.mark.parametrize(
    "text",
    [
        "platform = []\ntarget = 1",
        "platform = ['']",
        "builder = 1",
        "build-args = ['A']",
        "build-contexts = { a = 1 }",
        "dockerfile = '../x'",
    ],
)
def test_what_cannot_be_is_refused_with_its_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError, match=r"\.ctxsize\.toml:[12]: "):
        read(tmp_path, text)
