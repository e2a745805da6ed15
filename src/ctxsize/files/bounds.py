"""Whether a name that begins inside of a directory leads out of it through a link."""

from __future__ import annotations

import os

from ctxsize.files.read import bound_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_MARK = ".git"


def repository_top(root: str) -> str | None:
    """Return the directory that holds ``.git``: ``root``, which is absolute, or the nearest above; ``None`` for none."""
    return next((folder for folder in with_above(root) if os.path.lexists(f"{folder.rstrip('/')}/{_MARK}")), None)


def with_above(root: str) -> list[str]:
    """Return an absolute directory and all above it, the nearest first."""
    folders = [root]
    while (above := os.path.dirname(folders[-1])) != folders[-1]:
        folders.append(above)
    return folders


def bounds(*folders: str) -> tuple[str, ...]:
    """Return what the names in these directories, links resolved, may lead to: their repositories, or they alone."""
    return tuple(dict.fromkeys(repository_top(folder) or folder for folder in folders))


def leads_out(path: str, within: Sequence[str]) -> bool:
    """Whether a path enters one of these directories by name and then leaves it through a link.

    A path that never enters is the user's own choice, and so is one that leaves with ``..``.

    Args:
        path: the path, absolute or relative to the working directory.
        within: absolute directories, their links resolved.

    """
    full = os.path.abspath(path)
    real = os.path.realpath(full)
    if bound_of(real, within) is not None:
        return False
    above = (os.path.realpath(folder) for folder in with_above(os.path.dirname(full)))
    return any(folder in within or bound_of(folder, within) is not None for folder in above)
