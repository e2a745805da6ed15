"""A tar stream of an image's files, read once and without keeping any content: what is in it, by path."""

from __future__ import annotations

import hashlib
import tarfile

from ctxsize.prove.rewrite import MARK
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

_CHUNK = 1 << 20


class ImageEntry(Record):
    """One path of an image, without its time: ``kind`` is ``file``, ``directory``, ``link``, ``hard link`` or ``special``.

    ``more`` holds device numbers and extended attributes.
    """

    kind: str
    mode: int
    uid: int
    gid: int
    link: str
    size: int
    digest: str
    more: tuple[object, ...] = ()


class Tree(Record):
    """The files of an image: ``entries`` by path, and the time of each file's last change in seconds."""

    entries: dict[str, ImageEntry]
    times: dict[str, float]


def read_tree(stream: IO[bytes]) -> Tree:
    """Read a whole tar stream; raises :class:`tarfile.ReadError` for one that breaks off."""
    entries: dict[str, ImageEntry] = {}
    times: dict[str, float] = {}
    with tarfile.open(fileobj=stream, mode="r|", errorlevel=0) as archive:
        for member in archive:
            name = member.name.rstrip("/")
            if name.rpartition("/")[2] == MARK[1:]:
                continue
            digest = ""
            if member.isreg():
                content = archive.extractfile(member)
                digest = _digest(content) if content is not None else ""
                times[name] = member.mtime
            attributes = {key: value for key, value in member.pax_headers.items() if key.startswith("SCHILY.xattr.")}
            entries[name] = ImageEntry(
                kind=_kind(member),
                mode=member.mode,
                uid=member.uid,
                gid=member.gid,
                link=member.linkname,
                size=member.size,
                digest=digest,
                more=(member.devmajor, member.devminor, *sorted(attributes.items()))
                if attributes or member.isdev()
                else (),
            )
    while stream.read(_CHUNK):  # what stands behind the end of the archive
        pass
    return Tree(entries=entries, times=times)


def read_contents(stream: IO[bytes]) -> dict[str, bytes]:
    """Read a whole tar stream of small files; return their contents by path."""
    with tarfile.open(fileobj=stream, mode="r|", errorlevel=0) as archive:
        found = {}
        for member in archive:
            content = archive.extractfile(member) if member.isreg() else None
            if content is not None:
                found[member.name] = content.read()
    while stream.read(_CHUNK):
        pass
    return found


def _digest(content: IO[bytes]) -> str:
    found = hashlib.sha256()
    while chunk := content.read(_CHUNK):
        found.update(chunk)
    return found.hexdigest()


def _kind(member: tarfile.TarInfo) -> str:
    if member.isreg():
        return "file"
    if member.isdir():
        return "directory"
    if member.issym():
        return "link"
    return "hard link" if member.islnk() else "special"
