"""The user's cache: made for the user alone, and never larger than it may be."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from ctxsize.files.kept import cache_directory, is_there, keep, kept


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "ctxsize/a"


def test_a_file_takes_the_place_of_an_older_one(cache: Path) -> None:
    assert not is_there("a")
    assert kept("a", "one", 9) is None
    assert keep("a", "one", b"1", 2)
    assert keep("a", "one", b"2", 2)
    assert kept("a", "one", 9) == b"2"
    assert is_there("a")
    assert stat.S_IMODE(cache.stat().st_mode) == 0o700


def test_a_file_that_is_too_large_is_not_read(cache: Path) -> None:
    assert keep("a", "one", b"12345", 2)
    assert cache.is_dir()
    assert kept("a", "one", 4) is None


def test_the_oldest_go(cache: Path) -> None:
    for number in range(4):
        keep("a", str(number), b"", 2)
        os.utime(cache / str(number), (number, number))
    keep("a", "new", b"", 2)
    assert sorted(path.name for path in cache.iterdir()) == ["3", "new"]


def test_no_link_is_followed_out_of_the_directory(cache: Path, tmp_path: Path) -> None:
    cache.mkdir(parents=True)
    (cache / "one").symlink_to(tmp_path / "other")
    assert not keep("a", "one", b"1", 2)
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize(
    ("environment", "directory"),
    [
        ({"XDG_CACHE_HOME": "/c", "HOME": "/h"}, "/c/ctxsize/traces"),
        ({"XDG_CACHE_HOME": "c", "HOME": "/h"}, "/h/.cache/ctxsize/traces"),
        ({"HOME": "/h"}, "/h/.cache/ctxsize/traces"),
        ({}, None),
    ],
)
def test_the_directory_is_the_users(environment: dict[str, str], directory: str | None) -> None:
    assert cache_directory("traces", environment) == directory
