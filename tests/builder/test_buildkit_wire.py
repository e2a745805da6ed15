"""The lengths of the messages that BuildKit's client sends, part by part."""

from __future__ import annotations

import os
import stat
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
