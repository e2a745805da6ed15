"""What two patterns have in common, held against trying every short path."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxsize.golang import paths
from ctxsize.ignore.overlap import covers, excludes_some, overlap, reaches_into
from ctxsize.ignore.parse import pattern_of
from ctxsize.ignore.pattern import Pattern

NAMES = ["".join(letters) for size in (1, 2) for letters in itertools.product("ab", repeat=size)]
PATHS = ["/".join(names) for depth in (1, 2, 3) for names in itertools.product(NAMES, repeat=depth)]

texts = st.lists(
    st.sampled_from(["a", "b", "ab", "*", "**", "a*", "*b", "?", "[ab]b", "**b", "a**"]), min_size=1, max_size=3
).map("/".join)


def pattern(text: str) -> Pattern:
    found = pattern_of(text)
    assert found is not None
    return found


def matched(one: Pattern) -> set[str]:
    return {path for path in PATHS if one.matches(path)}


def excluded(line: Pattern) -> set[str]:
    return {path for path in PATHS if any(map(line.matches, paths.with_directories(path)))}


@pytest.mark.parametrize(
    ("line", "wanted", "some"),
    [
        ("**/target", "target/*.jar", True),
        ("**/build", "ui/build", True),
        ("**/node_modules", "src", False),
        ("models/*.pt", "models", False),
        ("*.log", "src/*.log", False),
        ("**/*.log", "src/*.log", True),
        ("dist", "dist/index.html", True),
        ("[a-c]x", "dx", False),
        ("[a-c]x", "?x", True),
        ("*", "deep/below", True),
    ],
)
def test_a_line_takes_some_of_what_is_wanted(line: str, wanted: str, some: bool) -> None:
    assert excludes_some(pattern(line), pattern(wanted)) is some


@pytest.mark.parametrize(
    ("line", "directory", "reaches"),
    [
        ("models/*.pt", "models", True),
        ("**/*.pt", "models", True),
        ("weights", "models", False),
        ("models", "models/v1", True),
        ("*.pt", "models", False),
    ],
)
def test_a_line_reaches_into_a_directory(line: str, directory: str, reaches: bool) -> None:
    assert reaches_into(pattern(line), pattern(directory)) is reaches


@pytest.mark.parametrize(
    ("wide", "narrow", "all_of_it"),
    [
        ("**/node_modules", "node_modules", True),
        ("**/node_modules", "packages/a/node_modules", True),
        ("node_modules", "packages/a/node_modules", False),
        ("old", "old/.git", True),
        ("*.log", "npm-debug.log", True),
        ("*.log", "*", False),
        ("**/*.log", "npm-*.log", True),
        ("?", "*", False),
        ("[a-c]", "b", True),
        ("[a-c]", "[ab]", True),
        ("[ab]", "[a-c]", False),
        ("**", "**/x", True),
        ("*/x", "**/x", False),
    ],
)
def test_one_pattern_takes_all_that_another_matches(wide: str, narrow: str, all_of_it: bool) -> None:
    assert covers(pattern(wide), pattern(narrow)) is all_of_it


@given(texts, texts)
def test_no_path_in_common_means_none(first: str, second: str) -> None:
    one, other = pattern(first), pattern(second)
    both = matched(one) & matched(other)
    if both:
        assert overlap(one, other)
        assert overlap(other, one)
    if excluded(one) & matched(other):
        assert excludes_some(one, other)
    if covers(one, other):
        assert matched(other) <= excluded(one)


@given(texts, texts)
def test_short_patterns_that_overlap_share_a_path(first: str, second: str) -> None:
    """Patterns of up to three names over two letters have a witness among the paths tried, unless ``**`` needs more."""
    one, other = pattern(first), pattern(second)
    if "**" not in first + second and overlap(one, other):
        assert matched(one) & matched(other)


def test_what_cannot_be_taken_apart_is_taken_for_anything() -> None:
    odd = pattern("[^a]b")
    assert overlap(odd, pattern("cb"))
    assert not covers(odd, pattern("cb"))
