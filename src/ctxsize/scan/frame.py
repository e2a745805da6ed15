"""What a scan knows of a directory while the walk is inside, and what becomes of the files in it."""

from __future__ import annotations

from ctxsize.builder.bulk import FileOutcome
from ctxsize.context.native import native
from ctxsize.ignore.matcher import CarefulState
from ctxsize.ignore.names import NameSet, WantedNames
from ctxsize.scan.notes import ELIGIBLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Container, Sequence

    from ctxsize.builder.bulk import Outlook
    from ctxsize.ignore.matcher import State
    from ctxsize.scan.compiled import CompiledNames, WantedGlobs
    from ctxsize.scan.receivers import AnyReceiver


_KNOWN_OUTCOMES = 20_000
_MOST_COMPILED = 256
_COMPILED_FROM = 1000
"""Entries; fewer are done before the names are ready for the compiled loops."""
_NO_NAMES: frozenset[str] = frozenset()


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
        "compiled",
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
        self.names_to_check = NameSet.union([one.file_names for one in self.states], special)
        self.compiled: CompiledNames | None = None
        """The names for the compiled loops, where they take the directory's files."""
        self.outcomes: dict[tuple[object, ...], tuple[FileOutcome, int]] = {}
        self.special = special
        self.wants = nothing if below_excluded else wants
        self.asked = [number for number, _ in given]
        self.takers = [number for number, outlook in given if outlook.received]
        self.simple = simple and all(outlook.simple for _, outlook in given)
        self.agreed = not compares or (ELIGIBLE in self.takers) == (len(outlooks) - 1 in self.takers)
        self.rule = state.rule if below_excluded or isinstance(state, CarefulState) else state.file_rule

    def outcome(
        self, frame: DirectoryFrame, name: str, path: str, receivers: Sequence[AnyReceiver]
    ) -> tuple[FileOutcome, int]:
        """Return what becomes of a file whose name some pattern may match, and the pattern that excludes it."""
        if name in self.special:
            return FileOutcome.SPECIAL, self.rule
        taken = tuple([state.taken_by(name) for state in self.states])
        known = self.outcomes.get(taken)
        if known is None:
            known = self._work_out(frame, name, path, receivers)
            if None not in taken and len(self.outcomes) < _KNOWN_OUTCOMES:
                self.outcomes[taken] = known
        return known

    def _work_out(
        self, frame: DirectoryFrame, name: str, path: str, receivers: Sequence[AnyReceiver]
    ) -> tuple[FileOutcome, int]:
        """Ask the receivers what becomes of a file."""
        rule = frame.rule_of(name, path)
        takers = []
        for number in self.asked:
            answer = receivers[number].receives(frame.tokens[number], name, path)
            if answer is None:
                return FileOutcome.SPECIAL, rule
            if answer:
                takers.append(number)
        if not takers:
            return FileOutcome.EXCLUDED, rule
        return (FileOutcome.COMMON if takers == self.takers and ELIGIBLE in takers else FileOutcome.SPECIAL), rule


class DirectoryFrame:
    """What the scan knows of a directory while the walk is inside."""

    __slots__ = ("below_excluded", "measured", "path", "plan", "reported", "state", "tokens")

    def __init__(
        self,
        tokens: list[object | None],
        state: State | CarefulState,
        *,
        below_excluded: bool = False,
        reported: bool = False,
        measured: bool = False,
        path: str = "",
    ) -> None:
        """Remember a directory.

        Args:
            tokens: each receiver's own; ``None`` where that one does not look into the directory.
            state: the ignore file's state; below a directory of which nothing is eligible it stands still.
            below_excluded: whether nothing in here is eligible.
            reported: whether it is known already that just one builder receives what is in here.
            measured: whether no receiver looks into the directory, so that it is only to be measured.
            path: that of the directory, if it is measured.

        """
        self.tokens = tokens
        self.state = state
        self.below_excluded = below_excluded
        self.reported = reported
        self.measured = measured
        self.path = path
        self.plan: DirectoryPlan | None = None

    def rule_of(self, name: str, path: str) -> int:
        """Return the number of the pattern that decides about a file of the directory."""
        return self.state.rule if self.below_excluded else self.state.file(name, path)[1]


class DirectoryPlans:
    """Makes the plan of each directory, one for all that are in the same states."""

    def __init__(
        self,
        receivers: Sequence[AnyReceiver],
        wants: Callable[[str], int | None],
        special: dict[str, frozenset[str]],
        given: Callable[[str], int | None] | None = None,
        *,
        compares: bool,
        one_by_one: bool,
        lists: bool = False,
    ) -> None:
        """Prepare to make plans.

        Args:
            receivers: who is shown the walk, the eligible one first.
            wants: from how many bytes on an entry of this name is to be noted, ``None`` if never.
            special: by directory path, the names in it of which more must be known.
            compares: whether what the first and the last receiver receive is compared.
            one_by_one: whether each entry is to be shown by itself.
            given: what ``wants`` was made of, if of anything: the compiled loops only take :class:`WantedNames`.
            lists: whether more is to be known of each file than sums, which the compiled loops do not tell.

        """
        self._receivers = receivers
        self._wants = wants
        self._special = special
        self._compares = compares
        self._one_by_one = one_by_one
        self._given = given
        self._compiles = native is not None and not lists and (given is None or isinstance(given, WantedNames))
        self._wanted: WantedGlobs | None = None
        self._compiled: set[DirectoryPlan] = set()
        self._seen = 0
        self._plans: dict[tuple[object, ...], DirectoryPlan] = {}

    def of(self, frame: DirectoryFrame, path: str, refused: Container[int]) -> DirectoryPlan:
        """Return the plan of the directory at ``path``; the receivers with the ``refused`` numbers are not asked."""
        outlooks: list[Outlook | None] = []
        simple = not self._one_by_one
        for number, token in enumerate(frame.tokens):
            asks = token is not None and number not in refused
            outlook = self._receivers[number].outlook(token) if asks else None
            simple = simple and (outlook is not None or not asks)
            outlooks.append(outlook)
        if not simple:
            return DirectoryPlan([], frame.state, nothing, below_excluded=True, simple=False)
        special = self._special.get(path, _NO_NAMES)
        key = (frame.state, frame.below_excluded, special, *outlooks)
        plan = self._plans.get(key)
        if plan is None:
            plan = self._plans[key] = DirectoryPlan(
                outlooks,
                frame.state,
                self._wants,
                below_excluded=frame.below_excluded,
                simple=simple,
                compares=self._compares,
                special=special,
            )
        return plan

    def compile(self, plan: DirectoryPlan, entries: int) -> None:
        """Prepare a plan for the compiled loops, now that it is to serve for so many entries more.

        Of the first entries nothing is prepared, nor where there are too many such plans, or it has been tried.
        """
        self._seen += entries
        if self._seen < _COMPILED_FROM:
            return
        if not self._compiles or plan in self._compiled or len(self._compiled) >= _MOST_COMPILED:
            return
        from ctxsize.scan.compiled import WantedGlobs, compiled_names  # noqa: PLC0415 (a small context does without)

        if self._wanted is None and isinstance(self._given, WantedNames):
            self._wanted = WantedGlobs(self._given.rows())
        self._compiled.add(plan)
        wanted = None if plan.wants is nothing else self._wanted
        plan.compiled = compiled_names(plan.states, plan.special, plan.rule, wanted)
