"""Asking an engine about a case, with both builders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from queue import SimpleQueue
from typing import Final, Literal

from tests.engine.buildkit import ask_buildkit
from tests.engine.cases import Case
from tests.engine.classic import ask_legacy
from tests.engine.engine import Engine, own_engine
from tests.engine.tree import on_disk

Builder = Literal["buildkit", "legacy"]
BUILDERS: Final[tuple[Builder, ...]] = ("buildkit", "legacy")


def ask(engine: Engine, case: Case, builders: Sequence[str] = BUILDERS) -> Case:
    """Return the case with the engine's answers."""
    answered = case.copy()
    with on_disk(case) as around:
        # The legacy client goes first: nothing that a build leaves behind can touch what it reads.
        if "legacy" in builders:
            answered["legacy"] = ask_legacy(engine, case, around)
        if "buildkit" in builders:
            answered["buildkit"] = ask_buildkit(engine, case, around)
    return answered


def ask_all(
    cases: Iterable[Case], suite: str | None = None, builders: Sequence[str] = BUILDERS, engines: int = 2
) -> Iterator[Case]:
    """Answer the cases in order, with several engines of our own side by side."""
    with ExitStack() as stack:
        idle: SimpleQueue[Engine] = SimpleQueue()
        for _ in range(engines):
            idle.put(stack.enter_context(own_engine(suite)))

        def answer(case: Case) -> Case:
            engine = idle.get()
            try:
                return ask(engine, case, builders)
            finally:
                idle.put(engine)

        with ThreadPoolExecutor(max_workers=engines) as pool:
            yield from pool.map(answer, cases)
