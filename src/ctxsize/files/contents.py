"""The beginnings of a few files, for rules that must look inside."""

from __future__ import annotations

import os

from ctxsize.files.read import open_below

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SAMPLE_BYTES = 64 * 1024
_SAMPLES = 64
_CHUNK = 1024 * 1024
_DEEPEST = 200


def heads(root: str, files: Iterable[str], limit: int) -> Iterator[tuple[str, bytes]]:
    """Yield each path, relative to ``root``, with at most ``limit`` bytes; what can't be read is left out.

    So is what lies more than 200 directories deep: each of them is opened on the way, for each file.
    """
    for path in files:
        head = _head(root, path, limit) if path.count("/") <= _DEEPEST else None
        if head is not None:
            yield path, head


def _head(root: str, path: str, limit: int) -> bytes | None:
    try:
        handle = open_below(root, path)
    except (OSError, ValueError):
        return None
    try:
        return os.read(handle, limit)
    except OSError:
        return None
    finally:
        os.close(handle)


def digest(root: str, path: str) -> bytes | None:
    """Return what tells a file's content from that of another file of its size; ``None`` if it can't be read.

    A file of up to 4 MiB is read whole, of a larger one 64 pieces of 64 KiB, evenly spread.
    """
    import hashlib  # noqa: PLC0415 (only where two large files have one size)

    seen = hashlib.blake2b(digest_size=16)
    try:
        handle = open_below(root, path)
    except OSError:
        return None
    try:
        size = os.fstat(handle).st_size
        step = max(_SAMPLE_BYTES, (size - _SAMPLE_BYTES) // (_SAMPLES - 1))
        for at in range(0, size, step):
            seen.update(os.pread(handle, _SAMPLE_BYTES, at))
    except OSError:
        return None
    finally:
        os.close(handle)
    return seen.digest()


def sha256(root: str, path: str) -> str | None:
    """Return the SHA-256 of a regular file's whole content, in hexadecimal digits; ``None`` if it can't be read."""
    import hashlib  # noqa: PLC0415 (a proof alone compares whole files)

    seen = hashlib.sha256()
    try:
        handle = open_below(root, path)
    except (OSError, ValueError):
        return None
    try:
        while chunk := os.read(handle, _CHUNK):
            seen.update(chunk)
    except OSError:
        return None
    finally:
        os.close(handle)
    return seen.hexdigest()


def is_image_archive(root: str, path: str) -> bool:
    """Whether the file at ``path`` below ``root`` is a tar, perhaps compressed with gzip, that ``docker save`` writes."""
    from ctxsize.files.archive import holds_image  # noqa: PLC0415 (only where there is an archive)

    try:
        handle = open_below(root, path)
    except OSError:
        return False
    try:
        return holds_image(lambda at, size: os.pread(handle, size, at))
    except OSError:
        return False
    finally:
        os.close(handle)
