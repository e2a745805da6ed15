"""What the compiled loops must know of names: globs as rows, and what becomes of the files that they match."""

from __future__ import annotations

from ctxsize.builder.bulk import FileOutcome
from ctxsize.context.native import ASK, COMMON, EXCLUDED, native
from ctxsize.ignore.matcher import State
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ctxsize.context._native import ByAccept, Globs, Row
    from ctxsize.context.entry import Status
    from ctxsize.ignore.matcher import CarefulState
    from ctxsize.ignore.names import NameSet

    Ask = Callable[[str, Status], tuple[FileOutcome, int]]
    """Says what becomes of a file, and which pattern excludes it."""

_CODES = {FileOutcome.COMMON: COMMON, FileOutcome.EXCLUDED: EXCLUDED, FileOutcome.SPECIAL: ASK}
_CHECKED, _TOLD_APART = 0, 1
"""The values of globs: a file whose name one of the first matches is asked about."""
_MOST_VALUE = (1 << 32) - 2


class WantedRows(Record):
    """Names that are of interest, as rows: a text, whether it is taken as it stands, and from how many bytes on.

    ``deeper`` counts upper and lower case as different, ``names`` does not. A name without an ending that has at most
    ``longest_bare`` characters is of interest from one byte on, unless it is among ``others``.
    """

    deeper: Sequence[Row]
    names: Sequence[Row]
    others: Sequence[Row]
    longest_bare: int


class WantedGlobs:
    """The same as automata, which answer for one walk."""

    __slots__ = ("parts",)

    def __init__(self, rows: WantedRows) -> None:
        """Make the automata; there must be a compiled form."""
        assert native is not None  # noqa: S101 (it makes them)
        self.parts: tuple[Globs | None, Globs | None, Globs | None, int] = (
            native.globs(rows.deeper, False) if rows.deeper else None,  # noqa: FBT003 (one case is as good as the other)
            native.globs(_bounded(rows.names), True),  # noqa: FBT003
            native.globs(rows.others, True),  # noqa: FBT003
            rows.longest_bare,
        )


_NOTHING: tuple[None, None, None, int] = (None, None, None, 0)


class CompiledNames:
    """The names that a directory's states tell apart, as an automaton, and what becomes of those that it has met."""

    __slots__ = ("_outcomes", "_rule", "globs", "wanted")

    def __init__(
        self, sets: Sequence[tuple[NameSet, NameSet]], special: Iterable[str], rule: int, wanted: WantedGlobs | None
    ) -> None:
        """Make the automaton.

        Args:
            sets: of each state the names that are asked about, and all that it tells apart.
            special: names that are asked about, too.
            rule: the pattern that excludes what no name tells apart.
            wanted: the names that are of interest; ``None`` for none.

        """
        assert native is not None  # noqa: S101 (it makes them)
        rows = {(name, True): _CHECKED for name in special}
        for checked, told_apart in sets:
            for names, value in ((checked, _CHECKED), (told_apart, _TOLD_APART)):
                for text in names.literals:
                    rows.setdefault((text, True), value)
                for text in names.globs:
                    rows.setdefault((text, False), value)
            # What one state only tells apart, another may ask about.
            rows.update(dict.fromkeys([(text, True) for text in checked.literals], _CHECKED))
            rows.update(dict.fromkeys([(text, False) for text in checked.globs], _CHECKED))
        self.globs = native.globs([(*key, value) for key, value in rows.items()], False) if rows else None  # noqa: FBT003
        self.wanted = _NOTHING if wanted is None else wanted.parts
        self._rule = rule
        self._outcomes: dict[int, int] = {}

    def answer(self, accept: int, name: str, status: Status, ask: Ask) -> None:
        """Find out what becomes of files that are like one of this name."""
        assert self.globs is not None  # noqa: S101 (it has asked)
        if accept < 0:
            self._outcomes.clear()
            self.globs.forget()
            return
        outcome, rule = ask(name, status)
        # Where a line feed is in the name, whole paths are compared.
        self.globs.set_code(accept, ASK if "\n" in name else _CODES[outcome])
        self._outcomes[accept] = rule

    def rule_of(self, accept: int) -> int:
        """Return the pattern that excludes the files that a set of globs matches."""
        return self._outcomes[accept] if accept else self._rule

    def by_rule(self, excluded: Iterable[ByAccept]) -> list[tuple[int, int, int]]:
        """Return excluded files and their bytes by pattern."""
        return [(self.rule_of(accept), files, size) for accept, files, size in excluded]


def compiled_names(
    states: Sequence[State | CarefulState], special: Iterable[str], rule: int, wanted: WantedGlobs | None
) -> CompiledNames | None:
    """Return the names of some states for the compiled loops; ``None`` where each file must be asked about."""
    sets = []
    for state in states:
        told_apart = state.names if isinstance(state, State) else None
        if told_apart is None:
            return None
        sets.append((state.file_names, told_apart))
    return CompiledNames(sets, special, rule, wanted)


def _bounded(rows: Iterable[Row]) -> list[Row]:
    return [(text, literal, min(value, _MOST_VALUE)) for text, literal, value in rows]
