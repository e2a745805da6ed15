"""A directory on disk as a context: single questions, none of which leaves it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ctxsize.context.disk import DiskSource
from ctxsize.context.entry import Measured
from ctxsize.errors import UnreadableError


@pytest.fixture
def root(tmp_path: Path) -> Path:
    directory = tmp_path / "context"
    (directory / "dir").mkdir(parents=True)
    (directory / "dir/a").write_text("12345")
    (directory / "dir.b").write_text("1")
    (directory / "link").symlink_to("dir/a")
    (directory / "out").symlink_to(tmp_path / "secret")
    (tmp_path / "secret").write_text("secret")
    return directory


def test_names_come_in_byte_order(root: Path) -> None:
    for name in (b"\xff", "é".encode(), b"Z"):
        Path(os.fsdecode(os.fsencode(root) + b"/dir/" + name)).touch()
    assert DiskSource(str(root)).names("dir") == ["Z", "a", "é", "\udcff"]
    assert DiskSource(str(root)).names("dir.b") == []


def test_a_file_is_read_through_links_but_not_out_of_the_context(root: Path) -> None:
    source = DiskSource(str(root))
    assert source.read("link") == b"12345"
    assert source.read("out") is None
    assert source.read("dir") is None
    assert source.read("nope") is None
    with pytest.raises(UnreadableError, match="dir/a"):
        source.read("dir/a", 4)


def test_a_link_is_told_from_what_it_leads_to(root: Path) -> None:
    source = DiskSource(str(root))
    assert (source.exists("out"), source.exists("nope")) == (True, False)
    assert (source.size("dir/a"), source.size("link"), source.size("dir")) == (5, None, None)
    assert (source.link_target("link"), source.link_target("dir")) == ("dir/a", None)
    assert source.resolve("link") == "dir/a"


def test_a_name_that_no_file_can_have_is_not_there(root: Path) -> None:
    source = DiskSource(str(root))
    assert (source.exists("a\0b"), source.read("a\0b"), source.names("a\0b")) == (False, None, [])


def test_a_directory_is_measured_with_further_names_aside(root: Path) -> None:
    os.link(root / "dir/a", root / "dir/again")
    (root / "dir/sub").mkdir()
    (root / "dir/c").write_text("123")
    measured = Measured()
    assert DiskSource(str(root)).measure("dir", measured) == ["dir/sub"]
    assert (measured.files, measured.bytes) == (3, 3)
    assert [size for _, _, size in measured.links] == [5, 5]


def test_an_entry_has_what_lstat_says(root: Path) -> None:
    found = DiskSource(str(root)).found("link")
    assert (found.name, found.path, found.target()) == ("link", "link", "dir/a")
    assert found.inode == (root / "link").lstat().st_ino
    with pytest.raises(OSError, match="nope"):
        DiskSource(str(root)).found("nope")


NAME = "d" * 100


def test_an_excluded_tree_is_measured_however_deep_it_is(tmp_path: Path) -> None:
    handle = os.open(tmp_path, os.O_RDONLY)
    for _ in range(300):
        os.mkdir(NAME, dir_fd=handle)
        inner = os.open(NAME, os.O_RDONLY, dir_fd=handle)
        os.close(handle)
        handle = inner
    os.close(os.open("file", os.O_WRONLY | os.O_CREAT, dir_fd=handle))
    os.close(handle)
    source = DiskSource(str(tmp_path))
    measured = Measured()
    pending = [NAME]
    while pending:
        pending += source.measure(pending.pop(), measured)
    assert measured.files == 1
    assert source.found("/".join([NAME] * 300)).name == NAME
