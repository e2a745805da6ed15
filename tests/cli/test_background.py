"""Work that another process does meanwhile: the same result, the same error, and nothing is left behind."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ctxsize.cli import background as module
from ctxsize.cli.background import meanwhile
from ctxsize.context import parallel
from ctxsize.errors import UsageError

HERE = os.getpid()


@pytest.fixture(autouse=True)
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "processors", lambda: 2)
    monkeypatch.setattr(module, "may_fork", lambda: True)


def children() -> list[int]:
    return [int(number) for number in Path(f"/proc/self/task/{HERE}/children").read_text("ascii").split()]


def test_another_process_does_it() -> None:
    with meanwhile(lambda: (os.getpid(), "x" * 300_000)) as result:
        number, text = result()
    assert number != HERE
    assert len(text) == 300_000


def test_its_processor_is_left_aside_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2}, raising=False)
    assert parallel.processors() == 3
    with meanwhile(os.getpid) as result:
        assert parallel.processors() == 2
        result()
    assert parallel.processors() == 3


def test_what_it_raises_is_raised() -> None:
    def refuse() -> int:
        raise UsageError("no such commit")

    with meanwhile(refuse) as result, pytest.raises(UsageError, match="no such commit"):
        result()


def test_where_the_other_process_dies_it_is_done_here() -> None:
    def die() -> int:
        if os.getpid() != HERE:
            os._exit(9)
        return 5

    with meanwhile(die) as result:
        assert result() == 5


@pytest.mark.parametrize("why", ["processors", "may_fork"])
def test_where_there_is_nothing_to_gain_or_no_fork_it_is_done_here(monkeypatch: pytest.MonkeyPatch, why: str) -> None:
    monkeypatch.setattr(module, why, lambda: {"processors": 1, "may_fork": False}[why])
    with meanwhile(os.getpid) as result:
        assert result() == HERE


def test_nothing_is_left_behind_if_the_result_is_not_asked_for() -> None:
    before = children()
    with meanwhile(lambda: [None for _ in iter(int, 1)]):
        assert len(children()) == len(before) + 1
    assert children() == before
