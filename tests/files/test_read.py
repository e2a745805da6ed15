"""Files are read by name only if they are regular ones, in their place, and not too large; nothing is waited for."""

from __future__ import annotations

import contextlib
import os
import socket
import stat
from functools import partial
from pathlib import Path

import pytest

from ctxsize.files.read import FileTooLargeError, LeadsOutError, NotReadError, read_below, read_named, read_within


@pytest.fixture
def root(tmp_path: Path) -> Path:
    inside = tmp_path / "inside"
    (inside / "d").mkdir(parents=True)
    (inside / "d/file").write_bytes(b"text")
    (tmp_path / "outside").write_bytes(b"secret")
    return inside


def test_a_file_is_read_whole(root: Path) -> None:
    assert read_below(str(root), "d/file") == b"text"
    assert read_named(str(root / "d/file")) == b"text"
    assert read_within(str(root / "d/file"), [str(root)]) == b"text"


@pytest.mark.parametrize("most", [3, 0])
def test_more_bytes_than_allowed_are_refused(root: Path, most: int) -> None:
    with pytest.raises(FileTooLargeError) as caught:
        read_below(str(root), "d/file", most)
    assert f"more than {most} bytes" in str(caught.value)
    assert read_below(str(root), "d/file", 4) == b"text"


def test_a_sparse_file_of_terabytes_is_not_begun(root: Path) -> None:
    os.truncate(root / "d/file", 2**42)
    with pytest.raises(FileTooLargeError):
        read_named(str(root / "d/file"))


def test_a_file_that_grows_while_it_is_read_ends_all_the_same(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "read", lambda _, size: b"x" * size)
    with pytest.raises(FileTooLargeError):
        read_below(str(root), "d/file", 100)


def test_no_link_is_followed_below_a_directory(root: Path) -> None:
    (root / "link").symlink_to("d/file")
    (root / "way").symlink_to("d")
    with pytest.raises(NotReadError, match="it is a link"):
        read_below(str(root), "link")
    with pytest.raises(OSError, match="Not a directory"):
        read_below(str(root), "way/file")


def test_links_lead_within_bounds_only(root: Path) -> None:
    (root / "good").symlink_to("d/file")
    (root / "bad").symlink_to("../outside")
    (root / "way").symlink_to("..")
    (root / "nowhere").symlink_to("no")
    assert read_within(str(root / "good"), [str(root)]) == b"text"
    for name in ("bad", "way/outside"):
        with pytest.raises(LeadsOutError, match="leads out of the repository"):
            read_within(str(root / name), [str(root)])
    with pytest.raises(FileNotFoundError):
        read_within(str(root / "nowhere"), [str(root)])
    assert read_named(str(root / "bad")) == b"secret"


def test_a_directory_with_a_longer_name_is_another_one(root: Path) -> None:
    (root.parent / "inside-not").mkdir()
    (root.parent / "inside-not/file").write_bytes(b"secret")
    with pytest.raises(LeadsOutError):
        read_within(str(root.parent / "inside-not/file"), [str(root)])


@pytest.mark.parametrize("kind", ["FIFO", "socket", "device"])
def test_nothing_but_a_regular_file_is_even_opened(root: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    odd = root / "odd"
    if kind == "FIFO":
        os.mkfifo(odd)
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as listening:
            monkeypatch.chdir(root)
            listening.bind("odd")
    else:
        try:
            os.mknod(odd, stat.S_IFCHR | 0o600, os.makedev(1, 5))
        except PermissionError:
            pytest.skip("only root makes devices")
    opened: list[str] = []
    real_open = os.open

    def noting(path: str, *rest: int, **more: int) -> int:
        opened.append(os.path.basename(path))
        return real_open(path, *rest, **more)

    monkeypatch.setattr(os, "open", noting)
    for ask in (partial(read_below, str(root), "odd"), partial(read_named, str(odd))):
        with pytest.raises(NotReadError, match=f"it is a {kind}"):
            ask()
    assert "odd" not in opened


def test_what_has_become_a_fifo_meanwhile_is_not_waited_for(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(root / "odd")
    regular = os.lstat(root / "d/file")
    monkeypatch.setattr(os, "stat", lambda *_, **__: regular)
    with pytest.raises(NotReadError, match="FIFO"):
        read_below(str(root), "odd")


def test_a_directory_is_told_as_the_system_tells_it(root: Path) -> None:
    for ask in (partial(read_below, str(root), "d"), partial(read_named, str(root / "d"))):
        with pytest.raises(IsADirectoryError):
            ask()


def test_the_null_device_is_an_empty_file_to_who_names_it(root: Path) -> None:
    (root / "off").symlink_to(os.devnull)
    assert read_named(str(root / "off")) == b""
    with pytest.raises(NotReadError):
        read_below(str(root), "off")


def test_deep_paths_are_no_matter(root: Path) -> None:
    handle = os.open(root, os.O_RDONLY)
    for _ in range(60):
        os.mkdir("n" * 200, dir_fd=handle)
        inner = os.open("n" * 200, os.O_RDONLY, dir_fd=handle)
        os.close(handle)
        handle = inner
    os.close(os.open("f", os.O_WRONLY | os.O_CREAT, dir_fd=handle))
    os.close(handle)
    assert read_below(str(root), "/".join(["n" * 200] * 60 + ["f"])) == b""


def test_no_descriptor_is_left_open(root: Path) -> None:
    (root / "link").symlink_to("d/file")
    before = len(os.listdir("/proc/self/fd"))
    for path in ("d/file", "d", "link", "no", "d/no", "no/no"):
        with pytest.raises(OSError, match=r".") if path != "d/file" else contextlib.nullcontext():
            read_below(str(root), path)
    assert len(os.listdir("/proc/self/fd")) == before
