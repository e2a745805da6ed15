"""What the compiled loops must know of names: globs as rows, and what becomes of the files that they match."""

from __future__ import annotations

from ctxsize.builder.bulk import FileOutcome
from ctxsize.context.native import ASK, COMMON, EXCLUDED, native
from ctxsize.ignore.matcher import State

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ctxsize.context.entry import Status
    from ctxsize.context.native import ByAccept, Globs, Wanted
    from ctxsize.ignore.matcher import CarefulState
    from ctxsize.ignore.names import NameSet, Row, WantedRows

    Ask = Callable[[str, Status], tuple[FileOutcome, int]]
    """Says what becomes of a file, and which pattern excludes it."""

_CODES = {FileOutcome.COMMON: COMMON, FileOutcome.EXCLUDED: EXCLUDED, FileOutcome.SPECIAL: ASK}
_CHECKED, _TOLD_APART = 0, 1
"""The values of globs: a file whose name one of the first matches is asked about."""


class WantedGlobs:
    """The names of :class:`~ctxsize.ignore.names.WantedNames` as automata, which answer for one walk."""

    __slots__ = ("parts",)

    def __init__(self, rows: WantedRows) -> None:
        """Make the automata; there must be a compiled form."""
        self.parts: Wanted = (
            _globs(rows.deeper) if rows.deeper else None,
            _globs(rows.names, lowers=True),
            _globs(rows.others, lowers=True),
            rows.longest_bare,
        )


_NOTHING = (None, None, None, 0)


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
        self.globs = _globs([(*key, value) for key, value in rows.items()]) if rows else None
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


def _globs(rows: Iterable[Row], *, lowers: bool = False) -> Globs:
    """Return an automaton of those rows that can match a name of ASCII; names with more than that are not asked about."""
    assert native is not None  # noqa: S101 (nobody asks without it)
    return native.globs([row for row in rows if row[0].isascii() and "\0" not in row[0]], lowers)
