"""What a report lists: sums in, rows in their order out."""

from __future__ import annotations

from ctxsize.analysis.summary import by_extension, by_line, differences, largest_directories, largest_files
from ctxsize.builder import Builder
from ctxsize.context.entry import Tally
from ctxsize.ignore.parse import parse


def test_a_directory_that_holds_hardly_more_than_one_inside_makes_room_for_it() -> None:
    directories = {"": Tally(3, 300), "a": Tally(3, 300), "a/b": Tally(2, 299), "a/b/c": Tally(1, 150), "d": Tally()}
    assert [(share.path, share.bytes) for share in largest_directories(directories, 9)] == [
        ("a/b", 299),
        ("a/b/c", 150),
    ]
    assert [share.path for share in largest_directories(directories, 1)] == ["a/b"]


def test_tables_are_cut_and_sorted_by_bytes_then_name() -> None:
    assert [share.path for share in largest_files([("a", 9), ("b", 5)], 1)] == ["a"]
    rows = by_extension({".b": Tally(1, 5), ".a": Tally(2, 5), "": Tally(1, 9)})
    assert [(share.path, share.files) for share in rows] == [("", 1), (".a", 2), (".b", 1)]


def test_a_line_is_named_by_its_number_and_text() -> None:
    lines = [line for line in parse(b"# x\na  \n\nb\n").lines if line.pattern is not None]
    rows = by_line({0: Tally(1, 5), 1: Tally(2, 9), -1: Tally(7, 7)}, lines)
    assert [(row.line, row.text, row.files) for row in rows] == [(4, "b", 2), (2, "a", 1)]


def test_a_difference_says_why() -> None:
    found = differences(
        [("z", Builder.BUILDKIT), ("Dockerfile", Builder.LEGACY), ("y", Builder.LEGACY)],
        {"Dockerfile"},
        dict.fromkeys(Builder, ".dockerignore"),
    )
    assert [(one.path, one.why.partition(" ")[0]) for one in found] == [
        ("Dockerfile", "the"),
        ("y", "BuildKit's"),
        ("z", "the"),
    ]
