"""Trees: directories, files, and everything else that a file system lets stand beside them."""

from __future__ import annotations

import posixpath
from random import Random
from typing import Final

from tests.engine.cases import TreeEntry
from tests.engine.fresh.names import Names

_SIZES: Final = (0, 0, 1, 2, 127, 128, 511, 512, 513, 2000, 16383, 16384, 32767, 32768, 32769, 70_000)
_SOCKET_NAME: Final = 20
_LARGE: Final = (1 << 20, (1 << 21) + 1, (1 << 21) - 1, 5_000_000)
_DEVICES: Final = ((0, 0), (1, 3), (8, 0), (127, 255), (255, 256), (4095, 1048575))
_MODES: Final = (0o600, 0o400, 0o444, 0o755, 0o777, 0o000, 0o4755, 0o2755, 0o1777, 0o6711, 0o111, 0o200)
_TIMES: Final = (
    0,
    1,
    999_999_999,
    1_000_000_000,
    2**31 * 10**9,
    2**33 * 10**9,
    -1,
    -(10**9),
    1_500_000_000_123_456_789,
)
_ATTRIBUTES: Final = (
    ("user.k", "v"),
    ("user.empty", ""),
    ("user.long", "x" * 300),
    ("user.é", "\x00\xff"),
    ("trusted.t", "1"),
    ("security.capability", "\x01\x00\x00\x02\x00\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"),
)


class TreeMaker:
    """Grows one tree; ``entries`` are in an order in which they can be made."""

    def __init__(self, random: Random, names: Names, size: int) -> None:
        """Grow a tree of about ``size`` entries."""
        self._random = random
        self._names = names
        self.entries: list[TreeEntry] = []
        self.directories = [""]
        self.files: list[str] = []
        self._taken: set[str] = {"Dockerfile", ".dockerignore", "dockerfile"}
        for _ in range(size):
            self._grow()
        links = random.choice((0, 0, 0, 1, 2, 6))
        for _ in range(links):
            self._link()
        if random.random() < 0.3:
            self._bend()

    @property
    def paths(self) -> list[str]:
        """Every path in the tree."""
        return [entry["path"] for entry in self.entries]

    def add(self, entry: TreeEntry) -> None:
        """Put an entry where nothing stands yet."""
        if entry["path"] not in self._taken:
            self._taken.add(entry["path"])
            self.entries.append(entry)

    def _path(self) -> str:
        directory = self._random.choice(self.directories)
        path = posixpath.join(directory, self._names.draw())
        while path in self._taken:
            path += self._random.choice("abc01")
        return path if len(path.rpartition("/")[2].encode("utf-8", "surrogateescape")) <= 255 else f"{path[:-255]}q"

    def _grow(self) -> None:
        path = self._path()
        if path in self._taken:
            return
        kind = self._random.random()
        if kind < 0.4 and path.count("/") < 6:
            self.add({"path": path, "type": "dir"})
            self.directories.append(path)
        elif kind < 0.94:
            self.add({"path": path, "type": "file", "size": self._random.choice(_SIZES)})
            self.files.append(path)
        else:
            self._rare(path)

    def _rare(self, path: str) -> None:
        kind = self._random.randrange(6)
        match kind:
            case 0:
                self.add({"path": path, "type": "fifo"})
            case 1 if len(path.rpartition("/")[2]) < _SOCKET_NAME:
                self.add({"path": path, "type": "socket"})
            case 2:
                self.add({"path": path, "type": "sparse", "size": self._random.choice(_LARGE)})
            case 3:
                device = self._random.choice(_DEVICES)
                self.add({"path": path, "type": self._random.choice(("char", "block")), "device": device})
            case _:
                target = self._random.choice(self.files or [""])
                self.add(
                    {"path": path, "type": "hardlink", "target": target} if target else {"path": path, "type": "dir"}
                )

    def _link(self) -> None:
        path = self._path()
        if path not in self._taken:
            self.add({"path": path, "type": "symlink", "target": self._target(path)})

    def _target(self, path: str) -> str:
        """Return where a link at ``path`` leads: somewhere in the tree, in one of many spellings, or nowhere."""
        random = self._random
        there = random.choice([*self.paths, *self.directories, path]) or "."
        match random.randrange(9):
            case 0:
                return "/" + there
            case 1:
                return random.choice(
                    ("nowhere", "/nowhere", "../nowhere", ".", "..", "../..", "/", "a/../b", "/etc/passwd")
                )
            case 2:
                return posixpath.join("../" * random.randrange(5), there)
            case 3:
                return posixpath.join(there, random.choice(("..", ".", "../..", self._names.draw())))
            case 4:
                return random.choice(("./", "", ".//")) + there + random.choice(("/", "", "/."))
            case _:
                return posixpath.relpath(there, posixpath.dirname(path) or ".")

    def _bend(self) -> None:
        """Give a few entries modes, times and attributes of their own."""
        for entry in self._random.sample(self.entries, min(len(self.entries), self._random.randint(1, 4))):
            link = entry["type"] == "symlink"
            match self._random.randrange(3):
                case 0 if not link:
                    entry["mode"] = self._random.choice(_MODES)
                case 1:
                    entry["mtime_ns"] = self._random.choice(_TIMES)
                case 2 if entry["type"] in {"file", "dir"}:
                    name, value = self._random.choice(_ATTRIBUTES)
                    if name != "security.capability" or entry["type"] == "file":
                        entry["xattrs"] = {name: value}
