"""The build context as values: entries, their types, and totals over them."""

from __future__ import annotations

import stat
from enum import StrEnum

from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, ClassVar, Protocol

    class Found(Protocol):
        """One entry of the file system, as the walk met it: what one ``lstat`` told, and what can be asked for."""

        @property
        def path(self) -> str:
            """Relative to the context root, with slashes; stray bytes as lone surrogates."""

        @property
        def name(self) -> str:
            """The last part of the path."""

        @property
        def mode(self) -> int:
            """``st_mode``."""

        @property
        def size(self) -> int:
            """``st_size`` in bytes; of a link the length of its target."""

        @property
        def mtime_ns(self) -> int:
            """Time of the last modification, in nanoseconds since 1970."""

        @property
        def inode(self) -> int:
            """The inode's number on its device."""

        @property
        def volume(self) -> int:
            """The device that the inode is on."""

        @property
        def links(self) -> int:
            """How many names the inode has."""

        @property
        def device(self) -> int:
            """``st_rdev``: which device a device file stands for."""

        def target(self) -> str:
            """Return where a symbolic link points, as written."""

        def attributes(self) -> dict[str, bytes]:
            """Return all extended attributes by name."""

        def is_readable(self) -> bool:
            """Whether the file can be opened for reading by whoever runs this."""

    class Status(Protocol):
        """What ``lstat`` says."""

        st_mode: int
        st_nlink: int
        st_ino: int
        st_dev: int
        st_size: int
        st_mtime_ns: int

    class Folder(Protocol):
        """A folder that the walk is looking into."""

        @property
        def path(self) -> str:
            """Relative to the context root, with slashes; empty for the root."""

        @property
        def prefix(self) -> str:
            """What stands in front of a name in the folder to make a path: the path and a slash, or nothing."""

        @property
        def place(self) -> str:
            """The same as a path of this machine."""

        @property
        def list_attributes(self) -> Callable[..., list[str]]:
            """``os.listxattr`` for a path of this machine."""

        def found(self, name: str, status: Any, /) -> Found:  # noqa: ANN401 (what the walk gave)
            """Return an entry of the folder with all that can be asked of it."""

    Receive = Callable[[str, "Type", int], None]
    """Told of an entry that arrives: its path, its type, and the bytes of content that arrive."""


class Type(StrEnum):
    """What an entry is; the values are part of the JSON format."""

    FILE = "file"
    FOLDER = "dir"
    SYMLINK = "symlink"
    HARDLINK = "hardlink"
    FIFO = "fifo"
    SOCKET = "socket"
    DEVICE = "device"


_TYPES = {
    stat.S_IFREG: Type.FILE,
    stat.S_IFDIR: Type.FOLDER,
    stat.S_IFLNK: Type.SYMLINK,
    stat.S_IFIFO: Type.FIFO,
    stat.S_IFSOCK: Type.SOCKET,
    stat.S_IFCHR: Type.DEVICE,
    stat.S_IFBLK: Type.DEVICE,
}


def type_of(mode: int) -> Type:
    """Return the type that a ``st_mode`` speaks of."""
    return _TYPES.get(stat.S_IFMT(mode), Type.DEVICE)


class Entry(Record):
    """One entry that a builder receives.

    ``path`` is relative to the context root. ``type`` is a :class:`Type`; ``hardlink`` is a further name of a file
    that was received before. ``size`` is the number of bytes of content that arrive: 0 for everything but files, and
    0 for a file that arrives empty.
    """

    path: str
    type: Type
    size: int


class Counts:
    """Numbers by name, each 0 unless it is given."""

    __slots__: tuple[str, ...] = ()
    _names: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        """Take the names, in their order, from the annotations."""
        cls._names = tuple(cls.__annotations__)

    def __init__(self, **numbers: int) -> None:
        """Begin with these."""
        for name in self._names:
            setattr(self, name, numbers.pop(name, 0))
        if numbers:
            raise TypeError(f"{type(self).__name__} has no {', '.join(numbers)}")

    def asdict(self) -> dict[str, int]:
        """Return the numbers by name, as a named tuple does."""
        return {name: getattr(self, name) for name in self._names}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and self.asdict() == other.asdict()

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={number}' for name, number in self.asdict().items())})"


class Totals(Counts):
    """How much there is of what; sizes in bytes. ``transfer_bytes`` counts headers and padding too."""

    __slots__ = ("bytes", "directories", "files", "other", "symlinks", "transfer_bytes")

    files: int
    directories: int
    symlinks: int
    other: int
    bytes: int
    transfer_bytes: int

    def merge(self, more: Sequence[int]) -> None:
        """Add other totals, given as their values in the order of the fields."""
        for name, value in zip(self._names, more, strict=True):
            setattr(self, name, getattr(self, name) + value)

    def values(self) -> tuple[int, ...]:
        """Return the values in the order of the fields."""
        return tuple(getattr(self, name) for name in self._names)

    def add(self, kind: Type, size: int) -> None:
        """Count one entry. A hard link counts as a file."""
        if kind is Type.FILE or kind is Type.HARDLINK:
            self.files += 1
            self.bytes += size
        elif kind is Type.FOLDER:
            self.directories += 1
        elif kind is Type.SYMLINK:
            self.symlinks += 1
        else:
            self.other += 1


class Tally(Counts):
    """A number of files and their bytes."""

    __slots__ = ("bytes", "files")

    files: int
    bytes: int

    def __init__(self, files: int = 0, bytes: int = 0) -> None:  # noqa: A002 (of what else)
        """Begin with so many."""
        self.files = files
        self.bytes = bytes

    def add(self, size: int) -> None:
        """Count one file."""
        self.files += 1
        self.bytes += size


def extension(name: str) -> str:
    """Return the last extension of a file name, in lower case and with its dot; empty where it has none."""
    stem, dot, last = name.rpartition(".")
    return dot + last.lower() if stem.strip(".") else ""
