"""What the readers of this package ask of the disk, and the one place where they read a file."""

from __future__ import annotations

import errno
import os
import stat
import sys

from ctxsize.display import escaping
from ctxsize.errors import UnreadableError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Protocol
else:
    Protocol = object

LARGEST = 4 << 20
"""The most bytes of one file that are read: real ones have some thousand, and a link may lead to ``/dev/zero``."""

_ABSENT = {errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG, errno.ELOOP}


class Files(Protocol):
    """Files by absolute path; links are followed."""

    def read(self, path: str) -> bytes | None:
        """Return what the file holds, ``None`` where there is none; raises UnreadableError for anything else."""

    def standard_input(self) -> bytes:
        """Return what stands on standard input; raises UnreadableError."""

    def exists(self, path: str) -> bool:
        """Whether there is a file, a directory or anything else."""

    def is_dir(self, path: str) -> bool:
        """Whether there is a directory."""

    def listing(self, path: str) -> Sequence[tuple[str, bool]]:
        """Return the names in a directory, each with whether it is a directory itself; none where it can't be listed."""


class DiskFiles:
    """The files of this machine; implements :class:`Files`."""

    def read(self, path: str) -> bytes | None:
        """Read a regular file of at most ``LARGEST`` bytes."""
        try:
            # A FIFO would make the call wait for whoever writes to it.
            descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except (OSError, ValueError) as error:
            if getattr(error, "errno", errno.ENOENT) in _ABSENT:
                return None
            raise UnreadableError(f"{escaping.printable(path)} can't be read: {_reason(error)}.") from error
        try:
            mode = os.fstat(descriptor).st_mode
            if stat.S_ISDIR(mode):
                raise UnreadableError(f"{escaping.printable(path)} is a directory. Name the file in it.")
            if not stat.S_ISREG(mode):
                raise UnreadableError(f"{escaping.printable(path)} is not a regular file, so it is not read.")
            return _bounded(lambda size: os.read(descriptor, size), path)
        finally:
            os.close(descriptor)

    def standard_input(self) -> bytes:
        """Read standard input to its end, at most ``LARGEST`` bytes."""
        return _bounded(sys.stdin.buffer.read, "standard input")

    def exists(self, path: str) -> bool:
        """Ask the file system."""
        return os.path.exists(path)

    def is_dir(self, path: str) -> bool:
        """Ask the file system."""
        return os.path.isdir(path)

    def listing(self, path: str) -> Sequence[tuple[str, bool]]:
        """List a directory, sorted; a link is not a directory here."""
        try:
            with os.scandir(path) as entries:
                return sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries)
        except (OSError, ValueError):
            return ()


def _bounded(read: Callable[[int], bytes], name: str) -> bytes:
    data = b""
    try:
        while len(data) <= LARGEST and (more := read(LARGEST + 1 - len(data))):
            data += more
    except OSError as error:
        raise UnreadableError(f"{escaping.printable(name)} can't be read: {_reason(error)}.") from error
    if len(data) > LARGEST:
        raise UnreadableError(f"{escaping.printable(name)} is larger than {LARGEST >> 20} MiB, so it is not read.")
    return data


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error)
