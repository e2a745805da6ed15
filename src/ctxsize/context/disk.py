"""A directory on disk as a context: what the walk is shown of it, and single questions."""

from __future__ import annotations

import os
import stat

from ctxsize.context.links import follow
from ctxsize.context.native import native
from ctxsize.display.escaping import printable
from ctxsize.errors import UnreadableError
from ctxsize.files.contents import digest, heads, is_image_archive
from ctxsize.files.read import MOST_BYTES, FileTooLargeError, read_below
from ctxsize.golang.text import encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ctxsize.context.entry import Item, Measured, Status
    from ctxsize.context.source import Measuring

_OPEN_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_READABLE_BY_ALL = 0o444


def _no_attributes(_: str, *, follow_symlinks: bool) -> list[str]:  # noqa: ARG001 (as os.listxattr)
    return []


# Where the operating system has none of them.
_list_attributes = getattr(os, "listxattr", _no_attributes)


class DiskFound:
    """One entry; see :class:`ctxsize.context.entry.Found` for what its members mean."""

    __slots__ = ("_attributes", "_root", "_status", "mode", "name", "path", "size")

    def __init__(self, root: str, path: str, name: str, status: Status) -> None:
        """Keep what ``lstat`` said of ``path`` below ``root``."""
        self._root = root
        self._status = status
        self._attributes: dict[str, bytes] | None = None
        self.path = path
        self.name = name
        self.mode = status.st_mode
        self.size = status.st_size

    @property
    def mtime_ns(self) -> int:  # noqa: D102 (see the class)
        return self._status.st_mtime_ns

    @property
    def inode(self) -> int:  # noqa: D102
        return self._status.st_ino

    @property
    def volume(self) -> int:  # noqa: D102
        return self._status.st_dev

    @property
    def links(self) -> int:  # noqa: D102
        return self._status.st_nlink

    @property
    def device(self) -> int:  # noqa: D102
        return self._status.st_rdev

    def target(self) -> str:  # noqa: D102
        try:
            return os.readlink(f"{self._root}/{self.path}")
        except OSError:
            return ""  # gone meanwhile

    def attributes(self) -> dict[str, bytes]:  # noqa: D102
        if self._attributes is None:  # several builders ask
            self._attributes = self._read_attributes()
        return self._attributes

    def _read_attributes(self) -> dict[str, bytes]:
        full = f"{self._root}/{self.path}"
        try:
            names = _list_attributes(full, follow_symlinks=False)
        except OSError:  # no such file system
            return {}
        found = {}
        for name in names:
            try:
                found[name] = os.getxattr(full, name, follow_symlinks=False)
            except OSError:
                continue  # BuildKit skips those too
        return found

    def is_readable(self) -> bool:  # noqa: D102
        if self.mode & _READABLE_BY_ALL == _READABLE_BY_ALL:
            return True
        return os.access(f"{self._root}/{self.path}", os.R_OK, effective_ids=os.access in os.supports_effective_ids)


class DiskDirectory:
    """A directory that the walk is looking into; see :class:`ctxsize.context.entry.Directory`."""

    __slots__ = ("_root", "list_attributes", "path", "place", "prefix")

    def __init__(self, root: str, path: str) -> None:
        """Describe the directory at ``path`` below ``root``."""
        self._root = root
        self.path = path
        self.prefix = path + "/" if path else ""
        self.place = f"{root}/{self.prefix}"
        self.list_attributes = _list_attributes

    def found(self, name: str, status: Status) -> DiskFound:
        """Return an entry of the directory with all that can be asked of it."""
        return DiskFound(self._root, self.prefix + name, name, status)


_LONG = 1000
"""Characters of a path that surely have less than 4,096 bytes, which is the most that the operating system takes at once."""


def _open_directory(full: str) -> int:
    """Open a directory, however long the way to it is: both builders leave an excluded one alone, so it must not matter."""
    if len(full) <= _LONG:
        return os.open(full, _OPEN_DIRECTORY)
    handle: int | None = None
    while len(full) > _LONG:
        cut = full.rfind("/", 0, _LONG)
        handle, full = _step(full[:cut], handle), full[cut + 1 :]
    return _step(full, handle)


def _step(path: str, above: int | None) -> int:
    try:
        return os.open(path, _OPEN_DIRECTORY, dir_fd=above)
    finally:
        if above is not None:
            os.close(above)


