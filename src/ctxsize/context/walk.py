"""The file system as a stream of entries: one pass, one ``lstat`` an entry, what to look into is decided by the visitor.

Entries come in the order of Go's ``filepath.WalkDir``, which both builders use: each folder's names by their bytes, a
folder's content right behind it.
"""

from __future__ import annotations

import os
import stat

from ctxsize.display.escaping import printable
from ctxsize.errors import UnreadableError
from ctxsize.files.contents import digest, heads, is_image_archive
from ctxsize.files.read import MOST_BYTES, TooLargeError, read_below
from ctxsize.golang.text import encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any, Generic, Protocol, TypeVar

    Item = tuple[str, os.stat_result]
    """A name in a folder, and what ``lstat`` says of it."""

    class Place(Protocol):
        """What a visitor knows of a folder while the walk is inside."""

        @property
        def measured(self) -> bool:
            """Whether the folder with all below is only to be measured, in whatever order."""

    Token = TypeVar("Token", bound=Place)

    class Visitor(Protocol, Generic[Token]):
        """Who decides, and counts. A token is what the visitor wants to know of a folder when it sees its children."""

        def root(self) -> Token:
            """Return the token of the context root."""

        def folder(self, token: Token, found: Found, /) -> Token | None:
            """Take note of a folder; ``None`` means not to look into it."""

        def leaves(self, token: Token, folder: Folder, run: Sequence[tuple[str, Any]], /) -> object:
            """Take note of entries of one folder that follow each other and are no folders."""

        def unreadable(self, token: Token, found: Found, error: OSError, /) -> None:
            """Take note that a folder, whose own token this is, does not open."""

        def measure(self, token: Token, measured: Measured, /) -> None:
            """Take note of what some folders to be measured hold."""


_OPEN_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_READABLE_BY_ALL = 0o444
_MEASURED_AT_ONCE = 100
"""Folders."""


def _no_attributes(_: str, *, follow_symlinks: bool) -> list[str]:  # noqa: ARG001 (as os.listxattr)
    return []


# Where the operating system has none of them.
_list_attributes = getattr(os, "listxattr", _no_attributes)


class Found:
    """One entry; see :class:`ctxsize.context.entry.Found` for what its members mean."""

    __slots__ = ("_attributes", "_root", "_status", "mode", "name", "path", "size")

    def __init__(self, root: str, path: str, name: str, status: os.stat_result) -> None:
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


class Folder:
    """A folder that the walk is looking into; see :class:`ctxsize.context.entry.Folder`."""

    __slots__ = ("_root", "list_attributes", "path", "place", "prefix")

    def __init__(self, root: str, path: str) -> None:
        """Speak of the folder at ``path`` below ``root``."""
        self._root = root
        self.path = path
        self.prefix = path + "/" if path else ""
        self.place = f"{root}/{self.prefix}"
        self.list_attributes = _list_attributes

    def found(self, name: str, status: os.stat_result) -> Found:
        """Return an entry of the folder with all that can be asked of it."""
        return Found(self._root, self.prefix + name, name, status)


class Measured:
    """What some folders hold: regular files, their bytes, and those that have further names elsewhere."""

    __slots__ = ("bytes", "files", "links")

    def __init__(self) -> None:
        """Begin with nothing."""
        self.files = 0
        self.bytes = 0
        """Of files with a single name."""
        self.links: list[tuple[int, int, int]] = []
        """Of each other file the volume, the inode, and the bytes."""


class Walk:
    """One walk through a context, or through a part of one."""

    def __init__(self, root: str, visitor: Visitor[Any]) -> None:
        """Show what is below the folder ``root`` to ``visitor``."""
        self.root = root
        self.visitor = visitor
        self.seen = 0
        """How many entries there were, in folders that :meth:`level` is done with."""

    def below(self, path: str, token: Place) -> None:
        """Show everything below one folder, in order; one that does not open is told to the visitor.

        Raises:
            OSError: if that folder is the root.

        """
        stack = [iter([(path, token)])]
        while stack:
            for inner in stack[-1]:
                if inner[1].measured:
                    self._measure(*inner)
                    continue
                stack.append(self.level(*inner))
                break
            else:
                stack.pop()

    def level(self, path: str, token: Place) -> Iterator[tuple[str, Place]]:
        """Show what one folder holds, and yield each folder in it with its token, to be looked into right then."""
        try:
            if token.measured:
                measured = Measured()
                inside = self.measure(path, measured)
                self.seen += measured.files + len(inside)
                self.visitor.measure(token, measured)
                yield from [(inner, token) for inner in inside]
                return
            listing = self.listing(path)
        except OSError as error:
            self._unreadable(path, token, error)
            return
        self.seen += len(listing)
        folder = self.folder(path)
        at = 0
        for number in [number for number, (_, status) in enumerate(listing) if stat.S_ISDIR(status.st_mode)]:
            if at < number:
                self.visitor.leaves(token, folder, listing[at:number])
            at = number + 1
            found = folder.found(*listing[number])
            inner_token = self.visitor.folder(token, found)
            if inner_token is not None:
                yield found.path, inner_token
        if at < len(listing):
            self.visitor.leaves(token, folder, listing[at:] if at else listing)

    def listing(self, path: str) -> list[Item]:
        """Return the names in a folder and what ``lstat`` says of each, in byte order."""
        return _listing(f"{self.root}/{path}")

    def folder(self, path: str) -> Folder:
        """Return a folder, to speak of what is in it."""
        return Folder(self.root, path)

    def _unreadable(self, path: str, token: Place, error: OSError) -> None:
        """Tell of a folder that does not open, but for the root, and for one that has gone meanwhile."""
        if not path:
            raise error
        if isinstance(error, FileNotFoundError):
            return
        status = os.lstat(f"{self.root}/{path}")
        self.visitor.unreadable(token, Found(self.root, path, path.rpartition("/")[2], status), error)

    def _measure(self, path: str, token: Place) -> None:
        """Measure a folder with all below."""
        pending = [path]
        while pending:
            measured = Measured()
            # The visitor is told now and then, so that it can show that something is going on.
            for _ in range(min(len(pending), _MEASURED_AT_ONCE)):
                inner = pending.pop()
                try:
                    pending += self.measure(inner, measured)
                except OSError as error:
                    self._unreadable(inner, token, error)
            self.visitor.measure(token, measured)

    def measure(self, path: str, measured: Measured) -> list[str]:
        """Add what one folder holds itself to ``measured``, and return the paths of the folders in it."""
        files = size = 0
        folders: list[str] = []
        handle = os.open(f"{self.root}/{path}", _OPEN_FOLDER)
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
                        folders.append(f"{path}/{entry.name}")
        finally:
            os.close(handle)
        measured.files += files
        measured.bytes += size
        return folders


