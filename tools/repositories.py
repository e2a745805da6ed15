"""Generated repositories for git: trees, nested ignore files, tracked files; the same for a seed every time.

    python -m tools.repositories 10000 [--from SEED] [--jobs N]

takes over git's ignore files in so many of them and holds the result against git's own answer. Each kind of thing that
people have comes up: personal patterns, links, repositories inside, names that no line can spell, letters of both cases,
an ignore file of Docker that is there already.
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
from dataclasses import dataclass
from pathlib import Path

import ctxsize
from ctxsize.build.request import Request
from ctxsize.errors import CtxsizeError
from ctxsize.fix.block import FixOptions, Source
from ctxsize.fix.plan import propose
from ctxsize.golang.paths import with_directories
from ctxsize.ignore.parse import pattern_of

ORDERS = FixOptions(source=Source.GITIGNORE, unsafe=True)
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
    "new\nline",
    "tab\there",
    "bell\x07",
]
NO_TEXT = "no\udcff\udcfetext"
"""A name that is not UTF-8, as Python spells it."""
NAME_PATTERNS = [
    *NAMES,
    *(
        "*",
        "*.log",
        "*.o",
        "m*",
        "?",
        "[ab]",
        "[!a]*",
        "*[^.]*",
        "ma?n.[co]",
        "[[:alpha:]]",
        "b*d",
        "a[!x]b",
        "src[+-9]*",
    ),
]
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
USERS = [*NAMES, "**/b", "*.c", "**/*.log", "src/*", "a/**/b", "*", "**/build"]
"""What stands in an ignore file of Docker."""
HEAD = "ref: refs/heads/main\n"
COMMIT = "1" * 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a repository has become: where the context lies in it, and a repository inside it; empty for the top and none."""

    context: str = ""
    inner: str = ""
    users: tuple[str, ...] = ()


