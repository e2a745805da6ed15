"""Which places stand for what is received: none beside its parent, and what is spoken of elsewhere as it is."""

from __future__ import annotations

from ctxsize.analysis.shares import largest_shares
from ctxsize.context.entry import Tally


def shares(files: dict[str, int], whole: tuple[str, ...] = (), rows: int = 8) -> list[tuple[str, int]]:
    directories: dict[str, Tally] = {"": Tally()}
    for path, size in files.items():
        parts = path.split("/")
        for depth in range(len(parts)):
            above = "/".join(parts[:depth])
            known = directories.get(above, Tally())
            directories[above] = Tally(known.files + 1, known.bytes + size)
    sizes = {place: directories[place].bytes if place in directories else files[place] for place in whole}
    largest = sorted(files.items(), key=lambda item: -item[1])
    return [(share.path, share.bytes) for share in largest_shares(directories, largest, sizes, rows)]


def test_a_directory_with_one_thing_in_it_is_named_by_that() -> None:
    assert shares({"a/b/c/big": 990, "a/b/small": 1, "d": 500}) == [("a/b/c/big", 990), ("d", 500)]


def test_one_that_holds_most_of_everything_gives_way_to_what_is_in_it() -> None:
    assert shares({"src/a": 500, "src/b": 400, "c": 100}) == [("src/a", 500), ("src/b", 400), ("c", 100)]
    assert shares({"src/a": 500, "src/b": 400, "c": 950}) == [("c", 950), ("src", 900)]


def test_many_small_ones_leave_their_directory_whole() -> None:
    assert shares({**{f"many/{number}": 10 for number in range(90)}, "c": 100}) == [("many", 900), ("c", 100)]


def test_what_is_spoken_of_elsewhere_is_not_taken_apart() -> None:
    files = {"web/node_modules/x/big": 900, "web/node_modules/y/small": 5, "web/src": 40, "c": 1500}
    assert shares(files, ("web/node_modules",)) == [("c", 1500), ("web/node_modules", 905), ("web/src", 40)]


def test_small_places_are_listed_only_where_they_are_spoken_of() -> None:
    assert shares({"big": 100_000, ".env": 5, "other": 6}, (".env",)) == [("big", 100_000), (".env", 5)]


def test_nothing_received_has_no_shares() -> None:
    assert shares({}) == []
    assert shares({"empty": 0}) == []
