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
    return next(
        (directory for directory in with_above(root) if os.path.lexists(f"{directory.rstrip('/')}/{_MARK}")), None
    )


def with_above(root: str) -> list[str]:
    """Return an absolute directory and all above it, the nearest first."""
    directories = [root]
    while (above := os.path.dirname(directories[-1])) != directories[-1]:
        directories.append(above)
    return directories


def bounds(*directories: str) -> tuple[str, ...]:
    """Return what the names in these directories, links resolved, may lead to: their repositories, or they alone."""
    return tuple(dict.fromkeys(repository_top(directory) or directory for directory in directories))


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
    above = (os.path.realpath(directory) for directory in with_above(os.path.dirname(full)))
    return any(directory in within or bound_of(directory, within) is not None for directory in above)
