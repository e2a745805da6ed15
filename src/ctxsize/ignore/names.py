"""Sets of names that some pattern speaks of: a quick test that may say yes too often, never no."""

from __future__ import annotations

from ctxsize.ignore.pattern import Glob, PatternStep
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    Test = Callable[[str], object]
    Row = tuple[str, bool, int]
    """A text, whether it is a name as it stands and not a glob, and what it is worth."""


class NameSet:
    """NameSet to be looked at closely.

    They are in ``literals``, or have one of the suffixes that ``endings`` keeps by the last extension, or ``other``
    says yes to them. Where each of many names is asked about, that is done in place with the three of them. ``globs`` are
    those that the last two stand for.
    """

    __slots__ = ("endings", "globs", "literals", "other")

    def __init__(
        self,
        literals: frozenset[str],
        endings: dict[str, tuple[str, ...]],
        other: Test | None,
        globs: Sequence[str] = (),
    ) -> None:
        """Keep the parts."""
        self.globs = globs
        self.literals = literals
        self.endings = endings
        self.other = other

    @classmethod
    def of(cls, steps: Sequence[str | Glob | PatternStep], *, every: bool = False, line_feeds: bool = False) -> NameSet:
        """Return the names that steps speak of; ``every`` adds all names, ``line_feeds`` those with a line feed."""
        suffixes: list[str] = []
        prefixes: list[str] = []
        by_ending: dict[str, list[Test]] = {}
        rest: list[Test] = []
        globs = {step.text: step for step in steps if isinstance(step, Glob)}
        for glob in globs.values():
            if "." in glob.suffix:
                suffixes.append(glob.suffix)
            elif glob.prefix:
                prefixes.append(glob.prefix)
            elif glob.ending:
                by_ending.setdefault(glob.ending, []).append(glob.matches)
            else:
                rest.append(glob.matches)
        if by_ending:
            rest.append(_with_ending({ending: _any_of(tests) for ending, tests in by_ending.items()}))
        if prefixes:
            rest.append(_beginning(tuple(prefixes)))
        if line_feeds:
            rest.append(_has_line_feed)
        literals = frozenset(step for step in steps if isinstance(step, str))
        more = ["*"] * every + ["*\n*"] * line_feeds
        return cls(literals, _by_ending(suffixes), _anything if every else _any_of(rest), [*globs, *more])

    @classmethod
    def union(cls, parts: Sequence[NameSet], literals: frozenset[str]) -> NameSet:
        """Return the names of all parts, and these."""
        if len(parts) == 1 and not literals:
            return parts[0]
        suffixes = [suffix for part in parts for group in part.endings.values() for suffix in group]
        # The same test may come from several parts.
        tests = list(dict.fromkeys(part.other for part in parts if part.other is not None))
        globs = list(dict.fromkeys(glob for part in parts for glob in part.globs))
        return cls(literals.union(*(part.literals for part in parts)), _by_ending(suffixes), _any_of(tests), globs)

    def __bool__(self) -> bool:
        """Whether any name is in it."""
        return bool(self.literals or self.endings or self.other)

    def __contains__(self, name: str) -> bool:
        """Whether ``name`` must be looked at closely."""
        ending = name[name.rfind(".") :]
        return (
            name in self.literals
            or (ending in self.endings and name.endswith(self.endings[ending]))
            or (self.other is not None and bool(self.other(name)))
        )


class WantedRows(Record):
    """Names that are of interest, as rows: a text, whether it is taken as it stands, and from how many bytes on.

    ``deeper`` counts upper and lower case as different, ``names`` does not. A name without an ending that has at most
    ``longest_bare`` characters is of interest from one byte on, unless it is among ``others``.
    """

    deeper: Sequence[Row] = ()
    names: Sequence[Row] = ()
    others: Sequence[Row] = ()
    longest_bare: int = -1


class WantedNames:
    """Names that are of interest: asked of one, how many bytes a file must have; ``None`` if it never is.

    ``rows`` returns the same as rows, for the compiled loops.
    """

    __slots__ = ("_ask", "rows")

    def __init__(self, ask: Callable[[str], int | None], rows: Callable[[], WantedRows]) -> None:
        """Take the same in both forms."""
        self._ask = ask
        self.rows = rows

    def __call__(self, name: str) -> int | None:
        """Return the bytes for a name."""
        return self._ask(name)


def _by_ending(suffixes: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return suffixes, each with a dot in it, by what follows their last one: by the extension that a name then has."""
    found: dict[str, list[str]] = {}
    for suffix in dict.fromkeys(suffixes):
        found.setdefault(suffix[suffix.rfind(".") :], []).append(suffix)
    return {ending: tuple(group) for ending, group in found.items()}


def _anything(_: str) -> bool:
    return True


def _has_line_feed(name: str) -> bool:
    return "\n" in name


def _beginning(prefixes: tuple[str, ...]) -> Test:
    return lambda name: name.startswith(prefixes)


def _with_ending(tests: dict[str, Test | None]) -> Test:
    def test(name: str) -> object:
        own = tests.get(name[name.rfind(".") :])
        return own is not None and own(name)

    return test


def _any_of(tests: Sequence[Test]) -> Test | None:
    if len(tests) < 2:  # noqa: PLR2004 (one test needs no loop)
        return tests[0] if tests else None
    if _anything in tests:
        return _anything

    def test(name: str) -> bool:
        for one in tests:  # noqa: SIM110 (twice as fast as any())
            if one(name):
                return True
        return False

    return test
