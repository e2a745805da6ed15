"""The beginnings of a few files, for rules that must look inside."""

from __future__ import annotations

import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# A file may have become a link or a pipe since the walk: neither is followed, neither is waited for.
_OPEN_FILE = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK


def heads(root: str, files: Iterable[str], limit: int) -> Iterator[tuple[str, bytes]]:
    """Yield each path, relative to ``root``, with at most ``limit`` bytes; what can't be read is left out."""
    for path in files:
        head = _head(f"{root}/{path}", limit)
        if head is not None:
            yield path, head


def _head(full: str, limit: int) -> bytes | None:
    try:
        handle = os.open(full, _OPEN_FILE)
    except OSError:
        return None
    try:
        return os.read(handle, limit) if stat.S_ISREG(os.fstat(handle).st_mode) else None
    except OSError:
        return None
    finally:
        os.close(handle)
