"""What a survey knows of a folder while the walk is inside, and what it takes note of there."""

from __future__ import annotations

from ctxsize.ignore.matcher import CarefulState
from ctxsize.ignore.names import Names
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from ctxsize.builder.bulk import FileOutcome, Outlook
    from ctxsize.context.entry import Type
    from ctxsize.ignore.state import State


class Noted(Record):
    """An entry whose name a rule asked to hear of.

    ``received`` is whether the build receives it; of a folder, whether it may receive something in it. ``rule`` is the
    number of the pattern that had the last word, ``NO_PATTERN`` if none matches.
    """

    path: str
    type: Type
    size: int
    mode: int
    received: bool
    rule: int


def nothing(_: str) -> None:
    """Want no name."""


class DirectoryPlan:
    """What becomes of the entries of a folder whose names nothing speaks of; shared by folders in the same state.

    ``close`` are the names that something speaks of, ``special`` those of them that somebody waits for. ``asked`` are
    the numbers of the sides that look into the folder, ``receivers`` of those that receive its entries.
    """

    __slots__ = ("agreed", "asked", "close", "fates", "receivers", "rule", "simple", "special", "states", "wants")

    def __init__(
        self,
        outlooks: Sequence[Outlook | None],
        state: State | CarefulState,
        wants: Callable[[str], int | None],
        *,
        closed: bool,
        simple: bool,
        special: frozenset[str] = frozenset(),
    ) -> None:
        """Unite what the sides say of a folder that they look into; ``None`` of the others."""
        told = [(number, outlook) for number, outlook in enumerate(outlooks) if outlook is not None]
        states = [one for _, outlook in told for one in outlook.states]
        self.states = list(dict.fromkeys(states if closed or isinstance(state, CarefulState) else [*states, state]))
        self.close = Names.union([one.file_names for one in self.states], special)
        self.fates: dict[tuple[object, ...], tuple[FileOutcome, int]] = {}
        self.special = special
        self.wants = nothing if closed else wants
        self.asked = [number for number, _ in told]
        self.receivers = [number for number, outlook in told if outlook.received]
        self.simple = simple and all(outlook.simple for _, outlook in told)
        self.agreed = (0 in self.receivers) == (len(outlooks) - 1 in self.receivers)
        self.rule = state.rule if closed or isinstance(state, CarefulState) else state.file_rule


class DirectoryFrame:
    """What the survey knows of a folder while the walk is inside."""

    __slots__ = ("closed", "measured", "nodes", "state", "told", "view")

    def __init__(
        self,
        nodes: list[Any],
        state: State | CarefulState,
        *,
        closed: bool = False,
        told: bool = False,
        measured: bool = False,
    ) -> None:
        """Remember a folder.

        Args:
            nodes: each side's own token; ``None`` where that side does not look into the folder.
            state: the ignore file's state; below a folder that the first side does not look into it stands still.
            closed: whether the side that speaks for the ignore file does not look into the folder.
            told: whether it is known already that just one builder receives what is in here.
            measured: whether nobody looks into the folder, so that it is only to be measured.

        """
        self.nodes = nodes
        self.state = state
        self.closed = closed
        self.told = told
        self.measured = measured
        self.view: DirectoryPlan | None = None
