"""A commit's tree as a context: the same walk and the same questions as on disk, answered from git's objects.

It is what a fresh checkout of the commit would be, without ``.git``. Submodules are empty directories and files of Git LFS
their pointers, as they are in a checkout that has neither.
"""

from __future__ import annotations

import stat

from ctxsize.context.links import follow
from ctxsize.display.escaping import printable
from ctxsize.errors import UnreadableError
from ctxsize.files.read import MOST_BYTES
from ctxsize.golang import paths
from ctxsize.golang.text import decode
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from ctxsize.context.entry import Item, Measured, Status

# Whenever a checkout is made, its files' time takes the same number of bytes in a transfer: this is one such time.
_TIME_NS = 1_700_000_000 * 10**9
_POINTER = b"version https://git-lfs.github.com/spec/v1\n"
_POINTER_BYTES = range(120, 200)
_LFS = b"filter=lfs"
_WHOLE_BYTES = 1024 * 1024
"""Up to so many bytes a file is read as a whole, even if its head alone is wanted."""
_ARCHIVE_BYTES = 4 * 1024 * 1024
_ATTRIBUTES = ".gitattributes"


class GitStatus:
    """What ``lstat`` would say of an entry of a checkout, and the object that holds its content."""

    __slots__ = ("blob", "st_ino", "st_mode", "st_size")
    st_dev = 0
    st_rdev = 0
    st_nlink = 1
    st_mtime_ns = _TIME_NS

    def __init__(self, mode: int, size: int, blob: str, number: int) -> None:
        """Speak of the blob with this hash; of a directory it is empty."""
        self.st_mode = mode
        self.st_size = size
        self.blob = blob
        self.st_ino = number


class Left(Record):
    """What a checkout of a tree would lack: paths of submodules; files of Git LFS, with the bytes that they stand for."""

    submodules: tuple[str, ...] = ()
    pointers: tuple[tuple[str, int], ...] = ()


class Listing(Record):
    """All that a tree holds: each directory's entries in byte order, every entry by its path, and the submodules' paths."""

    directories: Mapping[str, Sequence[tuple[str, GitStatus]]]
    by_path: Mapping[str, GitStatus]
    submodules: Sequence[str]


