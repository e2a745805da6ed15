"""Lines beside each other, judged from their texts alone."""

from __future__ import annotations

import pytest

from ctxsize.fix.arrange import repeats, standing, uncovered
from tests.fix.looked import pattern


@pytest.mark.parametrize(
    ("author", "block", "again"),
    [
        (["*.jar", "!target/*.jar"], ["**/target"], [1]),
        (["docs", "!docs/a"], ["**/target"], []),
        (["**/.*"], ["*", "!src"], [0]),
        (["docs"], ["*", "!src"], []),
        (["*.md"], ["*", "!README.md"], [0]),
        (["!src/keep", "src/gen"], ["src"], [0]),
        (["**/build", "!ui/build"], ["**/build"], [1]),
    ],
)
def test_what_the_block_would_overrule_is_said_again(author: list[str], block: list[str], again: list[int]) -> None:
    assert repeats([pattern(line) for line in author], [pattern(line) for line in block]) == again


def test_a_line_to_be_skipped_is_not_said_again() -> None:
    assert repeats([pattern("*.md")], [pattern("*"), pattern("!README.md")], skipped={0}) == []


def test_nothing_lies_in_a_file_so_that_its_exception_need_not_follow() -> None:
    author = [pattern("**/build"), pattern("!models/README.md"), pattern("!conf.d"), pattern("!build/keep.txt")]
    block = [pattern("!target/lib")]
    assert repeats(author, block, is_file=lambda path: path.endswith((".md", ".txt"))) == [0, 2, 3]
    assert repeats(author, block) == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("lines", "wider", "left"),
    [
        (["**/a", "x/a"], [], [0]),
        (["x/a", "**/a"], [], [1]),
        (["a", "a"], [], [0]),
        (["old/.git", "b"], ["old"], [1]),
        (["*.log", "logs"], [], [0, 1]),
    ],
)
def test_a_line_that_another_covers_is_left_out(lines: list[str], wider: list[str], left: list[int]) -> None:
    assert uncovered([pattern(line) for line in lines], [pattern(line) for line in wider]) == left


def test_a_line_stands_where_no_later_exception_reaches_into_it() -> None:
    author = [pattern(line) for line in ("a", "b", "!b/c", "**/d")]
    assert [one.text for one in standing(author)] == ["a", "**/d"]
    assert [one.text for one in standing(author[:2])] == ["a", "b"]
