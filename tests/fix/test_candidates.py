"""Lines that could be written, and what they are for."""

from __future__ import annotations

from pathlib import Path

from ctxsize.fix.block import REPEATED, Group, with_block
from ctxsize.fix.candidates import (
    excluding,
    from_block,
    from_findings,
    from_git,
    known_by_mark,
    known_by_name,
    paths_in_common,
    title_of,
    wider_patterns,
)
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


def test_directories_side_by_side_are_one_line_where_one_of_their_name_is_source(root: Path) -> None:
    packages = {f"packages/{name}/package.json": "{}" for name in "abcd"} | {
        f"packages/{name}/node_modules/x/i.js": "x" for name in "abcd"
    }
    dockerfile = "FROM node\nCOPY . .\nCOPY vendored/node_modules /n\nRUN npm ci\n"
    files = {
        "Dockerfile": dockerfile,
        "vendored/node_modules/y/i.js": "x",
        "package.json": '{"workspaces": ["packages/*"]}',
    }
    made = baseline(root, {**files, **packages})
    found = [one.line for one in from_findings(made, Harm(made), unsafe=False) if "node_modules" in one.line]
    assert found == ["packages/**/node_modules"]


def test_patterns_for_directories_of_one_name_are_tried_from_the_widest_to_the_narrowest() -> None:
    assert wider_patterns("dist", ["a/b/dist", "a/c/dist"]) == ["**/dist", "a/**/dist", "a/*/dist"]
    assert wider_patterns("dist", ["x/dist", "y/dist"]) == ["**/dist", "*/dist"]
    assert paths_in_common(["a/b/c", "a/b/d", "a/e/f"]) == "a"


def test_the_largest_of_a_kind_have_lines_of_their_own_where_no_pattern_is_right(root: Path) -> None:
    files = {
        "Dockerfile": "FROM a\nCOPY . .\nCOPY data/kept.log /l/\n",
        "data/kept.log": "x" * 600_000,
        "debug.log": "x" * 800_000,
        "a/b.log": "x" * 700_000,
        "a/small.log": "x",
    }
    made = baseline(root, files)
    found = [one.line for one in from_findings(made, Harm(made), unsafe=False) if one.line.endswith(".log")]
    assert found == ["debug.log", "a/b.log", "data/kept.log"]
    assert Harm(made).conflicts(pattern("data/kept.log"), None, ignored=False)
    assert not Harm(made).conflicts(pattern("debug.log"), known_by_name(pattern("*.log")), ignored=False)


def test_what_was_known_by_a_mark_is_known_by_its_group_once_it_is_gone(root: Path) -> None:
    text = with_block(b"", [Group(reason="Dependencies, which the image installs itself", lines=("web/.venv",))])
    (one,) = from_block(baseline(root, {".dockerignore": text.decode(), "Dockerfile": "FROM a\nCOPY web /\n"}), [])
    assert one.kind is not None
    assert one.kind.binds
    assert known_by_mark("Nothing of ours") is None


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


def test_what_the_block_says_again_for_the_author_is_not_taken_for_its_own(root: Path) -> None:
    text = with_block(b"*\n!app\n**/*.log\n", [Group(reason=REPEATED, lines=("**/*.log",))])
    assert list(from_block(baseline(root, {".dockerignore": text.decode()}), [])) == []


def test_a_line_is_of_a_group_that_a_person_understands() -> None:
    assert title_of(None, "CTX201") == "Secrets"
    assert title_of(None, "CTX113") == "Git ignores it, so a fresh clone builds without it"
    assert title_of(known_by_name(pattern("**/node_modules"))) == "Dependencies, which the image installs itself"
    assert known_by_name(pattern("**/src")) is None


def test_an_exception_and_a_malformed_line_exclude_nothing() -> None:
    assert excluding("!a") is None
    assert excluding("[") is None
    assert excluding("a/") is not None
