"""What there is before any line of ours."""

from __future__ import annotations

from pathlib import Path

from ctxsize.fix.block import Group, with_block
from tests.fix.fixing import tree
from tests.fix.looked import baseline
from tools.repositories import Repository


def test_the_block_is_no_part_of_the_authors_lines(root: Path) -> None:
    text = with_block(b"mine\n!a\n", [Group(reason="Logs", lines=("*.log", "x"))])
    made = baseline(root, {".dockerignore": text.decode()})
    assert [line.text for line in made.lines] == ["mine", "!a"]
    assert made.block_lines == [("*.log", "Logs"), ("x", "Logs")]
    assert made.own_line(made.lines[1]) == "your own line .dockerignore:2 '!a'"


def test_git_says_what_it_ignores_and_tracks(root: Path) -> None:
    made = baseline(root, {".gitignore": "out/\n*.o\n", "out/a": "", "b.o": "", "src/c": ""})
    Repository(root).git("add", "-A")
    assert made.is_ignored("out/a")
    assert made.is_ignored("b.o")
    assert not made.is_ignored("src/c")
    assert made.is_tracked("src")
    assert not made.is_tracked("out")


def test_ignore_files_of_other_peoples_directories_are_not_read(root: Path) -> None:
    files = {
        ".gitignore": "a\n",
        "vendor/x/.gitignore": "b\n",
        "node_modules/y/.gitignore": "c\n",
        "web/.gitignore": "d\n",
    }
    tree(root, files)
    Repository(root).git("add", "-A", "-f")
    assert {one.pattern.text for one in baseline(root, files).patterns} == {"**/a", "web/**/d"}


def test_a_context_that_git_ignores_whole_says_nothing(root: Path) -> None:
    (root / ".gitignore").write_text("inner\n")
    made = baseline(root / "inner", {"a.o": ""})
    assert made.patterns == ()
    assert any("as a whole" in note for note in made.notes)
