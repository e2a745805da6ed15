"""The user's cache directory: what one run learned, in small files, for later ones."""

from __future__ import annotations

import os

from ctxsize.files.read import read_below
from ctxsize.files.write import UnwritableError, write_whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def cache_directory(place: str, environ: Mapping[str, str] = os.environ) -> str | None:
    """Return a directory of the user's cache; ``None`` where the environment names none."""
    base = environ.get("XDG_CACHE_HOME", "")
    if not base.startswith("/"):
        home = environ.get("HOME", "")
        base = f"{home}/.cache" if home.startswith("/") else ""
    return f"{base}/ctxsize/{place}" if base else None


def is_there(place: str) -> bool:
    """Whether anything was ever kept there."""
    directory = cache_directory(place)
    return directory is not None and os.path.isdir(directory)


def kept(place: str, name: str, most: int) -> bytes | None:
    """Return what was kept under a name; ``None`` where there is nothing that can be read, or more than ``most`` bytes."""
    directory = cache_directory(place)
    if directory is None:
        return None
    try:
        return read_below(directory, name, most)
    except OSError:
        return None


def keep(place: str, name: str, data: bytes, most: int) -> bool:
    """Keep a file in place of one of its name; of more than ``most`` files the oldest go.

    Args:
        place: a directory of the user's cache; made for the user alone if it is not there.
        name: without a slash.
        data: the content.
        most: how many files there may be.

    Returns:
        Whether it was kept: where that can't be done, there is only nothing to remember.

    """
    directory = cache_directory(place)
    if directory is None:
        return False
    try:
        os.makedirs(directory, mode=0o700, exist_ok=True)
        write_whole(f"{directory}/{name}", data, within=[os.path.realpath(directory)])
        with os.scandir(directory) as found:
            there = sorted((one.stat(follow_symlinks=False).st_mtime_ns, one.path) for one in found)
        for _, path in there[:-most]:
            os.unlink(path)
    except (OSError, UnwritableError):
        return False
    return True
