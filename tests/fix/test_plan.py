"""The two styles of ``--fix``: an allow-list names what instructions take."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxsize.build.request import Request
from ctxsize.errors import UsageError
from ctxsize.fix.block import FixOptions, Style
from ctxsize.fix.plan import propose
from tests.fix.fixing import fixed, lines, received, tree

ALLOW = FixOptions(style=Style.ALLOW)


def test_an_allow_list_names_what_instructions_take(root: Path) -> None:
    tree(
        root,
        {
            "Dockerfile": "FROM scratch AS one\nCOPY src /\nCOPY package*.json a/b/c.txt /\nFROM scratch\nCOPY --from=one /x /\nCOPY conf/*.d /\n",
            ".gitignore": "*.pyc\n*.swp\n",
            "src/a.py": "",
            "src/a.pyc": "",
            "package.json": "",
            "package-lock.json": "",
            "a/b/c.txt": "",
            "a/b/d.txt": "",
            "conf/x.d": "",
            "conf/y": "",
            "README.md": "",
        },
    )
    proposal = fixed(root, ALLOW)
    assert lines(proposal) == ["*", "!src", "!package*.json", "!a/b/c.txt", "!conf/*.d", "**/*.pyc"]
    kept = {"src/a.py", "package.json", "package-lock.json", "a/b/c.txt", "conf/x.d"}
    assert received(root, "legacy") == kept | {"Dockerfile", ".dockerignore"}
    assert received(root) == kept


def test_an_allow_list_works_where_the_legacy_builder_reads_no_wildcards(root: Path) -> None:
    tree(
        root,
        {
            "Dockerfile": "FROM scratch\nCOPY */conf/x [[]id]/y /\n",
            "a/conf/x": "",
            "b/conf/x": "",
            "b/conf/z": "",
            "[id]/y": "",
            "i/y": "",
        },
    )
    fixed(root, ALLOW)
    kept = {"a/conf/x", "b/conf/x", "[id]/y"}
    assert received(root) == kept
    assert received(root, "legacy") == kept | {"Dockerfile", ".dockerignore"}


def test_an_allow_list_is_refused_where_the_whole_context_is_taken(root: Path) -> None:
    tree(root, {"Dockerfile": "FROM scratch AS one\nCOPY . /\nFROM scratch\nCOPY x /\n", "x": ""})
    with pytest.raises(UsageError, match=r"Dockerfile:2: COPY \. takes the whole build context"):
        propose(Request.of(str(root), "buildkit", None, None, None, None), ALLOW)


def test_an_allow_list_keeps_the_users_exceptions(root: Path) -> None:
    tree(
        root,
        {
            "Dockerfile": "FROM scratch\nCOPY src /\n",
            ".dockerignore": "docs\n!docs/x\n",
            "src/a": "",
            "docs/x": "",
            "docs/y": "",
        },
    )
    fixed(root, ALLOW)
    assert received(root, "legacy") == {"src/a", "docs/x", "Dockerfile", ".dockerignore"}
