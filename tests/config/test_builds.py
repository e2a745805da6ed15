"""``[[build]]``: what a table says of a build; the command line's use of it is in tests/cli/test_repository.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxsize.config.read import load


@pytest.mark.parametrize(
    ("table", "name", "context", "dockerfile"),
    [
        ('context = "web"', "web/Dockerfile", "web", None),
        ('dockerfile = "ci/Dockerfile"', "ci/Dockerfile", ".", "ci/Dockerfile"),
        ('name = "x"\ncontext = "."', "x", ".", None),
    ],
)
def test_context_and_dockerfile_have_defaults(
    tmp_path: Path, table: str, name: str, context: str, dockerfile: str | None
) -> None:
    (tmp_path / ".git").mkdir()
    for directory in ("web", "ci"):
        (tmp_path / directory).mkdir()
        (tmp_path / directory / "Dockerfile").write_text("FROM a\n")
    (tmp_path / ".ctxsize.toml").write_text(f"[[build]]\n{table}\n")
    (build,) = load(str(tmp_path)).builds
    assert build.name == name
    assert build.context == str((tmp_path / context).resolve())
    assert build.dockerfile == (None if dockerfile is None else str(tmp_path / dockerfile))
    assert build.guess is None
    assert (build.origin.file, build.origin.line) == (str(tmp_path / ".ctxsize.toml"), 1)
