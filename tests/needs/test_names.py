"""Globs over names, and filters that may say yes too often, never no."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxsize.needs.names import NameFilter, NameIndex, Names, fits

GLOBS = [
    "*.pem",
    ".env",
    ".env.*",
    "id_rsa*",
    "*secret*",
    ".docker/config.json",
    "service*.json",
    "*_key",
]
PARTS = [".env", "pem", ".", "id_rsa", "secret", "at", "c", "abd", "service", ".json", "_key", "config", "x", "S", ""]


@pytest.mark.parametrize(
    ("path", "known"),
    [
        ("deep/er/x.PEM", True),
        ("x.pem.txt", False),
        (".env", True),
        ("a/.env.local", True),
        (".environment", False),
        ("home/.docker/config.json", True),
        ("config.json", False),
        ("my_secret.txt", True),
    ],
)
def test_names_match_the_end_of_a_path_in_any_case(path: str, known: bool) -> None:
    assert (path in Names(GLOBS)) is known


@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=4).map("".join))
def test_a_filter_and_an_index_miss_nothing(name: str) -> None:
    lowered = name.lower()
    owners = [number for number, glob in enumerate(GLOBS) if fits(glob.rpartition("/")[2], lowered)]
    assert NameIndex((glob, number) for number, glob in enumerate(GLOBS)).numbers(lowered) == owners
    if owners:
        assert name in NameFilter(dict.fromkeys(GLOBS, 0))


@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=4).map("".join))
def test_what_is_restored_answers_as_what_was_sorted(name: str) -> None:
    index = NameIndex((glob, number) for number, glob in enumerate(GLOBS))
    names = NameFilter({glob: number for number, glob in enumerate(GLOBS)})
    assert NameIndex.restored(index.sorted_globs()).numbers(name.lower()) == index.numbers(name.lower())
    assert NameFilter.restored(names.sorted_globs()).least(name) == names.least(name)


def test_a_filter_tells_from_how_many_bytes_on_a_name_counts() -> None:
    names = NameFilter({"*.log": 1, "*.tar": 100, "debug.log": 5})
    assert [names.least(name) for name in ("x.log", "x.TAR", "debug.log", "x.txt")] == [1, 100, 0, None]
