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


def test_the_author_excludes_below_the_exceptions_as_he_did_by_his_patterns(root: Path) -> None:
    tree(
        root,
        {
            "Dockerfile": "FROM scratch\nCOPY src docs/a.txt /\n",
            ".dockerignore": "**/.*\n*.md\n**/*.bak\ndocs/b\nsrc/gen\n!src/gen/keep\n",
            "src/a": "",
            "src/.hidden": "",
            "src/x.bak": "",
            "src/gen/x": "",
            "src/gen/keep": "",
            "docs/a.txt": "",
        },
    )
    before = received(root, "legacy")
    proposal = fixed(root, ALLOW)
    assert lines(proposal)[6:] == ["*", "!src", "!docs/a.txt", "**/.*", "**/*.bak", "src/gen", "!src/gen/keep"]
    assert received(root, "legacy") == before
    (root / "src/.later").touch()
    (root / "src/later.bak").touch()
    (root / "later").touch()
    assert received(root, "legacy") == before


def test_what_is_named_and_not_there_yet_is_let_in_for_each_platform(root: Path) -> None:
    tree(root, {"Dockerfile": "FROM scratch\nARG TARGETARCH\nCOPY app-$TARGETARCH /app\n", "app-amd64": "", "x": ""})
    request = Request.of(str(root), "buildkit", None, None, None, "linux/amd64,linux/arm64")
    proposal = propose(request, ALLOW)
    assert lines(proposal) == ["*", "!app-amd64", "!app-arm64"]


def test_each_line_says_for_which_instruction_it_is_there(root: Path) -> None:
    tree(
        root, {"Dockerfile": "FROM a\nCOPY x y /\nRUN --mount=type=bind,source=z,target=/z make\n", "x": "", "z/a": ""}
    )
    proposal = fixed(root, ALLOW)
    assert [(group.reason, group.lines) for group in proposal.groups[1:]] == [
        ("For COPY at Dockerfile:2", ("!x", "!y")),
        ("For RUN --mount at Dockerfile:3", ("!z",)),
    ]


def test_other_dockerfiles_of_the_context_are_served_too(root: Path) -> None:
    tree(root, {"Dockerfile": "FROM a\nCOPY x /\n", "dev.Dockerfile": "FROM a\nCOPY y /\n", "x": "", "y": "", "z": ""})
    assert lines(fixed(root, ALLOW)) == ["*", "!x", "!y"]


def test_where_all_is_taken_what_commands_read_is_offered_unproved(root: Path) -> None:
    tree(
        root,
        {
            "Dockerfile": "FROM node\nWORKDIR /a\nCOPY package.json .\nCOPY . .\nRUN npm ci\n",
            "package.json": "{}",
            "package-lock.json": "{}",
            "notes": "",
        },
    )
    with pytest.raises(UsageError, match="--unsafe-fixes allows the 1 path that it is known to read"):
        propose(Request.of(str(root), "buildkit", None, None, None, None), ALLOW)
    assert lines(fixed(root, ALLOW.replace(unsafe=True))) == ["*", "!package.json", "!package-lock.json"]


def test_an_allow_list_of_the_authors_is_left_as_it_is(root: Path) -> None:
    tree(root, {"Dockerfile": "FROM a\nCOPY src /\n", ".dockerignore": "*\n!src\n", "src/a": "", "b": ""})
    assert not fixed(root, ALLOW).changes


def test_what_his_lines_exclude_and_an_instruction_names_is_let_in_by_name(root: Path) -> None:
    tree(root, {"Dockerfile": "FROM a\nCOPY uv.lock src /\n", ".dockerignore": "*.lock\n", "uv.lock": "", "src/a": ""})
    proposal = fixed(root, ALLOW)
    assert received(root) == {"uv.lock", "src/a"}
    assert "!uv.lock" in lines(proposal)


def test_a_clean_clone_of_a_committed_allow_list_changes_nothing(root: Path) -> None:
    tree(
        root,
        {
            "Dockerfile": "FROM python\nCOPY src /src\n",
            ".gitignore": "__pycache__\n",
            "src/a.py": "",
            "src/__pycache__/a.pyc": "x",
        },
    )
    fixed(root, ALLOW)
    (root / "src/__pycache__/a.pyc").unlink()
    (root / "src/__pycache__").rmdir()
    assert not propose(Request.of(str(root), "buildkit", None, None, None, None), ALLOW).changes
