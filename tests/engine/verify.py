"""The simulation against a live engine, on fresh random cases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from tests.conformance.compare import Builder, differences
from tests.engine.ask import ask, ask_all
from tests.engine.cases import Case
from tests.engine.engine import Engine, engine
from tests.engine.generate import generate
from tests.engine.shrink import shrink


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A case in which the simulation and the engine disagree, made as small as possible, with the engine's answer."""

    case: Case
    builder: Builder
    found: list[str]


def verify(
    seeds: Sequence[int], suite: str | None = None, *, engines: int = 2
) -> Iterator[tuple[int, list[Difference]]]:
    """Ask about the case of each seed, and yield the seed with its differences, in order."""
    with ExitStack() as stack:
        for seed, answered in zip(seeds, ask_all(map(generate, seeds), suite, engines=engines), strict=True):
            wrong = [builder for builder in _builders(answered) if differences(answered, builder)]
            if not wrong:
                yield seed, []
                continue
            spare = stack.enter_context(engine(suite))
            yield seed, [_smallest(spare, answered, builder) for builder in wrong]


def _builders(case: Case) -> list[Builder]:
    names: tuple[Builder, ...] = ("buildkit", "legacy")
    return [builder for builder in names if builder in case]


def _smallest(docker: Engine, case: Case, builder: Builder) -> Difference:
    def differs(candidate: Case) -> bool:
        return bool(differences(ask(docker, candidate, [builder]), builder))

    small = ask(docker, shrink(case, differs), [builder])
    found = differences(small, builder)
    # What is seen once and not again lies with the engine's timing, or with a case that shrinking has lost.
    return Difference(case=small if found else case, builder=builder, found=found or differences(case, builder))
