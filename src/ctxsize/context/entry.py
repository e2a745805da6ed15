"""The build context as values: entries, their types, and totals over them."""

from __future__ import annotations

import stat
from enum import StrEnum

from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Protocol

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

        @property
        def st_mode(self) -> int:
            """Type and permissions."""

        @property
        def st_nlink(self) -> int:
            """How many names the inode has."""

        @property
        def st_ino(self) -> int:
            """The inode's number on its device."""

        @property
        def st_dev(self) -> int:
            """The device that the inode is on."""

        @property
        def st_rdev(self) -> int:
            """Which device a device file stands for."""

        @property
        def st_size(self) -> int:
            """Bytes; of a link the length of its target."""

        @property
        def st_mtime_ns(self) -> int:
            """Time of the last modification, in nanoseconds since 1970."""

    Item = tuple[str, Status]
    """A name in a directory, and what ``lstat`` says of it."""

    class Directory(Protocol):
        """A directory that the walk is looking into."""

        @property
        def path(self) -> str:
            """Relative to the context root, with slashes; empty for the root."""

        @property
        def prefix(self) -> str:
            """What stands in front of a name in the directory to make a path: the path and a slash, or nothing."""

        @property
        def place(self) -> str:
            """The same as a path of this machine."""

        @property
        def list_attributes(self) -> Callable[..., list[str]]:
            """``os.listxattr`` for a path of this machine."""

        def found(self, name: str, status: Status, /) -> Found:
            """Return an entry of the directory with all that can be asked of it."""

    Receive = Callable[[str, "Type", int], None]
    """Told of an entry that arrives: its path, its type, and the bytes of content that arrive."""


class Type(StrEnum):
    """What an entry is; the values are part of the JSON format."""

    FILE = "file"
    DIRECTORY = "dir"
    SYMLINK = "symlink"
    HARDLINK = "hardlink"
    FIFO = "fifo"
    SOCKET = "socket"
    DEVICE = "device"


_TYPES = {
    stat.S_IFREG: Type.FILE,
    stat.S_IFDIR: Type.DIRECTORY,
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


class Totals(Record):
    """How much there is of what; sizes in bytes. ``transfer_bytes`` counts headers and padding too."""

    files: int = 0
    directories: int = 0
    symlinks: int = 0
    other: int = 0
    bytes: int = 0
    transfer_bytes: int = 0


class Tally(Record):
    """A number of files and their bytes."""

    files: int = 0
    bytes: int = 0


class TotalsCounter:
    """Counts entries while a walk is under way; see :class:`Totals`."""

    __slots__ = ("bytes", "directories", "files", "other", "symlinks", "transfer_bytes")

    def __init__(self) -> None:
        """Begin with nothing."""
        self.files = self.directories = self.symlinks = self.other = self.bytes = self.transfer_bytes = 0

    def add(self, kind: Type, size: int) -> None:
        """Count one entry. A hard link counts as a file."""
        if kind is Type.FILE or kind is Type.HARDLINK:
            self.files += 1
            self.bytes += size
        elif kind is Type.DIRECTORY:
            self.directories += 1
        elif kind is Type.SYMLINK:
            self.symlinks += 1
        else:
            self.other += 1

    def values(self) -> tuple[int, ...]:
        """Return the numbers in the order of the fields of :class:`Totals`."""
        return self.files, self.directories, self.symlinks, self.other, self.bytes, self.transfer_bytes

    def merge(self, more: Sequence[int]) -> None:
        """Add numbers in that order."""
        files, directories, symlinks, other, size, transfer_bytes = more
        self.files += files
        self.directories += directories
        self.symlinks += symlinks
        self.other += other
        self.bytes += size
        self.transfer_bytes += transfer_bytes

    def result(self) -> Totals:
        """Return what has been counted."""
        return Totals(*self.values())


class TallyCounter:
    """Counts files and their bytes while a walk is under way; see :class:`Tally`."""

    __slots__ = ("bytes", "files")

    def __init__(self, files: int = 0, bytes: int = 0) -> None:  # noqa: A002 (of what else)
        """Begin with so many."""
        self.files = files
        self.bytes = bytes

    def add(self, size: int) -> None:
        """Count one file."""
        self.files += 1
        self.bytes += size

    def result(self) -> Tally:
        """Return what has been counted."""
        return Tally(self.files, self.bytes)


class Measured:
    """What some directories hold: regular files, their bytes, and those that have further names elsewhere."""

    __slots__ = ("bytes", "files", "links")

    def __init__(self) -> None:
        """Begin with nothing."""
        self.files = 0
        self.bytes = 0
        """Of files with a single name."""
        self.links: list[tuple[int, int, int]] = []
        """Of each other file the volume, the inode, and the bytes."""


def extension(name: str) -> str:
    """Return the last extension of a file name, in lower case and with its dot; empty where it has none."""
    stem, dot, last = name.rpartition(".")
    return dot + last.lower() if stem.strip(".") else ""
