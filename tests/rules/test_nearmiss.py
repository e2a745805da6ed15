"""What a line was meant to say: habits from other languages of patterns, each with what would be right."""

from __future__ import annotations

import pytest

from ctxsize.rules.nearmiss import habits


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("// logs", ()),
        ("-- logs", ()),
        ("dist # built", ("dist",)),
        ("~/cache", ("cache",)),
        ("../shop/dist", ("dist",)),
        ("../other/dist", ()),
        ("/home/me/shop/dist", ("dist",)),
        ("shop/dist", ("dist",)),
        ("/app/dist", ("dist",)),
        ("/usr/src/app/dist", ("dist",)),
        (r"src\gen", ("src/gen",)),
        ("[!a]b", ("[^a]b",)),
        ("*.{js,ts}", ("*.js", "*.ts")),
        ('"dist"', ("dist",)),
        ("dist build", ("dist", "build")),
        ("dist, build;out", ("dist", "build", "out")),
    ],
)
def test_a_habit_says_what_was_meant(line: str, meant: tuple[str, ...]) -> None:
    assert meant in [habit.meant for habit in habits(line, "/home/me/shop")]


@pytest.mark.parametrize(
    "line", ["dist", "**/*.log", "a#b", "a//b", "src/app/dist", "{a}", '"', "[^a]b", "/dist", "--"]
)
def test_what_is_written_as_docker_reads_it_is_no_habit(line: str) -> None:
    assert list(habits(line, "/home/me/shop")) == []


def test_only_what_can_not_be_anything_else_needs_no_proof() -> None:
    sure = {line: [habit.sure for habit in habits(line, "/r/shop")] for line in ("dist # x", "shop/dist", "[!a]")}
    assert sure == {"dist # x": [True], "shop/dist": [False], "[!a]": [False]}


def test_words_are_a_habit_only_if_each_of_them_matches() -> None:
    (habit,) = habits("dist build", "/r")
    assert habit.all_of_them
