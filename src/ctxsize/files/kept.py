"""A directory of small files in the user's cache: what one run learned, for later ones."""

from __future__ import annotations

import os

from ctxsize.files.write import write_whole


def keep(directory: str, name: str, data: bytes, most: int) -> None:
    """Keep a file in place of one of its name; of more than ``most`` files the oldest go.

    Args:
        directory: absolute; made for the user alone if it is not there.
        name: without a slash.
        data: the content.
        most: how many files there may be.

    Raises:
        UnwritableError: if the file can't be written.
        OSError: as the operating system says.

    """
    os.makedirs(directory, mode=0o700, exist_ok=True)
    write_whole(f"{directory}/{name}", data, within=[os.path.realpath(directory)])
    with os.scandir(directory) as found:
        there = sorted((one.stat(follow_symlinks=False).st_mtime_ns, one.path) for one in found)
    for _, path in there[:-most]:
        os.unlink(path)
