"""A commit's tree as a context: the same walk and the same questions as on disk, answered from git's objects.

It is what a fresh checkout of the commit would be, without ``.git``. Submodules are empty folders and files of Git LFS
their pointers, as they are in a checkout that has neither.
"""

from __future__ import annotations

import stat

from ctxsize.context.walk import Folder, Found, Measured, Tree, Walk
from ctxsize.display.escaping import printable
from ctxsize.errors import UnreadableError
from ctxsize.files.read import MOST_BYTES
from ctxsize.golang import paths
from ctxsize.golang.text import decode
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import Any

# Whenever a checkout is made, its files' time takes the same number of bytes in a transfer: this is one such time.
_TIME_NS = 1_700_000_000 * 10**9
_POINTER = b"version https://git-lfs.github.com/spec/v1\n"
_POINTER_BYTES = range(120, 200)
_LFS = b"filter=lfs"
_ATTRIBUTES = ".gitattributes"


class Status:
    """What ``lstat`` would say of an entry of a checkout, and the object that holds its content."""

    __slots__ = ("blob", "st_ino", "st_mode", "st_size")
    st_dev = 0
    st_rdev = 0
    st_nlink = 1
    st_mtime_ns = _TIME_NS

    def __init__(self, mode: int, size: int, blob: str, number: int) -> None:
        """Speak of the blob with this hash; of a folder it is empty."""
        self.st_mode = mode
        self.st_size = size
        self.blob = blob
        self.st_ino = number


class Left(Record):
    """What a checkout of a tree would lack: paths of submodules; files of Git LFS, with the bytes that they stand for."""

    submodules: tuple[str, ...] = ()
    pointers: tuple[tuple[str, int], ...] = ()


class Listing(Record):
    """All that a tree holds: each folder's entries in byte order, every entry by its path, and the submodules' paths."""

    folders: Mapping[str, Sequence[tuple[str, Status]]]
    by_path: Mapping[str, Status]
    submodules: Sequence[str]


class GitTree(Tree):
    """A tree, or a folder of one, as a context root."""

    def __init__(
        self,
        listing: Listing,
        read: Callable[[str], bytes],
        top: str,
        prefix: str = "",
    ) -> None:
        """Answer for the folder ``prefix`` of a tree.

        Args:
            listing: the whole tree.
            read: returns the content of a blob.
            top: where the repository stands on disk, for messages.
            prefix: as seen from the top of the tree.

        """
        self.root = f"{top}/{prefix}" if prefix else top
        super().__init__(self.root)
        self._all = listing
        self._read = read
        self._top = top
        self.prefix = prefix

    def at(self, prefix: str) -> GitTree | None:
        """Return the same for a folder, named as seen from the top; ``None`` if there is no such folder."""
        if prefix not in self._all.folders:
            return None
        return GitTree(self._all, self._read, self._top, prefix)

    def walk(self, visitor: Any) -> None:  # noqa: ANN401 (see walk.Visitor)
        """Show everything below to ``visitor``, as :func:`ctxsize.context.walk.walk` shows a folder on disk."""
        _GitWalk(self, visitor).below("", visitor.root())

    def listing(self, path: str) -> Sequence[tuple[str, Status]]:
        """Return the names in a folder with what would be their status, in byte order; none if it is no folder."""
        return self._all.folders.get(self._full(path), ())

    def status(self, path: str) -> Status | None:
        """Return what would be the status of ``path``."""
        return self._all.by_path.get(self._full(path))

    def content(self, status: Status) -> bytes:
        """Return the content of a file, or where a link points."""
        return self._read(status.blob)

    def left(self) -> Left:
        """Return what a checkout would lack, without submodules and Git LFS."""
        below = self.prefix + "/" if self.prefix else ""
        submodules = tuple(path for path in self._all.submodules if path.startswith(below))
        return Left(submodules=submodules, pointers=tuple(self._pointers(below)))

    def heads(self, files: Iterable[str], limit: int) -> Iterator[tuple[str, bytes]]:
        """Yield each path with the beginning of its content, as :func:`ctxsize.files.contents.heads` does."""
        for path in files:
            status = self.status(path)
            if status is not None and stat.S_ISREG(status.st_mode):
                yield path, self.content(status)[:limit]

    def digest(self, path: str) -> bytes | None:
        """Return the name of a file's content."""
        status = self.status(path)
        return str(status.blob).encode() if status is not None and stat.S_ISREG(status.st_mode) else None

    def is_image_archive(self, path: str) -> bool:
        """Whether a file is what ``docker save`` writes."""
        from ctxsize.files.archive import holds_image  # noqa: PLC0415 (only where there is an archive)

        status = self.status(path)
        if status is None:
            return False
        content = self.content(status)
        return holds_image(lambda at, size: content[at : at + size])

    def link_target(self, path: str) -> str | None:
        """Return where the link at ``path`` points; ``None`` if there is no link there."""
        status = self.status(path)
        return decode(self.content(status)) if status is not None and stat.S_ISLNK(status.st_mode) else None

    def names(self, path: str) -> list[str]:
        """Return the names in the folder at ``path``, in byte order; none if it is no folder."""
        return [name for name, _ in self.listing(path)]

    def read(self, path: str, most: int = MOST_BYTES) -> bytes | None:
        """Return the bytes of the file at ``path``, links resolved; ``None`` if there is none, or something else.

        Raises:
            UnreadableError: if the file has more than ``most`` bytes.

        """
        resolved = self.resolve(path)
        status = self.status(resolved) if resolved is not None else None
        if status is None or not stat.S_ISREG(status.st_mode):
            return None
        if status.st_size > most:
            raise UnreadableError(
                f"{printable(path)}: it has more than {most:,} bytes, which is the most that is read of it. Shorten the "
                "file, or move it away."
            )
        return self.content(status)

    def exists(self, path: str) -> bool:
        """Whether there is anything at ``path``, a broken link included."""
        return self._full(path) in self._all.by_path or self._full(path) == self.prefix

    def _full(self, path: str) -> str:
        return paths.join(self.prefix, path)

    def _pointers(self, below: str) -> Iterator[tuple[str, int]]:
        attributes = [status for path, status in self._all.by_path.items() if path.rpartition("/")[2] == _ATTRIBUTES]
        if not any(_LFS in self.content(status) for status in attributes if stat.S_ISREG(status.st_mode)):
            return
        for path, status in self._all.by_path.items():
            if not (path.startswith(below) and stat.S_ISREG(status.st_mode) and status.st_size in _POINTER_BYTES):
                continue
            content = self.content(status)
            size = next((line[5:] for line in content.split(b"\n") if line.startswith(b"size ")), b"")
            if content.startswith(_POINTER) and size.isdigit():
                yield path.removeprefix(below), int(size)


