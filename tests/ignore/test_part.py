"""What is left of a pattern in a directory: a place in it and a name in, whether and how it goes on out."""

from __future__ import annotations

import pytest

from ctxsize.ignore.parse import pattern_of
from ctxsize.ignore.part import WHOLE_PATH, PatternPart


def part(line: str, at: int = 0) -> PatternPart:
    pattern = pattern_of(line)
    assert pattern is not None
    return PatternPart(pattern, 7, pattern.steps(), at)


@pytest.mark.parametrize(
    ("line", "at", "name", "takes", "ends"),
    [
        ("a/b", 0, "a", True, False),
        ("a/b", 0, "b", False, False),
        ("a/b", 1, "b", True, True),
        ("*.log", 0, "x.log", True, True),
        ("**/x", 0, "x", True, True),
        ("a/**", 0, "a", True, False),
    ],
)
def test_a_step_takes_a_name(line: str, at: int, name: str, takes: bool, ends: bool) -> None:
    assert (part(line, at).takes(name), part(line, at).ends) == (takes, ends)


def test_what_may_stand_anywhere_is_left_below_every_name() -> None:
    assert part("**/x/y").here == ((7, 0),)
    assert part("**/x/y").behind == ((7, 0), (7, 2))
    assert (part("x/y").here, part("x/y").behind) == ((), ((7, 1),))


def test_a_pattern_that_can_not_be_taken_apart_is_compared_whole() -> None:
    whole = part("a/b", WHOLE_PATH)
    assert whole.takes("b", "a/b")
    assert not whole.takes("b", "c/b")
