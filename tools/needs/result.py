"""The result of a command as digests: every file below a directory, and every member of an archive."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

Members = dict[str, str]
"""Digests by name; a member of an archive is ``archive!member``."""
_ZIPS = (".whl", ".zip", ".jar", ".war", ".egg", ".nupkg", ".phar.zip")
_TARS = (".tar", ".tar.gz", ".tgz", ".gem", ".crate", ".ez", ".tar.bz2", ".tar.xz")
_SKIPPED = (".pyc", "scm_file_list.json")
"""Ends of names that are left out: bytecode, and what setuptools-scm notes down of the tree."""


def digests(root: Path, prefix: str = "") -> Members:
    """Return what lies below a directory. ``.git`` directories, bytecode and times are left out; links are their targets."""
    return dict(_walk(root, prefix))


def _walk(root: Path, prefix: str) -> Iterator[tuple[str, str]]:
    for where, directories, files in os.walk(root):
        directories[:] = [name for name in directories if name != ".git"]
        for name in (*directories, *files):
            path = Path(where, name)
            shown = prefix + path.relative_to(root).as_posix()
            if path.is_symlink():
                yield shown, f"-> {path.readlink()}"
            elif path.is_dir():
                yield shown + "/", "directory"
            elif path.is_file() and not name.endswith(_SKIPPED):
                yield from _file(shown, path.read_bytes())


def _file(shown: str, data: bytes) -> Iterator[tuple[str, str]]:
    try:
        if shown.endswith(_ZIPS):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for member in archive.namelist():
                    yield f"{shown}!{member}", _digest(archive.read(member))
            return
        if shown.endswith(_TARS):
            with tarfile.open(fileobj=io.BytesIO(data)) as tar:
                for entry in tar:
                    held = tar.extractfile(entry) if entry.isfile() else None
                    inner = f"{shown}!{entry.name}"
                    if held is None:
                        yield inner, f"{entry.type!r} {entry.linkname}"
                    elif entry.name.endswith((".tar.gz", ".gz")):
                        yield from _file(inner, held.read())
                    else:
                        yield inner, _digest(held.read())
            return
        if shown.endswith(".gz"):
            yield shown, _digest(gzip.decompress(data))
            return
    except (OSError, tarfile.TarError, zipfile.BadZipFile):
        pass
    yield shown, _digest(data)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def differences(one: Members, other: Members) -> set[str]:
    """Return the names that only one of two results has, or that differ."""
    return {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}


def is_native(path: Path) -> bool:
    """Whether a file, or a file below a directory, is a program or library of this machine."""
    return any(data.startswith((b"\x7fELF", b"!<arch>\n")) for data in _contents(path))


def is_bound(path: Path, text: bytes) -> bool:
    """Whether a file, or a file or link below a directory, holds a text: the path at which it was made."""
    if any(text in data for data in _contents(path)):
        return True
    links = [path, *path.rglob("*")] if path.is_dir() and not path.is_symlink() else [path]
    return any(link.is_symlink() and text in os.fsencode(link.readlink()) for link in links)


def _contents(path: Path) -> Iterator[bytes]:
    if path.is_symlink():
        return
    for one in path.rglob("*") if path.is_dir() else [path]:
        if one.is_file() and not one.is_symlink():
            yield one.read_bytes()
