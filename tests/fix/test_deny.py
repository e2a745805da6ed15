"""Lines that keep away what no build needs, from the findings, from git, and from the block that is there."""

from __future__ import annotations

from pathlib import Path

from ctxsize.fix.block import FixOptions, Source
from tests.fix.fixing import fixed, lines, received, tree
from tools.repositories import Repository

SAFE = FixOptions()
FILES = {
    "Dockerfile": "FROM node\nCOPY . .\nRUN npm ci\n",
    "package.json": "{}",
    "package-lock.json": "{}",
    "node_modules/x/index.js": "x",
    ".gitignore": "node_modules\n*.tmp\n",
    ".dockerignore": ".git\n",
    "a.tmp": "x",
    "src/main.js": "x",
}


def test_waste_and_what_git_ignores_goes_and_the_rest_stays(root: Path) -> None:
    tree(root, FILES)
    proposal = fixed(root, SAFE)
    assert lines(proposal) == [".git", "**/node_modules", "**/*.tmp"]
    assert {"package.json", "package-lock.json", "src/main.js"} <= received(root)
    assert received(root).isdisjoint({"a.tmp", "node_modules/x/index.js"})


def test_rules_alone_do_not_ask_git(root: Path) -> None:
    tree(root, FILES)
    assert not any("tmp" in line for line in lines(fixed(root, FixOptions(source=Source.RULES))))


def test_a_clean_clone_of_a_committed_fix_changes_nothing(root: Path) -> None:
    tree(root, FILES)
    proposal = fixed(root, SAFE)
    (root / "a.tmp").unlink()
    (root / "node_modules/x/index.js").unlink()
    (root / "node_modules/x").rmdir()
    (root / "node_modules").rmdir()
    assert fixed(root, SAFE).new == proposal.new


def test_what_is_not_certain_is_left_to_unsafe_fixes(root: Path) -> None:
    tree(root, {"Dockerfile": "FROM a\nCOPY . .\n", "backup.sql": "x" * 2_000_000})
    proposal = fixed(root, SAFE)
    unsafe = [one for one in proposal.left_out if one.unsafe]
    assert [one.bytes for one in unsafe] == [2_000_000] or lines(proposal) != []


def test_nothing_at_stake_nothing_written(root: Path) -> None:
    tree(root, {"Dockerfile": "FROM a\nCOPY . .\n", ".gitignore": "*.tmp\n", ".dockerignore": ".git\n", "a": ""})
    assert not fixed(root, SAFE).changes


def test_what_a_wider_line_keeps_away_is_not_called_left_out(root: Path) -> None:
    tree(root, {"Dockerfile": "FROM a\nCOPY . .\n", ".gitignore": ".env\n", "a/.env": "A=1", ".env": "A=1", "b": "x"})
    proposal = fixed(root, SAFE)
    said = [one.line for one in proposal.left_out]
    assert ("**/.env" in lines(proposal)) != (".env" in said), (lines(proposal), said)


def test_a_wide_line_that_takes_too_much_leaves_those_that_it_stood_for(root: Path) -> None:
    files = {
        "Dockerfile": "FROM a\nCOPY . .\n",
        ".gitignore": ".*\n!.gitignore\n",
        ".tool/a": "x",
        ".DS_Store": "x",
        ".idea/w": "x",
    }
    tree(root, files)
    Repository(root).git("add", "-f", ".tool/a")
    proposal = fixed(root, SAFE)
    assert {".DS_Store", ".idea"} <= {line.removeprefix("**/") for line in lines(proposal)}
    assert ".tool/a" in received(root)
