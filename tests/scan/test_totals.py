"""What is received and what is excluded, added up: entries in, sums by directory, extension and line out."""

from __future__ import annotations

import pytest

from ctxsize.context.entry import Tally, Type
from ctxsize.scan.totals import ExcludedTotals, ReceivedSizes

ENTRIES = [
    ("a", Type.DIRECTORY, 0),
    ("a/x.py", Type.FILE, 10),
    ("a/b/y.PY", Type.FILE, 5),
    ("z", Type.HARDLINK, 20),
    ("link", Type.SYMLINK, 0),
]


def received(entries: list[tuple[str, Type, int]], keep: int = 2) -> ReceivedSizes:
    sizes = ReceivedSizes(keep, {"a/x.py", "nope"}, lambda _, size: size >= 20)
    for entry in entries:
        sizes.receive(*entry)
    return sizes


def test_a_directory_has_all_that_is_below_it() -> None:
    assert received(ENTRIES).rolled_up() == {"": Tally(3, 35), "a": Tally(2, 15), "a/b": Tally(1, 5)}


def test_extensions_count_in_any_case_and_links_not_at_all() -> None:
    assert received(ENTRIES).extensions == {".py": Tally(2, 15), "": Tally(1, 20)}


def test_the_largest_come_first_and_equal_ones_by_name() -> None:
    assert received(ENTRIES).largest_files() == [("z", 20), ("a/x.py", 10)]
    many = [(f"f{number:03}", Type.FILE, 7) for number in range(200)]
    assert received(many).largest_files() == [("f000", 7), ("f001", 7)]
    assert received(ENTRIES, keep=0).largest_files() == []


def test_what_is_watched_or_near_a_limit_is_told() -> None:
    sizes = received(ENTRIES)
    assert sizes.arrived == {"a/x.py": 10}
    assert sizes.near_limits == [("z", Type.HARDLINK, 20)]


@pytest.mark.parametrize("cut", range(len(ENTRIES) + 1))
def test_two_processes_count_what_one_does(cut: int) -> None:
    whole, first, second = received(ENTRIES), received(ENTRIES[:cut]), received(ENTRIES[cut:])
    first.merge_totals(second.export_totals())
    assert first.rolled_up() == whole.rolled_up()
    assert (first.extensions, first.arrived) == (whole.extensions, whole.arrived)
    assert first.largest_files() == whole.largest_files()


def test_a_file_of_several_names_is_excluded_once_and_not_at_all_if_one_arrives() -> None:
    excluded = ExcludedTotals()
    excluded.add(0, 1, 5)
    for name in (1, 2):
        excluded.add_file(name, 100, 2, 7, 99)
    excluded.add_file(1, 30, 2, 7, 50)
    assert excluded.result([(7, 50)]) == Tally(4, 105)
    assert {rule: tally.bytes for rule, tally in excluded.by_rule.items()} == {0: 5, 1: 100, 2: 0}
