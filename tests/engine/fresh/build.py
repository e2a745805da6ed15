"""A whole random build: a tree with its ignore file and Dockerfile, wherever those stand, and the build's arguments."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Final

from tests.engine.cases import Case, TreeEntry
from tests.engine.fresh.dockerfiles import DockerfileMaker
from tests.engine.fresh.engines import with_surroundings
from tests.engine.fresh.ignores import IgnoreMaker
from tests.engine.fresh.names import Names
from tests.engine.fresh.trees import TreeMaker

_IGNORE_FILE: Final = ".dockerignore"
_NAMED: Final = "other"
_SIZES: Final = (3, 6, 10, 16, 24, 36)
_MANY: Final = 200
"""So many entries that their numbers take two bytes in a transfer."""


def fresh_cases(seed: int, count: int) -> Iterator[Case]:
    """Yield ``count`` cases, those of the seeds from ``seed`` on."""
    for number in range(seed, seed + count):
        yield fresh_case(number)


def fresh_case(seed: int) -> Case:
    """Return the case of a seed, always the same one."""
    random = Random(seed)
    tree = TreeMaker(random, Names(random), _MANY if random.random() < 0.02 else random.choice(_SIZES))
    paths = tree.paths
    place = _Place(random, tree)
    named = place.put_named_context() if random.random() < 0.12 else []
    dockerfile = DockerfileMaker(random, paths, {_NAMED: named} if named else {})
    text = dockerfile.write().encode("utf-8", "surrogateescape")
    place.put_dockerfile(text)
    ignores = IgnoreMaker(random, [*paths, "Dockerfile", _IGNORE_FILE])
    if random.random() < 0.85:
        place.put_ignore_file(ignores.write())
    if random.random() < 0.1:
        place.put_own_ignore_file(ignores.write())
    case: Case = {"id": f"fresh-{seed}", "tree": tree.entries, "args": place.arguments + dockerfile.arguments}
    if place.around:
        case["around"] = place.around
    return with_surroundings(Random(f"{seed} engines"), case)


def _file(path: str, data: bytes) -> TreeEntry:
    if data.isascii():
        return {"path": path, "type": "file", "content": data.decode("ascii")}
    return {"path": path, "type": "file", "latin1": data.decode("latin-1")}


class _Place:
    """Where the Dockerfile and the ignore files of one case stand."""

    def __init__(self, random: Random, tree: TreeMaker) -> None:
        self._random = random
        self._tree = tree
        self._own_ignore = "Dockerfile" + _IGNORE_FILE
        self._outside = False
        self.arguments: list[str] = []
        self.around: list[TreeEntry] = []

    def put_named_context(self) -> list[str]:
        """Put another tree beside the context, with an ignore file of its own, and return its paths."""
        random = self._random
        tree = TreeMaker(random, Names(random), random.choice(_SIZES))
        # Which name of several the engine's snapshot calls the first can't be told apart from outside.
        entries = [entry for entry in tree.entries if entry["type"] != "hardlink"]
        if random.random() < 0.6:
            entries.append(_file(_IGNORE_FILE, IgnoreMaker(random, tree.paths).write()))
        self.around.append({"path": _NAMED, "type": "dir"})
        self.around += [_moved(entry, f"{_NAMED}/{entry['path']}") for entry in entries]
        self.arguments += ["--build-context", f"{_NAMED}={{around}}/{_NAMED}"]
        return [entry["path"] for entry in entries] or ["a"]

    def put_dockerfile(self, data: bytes) -> None:
        random, tree = self._random, self._tree
        kind = random.random()
        if kind < 0.75:
            self._put_usual(_file("Dockerfile", data))
            return
        if kind < 0.78:
            self._put_usual(_file("dockerfile", data))
            return
        if kind < 0.85:
            self._outside = True
            self.around.append(_file("Other.Dockerfile", data))
            self._own_ignore = "Other.Dockerfile" + _IGNORE_FILE
            self.arguments += ["-f", "{around}/Other.Dockerfile"]
            return
        directory = random.choice(tree.directories)
        name = random.choice(("app.Dockerfile", "Dockerfile.dev", "Containerfile", "Docker file", "[d]", "DOCKERFILE"))
        path = f"{directory}/{name}" if directory else name
        if path in tree.paths:
            path += "2"
        tree.add(_file(path, data))
        self._own_ignore = path + _IGNORE_FILE
        self.arguments += ["-f", "{around}/context/" + path]

    def _put_usual(self, entry: TreeEntry) -> None:
        """Let the file stand under its name, or let that be a link to it."""
        if self._random.random() < 0.06:
            real = self._random.choice(("real", "sub/real"))
            self._tree.entries.append(_moved(entry, real))
            entry = {"path": entry["path"], "type": "symlink", "target": real}
        self._tree.entries.append(entry)

    def put_ignore_file(self, data: bytes) -> None:
        entry = _file(_IGNORE_FILE, data)
        kind = self._random.random()
        if kind < 0.95:
            self._tree.entries.append(entry)
        elif kind < 0.98:
            self._tree.entries.append(_moved(entry, "ignored"))
            target = self._random.choice(("ignored", "./ignored", "/ignored", "../context/ignored", "nowhere"))
            self._tree.entries.append({"path": _IGNORE_FILE, "type": "symlink", "target": target})
        else:
            self._tree.entries.append({"path": _IGNORE_FILE, "type": "dir"})

    def put_own_ignore_file(self, data: bytes) -> None:
        entry = _file(self._own_ignore, data)
        if self._outside:
            self.around.append(entry)
        else:
            self._tree.add(entry)


def _moved(entry: TreeEntry, path: str) -> TreeEntry:
    moved = entry.copy()
    moved["path"] = path
    return moved
