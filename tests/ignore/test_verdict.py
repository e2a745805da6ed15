"""Which line decided about a path, in words."""

from __future__ import annotations

import pytest

from ctxsize.golang.paths import BadPatternError
from ctxsize.ignore.matcher import Matcher
from ctxsize.ignore.parse import parse
from ctxsize.ignore.verdict import Verdicts


def verdicts(text: str) -> Verdicts:
    file = parse(text.encode(), ".dockerignore")
    return Verdicts(file, Matcher([line.pattern for line in file.lines if line.pattern is not None]))


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("a.log", ".dockerignore:2 '*.log' excludes it"),
        ("dist", ".dockerignore:4 'dist' excludes it"),
        ("dist/x/y", ".dockerignore:4 'dist' excludes it through its directory 'dist'"),
        ("dist/keep", None),
        ("src", None),
    ],
)
def test_the_line_that_keeps_a_path_out_is_named(path: str, words: str | None) -> None:
    assert verdicts("# x\n*.log\n\ndist\n!dist/keep\n").excluded_by(path) == words


def test_the_deciding_line_may_be_an_exception() -> None:
    place, line = verdicts("dist\n!dist/keep\n").deciding("dist/keep/a")
    assert line is not None
    assert (place, line.number) == ("dist/keep", 2)
    assert verdicts("dist\n").deciding("src") == ("src", None)


def test_a_malformed_pattern_is_not_passed_over() -> None:
    with pytest.raises(BadPatternError):
        verdicts("[z-a]x\n").excluded_by("b")
