"""The user's cache: made for the user alone, and never larger than it may be."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from ctxsize.files.kept import keep
from ctxsize.files.write import UnwritableError


def test_a_file_takes_the_place_of_an_older_one(tmp_path: Path) -> None:
    directory = tmp_path / "a/b"
    keep(str(directory), "one", b"1", 2)
    keep(str(directory), "one", b"2", 2)
    assert (directory / "one").read_bytes() == b"2"
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700


def test_the_oldest_go(tmp_path: Path) -> None:
    for number in range(4):
        keep(str(tmp_path), str(number), b"", 2)
        os.utime(tmp_path / str(number), (number, number))
    keep(str(tmp_path), "new", b"", 2)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["3", "new"]


def test_no_link_is_followed_out_of_the_directory(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept/one").symlink_to(tmp_path / "other")
    with pytest.raises(UnwritableError):
        keep(str(tmp_path / "kept"), "one", b"1", 2)
    assert not (tmp_path / "other").exists()
