"""What is read before a fix, once: the file, where it stands, git's answers, and lines that may go."""

from __future__ import annotations

from pathlib import Path

from ctxsize.fix.block import BEGIN
from tests.fix.fixing import fixed, lines, received, tree
from tools.repositories import Repository


def test_gitignore_is_taken_over_line_by_line(root: Path) -> None:
    tree(
        root,
        {
            ".gitignore": "node_modules/\n*.log\n!keep.log\n/out\n",
            "web/node_modules/x": "",
            "a.log": "",
            "keep.log": "",
        },
    )
    proposal = fixed(root)
    assert lines(proposal) == ["**/node_modules", "**/*.log", "!**/keep.log", "out"]
    assert proposal.new.decode().startswith(BEGIN)
    assert "# From .gitignore: git ignores it, so a fresh clone builds without it\n" in proposal.new.decode()


def test_a_pattern_for_directories_spares_a_file_of_that_name(root: Path) -> None:
    tree(root, {".gitignore": "build/\n", "build/x": "", "scripts/build": ""})
    assert lines(fixed(root)) == ["**/build/**"]
    assert "scripts/build" in received(root)


def test_what_git_tracks_stays(root: Path) -> None:
    tree(root, {".gitignore": "dist\n", "dist/a/x": "", "dist/a/y": "", "dist/b": ""})
    made = Repository(root)
    made.git("add", "-f", "dist/a")
    assert lines(fixed(root)) == ["**/dist", "!dist/a"]
    assert {"dist/a/x", "dist/a/y"} <= received(root) & received(root, "legacy")
    assert "dist/b" not in received(root) | received(root, "legacy")


def test_a_source_that_git_ignores_stays(root: Path) -> None:
    tree(
        root,
        {
            "Dockerfile": "FROM scratch\nCOPY web/dist /srv\nCOPY target/*.jar /\n",
            ".gitignore": "dist\ntarget\n*.tmp\n",
            "web/dist/x.js": "",
            "lib/dist/x.js": "",
            "target/app.jar": "",
            "target/classes/a": "",
            "a.tmp": "",
        },
    )
    proposal = fixed(root)
    assert lines(proposal) == ["**/dist", "**/target", "**/*.tmp", "!target/*.jar", "!web/dist"]
    assert received(root) == {"web/dist/x.js", "target/app.jar"}
    assert "# Dockerfile:2 takes it: COPY web/dist\n!web/dist\n" in proposal.new.decode()


def test_a_line_of_which_nothing_would_remain_is_left_out_and_said(root: Path) -> None:
    tree(root, {"Dockerfile": "FROM scratch\nCOPY dist /\n", ".gitignore": "dist\n*.o\n", "dist/x": ""})
    proposal = fixed(root)
    assert lines(proposal) == ["**/*.o"]
    assert proposal.notes == ("Left out 'dist' of .gitignore: Dockerfile:2 takes it: COPY dist.",)
