"""What BuildKit receives, entry by entry and byte by byte, as engines answered."""

from __future__ import annotations

from pathlib import Path

import pytest

import ctxsize
from ctxsize.builder.buildkit import BuildKitReceiver
from ctxsize.ignore.matcher import Matcher
from ctxsize.ignore.parse import pattern_of


def matcher(*lines: str) -> Matcher:
    found = [pattern_of(line) for line in lines]
    return Matcher([pattern for pattern in found if pattern is not None])


@pytest.mark.parametrize(
    ("ignore", "includes", "path", "looks"),
    [
        ((), None, "a", True),
        (("a",), None, "a", False),
        (("a", "!a/b"), None, "a", True),
        (("a", "!c/b"), None, "a", False),
        (("a", "!**/b"), None, "a", True),
        ((), ("src",), "a", False),
        ((), ("src/x",), "src", True),
        ((), ("*/x",), "a", True),
    ],
)
def test_it_looks_only_where_something_may_be_received(
    ignore: tuple[str, ...], includes: tuple[str, ...] | None, path: str, looks: bool
) -> None:
    receiver = BuildKitReceiver(matcher(*ignore), matcher(*includes) if includes is not None else None)
    assert receiver.looks_into(path) is looks


def received(root: Path, ignore: str, dockerfile: str, *files: str) -> tuple[list[tuple[str, str, int]], int]:
    for file in files:
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text("12345")
    (root / "Dockerfile").write_text(f"FROM scratch\n{dockerfile}\n")
    (root / ".dockerignore").write_text(ignore)
    simulation = ctxsize.simulate(str(root))
    return [(one.path, one.type, one.size) for one in simulation.entries], simulation.transfer_bytes


def test_directories_come_only_with_what_is_in_them(tmp_path: Path) -> None:
    entries, _ = received(tmp_path, "src/b\n", "COPY src /", "src/a", "src/b", "other/c")
    assert entries == [("src", "dir", 0), ("src/a", "file", 5)]


def test_a_file_that_an_earlier_line_still_shuts_arrives_empty(tmp_path: Path) -> None:
    entries, _ = received(tmp_path, "*\n!d/keep/*\nd\n", "COPY . /", "d/keep/x")
    assert ("d/keep/x", "file", 0) in entries


def test_content_goes_in_messages_of_32_kib(tmp_path: Path) -> None:
    _, small = received(tmp_path, "", "COPY a /", "a")
    (tmp_path / "a").write_bytes(b"x" * 32_769)
    simulation = ctxsize.simulate(str(tmp_path))
    # Two more bytes announce the size, and a second message carries the last byte.
    assert simulation.transfer_bytes - small > 32_769 - 5
