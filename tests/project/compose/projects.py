"""Projects written down as trees of texts, and what is said of them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from ctxsize.errors import CtxsizeError
from ctxsize.project.compose import compose_builds

Tree = dict[str, str]
Builds = dict[str, dict[str, Any]]


def make(root: Path, project: str | Tree) -> None:
    for name, content in ({"compose.yaml": project} if isinstance(project, str) else project).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, newline="")


def builds(
    root: Path,
    project: str | Tree,
    cwd: str = ".",
    env: dict[str, str] | None = None,
    **options: Any,  # noqa: ANN401 (any option)
) -> Builds:
    """Return the builds by name, without what does not differ from the default."""
    make(root, project)
    at = os.path.normpath(root / cwd)
    found = compose_builds(cwd=at, env={"HOME": "/home/me", **(env or {})}, **options)
    return {build.name: told(build.as_dict(str(root))) for build in found}


def told(build: dict[str, Any]) -> dict[str, Any]:
    usual = {"default": True, "context": ".", "dockerfile": "Dockerfile"}
    return {key: value for key, value in build.items() if key not in {"name", "origin"} and usual.get(key) != value}


def refused(root: Path, project: str | Tree, **options: Any) -> str:  # noqa: ANN401 (any option, any value)
    with pytest.raises(CtxsizeError) as caught:
        builds(root, project, **options)
    return str(caught.value)


def args(root: Path, value: str, **options: Any) -> str | None:  # noqa: ANN401 (any option, any value)
    """Return the arg ``A`` whose value is written so in YAML."""
    found = builds(root, f"services:\n  a:\n    build:\n      args:\n        A: {value}\n", **options)
    said: dict[str, str] = found["a"].get("args", {})
    return said.get("A")
