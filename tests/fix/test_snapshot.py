"""A walk that is remembered and shown again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ctxsize.context.disk import DiskSource
from ctxsize.context.walk import walk
from ctxsize.fix.snapshot import Branch, Snapshot, leaves
from tests.fix.fixing import tree

if TYPE_CHECKING:
    from ctxsize.context.entry import Found


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    tree(tmp_path, {"a.b": "1", "a/x": "12", "a/deep/y": "123"})
    found = Snapshot()
    walk(DiskSource(str(tmp_path)), found)
    return found


def paths(snapshot: Snapshot) -> list[tuple[str, int]]:
    return [(leaf.path, leaf.size) for leaf in leaves(snapshot.top)]


def test_entries_are_found_by_path_and_listed_in_walk_order(snapshot: Snapshot) -> None:
    assert paths(snapshot) == [("Dockerfile", 22), ("a/deep/y", 3), ("a/x", 2), ("a.b", 1)]
    inner = snapshot.find("a/deep")
    assert isinstance(inner, Branch)
    assert [leaf.path for leaf in leaves(inner)] == ["a/deep/y"]
    assert snapshot.find("nope") is None


@pytest.mark.parametrize(("path", "size"), [("a/x", 99), ("a/new", 5), (".dockerignore", 7)])
def test_a_file_may_be_thought_of_anew(snapshot: Snapshot, path: str, size: int) -> None:
    before = paths(snapshot)
    assert dict(paths(snapshot.with_file(path, size))) == {**dict(before), path: size}
    assert paths(snapshot) == before


def test_a_directory_that_the_visitor_does_not_take_is_not_shown(snapshot: Snapshot) -> None:
    shown: list[str] = []

    class Visitor:
        """Takes no directory called deep."""

        def root(self) -> str:
            return ""

        def directory(self, _: str, found: Found, /) -> str | None:
            return None if found.path == "a/deep" else "token"

        def leaf(self, _: str, found: Found, /) -> None:
            shown.append(found.path)

        def unreadable(self, token: str, found: Found, error: OSError, /) -> None:
            raise AssertionError((token, found, error))

    snapshot.replay(Visitor())
    assert shown == ["Dockerfile", "a/x", "a.b"]
