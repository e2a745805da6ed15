"""The smallest set of files: what is left cannot be left out, and few builds find it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from ctxsize.prove.minimal import MinimalSearch
from ctxsize.prove.search import TryAnswer
from tests.prove.test_search import ask

FILES = tuple(f"{top}/{name}" for top in ("docs", "src", "tests") for name in "abcdefgh")


def needing(needed: set[str], *, alike: bool = False) -> Callable[[Sequence[str]], TryAnswer]:
    def answer(gone: Sequence[str]) -> TryAnswer:
        missing = sorted(needed & set(gone))
        signature = "changed" if alike else tuple(missing)
        return TryAnswer(passed=not missing, signature=signature, why="fails")

    return answer


def test_what_no_command_opens_goes_in_one_build() -> None:
    search = MinimalSearch(FILES, ())
    assert ask(search, needing(set())) == [FILES]
    assert set(search.safe) == set(FILES)


def test_each_opened_file_is_tried_on_its_own() -> None:
    opened = ("src/a", "src/b", "docs/a")
    search = MinimalSearch([file for file in FILES if file not in opened], opened)
    tried = ask(search, needing({"src/a", "docs/a"}))
    assert len(tried) == 4
    assert search.guilty.keys() == {"src/a", "docs/a"}
    assert "src/b" in search.safe


def test_a_directory_that_is_opened_and_not_needed_goes_in_one_build() -> None:
    opened = tuple(file for file in FILES if not file.startswith("docs"))
    search = MinimalSearch([file for file in FILES if file.startswith("docs")], opened)
    tried = ask(search, needing({f"src/{name}" for name in "abcdefgh"}))
    assert set(search.safe) == {file for file in FILES if not file.startswith("src")}
    assert len(tried) <= 14


def test_files_that_all_change_the_result_in_the_same_way_are_given_up_together() -> None:
    search = MinimalSearch((), FILES)
    tried = ask(search, needing(set(FILES), alike=True))
    assert len(tried) <= 14
    assert search.guilty.keys() == set(FILES)
    assert all(guilt.coupled for guilt in search.guilty.values())


@settings(deadline=None)
@given(st.sets(st.sampled_from(FILES)), st.sets(st.sampled_from(FILES)))
def test_what_is_left_is_needed_and_what_is_gone_was_gone_in_one_build(needed: set[str], opened: set[str]) -> None:
    search = MinimalSearch([file for file in FILES if file not in opened], sorted(opened))
    tried = ask(search, needing(needed), most=500)
    assert set(search.safe) == set(FILES) - needed
    assert not search.safe or any(set(gone) == set(search.safe) for gone in tried)


@settings(deadline=None)
@given(st.sets(st.sampled_from(FILES)), st.integers(0, 20))
def test_wherever_it_ends_nothing_needed_is_gone(needed: set[str], most: int) -> None:
    search = MinimalSearch(FILES[:12], FILES[12:])
    tried = ask(search, needing(needed), most)
    assert needed.isdisjoint(search.safe)
    assert not search.safe or any(set(gone) == set(search.safe) for gone in tried)
