"""How many builds a search takes, and that it never calls anything safe that was not built as a whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from ctxsize.prove.search import Search, TryAnswer

LINES = tuple(f"line{number}" for number in range(15))


def ask(search: Search, answers: Callable[[Sequence[str]], TryAnswer], most: int = 100) -> list[tuple[str, ...]]:
    """Let a search run; return what it had built."""
    tried: list[tuple[str, ...]] = []
    asking = search.run()
    try:
        wanted = next(asking)
        while len(tried) < most:
            tried.append(wanted)
            wanted = asking.send(answers(wanted))
    except StopIteration:
        pass
    return tried


def failing(guilty: Sequence[str], *, names: bool) -> Callable[[Sequence[str]], TryAnswer]:
    """Return a build that fails with any of these lines, and names the first of them, or none."""

    def answer(lines: Sequence[str]) -> TryAnswer:
        bad = [line for line in lines if line in guilty]
        return TryAnswer(passed=not bad, named=tuple(bad[:1]) if names else (), signature=tuple(bad[:1]), why="fails")

    return answer


def test_all_lines_at_once_are_enough_where_none_is_guilty() -> None:
    search = Search(LINES)
    assert ask(search, failing((), names=False)) == [LINES]
    assert search.found().safe == LINES


def test_nothing_is_asked_where_there_is_nothing_to_prove() -> None:
    assert ask(Search(()), failing((), names=False)) == []


def test_a_line_that_the_log_names_takes_one_more_build() -> None:
    search = Search(LINES)
    assert len(ask(search, failing(["line3"], names=True))) == 2
    assert search.guilty.keys() == {"line3"}
    assert set(search.safe) == {*LINES} - {"line3"}


def test_a_line_that_is_named_wrongly_is_tried_once_more() -> None:
    def answer(lines: Sequence[str]) -> TryAnswer:
        return TryAnswer(passed="line3" not in lines, named=("line5", "line3"), signature=1)

    search = Search(LINES)
    assert len(ask(search, answer)) <= 4
    assert search.guilty.keys() == {"line3"}
    assert "line5" in search.safe


def test_certain_lines_are_dropped_for_good() -> None:
    def answer(lines: Sequence[str]) -> TryAnswer:
        lost = tuple(line for line in lines if line in LINES[:9])
        return TryAnswer(passed=not lost, certain=lost, lost=True)

    search = Search(LINES)
    assert len(ask(search, answer)) == 2
    assert search.safe == LINES[9:]


def test_coupled_lines_are_known_in_six_builds() -> None:
    def answer(lines: Sequence[str]) -> TryAnswer:
        return TryAnswer(passed=set(lines) <= {"line0"}, signature="dirty", why="the version differs")

    search = Search(LINES, untracked=lambda lines: [line for line in lines if line == "line0"])
    assert len(ask(search, answer)) <= 6
    assert search.safe == ("line0",)
    assert all(guilt.coupled for guilt in search.guilty.values())
    assert len(search.guilty) == 14


@settings(deadline=None)
@given(st.sets(st.sampled_from(LINES), max_size=5), st.booleans())
def test_lines_that_are_guilty_on_their_own_are_all_found(guilty: set[str], names: bool) -> None:
    search = Search(LINES)
    tried = ask(search, failing(sorted(guilty), names=names))
    assert search.guilty.keys() == guilty
    assert set(search.safe) == {*LINES} - guilty
    assert len(tried) <= 1 + 8 * max(1, len(guilty))
    assert not search.safe or any(set(lines) == set(search.safe) for lines in tried)


@settings(deadline=None)
@given(st.lists(st.sets(st.sampled_from(LINES), min_size=1, max_size=3), max_size=3), st.integers(0, 12))
def test_wherever_it_ends_the_safe_lines_were_built_as_a_whole(bad: list[set[str]], most: int) -> None:
    """Also where lines are guilty only together."""
    passed: list[set[str]] = []

    def answer(lines: Sequence[str]) -> TryAnswer:
        found = [group for group in bad if group <= set(lines)]
        if not found:
            passed.append(set(lines))
        return TryAnswer(passed=not found, signature=tuple(sorted(map(str, found))))

    search = Search(LINES)
    ask(search, answer, most)
    assert not search.safe or set(search.safe) in passed
    assert search.guilty.keys().isdisjoint(search.safe)
