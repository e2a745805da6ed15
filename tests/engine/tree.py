"""A case's tree on disk, and a received tree as entries."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import stat
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from tests.engine.cases import Case, Received, TreeEntry, walk_key

CONTEXT: Final = "context"
_DIRECTORY_MODE: Final = 0o755
_FILE_MODE: Final = 0o644


@contextlib.contextmanager
def on_disk(case: Case) -> Iterator[Path]:
    """Make the case's trees in a new directory and give that directory; the context is its child ``context``."""
    around = Path(tempfile.mkdtemp(prefix="ctxsize-"))
    try:
        (around / CONTEXT).mkdir()
        with _mounted(case, around / CONTEXT):
            make_tree(around / CONTEXT, case["tree"])
            make_tree(around, case.get("around", []))
            yield around
    finally:
        shutil.rmtree(around)


@contextlib.contextmanager
def _mounted(case: Case, context: Path) -> Iterator[None]:
    """Mount what a case needs: a file system that keeps times that others do not."""
    if "needs" not in case:
        yield
        return
    place = context / case["needs"].rpartition(" ")[2]
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", place], check=True, capture_output=True)
    try:
        yield
    finally:
        subprocess.run(["umount", place], check=True, capture_output=True)


def arguments(case: Case, around: Path) -> list[str]:
    """Return the case's arguments with the directory's name filled in."""
    return [argument.replace("{around}", str(around)) for argument in case["args"]]


def make_tree(root: Path, entries: Sequence[TreeEntry]) -> None:
    """Make the entries below ``root``, in order, with the directories above them.

    Modes and times come last: making a child changes its directory's time.
    """
    base = os.fsencode(root)
    for entry in entries:
        path = os.path.join(base, _name(entry))
        os.makedirs(os.path.dirname(path), mode=_DIRECTORY_MODE, exist_ok=True)
        _make(base, path, entry)
    for entry in reversed(entries):
        path = os.path.join(base, _name(entry))
        for key, value in entry.get("xattrs", {}).items():
            os.setxattr(path, key, value.encode("latin-1"), follow_symlinks=False)
        if "mode" in entry:
            os.chmod(path, entry["mode"])
        if "mtime_ns" in entry:
            os.utime(path, ns=(entry["mtime_ns"], entry["mtime_ns"]), follow_symlinks=False)


def _name(entry: TreeEntry) -> bytes:
    return entry["raw"].encode("latin-1") if "raw" in entry else os.fsencode(entry["path"])


def _make(base: bytes, path: bytes, entry: TreeEntry) -> None:
    match entry["type"]:
        case "dir":
            os.makedirs(path, mode=_DIRECTORY_MODE, exist_ok=True)
        case "file":
            with open(path, "wb") as stream:
                stream.write(_content(entry))
            os.chmod(path, _FILE_MODE)
        case "sparse":
            with open(path, "wb") as stream:
                stream.truncate(entry["size"])
            os.chmod(path, _FILE_MODE)
        case "symlink":
            os.symlink(os.fsencode(entry["target"]), path)
        case "hardlink":
            os.link(os.path.join(base, os.fsencode(entry["target"])), path, follow_symlinks=False)
        case "fifo":
            os.mkfifo(path, _FILE_MODE)
        case "socket":
            _make_socket(path)
        case "char" | "block":
            kind = stat.S_IFCHR if entry["type"] == "char" else stat.S_IFBLK
            os.mknod(path, kind | _FILE_MODE, os.makedev(*entry["device"]))
            os.chmod(path, _FILE_MODE)


def _content(entry: TreeEntry) -> bytes:
    if "content" in entry:
        return entry["content"].encode("utf-8", "surrogateescape")
    return entry["latin1"].encode("latin-1") if "latin1" in entry else b"x" * entry.get("size", 0)


def _make_socket(path: bytes) -> None:
    """Make a socket through its directory's descriptor, because a socket's path may have no more than 107 bytes."""
    directory = os.open(os.path.dirname(path), os.O_PATH)
    try:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(os.fsencode(f"/proc/self/fd/{directory}/") + os.path.basename(path))
    finally:
        os.close(directory)


def listing(root: Path) -> list[Received]:
    """List a directory's entries in walk order; only files have a size, and anything odd is ``other``."""
    found: list[Received] = []
    pending = [""]
    while pending:
        directory = pending.pop()
        with os.scandir(root / directory) as entries:
            for entry in entries:
                received = _received(f"{directory}{entry.name}", entry.stat(follow_symlinks=False))
                found.append(received)
                if received["type"] == "dir":
                    pending.append(f"{received['path']}/")
    return sorted(found, key=walk_key)


def _received(path: str, status: os.stat_result) -> Received:
    kinds = {stat.S_IFREG: "file", stat.S_IFDIR: "dir", stat.S_IFLNK: "symlink"}
    kind = kinds.get(stat.S_IFMT(status.st_mode), "other")
    return {"path": path, "type": kind, "size": status.st_size if kind == "file" else 0}


def entries_of(root: Path) -> list[TreeEntry]:
    """Describe a directory so that `make_tree` makes it again, times and attributes included."""
    return [_entry(root, received["path"]) for received in listing(root)]


def _entry(root: Path, path: str) -> TreeEntry:
    file = root / path
    status = file.lstat()
    entry: TreeEntry = {"path": path, "type": "file", "mtime_ns": status.st_mtime_ns}
    if not stat.S_ISLNK(status.st_mode):
        entry["mode"] = stat.S_IMODE(status.st_mode)
    match stat.S_IFMT(status.st_mode):
        case stat.S_IFREG:
            entry["latin1"] = file.read_bytes().decode("latin-1")
        case stat.S_IFDIR:
            entry["type"] = "dir"
        case stat.S_IFLNK:
            entry |= {"type": "symlink", "target": str(file.readlink())}
        case stat.S_IFIFO:
            entry["type"] = "fifo"
        case stat.S_IFCHR | stat.S_IFBLK:
            entry["type"] = "char" if stat.S_ISCHR(status.st_mode) else "block"
            entry["device"] = os.major(status.st_rdev), os.minor(status.st_rdev)
        case _:
            entry["type"] = "socket"
    return entry