class DiskSource:
    """A directory as a context; see :class:`ctxsize.context.source.ContextSource`. Nothing is cached, as few are asked."""

    divisible = True

    def __init__(self, root: str) -> None:
        """Answer for the directory ``root``."""
        self.root = root

    @property
    def opens_all(self) -> bool:
        """Whether every directory opens, as for root."""
        return os.geteuid() == 0

    def listing(self, path: str) -> Sequence[Item]:
        """Return the names in a directory and what ``lstat`` says of each, in byte order."""
        return _listing(f"{self.root}/{path}") if native is None else native.listing(f"{self.root}/{path}")

    def directory(self, path: str) -> DiskDirectory:
        """Return a directory, to tell of what is in it."""
        return DiskDirectory(self.root, path)

    def found(self, path: str) -> DiskFound:
        """Return the entry at ``path``; raises OSError if there is none."""
        above, _, name = f"{self.root}/{path}".rpartition("/")
        if len(above) < _LONG:
            return DiskFound(self.root, path, name, os.lstat(f"{above}/{name}"))
        handle = _open_directory(above)
        try:
            return DiskFound(self.root, path, name, os.lstat(name, dir_fd=handle))
        finally:
            os.close(handle)

    def measure(self, path: str, measured: Measured) -> list[str]:
        """Add what one directory holds itself to ``measured``, and return the paths of the directories in it."""
        full = f"{self.root}/{path}"
        if native is not None and len(full) <= _LONG:
            error, files, size, links, inside = native.measure(full)
            measured.links += links
            if error:
                raise OSError(error, os.strerror(error), full)
            measured.files += files
            measured.bytes += size
            return [f"{path}/{name}" for name in inside]
        files = size = 0
        directories: list[str] = []
        handle = _open_directory(f"{self.root}/{path}")
        try:
            with os.scandir(handle) as found:
                for entry in found:
                    if entry.is_file(follow_symlinks=False):
                        try:
                            status = entry.stat(follow_symlinks=False)
                        except FileNotFoundError:
                            continue
                        files += 1
                        if status.st_nlink == 1:
                            size += status.st_size
                        else:
                            measured.links.append((status.st_dev, status.st_ino, status.st_size))
                    elif entry.is_dir(follow_symlinks=False):
                        directories.append(f"{path}/{entry.name}")
        finally:
            os.close(handle)
        measured.files += files
        measured.bytes += size
        return directories

    def measure_below(self, path: str) -> Measuring | None:
        """Return what measures everything below a directory, piece by piece; ``None`` where :meth:`measure` must do it."""
        return None if native is None else native.measuring(self.root, path, _LONG)

    def heads(self, files: Iterable[str], limit: int) -> Iterator[tuple[str, bytes]]:
        """Yield each path with at most ``limit`` bytes of its file; see :func:`ctxsize.files.contents.heads`."""
        return heads(self.root, files, limit)

    def digest(self, path: str) -> bytes | None:
        """Return what tells a file's content from others of its size; see :func:`ctxsize.files.contents.digest`."""
        return digest(self.root, path)

    def is_image_archive(self, path: str) -> bool:
        """Whether a file is what ``docker save`` writes; see :func:`ctxsize.files.contents.is_image_archive`."""
        return is_image_archive(self.root, path)

    def link_target(self, path: str) -> str | None:
        """Return where the link at ``path`` points; ``None`` if there is no link there."""
        try:
            return os.readlink(f"{self.root}/{path}")
        except (OSError, ValueError):
            return None

    def names(self, path: str) -> list[str]:
        """Return the names in the directory at ``path``, in byte order; none if it is no directory."""
        try:
            handle = os.open(f"{self.root}/{path}", _OPEN_DIRECTORY)
        except (OSError, ValueError):
            return []
        try:
            return sorted(os.listdir(handle), key=encode)
        except OSError:
            return []
        finally:
            os.close(handle)

    def read(self, path: str, most: int = MOST_BYTES) -> bytes | None:
        """Return the bytes of the file at ``path``, links resolved as if the context were the whole world.

        ``None`` if there is none, or something else; a socket is an empty file, as which BuildKit receives it.

        Raises:
            UnreadableError: if the file has more than ``most`` bytes.

        """
        resolved = self.resolve(path)
        if resolved is None:
            return None
        try:
            if stat.S_ISSOCK(os.lstat(f"{self.root}/{resolved}").st_mode):
                return b""
            return read_below(self.root, resolved, most)
        except FileTooLargeError as error:
            raise UnreadableError(f"{printable(path)}: {error.strerror}. Shorten the file, or move it away.") from error
        except (OSError, ValueError):
            return None

    def size(self, path: str) -> int | None:
        """Return the bytes in the file at ``path``; ``None`` if there is none, or something else."""
        try:
            status = os.lstat(f"{self.root}/{path}")
        except (OSError, ValueError):
            return None
        return status.st_size if stat.S_ISREG(status.st_mode) else None

    def exists(self, path: str) -> bool:
        """Whether there is anything at ``path``, a broken link included."""
        try:
            os.lstat(f"{self.root}/{path}")
        except (OSError, ValueError):
            return False
        return True

    def resolve(self, path: str) -> str | None:
        """Follow links part by part; those that lead out of the context are bent back to its root."""
        return follow(self.link_target, path)[0]

    def follow(self, path: str) -> tuple[str | None, tuple[str, ...]]:
        """Return where :meth:`resolve` leads, and the links that are followed on the way."""
        return follow(self.link_target, path)


def _listing(path: str) -> list[Item]:
    """Return the names in a directory and what ``lstat`` says of each, in byte order."""
    listing: list[Item]
    handle = os.open(path, _OPEN_DIRECTORY)
    try:
        try:
            with os.scandir(handle) as found:
                listing = [(entry.name, entry.stat(follow_symlinks=False)) for entry in found]
        except FileNotFoundError:  # something is being deleted: once more, one by one
            with os.scandir(handle) as found:
                listing = [(entry.name, status) for entry in found if (status := _status(entry)) is not None]
    finally:
        os.close(handle)
    listing.sort()
    if any(char >= "\udc80" for name, _ in listing if not name.isascii() for char in name):
        # Where code points and bytes sort differently.
        listing.sort(key=lambda item: encode(item[0]))
    return listing


def _status(entry: os.DirEntry[str]) -> os.stat_result | None:
    try:
        return entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return None
