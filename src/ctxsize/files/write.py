"""The one door for writing a file by name: at every moment either the old or the new content is there, whole.

The new content is written to a temporary file beside the old one, which then takes its place. The temporary file's name
is made from its own number in the file system (its inode), so that a later run knows it for one of ours: nobody who
sends a repository can know that number.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat

from ctxsize.display.escaping import printable
from ctxsize.errors import CtxsizeError
from ctxsize.files.bounds import leads_out
from ctxsize.files.read import MOST_BYTES, read_named

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_PREFIX, _SUFFIX = ".ctxsize-", ".tmp"
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW
_UNNAMED = getattr(os, "O_TMPFILE", 0)
_STREAMS = ("/dev/", "/proc/")
_ACCESS_LIST = "system.posix_acl_access"


class UnwritableError(CtxsizeError):
    """The file can't be written; what was there is still there."""


def write_whole(
    path: str, data: bytes, *, within: Sequence[str], old: bytes | None = None, advice: str = ""
) -> tuple[str, ...]:
    """Replace a file's content, or make the file, and return what is lost by that, in sentences.

    Links are followed. The file's mode, owner, access list and extended attributes stay as far as that is allowed.

    Args:
        path: the file; a link that leads nowhere yet makes its target.
        data: the new content.
        within: absolute directories, links resolved, which a path that enters one of them must not leave by a link.
        old: the content that the new one was made from, empty for a new file; ``None`` if that does not matter.
        advice: a sentence on what else can be done where the file can't be written.

    Raises:
        UnwritableError: for a full disk, a directory or a file without write permission, something else than a file
            at ``path``, a link that leads out, or a file that has changed meanwhile. Nothing is left behind then.

    """
    if leads_out(path, within):
        message = (
            f"{printable(path)} is reached by a link that leads out of the repository, to {printable(os.path.realpath(path))}; "
            "nothing was written. Put a file in the link's place, or name the file where it lies."
        )
        raise UnwritableError(message)
    real = os.path.realpath(path)
    try:
        return _replace(real, data, old)
    except OSError as error:
        message = (
            f"{printable(path)}: {error.strerror}; nothing was written. Make room, or make "
            f"the file and its directory writable{'; ' + advice if advice else ''}."
        )
        raise UnwritableError(message) from error


def take_back(path: str, old: bytes, new: bytes, *, within: Sequence[str]) -> None:
    """Undo :func:`write_whole` where nobody has changed the file since; what was not there before is deleted."""
    real = os.path.realpath(path)
    if old:
        write_whole(path, old, within=within, old=new)
    elif not leads_out(path, within):
        os.unlink(real)


def write_stream(path: str, data: bytes) -> bool:
    """Write to something that is no file to be replaced, such as a device, a FIFO, or a file that another program keeps open.

    Returns:
        Whether ``path`` is such a thing; if not, nothing has been done.

    Raises:
        OSError: as the operating system says.

    """
    full = os.path.abspath(path)
    if not full.startswith(_STREAMS):
        try:
            if stat.S_IFMT(os.stat(full).st_mode) in {stat.S_IFREG, stat.S_IFDIR}:
                return False
        except OSError:
            return False
    append(full, data)
    return True


def append(path: str, data: bytes) -> None:
    """Write behind what a file holds; raises :class:`OSError`."""
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOCTTY, 0o666)
    try:
        _write(handle, data)
    finally:
        os.close(handle)


def _replace(real: str, data: bytes, old: bytes | None) -> tuple[str, ...]:
    directory, name = os.path.split(real)
    before = _status(real)
    if before is not None and not stat.S_ISREG(before.st_mode):
        raise UnwritableError(f"{printable(real)} is not a file; nothing was written. Move it out of the way.")
    _clean(directory)
    temporary = _Temporary(directory)
    try:
        handle = temporary.handle
        _check_writable(real, before)
        _write(handle, data)
        losses = _like(handle, real, before)
        os.fsync(handle)
        if old is not None:
            _check_unchanged(real, old)
        temporary.rename(name)
    finally:
        temporary.close()
    _sync(directory)
    return losses


