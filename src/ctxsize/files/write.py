"""Writing one file so that at every moment either the old or the new text is there, whole."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import tempfile

from ctxsize.display.escaping import printable
from ctxsize.errors import CtxsizeError


class UnwritableError(CtxsizeError):
    """The file can't be written; what was there is still there."""


def write_atomically(path: str, data: bytes, old: bytes) -> None:
    """Replace a file's content, or make the file; links are followed, the file's mode and owner stay.

    Args:
        path: the file; a link that leads nowhere yet makes its target.
        data: the new content.
        old: the content that the new one was made from; empty for a new file.

    Raises:
        UnwritableError: for a full disk, a folder or a file without write permission, something else than a file at
            ``path``, or a file that has changed meanwhile. Nothing is left behind then.

    """
    real = os.path.realpath(path)
    try:
        _replace(real, data, old)
    except OSError as error:
        message = (
            f"{printable(path)}: {error.strerror}; nothing was written, and the file is as it was. Make room, or make "
            "the file and its folder writable; --diff shows the lines without writing them."
        )
        raise UnwritableError(message) from error


def _replace(real: str, data: bytes, old: bytes) -> None:
    folder, name = os.path.split(real)
    before = _status(real)
    if before is not None and not stat.S_ISREG(before.st_mode):
        raise UnwritableError(f"{printable(real)} is not a file; nothing was written. Move it out of the way.")
    handle, temporary = tempfile.mkstemp(prefix=f".{name}.", suffix=".tmp", dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            _check_writable(real, before)
            file.write(data)
            file.flush()
            _like(file.fileno(), before)
            os.fsync(file.fileno())
        _check_unchanged(real, old)
        os.replace(temporary, real)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    _sync_folder(folder)


def _check_writable(real: str, before: os.stat_result | None) -> None:
    """A file that its owner has locked stays, though its folder would let another take its place."""
    if before is not None and not os.access(real, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def _check_unchanged(real: str, old: bytes) -> None:
    try:
        with open(real, "rb") as file:
            content = file.read()
    except FileNotFoundError:
        content = b""
    if content != old:
        raise UnwritableError(
            f"{printable(real)} has changed while it was looked at; nothing was written. Run the command again."
        )


def _status(real: str) -> os.stat_result | None:
    try:
        return os.stat(real)
    except FileNotFoundError:
        return None


def _like(handle: int, before: os.stat_result | None) -> None:
    """Give the new file the mode of the old one, or that of any new file; its owner as far as that is allowed."""
    if before is None:
        mask = os.umask(0)
        os.umask(mask)
        os.fchmod(handle, 0o666 & ~mask)
        return
    with contextlib.suppress(PermissionError):
        os.fchown(handle, before.st_uid, before.st_gid)
    os.fchmod(handle, stat.S_IMODE(before.st_mode))


def _sync_folder(folder: str) -> None:
    """Let the new name survive a power cut; not all file systems can do that."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
