"""The one door for reading a file by name: regular files only, never waited for, and never more than so many bytes.

Names and what stands behind them come from strangers. A name may lead to a device that never ends, to a FIFO that
never begins, or through a link to a file that is no part of the context. Each of these is refused with a sentence in
``strerror``, as the operating system's own refusals are, so that callers print all of them in one way.
"""

from __future__ import annotations

import errno
import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_BYTES = 16 * 1024 * 1024
"""Of a Dockerfile; BuildKit's own messages, in which it travels, end there."""
MOST_IGNORE_BYTES = 4 * 1024 * 1024
"""Of an ignore file; BuildKit refuses patterns of more than 1 MiB in all."""
MOST_SETTINGS_BYTES = 1024 * 1024
"""Of a configuration."""

# No link is followed, no FIFO waited for, no terminal taken over.
_FLAGS = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY | os.O_NOFOLLOW
# A directory on the way need not be readable.
_DIRECTORY = os.O_DIRECTORY | os.O_CLOEXEC | os.O_NOFOLLOW | getattr(os, "O_PATH", os.O_RDONLY)
_PIECE_BYTES = 1024 * 1024


class NotReadError(OSError):
    """A file that could be opened, and is not; ``strerror`` says why."""


class FileTooLargeError(NotReadError):
    """The file has more bytes than are read of its kind."""


class LeadsOutError(NotReadError):
    """The name leads out of where it must stay."""


def read_below(root: str, path: str, most: int = MOST_BYTES) -> bytes:
    """Return the bytes of a file in a directory; no link is followed, neither at the end nor on the way.

    Args:
        root: the directory; its own links count as resolved.
        path: the way from there; without ``..``.
        most: bytes; a file that has more is refused.

    Raises:
        TooLargeError: if there are more bytes.
        NotReadError: if there is something else than a regular file.
        IsADirectoryError: if there is a directory.
        OSError: as the operating system says.

    """
    handle = open_below(root, path)
    try:
        return _whole(handle, most)
    finally:
        os.close(handle)


def read_within(path: str, bounds: Sequence[str], most: int = MOST_BYTES) -> bytes:
    """Return the bytes of a file; links are followed as long as they stay within one of the directories ``bounds``.

    Args:
        path: the file.
        bounds: absolute directories, their links resolved.
        most: as for :func:`read_below`.

    Raises:
        LeadsOutError: if the file lies elsewhere.
        OSError: as :func:`read_below`.

    """
    real = os.path.realpath(path)
    bound = bound_of(real, bounds)
    if bound is None:
        if not os.path.lexists(path):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        raise LeadsOutError(errno.EXDEV, "it is a link that leads out of the repository, so it is not read")
    return read_below(bound, real[len(bound.rstrip("/")) + 1 :], most)


def read_named(path: str, most: int = MOST_BYTES) -> bytes:
    """Return the bytes of a file that the user, or an engine for the user, names: its links may lead anywhere.

    The null device counts as an empty file: a link to it is how people switch a file off.

    Raises:
        OSError: as :func:`read_below`.

    """
    real = os.path.realpath(path)
    status = os.stat(real)
    if stat.S_ISCHR(status.st_mode) and status.st_rdev == os.stat(os.devnull).st_rdev:
        return b""
    _require_regular(status)
    handle = os.open(real, _FLAGS)
    try:
        return _whole(handle, most)
    finally:
        os.close(handle)


def open_below(root: str, path: str) -> int:
    """Return an open descriptor of a regular file, found as by :func:`read_below`; raises as that does."""
    *above, name = path.split("/")
    directory = os.open(root, _DIRECTORY & ~os.O_NOFOLLOW)
    try:
        for part in above:
            inner = os.open(part, _DIRECTORY, dir_fd=directory)
            os.close(directory)
            directory = inner
        # What is no regular file is not even opened: that alone may wake a program, or move a tape.
        _require_regular(os.stat(name, dir_fd=directory, follow_symlinks=False))
        handle = os.open(name, _FLAGS, dir_fd=directory)
    finally:
        os.close(directory)
    try:
        _require_regular(os.fstat(handle))
    except BaseException:
        os.close(handle)
        raise
    return handle


def bound_of(real: str, bounds: Sequence[str]) -> str | None:
    """Return the first of these directories that a path, its links resolved, lies below; ``None`` if it is none."""
    return next((bound for bound in bounds if real.startswith(bound.rstrip("/") + "/")), None)


def _whole(handle: int, most: int) -> bytes:
    status = os.fstat(handle)
    _require_regular(status)
    pieces: list[bytes] = []
    left = most + 1
    # The size decides nothing: files of the kernel say 0, and a file may grow while it is read.
    while status.st_size <= most and left and (piece := os.read(handle, min(left, _PIECE_BYTES))):
        pieces.append(piece)
        left -= len(piece)
    if status.st_size > most or not left:
        raise FileTooLargeError(errno.EFBIG, f"it has more than {most:,} bytes, the most that ctxsize reads")
    return b"".join(pieces)


_KINDS = {
    stat.S_IFLNK: "a link",
    stat.S_IFIFO: "a FIFO",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def _require_regular(status: os.stat_result) -> None:
    kind = stat.S_IFMT(status.st_mode)
    if kind == stat.S_IFDIR:
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if kind != stat.S_IFREG:
        raise NotReadError(errno.EINVAL, f"it is {_KINDS.get(kind, 'something else')}, and not a regular file")
