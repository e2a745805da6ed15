"""The beginnings of a few files, for rules that must look inside."""

from __future__ import annotations

import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO

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


_SAMPLE_BYTES = 64 * 1024
_SAMPLES = 64
_MEMBERS = 300


def digest(root: str, path: str) -> bytes | None:
    """Return what tells a file's content from that of another file of its size; ``None`` if it can't be read.

    A file of up to 4 MiB is read whole, of a larger one 64 pieces of 64 KiB, evenly spread.
    """
    import hashlib  # noqa: PLC0415 (only where two large files have one size)

    seen = hashlib.blake2b(digest_size=16)
    try:
        handle = os.open(f"{root}/{path}", _OPEN_FILE)
    except OSError:
        return None
    try:
        status = os.fstat(handle)
        step = max(_SAMPLE_BYTES, (status.st_size - _SAMPLE_BYTES) // (_SAMPLES - 1))
        for at in range(0, status.st_size, step):
            seen.update(os.pread(handle, _SAMPLE_BYTES, at))
    except OSError:
        return None
    finally:
        os.close(handle)
    return seen.digest()


def is_image_archive(full: str) -> bool:
    """Whether the file at ``full`` is a tar, perhaps compressed with gzip, that ``docker save`` writes."""
    try:
        with open(full, "rb", opener=_opener) as stream:
            return holds_image(stream)
    except OSError:
        return False


def holds_image(stream: BinaryIO) -> bool:
    """Whether an open file, perhaps compressed with gzip, is a tar that holds the layers or the manifest of an image."""
    import tarfile  # noqa: PLC0415 (only where there is an archive)

    packed = stream.read(2) == b"\x1f\x8b"
    stream.seek(0)
    try:
        # A compressed archive can't be skipped through: its first members must do.
        with tarfile.open(fileobj=stream, mode="r|gz" if packed else "r:") as archive:
            for _, member in zip(range(20 if packed else _MEMBERS), archive, strict=False):
                if member.name in {"manifest.json", "oci-layout"} or member.name.startswith("blobs/sha256"):
                    return True
    except (OSError, EOFError, tarfile.TarError):
        return False
    return False


def _opener(path: str, flags: int) -> int:
    return os.open(path, flags | _OPEN_FILE)
