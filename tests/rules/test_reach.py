"""Which existing paths a pattern matches, looked up and not walked."""

from __future__ import annotations

from typing import Any

import pytest

from ctxsize.ignore.parse import pattern_of
from ctxsize.rules import reach
from ctxsize.rules.reach import Reach

PATHS = ["a", "a/x.log", "a/y.txt", "b", "b/x.log", "c.log", "Read.me"]


class Known:
    """A tree of the paths above; it remembers which directories were listed."""

    def __init__(self) -> None:
        """Nothing was listed yet."""
        self.listed: list[str] = []

    def names(self, path: str) -> list[str]:
        self.listed.append(path)
        return [each.rpartition("/")[2] for each in PATHS if each.rpartition("/")[0] == path]

    def exists(self, path: str) -> bool:
        return path in PATHS


def reach_of(tree: Known) -> Reach:
    """Only the two questions above are asked."""
    asked: Any = tree
    return Reach(asked)


def reached(line: str, tree: Known | None = None) -> list[str] | None:
    pattern = pattern_of(line)
    assert pattern is not None
    return reach_of(tree or Known()).of(pattern)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("a", ["a"]),
        ("a/x.log", ["a/x.log"]),
        ("nope", []),
        ("*.log", ["c.log"]),
        ("*/x.log", ["a/x.log", "b/x.log"]),
        ("a/*", ["a/x.log", "a/y.txt"]),
        ("[ab]", ["a", "b"]),
        ("**/*.log", None),
    ],
)
def test_a_pattern_reaches_what_it_matches_itself(line: str, found: list[str] | None) -> None:
    assert reached(line) == found


def test_a_pattern_without_a_wildcard_lists_nothing_and_others_list_once() -> None:
    tree = Known()
    assert reached("a/x.log", tree) == ["a/x.log"]
    assert tree.listed == []
    asked = reach_of(tree)
    asked.names("")
    asked.names("")
    assert tree.listed == [""]


def test_beyond_so_many_names_nothing_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "_LISTED", 3)
    assert reached("*") is None
    assert reached("a") == ["a"]


@pytest.mark.parametrize(("path", "found"), [("read.ME", "Read.me"), ("A/X.log", "a/x.log"), ("a", None), ("z", None)])
def test_a_name_in_other_case_is_found(path: str, found: str | None) -> None:
    assert reach_of(Known()).in_other_case(path) == found
