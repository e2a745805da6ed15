"""What the readers of this package ask of the disk."""

from __future__ import annotations

import errno
import os
import sys

from ctxsize.display import escaping
from ctxsize.errors import UnreadableError
from ctxsize.files.read import FileTooLargeError, NotReadError, read_named

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
        shown = escaping.printable(path)
        try:
            return read_named(path, LARGEST)
        except IsADirectoryError as error:
            raise UnreadableError(f"{shown} is a directory. Name the file in it.") from error
        except FileTooLargeError as error:
            raise UnreadableError(_too_large(shown)) from error
        except NotReadError as error:
            raise UnreadableError(f"{shown} is not a regular file, so it is not read.") from error
        except (OSError, ValueError) as error:
            if getattr(error, "errno", errno.ENOENT) in _ABSENT:
                return None
            raise UnreadableError(f"{shown} can't be read: {_reason(error)}.") from error

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
        raise UnreadableError(_too_large(escaping.printable(name)))
    return data


def _too_large(shown: str) -> str:
    return f"{shown} is larger than {LARGEST >> 20} MiB, so it is not read."


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error)
