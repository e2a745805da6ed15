"""Lines that could be written, and what they are for."""

from __future__ import annotations

from pathlib import Path

from ctxsize.fix.block import Group, with_block
from ctxsize.fix.candidates import excluding, from_block, from_findings, from_git, known_by_name, title_of
from ctxsize.fix.harm import Harm
from ctxsize.rules.selection import Selection
from tests.fix.looked import baseline, pattern

NODE = "FROM node\nCOPY . .\nRUN npm ci --prefix a && npm ci --prefix b\n"


def test_places_of_one_name_are_one_line(root: Path) -> None:
    files = {"Dockerfile": NODE}
    for name in "ab":
        files |= {
            f"{name}/package.json": "{}",
            f"{name}/package-lock.json": "{}",
            f"{name}/node_modules/x/index.js": "x",
        }
    made = baseline(root, files)
    found = list(from_findings(made, Harm(made), unsafe=False))
    assert [one.line for one in found if "node_modules" in one.line] == ["**/node_modules"]


def test_gits_lines_are_taken_where_they_keep_something_away(root: Path) -> None:
    made = baseline(root, {".gitignore": "*.o\n*.tmp\nout/\n!out/\n", "a.o": "x", "Dockerfile": "FROM a\nCOPY . .\n"})
    found = list(from_git(made, Harm(made), Selection()))
    assert [(one.line, one.places, one.ignored) for one in found] == [("**/*.o", ("a.o",), True)]


def test_a_line_of_the_block_stays_while_its_reason_stands(root: Path) -> None:
    group = Group(reason="Git ignores it, so a fresh clone builds without it", lines=("**/*.o", "**/*.gone", "notes"))
    text = with_block(b"", [group, Group(reason="Caches and records of tools", lines=("**/__pycache__",))])
    made = baseline(root, {".gitignore": "*.o\n", ".dockerignore": text.decode(), "notes": ""})
    assert [one.line for one in from_block(made, [])] == ["**/*.o", "**/__pycache__"]
    assert [one.line for one in from_block(made, ["**/*.o"])] == ["**/__pycache__"]


def test_a_line_is_of_a_group_that_a_person_understands() -> None:
    assert title_of(None, "CTX201") == "Secrets"
    assert title_of(None, "CTX113") == "Git ignores it, so a fresh clone builds without it"
    assert title_of(known_by_name(pattern("**/node_modules"))) == "Dependencies, which the image installs itself"
    assert known_by_name(pattern("**/src")) is None


def test_an_exception_and_a_malformed_line_exclude_nothing() -> None:
    assert excluding("!a") is None
    assert excluding("[") is None
    assert excluding("a/") is not None
