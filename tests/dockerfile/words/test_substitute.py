"""The patterns of `${X#p}`, `${X%p}`, `${X/p/r}`: `*`, `?` and nothing else."""

from __future__ import annotations

import pytest

from ctxsize.dockerfile.refusal import RefusalError
from ctxsize.dockerfile.words.substitute import replace, trim_prefix, trim_suffix


@pytest.mark.parametrize(
    ("pattern", "value", "shortest", "longest"),
    [
        ("*a", "banana", "nana", ""),
        ("?", "ab", "b", "b"),
        ("", "ab", "ab", "ab"),
        ("[a]", "a[a]", "a[a]", "a[a]"),
        ("[a]", "[a]b", "b", "b"),
        ("\\*", "*b", "b", "b"),
        ("\\?", "ab", "ab", "ab"),
        ("\\\\", "\\b", "b", "b"),
        ("\\/", "/b", "b", "b"),
        ("\\}", "}b", "b", "b"),
        ("*", "a\nb", "a\nb", "\nb"),
        (".", "ab", "ab", "ab"),
        ("\ufeffa", "ab", "b", "b"),
    ],
)
def test_beginnings(pattern: str, value: str, shortest: str, longest: str) -> None:
    assert trim_prefix(pattern, value, longest=False) == shortest
    assert trim_prefix(pattern, value, longest=True) == longest


@pytest.mark.parametrize(
    ("pattern", "value", "shortest", "longest"),
    [
        ("a*", "banana", "banan", "b"),
        ("\\**", "a*b*c", "a*b", "a"),
        ("?", "ab", "a", "a"),
        ("x", "ab", "ab", "ab"),
        ("\\\\", "a\\", "a", "a"),
    ],
)
def test_ends(pattern: str, value: str, shortest: str, longest: str) -> None:
    assert trim_suffix(pattern, value, longest=False) == shortest
    assert trim_suffix(pattern, value, longest=True) == longest


@pytest.mark.parametrize(
    ("pattern", "value", "replacement", "first", "every"),
    [
        ("a", "banana", "_", "b_nana", "b_n_n_"),
        ("", "ab", "_", "_ab", "_a_b_"),
        ("*", "ab", "_", "_", "_"),
        ("a?", "banana", "", "bana", "ba"),
        # In the replacement of all, $ is Go's reference to a group; there are none but the whole.
        ("a", "ba", "<$0>", "b<$0>", "b<a>"),
        ("a", "ba", "${0}!", "b${0}!", "ba!"),
        ("a", "ba", "$1x", "b$1x", "b"),
        ("a", "ba", "$$", "b$$", "b$"),
        ("a", "ba", "$", "b$", "b$"),
        ("a", "ba", "$.", "b$.", "b$."),
        ("a", "ba", "${0", "b${0", "b${0"),
        ("x", "ba", "_", "ba", "ba"),
    ],
)
def test_replacements(pattern: str, value: str, replacement: str, first: str, every: str) -> None:
    assert replace(pattern, value, replacement, every=False) == first
    assert replace(pattern, value, replacement, every=True) == every


@pytest.mark.parametrize("pattern", ["\\a", "a\\", "\\["])
def test_other_escapes_are_refused(pattern: str) -> None:
    with pytest.raises(RefusalError, match="In a pattern Docker lets a backslash stand only before"):
        trim_prefix(pattern, "a", longest=True)


LONG = "a" * 60_000
STARS = "*a" * 2000


@pytest.mark.parametrize(
    "pattern", [STARS + "b", "a" + STARS + "*?b", "*" * 60_000 + "b", "?" * 1000 + "b", "*?*?" * 5000 + "b"]
)
def test_hostile_patterns_are_matched_in_linear_time(pattern: str) -> None:
    for longest in (False, True):
        assert trim_prefix(pattern, LONG, longest=longest) == LONG
        assert trim_suffix("b" + pattern, LONG, longest=longest) == LONG
    for every in (False, True):
        assert replace(pattern, LONG, "x", every=every) == LONG


@pytest.mark.parametrize(
    ("pattern", "replaced"), [("a*b*c", 0), ("a*\nb", 0), ("*b", 0), ("a*", 30_000), ("*", 30_000)]
)
def test_many_lines_are_no_matter(pattern: str, replaced: int) -> None:
    assert replace(pattern, "a\n" * 30_000, "x", every=True).count("x") in {replaced, replaced + 1}


def test_a_replacement_grows_to_a_limit_only() -> None:
    with pytest.raises(RefusalError, match="comes to more than 16,777,216 characters"):
        replace("?", LONG, "$0" * 3_000, every=True)
    assert replace("?", LONG, "$1" * 30_000, every=True) == ""


def test_an_empty_pattern_matches_around_each_character() -> None:
    assert replace("", "ab", "x", every=True) == "xaxbx"
    assert replace("", "", "x$0", every=True) == "x"
    assert replace("", "ab", "", every=True) == "ab"
    assert replace("", "ab", "x", every=False) == "xab"
    with pytest.raises(RefusalError, match="a replacement comes to more than"):
        replace("", "a" * 5000, "x" * 5000, every=True)
