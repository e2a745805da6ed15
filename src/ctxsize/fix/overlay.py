"""A context on disk with one file as it will be once it is written."""

from __future__ import annotations

from ctxsize.context.disk import DiskSource
from ctxsize.golang.text import encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxsize.context.entry import Item, Status

_NEW_FILE = 0o100644
_SOME_TIME = 1_700_000_000_000_000_000
"""A time in nanoseconds; those of all files of our days take as many bytes to write down."""


class _Written:
    """What ``lstat`` will say of the file: what it says now, but for the size."""

    st_nlink = 1
    st_ino = 0
    st_dev = 0
    st_rdev = 0

    def __init__(self, size: int, before: Status | None) -> None:
        self.st_size = size
        self.st_mode = before.st_mode if before is not None else _NEW_FILE
        self.st_mtime_ns = before.st_mtime_ns if before is not None else _SOME_TIME


class Overlay(DiskSource):
    """A directory as a context in which one file has other content, or is there at all."""

    def __init__(self, root: str, path: str, data: bytes) -> None:
        """Answer for the directory ``root`` as if ``data`` stood at ``path``, whose directory exists."""
        super().__init__(root)
        self._directory, _, self._name = path.rpartition("/")
        self._size = len(data)

    def listing(self, path: str) -> Sequence[Item]:
        """Return the names in a directory and what ``lstat`` says of each, in byte order."""
        found = super().listing(path)
        if path != self._directory:
            return found
        before = next((status for name, status in found if name == self._name), None)
        rest = [item for item in found if item[0] != self._name]
        rest.append((self._name, _Written(self._size, before)))
        rest.sort(key=lambda item: encode(item[0]))
        return rest
