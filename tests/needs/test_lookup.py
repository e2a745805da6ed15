"""The context as the room sees it: each question is asked once, and what can't be read is empty."""

from __future__ import annotations

from collections import Counter

import pytest

from ctxsize.needs.lookup import Lookup
from tests.needs.contexts import lookup

FILES = {
    "a.py": "",
    "src/a.py": "",
    "src/b/c.py": "",
    "src/b/d.txt": "",
    ".hidden/e.py": "",
    "package.json": '{"name": "x"}',
    "pyproject.toml": "[project]\nname = 'y'\n",
    "broken.json": "{",
}


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("src", ["src"]),
        ("nope", []),
        ("*.py", ["a.py"]),
        ("src/*.py", ["src/a.py"]),
        ("**/*.py", [".hidden/e.py", "a.py", "src/a.py", "src/b/c.py"]),
        ("src/**/*.txt", ["src/b/d.txt"]),
        ("s?c/[ab].py", ["src/a.py"]),
    ],
)
def test_a_pattern_of_shells_finds_what_is_there(pattern: str, found: list[str]) -> None:
    assert sorted(lookup(FILES).matches(pattern)) == found


def test_the_root_is_there_and_what_lies_above_it_is_not() -> None:
    assert lookup({}).exists("")
    assert not Lookup(lambda _: (), lambda _: True, lambda _: None).exists("../x")


def test_a_file_is_read_once() -> None:
    asked: Counter[str] = Counter()

    def text(path: str) -> str:
        asked[path] += 1
        return "x"

    found = Lookup(lambda _: (), lambda _: True, text)
    assert [found.text("a"), found.text("a")] == ["x", "x"]
    assert asked == {"a": 1}


def test_a_manifest_is_read_as_values_and_a_broken_one_says_nothing() -> None:
    found = lookup(FILES)
    assert found.document("package.json") == {"name": "x"}
    assert found.document("pyproject.toml") == {"project": {"name": "y"}}
    assert found.document("broken.json") == {}
    assert found.document("nope.json") == {}
