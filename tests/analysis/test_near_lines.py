"""The line that was meant to match: which one, why it does not, and what to write."""

from __future__ import annotations

import pytest

from ctxsize.analysis.near_lines import near_line
from ctxsize.ignore.parse import parse


@pytest.mark.parametrize(
    ("ignore", "path", "words"),
    [
        (
            "node_modules\n",
            "web/node_modules",
            "Line 1 'node_modules' does not match: a pattern begins at the context root",
        ),
        ("node_modules\n", "web/node_modules/a/b.js", "Write '**/node_modules'."),
        ("*.log\n", "log/a.log", "Write '**/*.log'."),
        ("a/b\n", "x/a/b", "Write '**/a/b'."),
        ("dist # built\n", "dist/a", "Write 'dist'."),
        ("Dist\n", "dist", "case matters. Write 'dist'."),
        ("docs\\book\n", "docs/book", "a backslash quotes the next character"),
        ("dist/*\n", "dist", "it is about what is in 'dist', not about the directory."),
        ("node_module\n", "node_modules", "'node_modules' is spelled differently. Write 'node_modules'."),
        ("/srv/ctx/dist\n", "dist", "Write 'dist'."),
        ("dist\n!dist\n", "dist", ""),
        ("docs\nsrc\n", "lib", ""),
        ("# dist\n", "dist", ""),
        ("", "dist", ""),
        ("!web\n", "web", ""),
        ("a\n", "b", ""),
    ],
)
def test_a_line_that_excludes(ignore: str, path: str, words: str) -> None:
    found = near_line(parse(ignore.encode()).lines, path, "/srv/ctx", exceptions=False)
    assert words in found
    assert bool(found) == bool(words)


def test_an_exception() -> None:
    lines = parse(b"docs\n!docs/readme.md\n!keep.md\n").lines
    assert near_line(lines, "docs/README.md", "/c", exceptions=True) == (
        "Line 2 '!docs/readme.md' does not match: case matters. Write '!docs/README.md'."
    )
    assert near_line(lines, "docs/keep.md", "/c", exceptions=True).endswith("Write '!**/keep.md'.")


def test_the_last_of_several_lines() -> None:
    assert near_line(parse(b"a\nb\na/\n").lines, "x/a", "/c", exceptions=False).startswith("Line 3 ")
