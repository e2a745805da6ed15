"""Objects are read by one git program, whatever they hold, and a missing one is an error that says what to do."""

from __future__ import annotations

import gc
import subprocess
from pathlib import Path

import pytest

from ctxsize.git.batch import Batch
from ctxsize.git.running import GitError


def blob(root: Path, data: bytes) -> str:
    words = ["git", "-C", str(root), "hash-object", "-w", "--stdin"]
    return subprocess.run(words, input=data, capture_output=True, check=True).stdout.decode().strip()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    return tmp_path


def test_contents_come_to_the_byte_one_after_the_other(root: Path) -> None:
    contents = [b"", b"\n", b"a\nb", bytes(range(256)) * 9000, b"last"]
    batch = Batch(str(root))
    assert [batch.read(blob(root, data)) for data in contents] == contents


def test_of_a_large_object_only_the_beginning_is_read(root: Path) -> None:
    name = blob(root, b"x" * 3_000_000)
    assert Batch(str(root)).head(name, 10) == b"x" * 10
    assert len(Batch(str(root)).head(name, 5_000_000)) == 3_000_000


def test_a_missing_object_is_an_error_with_advice(root: Path) -> None:
    batch = Batch(str(root))
    with pytest.raises(GitError, match="Run git fsck"):
        batch.read("0" * 40)
    assert batch.read(blob(root, b"after")) == b"after"


def test_the_program_ends_with_the_object(root: Path) -> None:
    batch = Batch(str(root))
    batch.read(blob(root, b"a"))
    process = batch._running()
    del batch
    gc.collect()
    assert process.returncode is not None
