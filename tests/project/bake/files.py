"""Bake files that are nowhere but in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ctxsize.project import BuildDefinition
from ctxsize.project.bake import bake_builds


class Memory:
    """Files by absolute path; implements what the readers ask of the disk."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = {f"/p/{name}": text.encode() for name, text in files.items()}

    def read(self, path: str) -> bytes | None:
        return self._files.get(path)

    def standard_input(self) -> bytes:
        return self._files["/p/-"]

    def exists(self, path: str) -> bool:
        return path in self._files

    def is_dir(self, path: str) -> bool:
        return False if path else self.exists(path)

    def listing(self, path: str) -> Sequence[tuple[str, bool]]:
        return [(name, False) for name in self._files if path]


def bake(hcl: str, **options: Any) -> dict[str, BuildDefinition]:  # noqa: ANN401 (those of bake_builds)
    """Return the builds of ``docker-bake.hcl`` in /p by name; ``more`` are further files."""
    more: dict[str, str] = options.pop("more", {})
    env: dict[str, str] = options.pop("env", {})
    files = {"docker-bake.hcl": hcl, **more} if hcl else more
    return {build.name: build for build in bake_builds(cwd="/p", env=env, disk=Memory(files), **options)}


def args(hcl: str, **options: Any) -> dict[str, Any]:  # noqa: ANN401 (those of bake_builds)
    """Return the args of the target ``default``."""
    return dict(bake(hcl, **options)["default"].args)