class Repository:
    """One repository of git that takes the form of one case after the other."""

    def __init__(self, directory: Path) -> None:
        """Make it in an empty directory."""
        self.root = directory
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "XDG_CONFIG_HOME": str(directory / ".git" / "no"),
        }
        self.git("init", "-q", "--template=")
        (directory / ".git" / "info").mkdir(exist_ok=True)
        self._config = (directory / ".git" / "config").read_text()

    def speak_for_itself(self) -> None:
        """See that what git is asked by the program itself does not depend on who runs it."""
        names = ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM", "XDG_CONFIG_HOME")
        os.environ.update({name: self.environment[name] for name in names})

    def git(self, *arguments: str, data: bytes = b"", inside: str = "") -> bytes:
        """Return what git prints."""
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.root / inside,
            env=self.environment,
            input=data,
            capture_output=True,
            check=True,
        )
        return done.stdout

    def become(self, seed: int, *, track: bool = True) -> Form:
        """Take the form of a case."""
        self.clear()
        chance = random.Random(seed)  # noqa: S311 (the same case for a seed)
        files = sorted(set(_tree(chance)))
        for file in files:
            self._write(file, "x" * chance.randrange(1, 9))
        directories = sorted({str(Path(file).parent) for file in files})
        # A list: the order of a set depends on PYTHONHASHSEED, and what is drawn for each layer on their order.
        layers = [".", *(directory for directory in directories if chance.random() < 0.15 and directory != ".")]
        for directory in layers:
            self._write(f"{directory}/.gitignore", _ignore_file(chance))
        self._settings(chance)
        for link in [file for file in files if chance.random() < 0.04]:
            (self.root / link).unlink()
            (self.root / link).symlink_to(chance.choice(["nowhere", "/", ".", "..", Path(files[0]).name]))
        context = chance.choice(directories) if chance.random() < 0.1 else ""
        context = "" if context == "." else context
        self._write(f"{context or '.'}/Dockerfile", "FROM scratch\nCOPY . /\n")
        users = tuple(_users(chance)) if chance.random() < 0.2 else ()
        if users:
            self._write(f"{context or '.'}/.dockerignore", "\n".join(users))
        tracked = [file for file in files if chance.random() < chance.choice([0.1, 0.5])] if track else []
        inner = self._inner(chance, [directory for directory in directories if directory != "."], tracked)
        return Form(context=context, inner=inner, users=users)

    def clear(self) -> None:
        """Leave nothing but the repository itself, in which nothing is tracked."""
        for child in self.root.iterdir():
            if child.name == ".git":
                (child / "index").unlink(missing_ok=True)
                shutil.rmtree(child / "modules", ignore_errors=True)
            elif child.is_dir() and not child.is_symlink():
                shutil.rmtree(child)
            else:
                child.unlink()

    def _settings(self, chance: random.Random) -> None:
        """Write what is not in the tree: the repository's own patterns, the person's, and whether case matters."""
        (self.root / ".git/info/exclude").write_text(_ignore_file(chance) if chance.random() < 0.1 else "")
        personal = self.root / ".git" / "personal"
        personal.write_text(_ignore_file(chance) if chance.random() < 0.1 else "")
        case = "true" if chance.random() < 0.05 else "false"
        settings = f"[core]\n\texcludesFile = {personal}\n\tignoreCase = {case}\n"
        (self.root / ".git" / "config").write_text(self._config + settings)

    def _inner(self, chance: random.Random, directories: list[str], tracked: list[str]) -> str:
        """Track the files, and make a directory a repository of its own in some cases; return which."""
        inner = chance.choice(directories) if directories and chance.random() < 0.08 else ""
        own = [file for file in tracked if inner and file.startswith(inner + "/")]
        self._track([file for file in tracked if file not in own])
        if not inner:
            return ""
        home = self.root / inner / ".git"
        if chance.random() < 0.5:  # a submodule has its repository elsewhere
            home.write_text(f"gitdir: {self.root}/.git/modules/inner\n")
            home = self.root / ".git/modules/inner"
        for directory in ("objects", "refs", "info"):
            (home / directory).mkdir(parents=True)
        (home / "HEAD").write_text(HEAD)
        (home / "info" / "exclude").write_text(_ignore_file(chance) if chance.random() < 0.3 else "")
        self._track([file.removeprefix(inner + "/") for file in own], inner)
        if chance.random() < 0.5:
            self.git("update-index", "--add", "--cacheinfo", f"160000,{COMMIT},{inner}")
        return inner

    def _track(self, files: list[str], inside: str = "") -> None:
        if files:
            self.git(
                *("add", "-f", "--pathspec-from-file=-", "--pathspec-file-nul"),
                data=b"\0".join(b":(literal)" + os.fsencode(file) for file in files),
                inside=inside,
            )

    def _write(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(os.fsencode(text))

    def files(self, path: str) -> set[str]:
        """Return the files at or below a path, links among them."""
        start = self.root / path
        found = [start] if _is_leaf(start) else [file for file in start.rglob("*") if _is_leaf(file)]
        return {file.relative_to(self.root).as_posix() for file in found}

    def ignored(self, form: Form) -> set[str]:
        """Return the files of the context that git ignores and does not track, one by one."""
        inside = [form.inner] if _lies_in(form.context, form.inner) else ["", form.inner] if form.inner else [""]
        ignored: set[str] = set()
        for place in inside:
            listed = os.fsdecode(self.git("ls-files", "-z", "-o", "-i", "--exclude-standard", inside=place))
            for name in filter(None, listed.split("\0")):
                path = f"{place}/{name}" if place else name
                # With a slash at the end it is a repository that lies in this one.
                ignored |= self.files(path.rstrip("/")) if name.endswith("/") else {path}
        ahead = f"{form.context}/" if form.context else ""
        return {path.removeprefix(ahead) for path in ignored if path.startswith(ahead)}


def _is_leaf(file: Path) -> bool:
    return file.is_symlink() or not file.is_dir()


def _lies_in(context: str, inner: str) -> bool:
    return bool(inner) and (context == inner or context.startswith(inner + "/"))


def _tree(chance: random.Random) -> Iterator[str]:
    names = NAMES + (ODD_NAMES if chance.random() < 0.3 else []) + ([NO_TEXT] if chance.random() < 0.02 else [])
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


def _users(chance: random.Random) -> Iterator[str]:
    """Yield lines of the user's own, exceptions among them."""
    for _ in range(chance.randrange(1, 4)):
        yield chance.choice(["", "", "!"]) + chance.choice(USERS)


def wrong(repository: Repository, seed: int) -> str:
    """Take over git's ignore files in one case; return what is not as git says, empty where all is."""
    form = repository.become(seed)
    root = repository.root / form.context
    ignored = repository.ignored(form)
    request = Request.of(str(root), "buildkit", None, None, None, None)
    builders = []
    before = {}
    for builder in ("buildkit", "legacy"):
        try:
            before[builder] = _arrives(root, builder)
        except CtxsizeError:  # a name that is no text, say
            continue
        builders.append(builder)
    try:
        proposal = propose(request, ORDERS)
    except CtxsizeError as error:
        return "" if "buildkit" not in builders else f"seed {seed}: {error}"
    (root / ".dockerignore").write_bytes(proposal.new)
    faults = []
    whole = any("as a whole" in note for note in proposal.notes)
    exceptions = [pattern for line in form.users if line.startswith("!") and (pattern := pattern_of(line)) is not None]
    for builder in builders:
        full, empty = _arrives(root, builder)
        old, old_empty = before[builder]
        gone = set() if whole else ignored - ({"Dockerfile"} if builder == "legacy" else set())
        taken_back = {
            path for path in gone if any(one.matches(place) for one in exceptions for place in with_directories(path))
        }
        must = (old - gone) | {path for path in old & taken_back if any(one.matches(path) for one in exceptions)}
        faults += [f"{builder} lacks {path!r}" for path in sorted(must - full)]
        # What the user takes back may arrive on a builder only now: a line for the other makes it look into the directory.
        faults += [f"{builder} has {path!r}" for path in sorted(full - (old - gone) - taken_back)]
        faults += [f"{builder} empties {path!r}" for path in sorted(empty - old_empty)]
    if propose(request, ORDERS).new != proposal.new:
        faults.append("the second run changes something")
    return f"seed {seed}: {'; '.join(faults[:5])}" if faults else ""


def _arrives(root: Path, builder: str) -> tuple[set[str], set[str]]:
    """Return what is received, directories left out, and which of that comes without its content."""
    entries = [one for one in ctxsize.simulate(str(root), builder=builder).entries if one.type != "dir"]
    empty = {one.path for one in entries if one.type == "file" and not one.size and (root / one.path).stat().st_size}
    return {one.path for one in entries if one.path != ".dockerignore"}, empty


def all_wrong(seeds: range) -> list[str]:
    """Return what is wrong in these cases; one repository serves for all of them."""
    with tempfile.TemporaryDirectory(prefix="ctxsize-") as directory:
        repository = Repository(Path(directory).resolve())
        repository.speak_for_itself()
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
