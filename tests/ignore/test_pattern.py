"""One pattern against whole paths: the short ways give what Docker's regular expression gives."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ctxsize.golang import paths
from ctxsize.golang.regexp import GoRegexp, GoSyntaxError
from ctxsize.ignore.pattern import Glob, Pattern, PatternKind, go_source

TEXTS = st.lists(
    st.sampled_from(["*", "**", "**/", "?", "a", "b", ".", "/", "[ab]", "[a-c]", "[^a]", "-", "é", "\udc80", "+", "(", "|", "\\"]),
    min_size=1, max_size=5,
).map("".join)  # fmt: skip
PATHS = st.lists(
    st.sampled_from(["a", "b", ".", "/", "c", "ab", "é", "-", "+", "\n", "\udc80", "(", "|"]), max_size=6
).map("".join)


@given(TEXTS, st.lists(PATHS, min_size=1, max_size=8))
def test_a_whole_path_is_matched_as_by_the_regular_expression(text: str, whole: list[str]) -> None:
    pattern = Pattern(text)
    if pattern.kind is not PatternKind.REGEXP:
        return
    try:
        expected = list(map(GoRegexp(go_source(text)).matches, whole))
    except GoSyntaxError:
        expected = None
    try:
        assert [pattern.matches(path) for path in whole] == expected
    except paths.BadPatternError:
        assert expected is None


@given(TEXTS, PATHS)
def test_a_glob_is_its_expression(text: str, name: str) -> None:
    if "/" in text or "**" in text or not {"\\", "^", "|", "\udc80"}.isdisjoint(text) or {"/", "\n"} & {*name}:
        return
    assert bool(Glob(text).matches(name)) is GoRegexp(go_source(text)).matches(name)
