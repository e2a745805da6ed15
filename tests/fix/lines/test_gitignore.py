"""Git's patterns as lines for Docker, and what git ignores when it can't be asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxsize.context.disk import DiskSource
from ctxsize.context.walk import walk
from ctxsize.fix.lines.gitignore import as_groups, ignore_files, judged
from ctxsize.fix.removal_plan import RemovalPlan
from ctxsize.fix.snapshot import Snapshot
from ctxsize.git.gitignore import Layer, translate
from tests.fix.fixing import tree


def lines(text: str, staying: tuple[str, ...] = (), *, directory_exceptions: bool = True, base: str = "") -> list[str]:
    translated = translate([Layer(path=".gitignore", data=text.encode(), base=base)])
    groups, _ = as_groups(translated, staying, RemovalPlan(), directory_exceptions=directory_exceptions)
    return [line for group in groups for line in group.lines]


@pytest.mark.parametrize(
    ("text", "staying", "written"),
    [
        ("*.log\n/out\n", (), ["**/*.log", "out"]),
        ("build/\n", (), ["**/build"]),
        ("build/\n", ("scripts/build",), ["**/build/**"]),
        ("a*/\n", ("ab",), ["**/a*/**"]),
        ("a/**/\n", (), ["a/*/**"]),
        ("a\na\n", (), ["**/a"]),
        ("a\n!b\na\n", (), ["**/a", "!**/b", "**/a"]),
        ("!build/\n", (), ["!**/build"]),
    ],
)
def test_a_pattern_is_a_line(text: str, staying: tuple[str, ...], written: list[str]) -> None:
    assert lines(text, staying) == written


def test_exceptions_for_directories_alone_can_be_left_out() -> None:
    assert lines("*\n!src/\n!a.c\n", directory_exceptions=False) == ["**", "!**/a.c"]


def test_a_line_that_one_further_out_says_as_well_is_dropped() -> None:
    layers = [Layer(path="x", data=b"*.o\n"), Layer(path="y", data=b"*.o\n", base="a/b")]
    groups, _ = as_groups(translate(layers), (), RemovalPlan(), directory_exceptions=True)
    assert [group.lines for group in groups] == [("**/*.o",)]


def test_a_pattern_of_which_all_stays_is_left_out() -> None:
    plan = RemovalPlan(untouched={"dist"}, kept={"dist": "COPY dist"})
    groups, left_out = as_groups(
        translate([Layer(path=".gitignore", data=b"dist\n*.log\n")]), (), plan, directory_exceptions=True
    )
    assert [group.lines for group in groups] == [("**/*.log",)]
    assert [one.text for one in left_out] == ["dist"]


def test_without_git_its_files_are_judged_level_by_level(tmp_path: Path) -> None:
    tree(
        tmp_path,
        {".gitignore": "*.log\nout/\n", "a.log": "", "web/.gitignore": "!b.log\n", "web/b.log": "", "out/x": ""},
    )
    snapshot = Snapshot()
    walk(DiskSource(str(tmp_path)), snapshot)
    roots, layers = judged(snapshot, (), DiskSource(str(tmp_path)).read)
    assert roots == {"a.log", "out"}
    assert [layer.path for layer in layers] == [".gitignore", "web/.gitignore"]
    assert list(ignore_files(snapshot, {"web"})) == [""]
