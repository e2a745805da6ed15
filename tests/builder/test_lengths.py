"""The lengths of messages and of tar members, part by part."""

from __future__ import annotations

import io
import os
import stat
import tarfile
from types import SimpleNamespace
from typing import Any

import pytest

from ctxsize.builder.buildkit_wire import (
    content_bytes,
    content_messages,
    go_mode,
    number_bytes,
    stat_fields,
    varint,
    wire_flaw,
)
from ctxsize.builder.follow_links import follow_links
from ctxsize.builder.legacy import with_build_files
from ctxsize.builder.tar_sizes import member_bytes
from ctxsize.ignore.parse import parse


@pytest.mark.parametrize(
    ("value", "length"), [(0, 1), (127, 1), (128, 2), (16_383, 2), (16_384, 3), ((1 << 63) - 1, 9), (-1, 10)]
)
def test_varint(value: int, length: int) -> None:
    assert varint(value) == length


@pytest.mark.parametrize(
    ("mode", "go"),
    [
        (stat.S_IFREG | 0o644, 0o644),
        (stat.S_IFDIR | 0o755, 1 << 31 | 0o755),
        (stat.S_IFLNK | 0o777, 1 << 27 | 0o777),
        (stat.S_IFIFO | 0o644, 1 << 25 | 0o644),
        (stat.S_IFSOCK | 0o755, 0o755),
        (stat.S_IFCHR | 0o666, 1 << 26 | 1 << 21 | 0o666),
        (stat.S_IFREG | 0o4755, 1 << 23 | 0o755),
        (stat.S_IFREG | 0o2755, 1 << 22 | 0o755),
        (stat.S_IFDIR | 0o1777, 1 << 31 | 1 << 20 | 0o777),
    ],
)
def test_go_mode(mode: int, go: int) -> None:
    assert go_mode(mode) == go


@pytest.mark.parametrize(("device", "length"), [((1, 3), 4), ((0, 3), 2), ((8, 0), 2), ((8, 1), 4), ((259, 70_000), 7)])
def test_a_device_is_announced_with_its_two_numbers(device: tuple[int, int], length: int) -> None:
    found: Any = SimpleNamespace(path="d", mode=stat.S_IFCHR | 0o666, size=0, mtime_ns=0, device=os.makedev(*device))
    pipe: Any = SimpleNamespace(path="d", mode=stat.S_IFCHR | 0o666, size=0, mtime_ns=0, device=0)
    assert stat_fields(found, {}) - stat_fields(pipe, {}) == length


@pytest.mark.parametrize(
    ("size", "number", "length"),
    [
        (0, 0, 2),
        (0, 1, 4),
        (0, 128, 5),
        (1, 0, 2 + 3 + 2),
        (32_768, 0, 2 + 4 + 32_768 + 2),
        (32_769, 1, 4 + 4 + 32_768 + 4 + 3 + 4),
    ],
)
def test_content(size: int, number: int, length: int) -> None:
    assert content_bytes(size) + content_messages(size) * number_bytes(number) == length


def test_a_control_character_can_be_sent_only_beside_a_character_that_is_not_ascii() -> None:
    assert wire_flaw(["a", "b\f"]) == 1
    assert wire_flaw(["é", "b\f"]) is None
    assert wire_flaw(["a\x7f"]) == 0
    assert wire_flaw(["a b"]) is None


@pytest.mark.parametrize("length", [1, 99, 100, 101, 150, 155, 156, 157, 200, 255, 256, 257, 300])
@pytest.mark.parametrize("name", ["{}", "d/{}", "é{}"])
def test_a_member_is_as_long_as_in_a_tar_made_by_another_program(length: int, name: str) -> None:
    name = name.format("n" * 80 + "/" + "m" * (length - 81) if length > 81 else "n" * length)
    info = tarfile.TarInfo(name)
    info.size = 1000
    try:
        # Go writes the plain header wherever the name fits, in one piece or cut at a slash.
        header = info.tobuf(tarfile.USTAR_FORMAT, "ascii", "strict")
    except (ValueError, UnicodeEncodeError):
        header = info.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogateescape")
    assert member_bytes(name, "", 1000, 1) == len(header) + 1024


def test_a_member_of_eight_gibibytes_has_an_extended_header() -> None:
    assert member_bytes("a", "", 8 * 1024**3 - 1, 1) == 512 + 8 * 1024**3
    assert member_bytes("a", "", 8 * 1024**3, 1) == 512 + 512 + 512 + 8 * 1024**3


def test_a_long_link_and_a_time_before_1970_have_extended_headers() -> None:
    with io.BytesIO() as stream, tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as archive:
        info = tarfile.TarInfo("a")
        info.type, info.linkname, info.mtime = tarfile.SYMTYPE, "t" * 101, -1
        archive.addfile(info)
        assert member_bytes("a", "t" * 101, 0, -1) == archive.offset
    assert member_bytes("a", "t" * 100, 0, 1) == 512


@pytest.mark.parametrize(
    ("file", "dockerfile", "added"),
    [
        ("a\n", "Dockerfile", []),
        ("*\n", "Dockerfile", [".dockerignore", "Dockerfile"]),
        ("*\n", None, [".dockerignore"]),
        ("Docker*\n", "Dockerfile", ["Dockerfile"]),
        ("docker\n", "docker/Dockerfile", ["docker/Dockerfile"]),
        ("a/b\n", "a/b/c/Dockerfile", ["a/b/c/Dockerfile"]),
        ("*\n!Dockerfile\n", "Dockerfile", [".dockerignore"]),
        ("[z-a]\n*\n", "Dockerfile", []),
    ],
)
def test_the_legacy_client_makes_room_for_its_own_files(file: str, dockerfile: str | None, added: list[str]) -> None:
    patterns = parse(file.encode()).patterns
    assert [pattern.text for pattern in with_build_files(patterns, dockerfile)[len(patterns) :]] == added


class Links:
    """A context of links alone."""

    def __init__(self, **targets: str) -> None:
        self.targets = {path.replace("__", "/"): target for path, target in targets.items()}

    def link_target(self, path: str) -> str | None:
        return self.targets.get(path)

    def names(self, path: str) -> list[str]:
        return sorted(self.targets) if path == "." else []


@pytest.mark.parametrize(
    ("sources", "found"),
    [
        (["a", "a/b"], ("a",)),
        (["link"], ("link", "real")),
        (["link/x"], ("link", "real/x")),
        (["chain"], ("chain", "link", "real")),
        (["loop"], ("loop",)),
        (["*k"], ("*k", "real")),
        (["up"], None),
        (["away"], ("away", "etc/x")),
        (["a", "."], None),
        (["\\*"], ("\\*",)),
    ],
)
def test_follow_links(sources: list[str], found: tuple[str, ...] | None) -> None:
    tree = Links(link="real", chain="link", loop="loop", up="../..", away="/etc/x")
    assert follow_links(tree, sources) == found
