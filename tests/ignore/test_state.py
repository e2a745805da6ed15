"""What a directory hands down: literal patterns in, verdicts by file and by directory out."""

from __future__ import annotations

import pytest

from ctxsize.ignore.matcher import Matcher
from ctxsize.ignore.parse import pattern_of
from ctxsize.ignore.state import NO_PATTERN, State


def matcher(*lines: str) -> Matcher:
    found = [pattern_of(line) for line in lines]
    return Matcher([pattern for pattern in found if pattern is not None])


@pytest.mark.parametrize(
    ("lines", "name", "verdict"),
    [
        (("*.log",), "a.log", (True, 0)),
        (("*.log",), "a.txt", (False, NO_PATTERN)),
        (("*", "!*.c"), "a.c", (False, 1)),
        (("*", "!*.c", "a.c"), "a.c", (True, 2)),
    ],
)
def test_a_file_of_the_root(lines: tuple[str, ...], name: str, verdict: tuple[bool, int]) -> None:
    assert matcher(*lines).root.file(name, name) == verdict


def test_a_directory_that_no_pattern_can_change_below_is_final_and_shared() -> None:
    root = matcher("dist", "src/*.log").root
    dist, src, other = (root.child(name, name) for name in ("dist", "src", "other"))
    assert (dist.matched, dist.final) == (True, True)
    assert dist.child("x", "dist/x") is dist
    assert (src.matched, src.final) == (False, False)
    assert src.file("a.log", "src/a.log") == (True, 1)
    assert (other.matched, other.final) == (False, True)


def test_names_that_the_same_parts_take_have_one_verdict() -> None:
    root = matcher("*.log", "debug*").root
    assert isinstance(root, State)
    assert root.taken_by("a.log") == root.taken_by("b.log") != root.taken_by("debug.log")
    assert root.taken_by("a\n.log") is None


def test_a_file_is_opened_if_no_skipped_pattern_speaks_against_it() -> None:
    lines = ("*", "!a", "!a/b")
    made = matcher(*lines)
    state = made.root.child("a", "a")
    matched, rule = state.file("b", "a/b")
    assert not matched
    assert state.opens(rule, "a/b")