class _GitFound(Found):
    """An entry of a tree."""

    __slots__ = ("_tree",)

    def __init__(self, tree: GitTree, path: str, name: str, status: Any) -> None:  # noqa: ANN401 (a Status, not os.stat_result)
        super().__init__("", path, name, status)
        self._tree = tree

    def target(self) -> str:
        """Return where a symbolic link points."""
        return self._tree.link_target(self.path) or ""

    def attributes(self) -> dict[str, bytes]:
        """Return no attributes: git keeps none."""
        return {}

    def is_readable(self) -> bool:
        """Return that it is."""
        return True


def _no_attributes(_: str, *, follow_symlinks: bool) -> list[str]:  # noqa: ARG001 (as os.listxattr)
    return []


class _GitFolder(Folder):
    """A folder of a tree."""

    __slots__ = ("_tree",)

    def __init__(self, tree: GitTree, path: str) -> None:
        super().__init__("", path)
        self._tree = tree
        self.list_attributes = _no_attributes

    def found(self, name: str, status: Any) -> Found:  # noqa: ANN401 (a Status, not os.stat_result)
        """Return an entry of the folder."""
        return _GitFound(self._tree, self.prefix + name, name, status)


class _GitWalk(Walk):
    """A walk through a tree."""

    def __init__(self, tree: GitTree, visitor: Any) -> None:  # noqa: ANN401 (see walk.Visitor)
        super().__init__("", visitor)
        self._tree = tree

    def listing(self, path: str) -> list[Any]:
        """Return what a folder holds, in byte order."""
        return list(self._tree.listing(path))

    def folder(self, path: str) -> Folder:
        """Return a folder, to speak of what is in it."""
        return _GitFolder(self._tree, path)

    def measure(self, path: str, measured: Measured) -> list[str]:
        """Add what one folder holds itself, and return the folders in it."""
        folders = []
        for name, status in self._tree.listing(path):
            if stat.S_ISREG(status.st_mode):
                measured.files += 1
                measured.bytes += status.st_size
            elif stat.S_ISDIR(status.st_mode):
                folders.append(f"{path}/{name}")
        return folders
