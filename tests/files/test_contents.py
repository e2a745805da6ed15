"""The beginnings of files, and what tells one from another of its size."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ctxsize.files.contents import digest, heads, sha256

LARGE = 5 * 1024 * 1024


def test_beginnings_are_read_and_what_can_not_be_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("12345")
    (tmp_path / "dir").mkdir()
    (tmp_path / "link").symlink_to("a")
    assert list(heads(str(tmp_path), ["a", "dir", "nope", "link", "a\0b"], 3)) == [("a", b"123")]


def test_files_of_one_content_have_one_digest(tmp_path: Path) -> None:
    for name, content in (("a", b"x" * 99), ("b", b"x" * 99), ("c", b"x" * 98 + b"y")):
        (tmp_path / name).write_bytes(content)
    a, b, c = (digest(str(tmp_path), name) for name in "abc")
    assert a == b
    assert a != c
    assert digest(str(tmp_path), "nope") is None


def test_the_first_and_the_last_piece_of_a_large_file_count(tmp_path: Path) -> None:
    for name, at in (("a", None), ("b", 0), ("c", LARGE - 100)):
        content = bytearray(LARGE)
        if at is not None:
            content[at] = 1
        (tmp_path / name).write_bytes(content)
    assert len({digest(str(tmp_path), name) for name in "abc"}) == 3


def test_a_whole_content_has_one_sha256(tmp_path: Path) -> None:
    data = b"x" * LARGE
    (tmp_path / "a").write_bytes(data)
    (tmp_path / "link").symlink_to("a")
    assert sha256(str(tmp_path), "a") == hashlib.sha256(data).hexdigest()
    assert sha256(str(tmp_path), "link") is None
    assert sha256(str(tmp_path), "nope") is None


def test_what_lies_very_deep_is_not_opened(tmp_path: Path) -> None:
    deep = "/".join("d" * 201)
    (tmp_path / deep).mkdir(parents=True)
    (tmp_path / deep / "a").write_text("1")
    (tmp_path / deep[:-2] / "a").write_text("2")
    assert list(heads(str(tmp_path), [f"{deep}/a", f"{deep[:-2]}/a"], 3)) == [(f"{deep[:-2]}/a", b"2")]
