"""The simulation against a live engine: every difference, with the smallest build that still shows it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Final, cast

from tests.conformance.compare import differences
from tests.engine.ask import BUILDERS, Builder, ask
from tests.engine.cases import Case, read_cases
from tests.engine.engine import Engine, OwnEngine, own_engine
from tests.engine.older import older_way
from tests.engine.record import recordings
from tests.engine.shrink import shrink

_ENOUGH: Final = 150
"""So many cases one engine is asked about: what it has seen it keeps in memory, gigabytes of it after a thousand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Something that the simulation gets wrong: what, in sentences, and the shrunk case with the engine's answer."""

    id: str
    builder: Builder
    sentences: tuple[str, ...]
    case: Case
    known: str | None = None
    """Why it is none of the simulation's fault: the engine is an older one, which did this otherwise."""

    def __str__(self) -> str:
        """Return what a person needs to see it: the sentences, the tree, and the text of what decides."""
        head = [f"{self.id} {self.builder}: {sentence}" for sentence in self.sentences]
        if self.known is not None:
            return "\n".join([*head, f"An older engine's way: {self.known}."])
        return "\n".join([*head, *map(repr, self.case["tree"] + self.case.get("around", [])), repr(self.case["args"])])


def verify(
    cases: Iterable[Case], suite: str | None = None, builders: Sequence[Builder] = BUILDERS, engines: int = 2
) -> Iterator[list[Difference]]:
    """Ask engines of our own about each case and yield the differences to the simulation, case by case, in order."""
    with ExitStack() as stack:
        idle: SimpleQueue[tuple[OwnEngine, int]] = SimpleQueue()
        for _ in range(engines):
            idle.put((stack.enter_context(own_engine(suite)), 0))

        def differences_of(case: Case) -> list[Difference]:
            engine, asked = idle.get()
            try:
                if asked == _ENOUGH:
                    engine.renew()
                    asked = 0
                return check(engine, case, builders)
            finally:
                idle.put((engine, asked + 1))

        with ThreadPoolExecutor(max_workers=engines) as pool:
            yield from pool.map(differences_of, cases)


def check(engine: Engine, case: Case, builders: Sequence[Builder] = BUILDERS) -> list[Difference]:
    """Return in what the simulation of a case differs from what the engine does, one difference a builder at most."""
    answered = ask(engine, case, builders)
    answered["engine"] = engine.versions()
    return [
        _smallest(engine, answered, builder, found) for builder in builders if (found := differences(answered, builder))
    ]


def _smallest(engine: Engine, answered: Case, builder: Builder, found: list[str]) -> Difference:
    known = older_way(engine.api.version(), answered, found)
    if known is not None:
        return Difference(id=answered["id"], builder=builder, sentences=tuple(found), case=answered, known=known)
    kinds = _kinds(found)

    def still(candidate: Case) -> bool:
        asked = ask(engine, candidate, [builder])
        asked["engine"] = answered["engine"]
        return not _wants_a_registry(asked) and bool(kinds & _kinds(differences(asked, builder)))

    bare = cast("Case", {key: value for key, value in answered.items() if key not in BUILDERS})
    case = ask(engine, shrink(bare, still), [builder])
    case["engine"] = answered["engine"]
    found = differences(case, builder)
    if not found:  # it comes and goes
        case, found = answered, [f"seen once only: {sentence}" for sentence in differences(answered, builder)]
    # The smallest case may be an older engine's way where the first one was that and something else besides.
    known = older_way(engine.api.version(), case, found)
    return Difference(id=answered["id"], builder=builder, sentences=tuple(found), case=case, known=known)


def _wants_a_registry(answered: Case) -> bool:
    """Tell whether an image was asked for that is not there: that says nothing about the build."""
    return "buildkit" in answered and "failed to resolve source metadata" in (answered["buildkit"]["error"] or "")


def _kinds(sentences: Iterable[str]) -> set[str]:
    """Return what sort of difference the sentences speak of, without names and numbers."""
    return {re.sub(r"\d.*|:.*", "", sentence) for sentence in sentences}


def verify_recorded(builders: Sequence[Builder] = BUILDERS) -> Iterator[tuple[Path, int, list[str]]]:
    """Compare the simulation with every recorded answer: yield each file, the number of its cases, and the differences."""
    for file in recordings():
        cases = list(read_cases([file]))
        found = [
            f"{case['id']} {builder}: {sentence}"
            for case in cases
            for builder in builders
            if builder in case
            for sentence in differences(case, builder)
        ]
        yield file, len(cases), found
