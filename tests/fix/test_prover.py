"""An ignore file that is only thought of, simulated on each builder."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxsize.build.plan import plan
from ctxsize.build.request import Request
from ctxsize.builder import Builder
from ctxsize.context.disk import DiskSource
from ctxsize.context.walk import walk
from ctxsize.fix.prover import Prover, arriving, block_lines
from ctxsize.fix.snapshot import Snapshot
from tests.fix.fixing import received, tree


def prover(root: Path, data: bytes = b"") -> Prover:
    tree(root, {"a": "1", "b/c": "22"})
    snapshot = Snapshot()
    walk(DiskSource(str(root)), snapshot)
    builds = [plan(Request.of(str(root), builder, None, None, None, None)) for builder in Builder]
    return Prover(builds, [], snapshot, data)


def test_a_line_that_a_builder_refuses_is_not_proposed(root: Path) -> None:
    asked = prover(root)
    assert asked.receive(["a"]) is not None
    assert asked.receive(["a\tb"]) is None


def test_the_line_with_the_last_word_is_found(root: Path) -> None:
    asked = prover(root, b"b\n")
    assert asked.decider(["a", "!b/c"], "b/c") == 1
    assert asked.decider(["a"], "b/c") is None
    assert asked.excludes(["a"], "a")
    assert not asked.excludes(["b", "!b/c"], "b/c")


def test_the_lines_of_a_block_are_known_by_their_number(root: Path) -> None:
    asked = prover(root, b"mine\n")
    assert list(block_lines(asked.text(["x", "y"])).values()) == ["x", "y"]


@pytest.mark.parametrize("builder", ["buildkit", "legacy"])
def test_what_arrives_with_a_text_is_what_arrives_once_it_is_written(root: Path, builder: str) -> None:
    tree(root, {"a": "1", "b/c": "22", ".dockerignore": "x\n"})
    request = Request.of(str(root), builder, None, None, None, None)
    found = arriving(request, b"b\n")
    (root / ".dockerignore").write_bytes(b"b\n")
    assert found == received(root, builder)
