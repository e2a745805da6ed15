"""What a build context is to whoever reads it, on disk or in a commit. Types only: no run loads this module."""

from __future__ import annotations

from typing import Protocol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ctxsize.context.entry import Directory, Found, Item, Measured


class PathSource(Protocol):
    """What it takes to tell which paths are there."""

    def names(self, path: str, /) -> list[str]:
        """Return the names in the directory at ``path``, in byte order; none if it is no directory."""

    def exists(self, path: str, /) -> bool:
        """Whether there is anything at ``path``, a broken link included."""


class LinkSource(Protocol):
    """What it takes to follow links."""

    def link_target(self, path: str, /) -> str | None:
        """Return where the link at ``path`` points, as written; ``None`` if there is no link there."""

    def names(self, path: str, /) -> list[str]:
        """Return the names in the directory at ``path``, in byte order; none if it is no directory."""


class Measuring(Protocol):
    """What is below a directory, measured piece by piece; true while something is left."""

    def __bool__(self) -> bool:
        """Whether something is left."""

    def some(self, most: int, /) -> tuple[int, int, list[tuple[int, int, int]], list[tuple[str, int]]]:
        """Measure at most so many directories.

        Return files, bytes of those with one name, of the others volume, inode and bytes, and the paths of directories
        that failed, each with its error's number.
        """

    def push(self, path: str, /) -> None:
        """Add a directory that is to be measured next."""


class ContextSource(LinkSource, PathSource, Protocol):
    """A context root: what the walk is shown of it, and single questions about paths.

    Paths are relative to the root, with slashes, the root being the empty path; stray bytes are lone surrogates. For
    the walk, ``listing`` is asked first, then ``directory`` for what is in the listing; ``measure`` instead of both where
    nothing is received. Questions that name something that is not there are answered with ``None``, nothing, or false.
    """

    @property
    def root(self) -> str:
        """The root as a path of this machine, for messages."""

    @property
    def divisible(self) -> bool:
        """Whether several processes may look through parts of it at once."""

    @property
    def opens_all(self) -> bool:
        """Whether every directory opens."""

    def listing(self, path: str, /) -> Sequence[Item]:
        """Return the names in a directory with what ``lstat`` says of each, in byte order; raises OSError if it can't be read."""

    def directory(self, path: str, /) -> Directory:
        """Return a directory, to tell of what is in it."""

    def found(self, path: str, /) -> Found:
        """Return the entry at ``path``; raises OSError if there is none."""

    def measure(self, path: str, measured: Measured, /) -> list[str]:
        """Add what one directory holds itself to ``measured``, and return the paths of the directories in it."""

    def measure_below(self, path: str, /) -> Measuring | None:
        """Return what measures everything below a directory, piece by piece; ``None`` where ``measure`` must do it."""

    def heads(self, files: Iterable[str], limit: int, /) -> Iterator[tuple[str, bytes]]:
        """Yield each path with at most ``limit`` bytes of its file; what is no file, or can't be read, is left out."""

    def digest(self, path: str, /) -> bytes | None:
        """Return what tells a file's content from others of its size."""

    def is_image_archive(self, path: str, /) -> bool:
        """Whether a file is what ``docker save`` writes."""

    def read(self, path: str, most: int = ..., /) -> bytes | None:
        """Return the bytes of the file at ``path``, links resolved as if the context were the whole world.

        Raises:
            UnreadableError: if the file has more than ``most`` bytes.

        """

    def size(self, path: str, /) -> int | None:
        """Return the bytes in the file at ``path``, links not resolved; ``None`` if there is none, or something else."""

    def resolve(self, path: str, /) -> str | None:
        """Follow links part by part, those that lead out bent back to the root; ``None`` for a loop."""

    def follow(self, path: str, /) -> tuple[str | None, tuple[str, ...]]:
        """Return where :meth:`resolve` leads, and the links that are followed on the way."""
