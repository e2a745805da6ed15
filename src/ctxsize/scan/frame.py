"""What a scan knows of a directory while the walk is inside, and what it takes note of there."""

from __future__ import annotations

from ctxsize.ignore.matcher import CarefulState
from ctxsize.ignore.names import Names
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ctxsize.builder.bulk import FileOutcome
    from ctxsize.builder.outlook import Outlook
    from ctxsize.context.entry import Type
    from ctxsize.ignore.matcher import State


class Noted(Record):
    """An entry whose name a rule wants to know of.

    ``received`` is whether the build receives it; of a directory, whether it may receive something in it. ``rule`` is the
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
    """What becomes of the entries of a directory whose names no pattern matches; shared by directories in the same state.

    ``names_to_check`` are the names that some pattern may match, ``special`` those of them of which more must be known.
    ``asked`` are the numbers of the receivers that look into the directory, ``takers`` of those that receive its files.
    ``agreed`` is whether both builders do the same with them, or are not compared.
    """

    __slots__ = (
        "agreed",
        "asked",
        "names_to_check",
        "outcomes",
        "rule",
        "simple",
        "special",
        "states",
        "takers",
        "wants",
    )

    def __init__(
        self,
        outlooks: Sequence[Outlook | None],
        state: State | CarefulState,
        wants: Callable[[str], int | None],
        *,
        below_excluded: bool,
        simple: bool,
        compares: bool = False,
        special: frozenset[str] = frozenset(),
    ) -> None:
        """Unite what the receivers say of a directory that they look into; ``None`` of the others."""
        given = [(number, outlook) for number, outlook in enumerate(outlooks) if outlook is not None]
        states = [one for _, outlook in given for one in outlook.states]
        self.states = list(
            dict.fromkeys(states if below_excluded or isinstance(state, CarefulState) else [*states, state])
        )
        self.names_to_check = Names.union([one.file_names for one in self.states], special)
        self.outcomes: dict[tuple[object, ...], tuple[FileOutcome, int]] = {}
        self.special = special
        self.wants = nothing if below_excluded else wants
        self.asked = [number for number, _ in given]
        self.takers = [number for number, outlook in given if outlook.received]
        self.simple = simple and all(outlook.simple for _, outlook in given)
        self.agreed = not compares or (0 in self.takers) == (len(outlooks) - 1 in self.takers)
        self.rule = state.rule if below_excluded or isinstance(state, CarefulState) else state.file_rule


class DirectoryFrame:
    """What the scan knows of a directory while the walk is inside."""

    __slots__ = ("below_excluded", "measured", "plan", "reported", "state", "tokens")

    def __init__(
        self,
        tokens: list[object | None],
        state: State | CarefulState,
        *,
        below_excluded: bool = False,
        reported: bool = False,
        measured: bool = False,
    ) -> None:
        """Remember a directory.

        Args:
            tokens: each receiver's own; ``None`` where that one does not look into the directory.
            state: the ignore file's state; below a directory of which nothing is eligible it stands still.
            below_excluded: whether nothing in here is eligible.
            reported: whether it is known already that just one builder receives what is in here.
            measured: whether no receiver looks into the directory, so that it is only to be measured.

        """
        self.tokens = tokens
        self.state = state
        self.below_excluded = below_excluded
        self.reported = reported
        self.measured = measured
        self.plan: DirectoryPlan | None = None
