"""The matcher against a second, naive reading: every pattern as one regular expression over the whole path."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, reject
from hypothesis import strategies as st

from ctxsize.errors import IgnoreFileError
from ctxsize.ignore.matcher import NO_PATTERN, CarefulState, Matcher, State, plain_verdict
from ctxsize.ignore.parse import parse, pattern_of
from ctxsize.ignore.pattern import Pattern

NAMES = ["a", "b", "ab", ".a", "a.py", "x.py", "b.txt", "node_modules", "#h", "a b", "^t", "é", "{k}", "a+b"]
PIECES = ["*", "**", "/", "a", "b", ".", "?", "[ab]", "[a-c]", "py", "txt", "é", "**/", "/**", "*.py", "node_modules"]

lines = st.builds(
    lambda mark, pieces: mark + "".join(pieces),
    st.sampled_from(["", "", "!"]),
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=5),
)


def accepted(file: list[str]) -> tuple[Pattern, ...]:
    try:
        return parse("\n".join(file).encode()).patterns
    except IgnoreFileError:
        reject()


def repeated(few: list[str]) -> st.SearchStrategy[list[str]]:
    """Return files in which the same patterns come again and again, as exceptions and not."""
    return st.lists(st.sampled_from([*few, *(f"!{line.lstrip('!')}" for line in few)]), min_size=2, max_size=6)


ignore_files = st.one_of(
    st.lists(lines, min_size=1, max_size=6),
    st.lists(lines, min_size=1, max_size=3).flatmap(repeated),
).map(accepted)
paths = st.lists(st.sampled_from(NAMES), min_size=1, max_size=4).map("/".join)
odd_paths = st.lists(st.sampled_from([*NAMES, "a\n", "\n", "b\n.py", "a.py.py"]), min_size=1, max_size=4).map("/".join)


def naive(pattern: str) -> re.Pattern[str]:
    """Translate as the prose has it: stars stop at a slash, two stars do not, the rest is literal."""
    if pattern.startswith("**") and not re.search(r"[*?\[]", pattern[2:]):
        # A suffix test: at the end of a name if a slash follows the stars, else anywhere.
        rest = pattern[2:]
        return re.compile(
            f"(?:.*/)?{re.escape(rest[1:])}" if rest.startswith("/") else f".*{re.escape(rest)}", re.DOTALL
        )
    source = ""
    at = 0
    while at < len(pattern):
        if pattern.startswith("**", at):
            at += 2
            if pattern.startswith("/", at):
                at += 1
            source += "(?:.*/)?" if at < len(pattern) else ".*"
        elif pattern[at] == "[":
            end = pattern.index("]", at)
            source += pattern[at : end + 1]
            at = end + 1
        else:
            source += {"*": "[^/]*", "?": "[^/]"}.get(pattern[at], re.escape(pattern[at]))
            at += 1
    return re.compile(source, re.DOTALL)


def naive_verdict(texts: list[tuple[str, bool]], path: str) -> bool:
    """Carry each pattern's result down the directories; skip a pattern that could not change the verdict at that moment."""
    parts = path.split("/")
    remembered = [False] * len(texts)
    excluded = False
    for depth in range(1, len(parts) + 1):
        here = "/".join(parts[:depth])
        excluded = False
        for number, (text, exception) in enumerate(texts):
            if not remembered[number] and exception == excluded:
                remembered[number] = naive(text).fullmatch(here) is not None
            if remembered[number]:
                excluded = not exception
    return excluded


@given(ignore_files, paths)
def test_the_automaton_agrees_with_a_naive_reading(patterns: tuple[Pattern, ...], path: str) -> None:
    texts = [(pattern.text, pattern.exception) for pattern in patterns]
    excluded, rule = Matcher(patterns).decide(path)
    assert excluded == naive_verdict(texts, path)
    assert (rule >= 0 and not patterns[rule].exception) == excluded


@given(ignore_files, paths)
def test_opening_asks_whether_the_last_match_is_an_exception(patterns: tuple[Pattern, ...], path: str) -> None:
    parts = path.split("/")
    matcher = Matcher(patterns)
    state, above = matcher.root, ""
    for name in parts[:-1]:
        above = f"{above}/{name}" if above else name
        state = state.child(name, above)
    excluded, rule = state.file(parts[-1], path)
    hits = [
        pattern
        for pattern in patterns
        if any(naive(pattern.text).fullmatch("/".join(parts[:depth])) for depth in range(1, len(parts) + 1))
    ]
    plain = bool(hits) and not hits[-1].exception
    assert plain == plain_verdict(patterns, path)
    assert state.opens(rule, path) == (plain == excluded)


@given(ignore_files, st.lists(odd_paths, min_size=1, max_size=8))
@example(accepted(["**", "!*", "!**"]), ["a"])
def test_the_careful_state_gives_the_same_verdicts(patterns: tuple[Pattern, ...], found: list[str]) -> None:
    matcher = Matcher(patterns)  # one for all, as it remembers what it has been asked
    for path in found:
        state, above = CarefulState(patterns, ()), ""
        for name in path.split("/"):
            above = f"{above}/{name}" if above else name
            state = state.child(name, above)
        assert (state.matched, state.rule) == matcher.decide(path)


@pytest.mark.parametrize(
    ("file", "path", "line"),
    [
        ("a\n", "a", 1),
        ("a\n", "a/b/c", 1),
        ("# a\n\na\n", "a", 3),
        ("a\n!a/b\n", "a/b", None),
        ("*\n!a\na/b\n", "a/b/c", 3),
        ("**/a\n", "x/y/a", 1),
        ("**/a\n", "x/y/ba", None),
        ("**a\n", "x/y/ba", 1),
        ("a/**\n", "a", None),
        ("a/**\n", "a/b", 1),
        ("a/**/z\n", "a/z", 1),
        ("a/**/z\n", "a/b/c/z", 1),
        ("a/**/z\n", "a/bz", None),
        ("*/a\n", "a", None),
        ("a\\*b\n", "a*b", 1),
        ("\\d\n", "7", 1),
        ("\\Qa*\\E\n", "a[^/]*", 1),
        ("\\x41\n", "A", 1),
        ("\\pL\n", "é", 1),
        ("[[:alpha:]]x\n", "bx", 1),
        ("[^b]\n", "a", 1),
        ("a[^b]c\n", "a/c", 1),
        ("[!a]\n", "!", 1),
        ("*^\n", "b^", None),
        ("^a\n", "^a", 1),
        ("x*/**\n", "x1/f\n", None),
        ("**/*.py\n", "d\ne/x.py", None),
        ("**/*.py\n", "x\n.py", 1),
    ],
)
def test_a_verdict_names_its_line(file: str, path: str, line: int | None) -> None:
    patterns = parse(file.encode()).patterns
    excluded, rule = Matcher(patterns).decide(path)
    assert (patterns[rule].line if excluded else None) == line


def test_a_hostile_pattern_is_matched_in_one_pass() -> None:
    """With backtracking this would take longer than the universe has lasted."""
    name = "a" * 240
    for pattern in ("*a" * 40 + "b", "[^x]*" * 40 + "b", "**/*a" * 30 + "b"):
        assert Matcher(parse(pattern.encode()).patterns).decide(f"{name}/{name}") == (False, -1)


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
