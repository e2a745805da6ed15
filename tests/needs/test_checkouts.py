"""Other checkouts inside of a context, by their mark."""

from __future__ import annotations

import pytest

from ctxsize.needs.checkouts import checkout_at
from tests.needs.contexts import lookup

REMOTE = '[remote "origin"]\n\turl = https://example.org/a.git\n'


@pytest.mark.parametrize(
    ("files", "what", "own"),
    [
        ({"w/.git": "gitdir: /x/.git/worktrees/w\n"}, "a git worktree", True),
        ({"w/.git": "gitdir: ../.git/modules/w\n"}, "a copy of a submodule", False),
        ({"w/.git/HEAD": "x", "w/.git/config": REMOTE}, "a clone", False),
        ({"w/.git/HEAD": "x", "w/.git/config": REMOTE, ".git/config": REMOTE}, "a clone", True),
    ],
)
def test_it_is_known(files: dict[str, str], what: str, *, own: bool) -> None:
    found = checkout_at("w/.git", lookup(files))
    assert found is not None
    assert (found.path, found.what, found.own) == ("w", what, own)


@pytest.mark.parametrize(
    ("mark", "files"),
    [
        (".git", {".git/HEAD": "x"}),
        ("w/.git", {"w/.git": "x"}),
        ("w/.git", {"w/.git/other": "x"}),
        ("w/.git", {"w/.git": "gitdir: ../.git/modules/w\n", ".gitmodules": "[submodule]\n  path = w\n"}),
    ],
)
def test_a_near_miss_is_not(mark: str, files: dict[str, str]) -> None:
    assert checkout_at(mark, lookup(files)) is None
