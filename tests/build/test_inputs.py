"""Which Dockerfile and which ignore file count, for each builder."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxsize.build.inputs import context_root, locate
from ctxsize.builder import Builder
from ctxsize.errors import BuildRefusedError, UsageError

BOTH = (Builder.BUILDKIT, Builder.LEGACY)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    directory = tmp_path.resolve() / "context"
    (directory / "docker").mkdir(parents=True)
    (directory / "docker/api.Dockerfile").write_text("FROM api\n")
    (tmp_path / "outside.Dockerfile").write_text("FROM outside\n")
    return str(directory)


def write(root: str, **files: str) -> None:
    for name, text in files.items():
        Path(root, name).write_text(text)


def test_the_default_is_dockerfile_and_its_lower_case_form(root: str) -> None:
    write(root, dockerfile="FROM lower\n")
    for builder in BOTH:
        assert locate(root, builder).dockerfile_data == b"FROM lower\n"
    write(root, Dockerfile="FROM upper\n")
    assert locate(root, Builder.BUILDKIT).dockerfile == "Dockerfile"
    assert locate(root, Builder.BUILDKIT).dockerfile_data == b"FROM upper\n"


def test_one_that_is_named_may_lie_inside_or_outside(root: str) -> None:
    inside = locate(root, Builder.BUILDKIT, "context/docker/api.Dockerfile")
    assert (inside.dockerfile, inside.own_dockerfile) == ("docker/api.Dockerfile", "docker/api.Dockerfile")
    outside = locate(root, Builder.BUILDKIT, "outside.Dockerfile")
    assert (outside.dockerfile, outside.own_dockerfile) == ("outside.Dockerfile", None)


def test_buildkit_prefers_the_ignore_file_of_the_dockerfile(root: str) -> None:
    write(root, Dockerfile="FROM a\n", **{".dockerignore": "a\n", "Dockerfile.dockerignore": "b\n"})
    assert locate(root, Builder.BUILDKIT).ignore_file == "Dockerfile.dockerignore"
    assert locate(root, Builder.BUILDKIT).ignore_data == b"b\n"
    assert locate(root, Builder.LEGACY).ignore_file == ".dockerignore"


def test_without_an_ignore_file_there_is_none(root: str) -> None:
    write(root, Dockerfile="FROM a\n")
    for builder in BOTH:
        found = locate(root, builder)
        assert (found.ignore_file, found.ignore_data) == (None, b"")


@pytest.mark.parametrize("builder", BOTH)
def test_a_missing_dockerfile_is_refused(root: str, builder: Builder) -> None:
    with pytest.raises(BuildRefusedError, match="Dockerfile"):
        locate(root, builder)
    with pytest.raises(BuildRefusedError, match="nope"):
        locate(root, builder, "nope")


def test_a_context_root_is_a_directory_with_links_resolved(root: str) -> None:
    Path("link").symlink_to(root)
    assert context_root("link") == root
    for path in ("nowhere", "outside.Dockerfile"):
        with pytest.raises(UsageError, match=path):
            context_root(path)
