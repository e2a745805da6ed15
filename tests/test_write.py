"""The ignore file is written whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from ctxsize.write import UnwritableError, write_atomically


def test_a_new_file_has_the_mode_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "other").touch()
    write_atomically(str(tmp_path / "x"), b"new", b"")
    assert (tmp_path / "x").read_bytes() == b"new"
    assert (tmp_path / "x").stat().st_mode == (tmp_path / "other").stat().st_mode
    assert len(list(tmp_path.iterdir())) == 2


def test_mode_and_links_stay(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    target = tmp_path / "d/real"
    target.write_bytes(b"old")
    target.chmod(0o640)
    (tmp_path / "x").symlink_to("d/real")
    write_atomically(str(tmp_path / "x"), b"new", b"old")
    assert (tmp_path / "x").is_symlink()
    assert target.read_bytes() == b"new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert [file.name for file in (tmp_path / "d").iterdir()] == ["real"]


def test_a_file_that_has_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"theirs")
    with pytest.raises(UnwritableError, match="has changed"):
        write_atomically(str(tmp_path / "x"), b"new", b"old")
    assert (tmp_path / "x").read_bytes() == b"theirs"
    assert len(list(tmp_path.iterdir())) == 1


def test_what_is_no_file_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    with pytest.raises(UnwritableError, match="is not a file"):
        write_atomically(str(tmp_path / "x"), b"new", b"")


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnwritableError, match="nothing was written"):
        write_atomically(str(tmp_path / "no/x"), b"new", b"")


def test_nothing_is_lost_on_a_full_disk(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"old")
    limit = 4
    # A limit on the size of files is as good as a full disk, and needs no disk.
    import resource  # noqa: PLC0415 (not everywhere)
    import signal  # noqa: PLC0415

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        with pytest.raises(UnwritableError, match=os.strerror(errno.EFBIG)):
            write_atomically(str(tmp_path / "x"), b"much longer than before", b"old")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert (tmp_path / "x").read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 1


def test_nothing_is_lost_at_an_interrupt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    (tmp_path / "x").write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(str(tmp_path / "x"), b"new", b"old")
    assert (tmp_path / "x").read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 1
