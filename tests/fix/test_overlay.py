"""A context in which one file is as it will be."""

from __future__ import annotations

from pathlib import Path

from ctxsize.fix.overlay import Overlay


def test_a_file_that_is_not_there_yet_is_listed_in_order_with_its_size(tmp_path: Path) -> None:
    for name in ("-", "a"):
        (tmp_path / name).touch()
    found = list(Overlay(str(tmp_path), ".dockerignore", b"12345").listing(""))
    assert [name for name, _ in found] == ["-", ".dockerignore", "a"]
    assert found[1][1].st_size == 5


def test_one_that_is_there_has_its_new_size_and_its_old_mode(tmp_path: Path) -> None:
    (tmp_path / ".dockerignore").write_text("1")
    (tmp_path / ".dockerignore").chmod(0o600)
    ((_, status),) = Overlay(str(tmp_path), ".dockerignore", b"12345").listing("")
    assert (status.st_size, status.st_mode & 0o777) == (5, 0o600)


def test_other_directories_are_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d/x").touch()
    assert [name for name, _ in Overlay(str(tmp_path), ".dockerignore", b"").listing("d")] == ["x"]
