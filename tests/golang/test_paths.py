"""Go's lexical paths and its shell patterns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxsize.golang import paths
from ctxsize.golang.paths import (
    BadPatternError,
    clean,
    directory,
    has_wildcard,
    is_utf8,
    join,
    match,
    matches,
    utf8_length,
    walk_key,
    with_directories,
)


@pytest.mark.parametrize(
    ("path", "cleaned"),
    [("a//b/../c/", "a/c"), ("", "."), ("//a", "/a"), ("/..", "/"), ("../a", "../a"), ("a/./.", "a"), ("a/..", ".")],
)
def test_a_path_is_cleaned_as_by_go(path: str, cleaned: str) -> None:
    assert clean(path) == cleaned


@pytest.mark.parametrize(
    ("parts", "joined"),
    [(("a", "b"), "a/b"), (("", "a"), "a"), (("", ""), ""), (("a", "../.."), ".."), (("/", "a"), "/a")],
)
def test_empty_parts_do_not_count(parts: tuple[str, ...], joined: str) -> None:
    assert join(*parts) == joined


@pytest.mark.parametrize(
    ("pattern", "name", "fits"),
    [
        ("*.log", "a.log", True),
        ("*", "a/b", False),
        ("a*/b", "ax/b", True),
        ("?", "é", True),
        ("?", "/", False),
        ("?", "\udcff", True),
        ("[^a]", "b", True),
        ("[!a]", "!", True),
        ("[!a]", "b", False),
        ("[a-c]x", "bx", True),
        ("[^a]", "/", True),
        (r"\*", "*", True),
        (r"\*", "a", False),
        ("a*c*e", "abcde", True),
        ("a*c*e", "abcd", False),
        ("*a*", "bab", True),
        ("", "", True),
        ("", "a", False),
    ],
)
def test_a_pattern_matches_as_in_go(pattern: str, name: str, fits: bool) -> None:
    assert match(pattern, name) is fits


@pytest.mark.parametrize("pattern", ["[", "[]a]", "[a", "[-a]", "[a-", "\\", "[^", "a[\\"])
def test_a_malformed_pattern_is_one(pattern: str) -> None:
    with pytest.raises(BadPatternError):
        match(pattern, "a")
    assert not matches(pattern, "a")


def test_what_comes_behind_the_first_misfit_is_not_looked_at() -> None:
    assert match("a*/[", "b") is False
    with pytest.raises(BadPatternError):
        match("a*/[", "ab/c")


@pytest.mark.parametrize(("name", "wild"), [("a*", True), (r"a\*", False), (r"a\\*", True), ("[", True), ("a", False)])
def test_a_wildcard_may_be_escaped(name: str, wild: bool) -> None:
    assert has_wildcard(name) is wild


def test_paths_are_taken_apart() -> None:
    assert with_directories("a/b/c") == ["a", "a/b", "a/b/c"]
    assert (directory("a/b"), directory("a")) == ("a", ".")
    assert sorted(["a.b", "a/c", "a"], key=walk_key) == ["a", "a/c", "a.b"]


def test_lengths_are_those_of_the_bytes_on_disk() -> None:
    assert [utf8_length(text) for text in ("a", "é", "\udcff", "€")] == [1, 2, 1, 3]
    assert [is_utf8(text) for text in ("a", "é", "\udcff")] == [True, True, False]


def test_a_path_lies_in_a_directory_above_it_and_not_in_itself() -> None:
    assert paths.lies_in("a/b/c", {"a/b"})
    assert paths.lies_in("a/b/c", {"x", "a"})
    assert not paths.lies_in("a/b/c", {"a/b/c", "b"})
    assert not paths.lies_in("a/b", set())


@given(st.lists(st.text("ab.", min_size=1, max_size=2), min_size=1, max_size=6))
def test_the_directories_of_a_path_are_its_beginnings(names: list[str]) -> None:
    found = paths.with_directories("/".join(names))
    assert found == ["/".join(names[:length]) for length in range(1, len(names) + 1)]