def walk(root: str, visitor: Visitor[Any]) -> None:
    """Show everything below the folder ``root`` to ``visitor``.

    Raises:
        OSError: if the root itself can't be listed. What does not open below it is told to the visitor; what vanishes
            meanwhile is left out.

    """
    Walk(root, visitor).below("", visitor.root())


def _listing(path: str) -> list[Item]:
    """Return the names in a folder and what ``lstat`` says of each, in byte order."""
    handle = os.open(path, _OPEN_FOLDER)
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


class Tree:
    """Single questions about a context, for following links: nothing is cached, as few are asked."""

    def __init__(self, root: str) -> None:
        """Answer for the folder ``root``."""
        self._root = root

    def walk(self, visitor: Visitor[Any]) -> None:
        """Show everything below to ``visitor``; see :func:`walk`."""
        walk(self._root, visitor)

    def heads(self, files: Iterable[str], limit: int) -> Iterator[tuple[str, bytes]]:
        """Yield each path with at most ``limit`` bytes of its file; see :func:`ctxsize.files.contents.heads`."""
        return heads(self._root, files, limit)

    def digest(self, path: str) -> bytes | None:
        """Return what tells a file's content from others of its size; see :func:`ctxsize.files.contents.digest`."""
        return digest(self._root, path)

    def is_image_archive(self, path: str) -> bool:
        """Whether a file is what ``docker save`` writes; see :func:`ctxsize.files.contents.is_image_archive`."""
        return is_image_archive(self._root, path)

    def link_target(self, path: str) -> str | None:
        """Return where the link at ``path`` points; ``None`` if there is no link there."""
        try:
            return os.readlink(f"{self._root}/{path}")
        except (OSError, ValueError):
            return None

    def names(self, path: str) -> list[str]:
        """Return the names in the folder at ``path``, in byte order; none if it is no folder."""
        try:
            return [name for name, _ in _listing(f"{self._root}/{path}")]
        except (OSError, ValueError):
            return []

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
            if stat.S_ISSOCK(os.lstat(f"{self._root}/{resolved}").st_mode):
                return b""
            return read_below(self._root, resolved, most)
        except TooLargeError as error:
            raise UnreadableError(f"{printable(path)}: {error.strerror}. Shorten the file, or move it away.") from error
        except (OSError, ValueError):
            return None

    def size(self, path: str) -> int | None:
        """Return the bytes in the file at ``path``; ``None`` if there is none, or something else."""
        try:
            status = os.lstat(f"{self._root}/{path}")
        except (OSError, ValueError):
            return None
        return status.st_size if stat.S_ISREG(status.st_mode) else None

    def exists(self, path: str) -> bool:
        """Whether there is anything at ``path``, a broken link included."""
        try:
            os.lstat(f"{self._root}/{path}")
        except (OSError, ValueError):
            return False
        return True

    def resolve(self, path: str) -> str | None:
        """Follow links part by part; those that lead out of the context are bent back to its root."""
        return self.follow(path)[0]

    def follow(self, path: str) -> tuple[str | None, tuple[str, ...]]:
        """Return where :meth:`resolve` leads, and the links that are followed on the way."""
        links: list[str] = []
        pending = [part for part in reversed(path.split("/")) if part]
        done: list[str] = []
        for _ in range(_MAX_LINKS):
            if not pending:
                return "/".join(done), tuple(links)
            part = pending.pop()
            if part == ".":
                continue
            if part == "..":
                done = done[:-1]
                continue
            target = self.link_target("/".join([*done, part]))
            if target is None:
                done.append(part)
                continue
            links.append("/".join([*done, part]))
            if target.startswith("/"):
                done = []
            pending += [step for step in reversed(target.split("/")) if step]
        return None, tuple(links)


_MAX_LINKS = 4096
"""Parts, links included, after which a path is taken for a loop."""
