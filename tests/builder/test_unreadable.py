"""Directories and files that whoever builds may not read, as a live engine took them (Docker Engine 28.5.2)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

REFUSED = "refused"
# What is copied, the ignore file, the directory that is closed, and the bytes of the transfer.
CASES: list[tuple[str, str, str, int | str]] = [
    (".", "locked", "locked", 200),
    (".", "locked\n!other", "locked", 207),
    (".", "locked\n!locked/x", "locked", REFUSED),
    (".", "*\n!**/*.txt", "locked", REFUSED),
    (".", "*\n!a.txt", "locked", 33),
    (".", "*\n!s?b", "locked", REFUSED),
    (".", "*\n!sub/*", "locked", 60),
    (".", "*\n!sub/**", "locked", 60),
    (".", "**/locked", "locked", 203),
    (".", "locked/**", "locked", REFUSED),
    (".", "", "locked", REFUSED),
    ("a.txt", "", "locked", 33),
    ("a.txt", "locked\n!**/z", "locked", 33),
    ("*.txt", "", "locked", REFUSED),
    ("*.txt", "locked", "locked", 33),
    ("*.txt", "locked\n!**/z", "locked", REFUSED),
    ("sub/a", "", "sub/locked", 60),
    ("sub", "", "sub/locked", REFUSED),
    ("sub/*", "", "sub/locked", REFUSED),
    ("sub/*", "sub/locked", "sub/locked", 60),
    ("sub/**", "", "locked", 60),
    ("sub/a*", "", "locked", REFUSED),
    ("sub/*/x", "", "locked", REFUSED),
    ("s*b", "", "locked", REFUSED),
]
# Everything is imported before this becomes another user, who may have no access to it: by asking once as the first.
ASK = """
import json, os, sys, ctxsize
for root in sys.argv[1:]:
    ctxsize.simulate(root), ctxsize.analyze(root)
os.setgid(65534), os.setuid(65534)
found = []
for root in sys.argv[1:]:
    row = []
    for ask in (ctxsize.simulate, ctxsize.analyze):
        try:
            answer = ask(root)
            row.append(getattr(answer, "received", answer).transfer_bytes)
        except ctxsize.CtxsizeError as error:
            row.append("refused")
    found.append(row)
print(json.dumps(found))
"""


@pytest.fixture
def directory() -> Iterator[Path]:
    """A directory that others can look into, unlike those of pytest."""
    made = Path(tempfile.mkdtemp(prefix="ctxsize-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


def ask(*roots: Path) -> list[list[int | str]]:
    done = subprocess.run([sys.executable, "-c", ASK, *map(str, roots)], capture_output=True, text=True, check=True)
    answers: list[list[int | str]] = json.loads(done.stdout)
    return answers


def context(root: Path, source: str, ignore: str, closed: str) -> Path:
    (root / "sub").mkdir(parents=True)
    (root / "Dockerfile").write_text(f"FROM scratch\nCOPY {source} /\n")
    (root / "a.txt").write_text("x")
    (root / "sub/a").write_text("x")
    if ignore:
        (root / ".dockerignore").write_text(ignore)
    (root / closed).mkdir(mode=0o700)
    return root


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_buildkit_fails_at_a_closed_directory_that_its_walk_enters(directory: Path) -> None:
    roots = [context(directory / str(number), *case[:3]) for number, case in enumerate(CASES)]
    found = dict(zip([case[:3] for case in CASES], ask(*roots), strict=True))
    assert found == {case[:3]: [case[3], case[3]] for case in CASES}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_closed_file_arrives_empty(directory: Path) -> None:
    (directory / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    (directory / "a").write_text("x\n")
    (directory / "root.log").write_text("secret\n")
    (directory / "root.log").chmod(0o600)
    assert ask(directory) == [[122, 122]]