class _Temporary:
    """A new file beside the one that it is to replace; it is locked as long as this process is at it."""

    def __init__(self, directory: str) -> None:
        self._directory = directory
        self._name = ""
        self.handle = -1
        try:
            self.handle = _unnamed(directory)
            if self.handle < 0 or not self._link():
                self._create()
        except BaseException:
            self.close()
            raise

    def _link(self) -> bool:
        """Give a file without a name its own; false where that can't be done."""
        name = _own_name(os.fstat(self.handle))
        _lock(self.handle)
        try:
            directory = os.open(self._directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError:
            return False
        try:
            os.link(f"/proc/self/fd/{self.handle}", name, dst_dir_fd=directory, follow_symlinks=True)
        except OSError:
            return False
        finally:
            os.close(directory)
        self._name = name
        return True

    def _create(self) -> None:
        self._close()
        name = f"{_PREFIX}{os.urandom(8).hex()}{_SUFFIX}"
        self.handle = os.open(f"{self._directory}/{name}", _NEW, 0o600)
        self._name = name
        _lock(self.handle)
        own = _own_name(os.fstat(self.handle))
        os.rename(f"{self._directory}/{name}", f"{self._directory}/{own}")
        self._name = own

    def rename(self, name: str) -> None:
        """Take a name, and so the place of what had it."""
        os.replace(f"{self._directory}/{self._name}", f"{self._directory}/{name}")
        self._name = ""

    def close(self) -> None:
        """Be gone, unless the file has got its name."""
        if self._name:
            with contextlib.suppress(OSError):
                os.unlink(f"{self._directory}/{self._name}")
        self._close()

    def _close(self) -> None:
        if self.handle >= 0:
            # All has been synced or is given up: that closing fails says nothing any more.
            with contextlib.suppress(OSError):
                os.close(self.handle)
        self.handle = -1


def _unnamed(directory: str) -> int:
    """Return a new file that has no name yet; -1 where there is no such thing."""
    if not _UNNAMED:
        return -1
    try:
        return os.open(directory, _UNNAMED | os.O_WRONLY | os.O_CLOEXEC, 0o600)
    except OSError:
        return -1


def _own_name(status: os.stat_result) -> str:
    """Return the name of a temporary file, as it follows from the file itself; 29 characters."""
    import hashlib  # noqa: PLC0415 (only who writes needs it)

    told = f"ctxsize {status.st_dev} {status.st_ino} {status.st_uid}"
    return f"{_PREFIX}{hashlib.blake2b(told.encode(), digest_size=8).hexdigest()}{_SUFFIX}"


def _clean(directory: str) -> None:
    """Delete temporary files that a run of ours has left behind: only what has the name that its inode gives it."""
    with contextlib.suppress(OSError):
        for name in os.listdir(directory):
            if name.startswith(_PREFIX) and name.endswith(_SUFFIX):
                with contextlib.suppress(OSError):
                    _clean_one(f"{directory}/{name}", name)


def _clean_one(full: str, name: str) -> None:
    status = os.lstat(full)
    if not stat.S_ISREG(status.st_mode) or status.st_uid != os.geteuid() or _own_name(status) != name:
        return
    handle = os.open(full, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        if os.path.samestat(os.fstat(handle), status) and _lock(handle):
            os.unlink(full)
    finally:
        os.close(handle)


def _lock(handle: int) -> bool:
    """Lock an open file; false if another process has it."""
    import fcntl  # noqa: PLC0415 (only who writes needs it)

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # no locks in this file system
        return True
    return True


def _write(handle: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(handle, left) :]


def _check_writable(real: str, before: os.stat_result | None) -> None:
    """A file that its owner has locked stays, though its directory would let another take its place."""
    if before is not None and not os.access(real, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def _check_unchanged(real: str, old: bytes) -> None:
    try:
        content = read_named(real, max(MOST_BYTES, len(old)))
    except FileNotFoundError:
        content = b""
    if content != old:
        raise UnwritableError(f"{printable(real)} changed in the meantime; nothing was written. Run the command again.")


def _status(real: str) -> os.stat_result | None:
    try:
        return os.stat(real)
    except FileNotFoundError:
        return None


def _like(handle: int, real: str, before: os.stat_result | None) -> tuple[str, ...]:
    """Give the new file what the old one has besides its content, or the mode of any new file; return what is lost."""
    if before is None:
        mask = os.umask(0)
        os.umask(mask)
        os.fchmod(handle, 0o666 & ~mask)
        return ()
    shown = printable(os.path.basename(real))
    losses: list[str] = []
    if before.st_nlink > 1:
        losses.append(f"{shown} has another name (a hard link), which keeps the old text")
    try:
        os.fchown(handle, before.st_uid, before.st_gid)
    except OSError:
        losses.append(_owner_loss(handle, shown, before))
    os.fchmod(handle, stat.S_IMODE(before.st_mode))
    lost = [name for name, value in _attributes(real).items() if not _set(handle, name, value)]
    if _ACCESS_LIST in lost:
        losses.append(f"{shown} has lost its access list ({_ACCESS_LIST})")
    others = [name for name in lost if name != _ACCESS_LIST]
    if others:
        losses.append(f"{shown} has lost extended attributes: {printable(', '.join(others))}")
    return tuple(loss for loss in losses if loss)


def _owner_loss(handle: int, shown: str, before: os.stat_result) -> str:
    with contextlib.suppress(OSError):
        os.fchown(handle, -1, before.st_gid)
    now = os.fstat(handle)
    if (now.st_uid, now.st_gid) == (before.st_uid, before.st_gid):
        return ""
    return f"{shown} belonged to {before.st_uid}:{before.st_gid} and belongs to {now.st_uid}:{now.st_gid} now"


def _attributes(real: str) -> dict[str, bytes | None]:
    """Return the extended attributes of a file, the access list among them; ``None`` for one that can't be read."""
    if not hasattr(os, "listxattr"):
        return {}
    found: dict[str, bytes | None] = {}
    with contextlib.suppress(OSError):
        for name in os.listxattr(real):
            found[name] = None
            with contextlib.suppress(OSError):
                found[name] = os.getxattr(real, name)
    return found


def _set(handle: int, name: str, value: bytes | None) -> bool:
    """Set an extended attribute; false if it is not as it should be then."""
    if value is None:
        return False
    with contextlib.suppress(OSError):
        os.setxattr(handle, name, value)
    with contextlib.suppress(OSError):
        return os.getxattr(handle, name) == value
    return False


def _sync(directory: str) -> None:
    """Let the new name survive a power cut; not all file systems can do that."""
    with contextlib.suppress(OSError):
        handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
