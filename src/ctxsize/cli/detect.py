"""Whether a directory may define more than one build: a look at a few listings, before the readers of definitions are loaded."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_FILES = frozenset(
    {
        *("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"),
        *("docker-bake.json", "docker-bake.hcl", "docker-bake.override.json", "docker-bake.override.hcl"),
    }
)
"""What Compose and Bake look for."""
_PLAIN = ("Dockerfile", "dockerfile")
_NOT_LOOKED_INTO = frozenset({"node_modules", "vendor"})
_MOST_DIRECTORIES = 100


def has_plain_dockerfile(root: str) -> bool:
    """Whether there is the Dockerfile that ``docker build`` takes by itself."""
    return any(os.path.lexists(f"{root}/{name}") for name in _PLAIN)


def may_define_several(root: str) -> bool:
    """Whether there is a Compose or Bake file in a directory, or a second Dockerfile in it or in a directory of it."""
    names = _names(root)
    if not _FILES.isdisjoint(names) or any(_is_like_dockerfile(name) and name not in _PLAIN for name in names):
        return True
    return any(_is_like_dockerfile(name) for directory in _directories(root) for name in _names(f"{root}/{directory}"))


def _is_like_dockerfile(name: str) -> bool:
    lower = name.lower()
    return ("dockerfile" in lower or "containerfile" in lower) and not lower.endswith(".dockerignore")


def _directories(root: str) -> Iterator[str]:
    left = _MOST_DIRECTORIES
    with os.scandir(root) as found:
        for entry in found:
            if left and entry.name not in _NOT_LOOKED_INTO and entry.is_dir(follow_symlinks=False):
                left -= 1
                yield entry.name


def _names(directory: str) -> list[str]:
    try:
        return os.listdir(directory)
    except OSError:
        return []
