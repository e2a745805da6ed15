"""What the order of lines does to a pattern."""

from __future__ import annotations

import pytest

from ctxsize.ignore.matcher import Matcher
from ctxsize.ignore.parse import pattern_of
from ctxsize.ignore.pattern import Pattern
from ctxsize.rules.order import Turning, opened_against, overruled_by, witnesses


def patterns(*lines: str) -> list[Pattern]:
    found = [pattern_of(line) for line in lines]
    return [pattern for pattern in found if pattern is not None]


@pytest.mark.parametrize(
    ("lines", "by"),
    [
        (("!.env.example", ".env.*"), 1),
        (("!.env.example", ".env"), None),
        (("dist", "!dist"), 1),
        (("dist", "!dist/keep"), None),
        (("*.log", "!**/*.log"), 1),
        (("**/*.log", "!*.log"), None),
        (("a?", "!a*"), 1),
        (("a*", "!a?"), None),
        (("a", "b"), None),
        (("a", "!a", "a"), None),
        (("!a[bc]", "a*"), None),
    ],
)
def test_a_later_line_may_turn_round_all_that_a_pattern_says(lines: tuple[str, ...], by: int | None) -> None:
    found = patterns(*lines)
    assert overruled_by(Matcher(found), 0, Turning(found), lambda _: True) == by
    assert overruled_by(Matcher(found), 0, Turning(found), lambda _: False) is None


def test_witnesses_stand_for_all_that_a_pattern_matches() -> None:
    for line in ("a", "*.log", "**/*.log", "a/**", "a?c", "**/a/*/b"):
        (pattern,) = patterns(line)
        assert any(map(pattern.matches, witnesses(pattern))), line
    assert witnesses(patterns("**/a")[0]) == ["a", "\u03b6q7/a", "\u03b6q8/\u03b6q9/a"]
    assert witnesses(patterns("[ab]")[0]) == []


@pytest.mark.parametrize(
    ("lines", "number"),
    [
        (("a", "!a/b"), None),
        (("!a/b", "a"), 1),
        (("!a", "a/b"), 1),
        (("c",), None),
        (("a", "!c"), 0),
    ],
)
def test_the_last_pattern_that_matches_decides_whether_a_file_is_opened(
    lines: tuple[str, ...], number: int | None
) -> None:
    assert opened_against(patterns(*lines), "a/b") == number