class GitSource:
    """A commit's tree, or a directory of one, as a context; see :class:`ctxsize.context.source.ContextSource`."""

    divisible = False
    opens_all = True

    def __init__(
        self,
        listing: Listing,
        read: Callable[[str, int | None], bytes],
        top: str,
        prefix: str = "",
    ) -> None:
        """Answer for the directory ``prefix`` of a tree.

        Args:
            listing: the whole tree.
            read: returns the content of a blob, or as many of its first bytes.
            top: where the repository stands on disk, for messages.
            prefix: as seen from the top of the tree.

        """
        self.root = f"{top}/{prefix}" if prefix else top
        self._all = listing
        self._read = read
        self._top = top
        self.prefix = prefix

    def at(self, prefix: str) -> GitSource | None:
        """Return the same for a directory, named as seen from the top; ``None`` if there is no such directory."""
        if prefix not in self._all.directories:
            return None
        return GitSource(self._all, self._read, self._top, prefix)

    def listing(self, path: str) -> list[Item]:
        """Return the names in a directory with what would be their status, in byte order; none if it is no directory."""
        return list(self._all.directories.get(self._full(path), ()))

    def directory(self, path: str) -> GitDirectory:
        """Return a directory, to tell of what is in it."""
        return GitDirectory(self, path)

    def found(self, path: str) -> GitFound:
        """Return the entry at ``path``; raises FileNotFoundError if there is none."""
        status = self.status(path)
        if status is None:
            raise FileNotFoundError(path)
        return GitFound(self, path, path.rpartition("/")[2], status)

    def measure_below(self, path: str) -> None:  # noqa: ARG002 (see ContextSource)
        """Return that there is nothing quicker than :meth:`measure`."""
        return

    def measure(self, path: str, measured: Measured) -> list[str]:
        """Add what one directory holds itself to ``measured``, and return the paths of the directories in it."""
        directories = []
        for name, status in self.listing(path):
            if stat.S_ISREG(status.st_mode):
                measured.files += 1
                measured.bytes += status.st_size
            elif stat.S_ISDIR(status.st_mode):
                directories.append(f"{path}/{name}")
        return directories

    def status(self, path: str) -> GitStatus | None:
        """Return what would be the status of ``path``."""
        return self._all.by_path.get(self._full(path))

    def content(self, status: GitStatus) -> bytes:
        """Return the content of a file, or where a link points; of one that is larger than any that is read, the beginning."""
        return self.head(status, MOST_BYTES)

    def head(self, status: GitStatus, most: int) -> bytes:
        """Return the first bytes of a file."""
        return self._read(status.blob, None if status.st_size <= _WHOLE_BYTES else most)[:most]

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
                yield path, self.head(status, limit)

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
        content = self.head(status, _ARCHIVE_BYTES)
        return holds_image(lambda at, size: content[at : at + size])

    def link_target(self, path: str) -> str | None:
        """Return where the link at ``path`` points; ``None`` if there is no link there."""
        status = self.status(path)
        return decode(self.content(status)) if status is not None and stat.S_ISLNK(status.st_mode) else None

    def names(self, path: str) -> list[str]:
        """Return the names in the directory at ``path``, in byte order; none if it is no directory."""
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
                f"{printable(path)}: it has more than {most:,} bytes, the most that ctxsize reads. Shorten the "
                "file, or move it away."
            )
        return self.content(status)

    def size(self, path: str) -> int | None:
        """Return the bytes in the file at ``path``; ``None`` if there is none, or something else."""
        status = self.status(path)
        return status.st_size if status is not None and stat.S_ISREG(status.st_mode) else None

    def exists(self, path: str) -> bool:
        """Whether there is anything at ``path``, a broken link included."""
        return self._full(path) in self._all.by_path or self._full(path) == self.prefix

    def resolve(self, path: str) -> str | None:
        """Follow links part by part; those that lead out of the context are bent back to its root."""
        return follow(self.link_target, path)[0]

    def follow(self, path: str) -> tuple[str | None, tuple[str, ...]]:
        """Return where :meth:`resolve` leads, and the links that are followed on the way."""
        return follow(self.link_target, path)

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


class GitFound:
    """An entry of a tree; see :class:`ctxsize.context.entry.Found` for what its members mean."""

    __slots__ = ("_source", "_status", "mode", "name", "path", "size")
    links = 1
    device = 0
    volume = 0
    mtime_ns = _TIME_NS

    def __init__(self, source: GitSource, path: str, name: str, status: Status) -> None:
        """Keep what is known of ``path`` in ``source``."""
        self._source = source
        self._status = status
        self.path = path
        self.name = name
        self.mode = status.st_mode
        self.size = status.st_size

    @property
    def inode(self) -> int:  # noqa: D102 (see the class)
        return self._status.st_ino

    def target(self) -> str:  # noqa: D102
        return self._source.link_target(self.path) or ""

    def attributes(self) -> dict[str, bytes]:
        """Return no attributes: git keeps none."""
        return {}

    def is_readable(self) -> bool:
        """Return that it is."""
        return True


def _no_attributes(_: str, *, follow_symlinks: bool) -> list[str]:  # noqa: ARG001 (as os.listxattr)
    return []


class GitDirectory:
    """A directory of a tree; see :class:`ctxsize.context.entry.Directory`."""

    __slots__ = ("_source", "list_attributes", "path", "place", "prefix")

    def __init__(self, source: GitSource, path: str) -> None:
        """Describe the directory at ``path`` in ``source``."""
        self._source = source
        self.path = path
        self.prefix = path + "/" if path else ""
        self.place = f"/{self.prefix}"
        self.list_attributes = _no_attributes

    def found(self, name: str, status: Status) -> GitFound:
        """Return an entry of the directory."""
        return GitFound(self._source, self.prefix + name, name, status)
