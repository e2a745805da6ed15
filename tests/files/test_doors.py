"""No module outside of `files/` opens, writes, moves or deletes a file by name."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import ctxsize

ROOT = Path(ctxsize.__file__).parent

OF_OS = frozenset(
    [
        "replace",
        "rename",
        "unlink",
        "remove",
        "link",
        "symlink",
        "truncate",
        "chmod",
        "chown",
        "mkdir",
        "makedirs",
        "rmdir",
        "mkfifo",
        "fdopen",
        "open",
    ]
)
MODULES = frozenset(
    {"tarfile", "gzip", "zipfile", "bz2", "lzma", "tempfile", "shutil", "mmap", "fileinput", "linecache"}
)

ALLOWED = {
    ("build/inputs.py", "os.open"): "a Dockerfile outside of the context, to see whether the client could",
    ("context/disk.py", "os.open"): "directories, to list what is in them",
    ("cli/background.py", "os.fdopen"): "the pipe of our own child",
    ("cli/progress.py", "mmap"): "memory that our own processes share, of no file",
    ("cli/options.py", "read_text"): "the schema that is part of ctxsize",
    ("report/html.py", "read_text"): "style and script of the page, which are part of ctxsize",
    ("rules/pages.py", "read_text"): "pages that are part of ctxsize",
    ("git/running.py", "shutil"): "to look for git on PATH",
    ("prove/archive.py", "open"): "a tar stream of Docker's client, read from its pipe",
    ("prove/archive.py", "tarfile"): "likewise; nothing of it is written",
    ("prove/engine.py", "open"): "the Dockerfile's copy, in a directory of the proof's own",
    ("prove/engine.py", "os.mkdir"): "likewise",
    ("prove/engine.py", "shutil"): "to look for programs on PATH, and to delete that directory",
    ("prove/engine.py", "tempfile"): "to make it",
    ("prove/engine.py", "tarfile"): "for the error of a stream that breaks off",
}


def opened(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name.partition(".")[0] in MODULES)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in MODULES:
            yield node.module or ""
        elif isinstance(node, ast.Call):
            match node.func:
                case ast.Name(id="open"):
                    yield "open"
                case ast.Attribute(value=ast.Name(id="os"), attr=name) if name in OF_OS:
                    yield f"os.{name}"
                case ast.Attribute(value=ast.Name(id="io"), attr="open"):
                    yield "io.open"
                case ast.Attribute(
                    attr=("open" | "read_text" | "read_bytes" | "write_text" | "write_bytes") as name
                ) if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "os"):
                    yield name


def elsewhere() -> Iterator[tuple[str, str]]:
    for file in sorted(ROOT.rglob("*.py")):
        place = file.relative_to(ROOT).as_posix()
        if not place.startswith("files/"):
            yield from ((place, how) for how in opened(ast.parse(file.read_bytes())))


def test_files_are_opened_by_the_room_for_it_alone() -> None:
    assert sorted(set(elsewhere())) == sorted(ALLOWED)


@pytest.mark.parametrize(
    "source",
    [
        "open('x')",
        "import os\nos.open('x', 0)",
        "io.open('x')",
        "Path('x').read_text()",
        "Path('x').open()",
        "import tarfile",
    ],
)
def test_each_way_of_opening_is_seen(source: str) -> None:
    assert list(opened(ast.parse(source)))
