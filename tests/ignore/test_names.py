"""Sets of names that patterns match: a quick test that may say yes too often, never no."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ctxsize.ignore.names import NameSet
from ctxsize.ignore.pattern import Glob, PatternStep

GLOBS = ["*.log", "*.tar.gz", "a*", "*b*", "?x", "[ab]*.c", "*.min.*"]
names = st.lists(st.sampled_from(["a", "b", ".log", ".tar.gz", "x", ".c", ".min.", "\n", "é"]), max_size=4).map("".join)


@given(names, st.lists(st.sampled_from(GLOBS), max_size=4), st.lists(st.sampled_from(["ab", "x.c"]), max_size=2))
def test_no_name_that_a_step_takes_is_missed(name: str, globs: list[str], literals: list[str]) -> None:
    made = NameSet.of([*map(Glob, globs), *literals])
    if name in literals or any(Glob(glob).matches(name) for glob in globs):
        assert name in made
    assert bool(made) is bool(globs or literals)


@given(names, st.lists(st.lists(st.sampled_from(GLOBS), max_size=2), max_size=3))
def test_a_union_holds_what_its_parts_hold(name: str, groups: list[list[str]]) -> None:
    parts = [NameSet.of([*map(Glob, globs)]) for globs in groups]
    whole = NameSet.union(parts, frozenset({"own"}))
    assert (name in whole) == any(name in part for part in parts)
    assert "own" in whole


def test_every_name_or_those_with_a_line_feed_can_be_added() -> None:
    assert "anything" in NameSet.of([], every=True)
    assert "a\nb" in NameSet.of([], line_feeds=True)
    assert "ab" not in NameSet.of([PatternStep.DEEP], line_feeds=True)
