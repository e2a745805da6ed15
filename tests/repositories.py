"""Generated repositories for git: trees, nested ignore files, tracked files; the same for a seed every time.

    python -m tests.repositories 10000 [--from SEED] [--jobs N]

takes over git's ignore files in so many of them and holds the result against git's own answer.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import ctxsize
from ctxsize.fix import Orders, Source
from ctxsize.propose import propose
from ctxsize.simulate import Request

ORDERS = Orders(source=Source.GITIGNORE, unsafe=True)
NAMES = ["a", "b", "build", "dist", "src", "lib", "keep", "node_modules", "x.log", "y.log", "main.c", "main.o", "doc"]
ODD_NAMES = [
    "[id]",
    "a b",
    " lead",
    "trail ",
    "#h",
    "!n",
    "x+y",
    "(g)",
    "{k}",
    "é",
    "a^b",
    "p*q",
    "q?",
    "back\\s",
    "Build",
]
NAME_PATTERNS = [*NAMES, "*", "*.log", "*.o", "m*", "?", "[ab]", "[!a]*", "*[^.]*", "ma?n.[co]", "[[:alpha:]]", "b*d"]
ODD_PATTERNS = [
    "**",
    "***",
    "a**",
    "[]x]",
    "[z-a]",
    "[a",
    "\\a",
    "x\\",
    "\\[id\\]",
    "a b",
    "trail\\ ",
    " lead",
    "\\#h",
    "#h",
    "\\!n",
    "[a-]",
]
TAILS = ["", "", "", "/", "  ", "/*", "/**", "\r", "\t"]


class Repository:
    """One repository of git that takes the form of one case after the other."""

    def __init__(self, folder: Path) -> None:
        """Make it in an empty folder."""
        self.root = folder
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "XDG_CONFIG_HOME": str(folder / ".git" / "no"),
        }
        self.git("init", "-q", "--template=")
        (folder / ".git" / "info").mkdir(exist_ok=True)

    def git(self, *arguments: str, data: bytes = b"") -> bytes:
        """Return what git prints."""
        done = subprocess.run(
            ["git", *arguments], cwd=self.root, env=self.environment, input=data, capture_output=True, check=True
        )
        return done.stdout

    def become(self, seed: int, *, track: bool = True) -> str:
        """Take the form of a case, and return where its context lies in the repository, empty for all of it."""
        for child in self.root.iterdir():
            if child.name == ".git":
                (child / "index").unlink(missing_ok=True)
            elif child.is_dir() and not child.is_symlink():
                shutil.rmtree(child)
            else:
                child.unlink()
        chance = random.Random(seed)  # noqa: S311 (the same case for a seed)
        files = sorted(set(_tree(chance)))
        for file in files:
            self._write(file, "x" * chance.randrange(1, 9))
        folders = sorted({str(Path(file).parent) for file in files})
        layers = {"."} | {folder for folder in folders if chance.random() < 0.15}
        for folder in layers:
            self._write(f"{folder}/.gitignore", _ignore_file(chance))
        (self.root / ".git/info/exclude").write_text(_ignore_file(chance) if chance.random() < 0.1 else "")
        context = chance.choice(folders) if chance.random() < 0.1 else ""
        self._write(f"{context or '.'}/Dockerfile", "FROM scratch\nCOPY . /\n")
        tracked = [file for file in files if chance.random() < chance.choice([0.1, 0.5])]
        if tracked and track:
            self.git(
                "add",
                "-f",
                "--pathspec-from-file=-",
                "--pathspec-file-nul",
                data="\0".join(f":(literal){file}" for file in tracked).encode(),
            )
        return "" if context == "." else context

    def _write(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())

    def files(self, path: str) -> set[str]:
        """Return the files at or below a path."""
        start = self.root / path
        found = [start] if not start.is_dir() else [file for file in start.rglob("*") if not file.is_dir()]
        return {file.relative_to(self.root).as_posix() for file in found}

    def ignored(self, context: str) -> set[str]:
        """Return the files of the context that git ignores and does not track, one by one."""
        listed = os.fsdecode(self.git("ls-files", "-z", "-o", "-i", "--exclude-standard"))
        ahead = f"{context}/" if context else ""
        return {path.removeprefix(ahead) for path in listed.split("\0") if path and path.startswith(ahead)}


def _tree(chance: random.Random) -> Iterator[str]:
    names = NAMES + (ODD_NAMES if chance.random() < 0.3 else [])
    files: set[str] = set()
    for _ in range(chance.randrange(3, 25)):
        parts = [chance.choice(names) for _ in range(chance.choice([1, 1, 2, 2, 3, 4]))]
        path = "/".join(parts)
        above = {"/".join(parts[:length]) for length in range(1, len(parts))}
        if files.isdisjoint(above) and not any(file.startswith(path + "/") for file in files):
            files.add(path)
            yield path


def _ignore_file(chance: random.Random) -> str:
    lines = [_pattern(chance) for _ in range(chance.randrange(0, 6))]
    end = chance.choice(["\n", "\n", "\n", "\r\n"])
    return ("\ufeff" if chance.random() < 0.03 else "") + end.join(lines) + chance.choice(["", end])


def _pattern(chance: random.Random) -> str:
    parts = [
        chance.choice(ODD_PATTERNS) if chance.random() < 0.08 else chance.choice(NAME_PATTERNS)
        for _ in range(chance.choice([1, 1, 1, 2, 2, 3]))
    ]
    if chance.random() < 0.15:
        parts.insert(chance.randrange(len(parts) + 1), "**")
    text = chance.choice(["", "", "", "/"]) + "/".join(parts) + chance.choice(TAILS)
    return chance.choice(["", "", "", "!"]) + text


def wrong(repository: Repository, seed: int) -> str:
    """Take over git's ignore files in one case; return what is not as git says, empty where all is."""
    context = repository.become(seed)
    root = repository.root / context
    ignored = repository.ignored(context)
    request = Request.of(str(root), "buildkit", None, None, None, None)
    proposal = propose(request, ORDERS)
    there = {file.relative_to(root).as_posix() for file in root.rglob("*") if not file.is_dir()}
    (root / ".dockerignore").write_bytes(proposal.new)
    faults = []
    whole = there and any("as a whole" in note for note in proposal.notes)
    for builder in ("buildkit", "legacy"):
        always = {"Dockerfile"} if builder == "legacy" else set()
        expected = there - (set() if whole else ignored - always)
        simulation = ctxsize.simulate(str(root), builder=builder)
        received = {entry.path for entry in simulation.entries if entry.type != "dir" and entry.path != ".dockerignore"}
        empty = {
            entry.path
            for entry in simulation.entries
            if entry.type == "file" and not entry.size and (root / entry.path).stat().st_size
        }
        faults += [f"{builder} lacks {path!r}" for path in sorted(expected - received)]
        faults += [f"{builder} has {path!r}" for path in sorted(received - expected)]
        faults += [f"{builder} empties {path!r}" for path in sorted(empty)]
    if propose(request, ORDERS).new != proposal.new:
        faults.append("the second run changes something")
    return f"seed {seed}: {'; '.join(faults[:5])}" if faults else ""


def all_wrong(seeds: range) -> list[str]:
    """Return what is wrong in these cases; one repository serves for all of them."""
    with tempfile.TemporaryDirectory(prefix="ctxsize-") as folder:
        repository = Repository(Path(folder).resolve())
        # What git is asked by the program itself must not depend on who runs it.
        os.environ.update(
            {
                name: repository.environment[name]
                for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM", "XDG_CONFIG_HOME")
            }
        )
        return [fault for seed in seeds if (fault := wrong(repository, seed))]


def main() -> int:
    """Try many cases and print what is wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("count", type=int)
    parser.add_argument("--from", dest="first", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1)
    given = parser.parse_args()
    seeds = range(given.first, given.first + given.count)
    chunks = [seeds[at : at + 100] for at in range(0, given.count, 100)]
    faults: list[str] = []
    with ProcessPoolExecutor(given.jobs) as pool:
        for found in pool.map(all_wrong, chunks):
            faults += found
            for fault in found:
                print(fault, flush=True)
    print(f"{given.count} repositories, {len(faults)} wrong")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
