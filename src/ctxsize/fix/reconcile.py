"""Lines that say just what is wanted, on every builder: what they get wrong is found by simulating, and mended.

The last line that matches decides, so a line that names one path at the end of the file settles that path. Whatever
general lines get wrong for a path that exists is put right by such lines; a line that keeps away what must stay and
can't be mended is given up.
"""

from __future__ import annotations

from collections import Counter

from ctxsize.fix.snapshot import Branch, Snapshot, leaves
from ctxsize.git.gitignore import as_line, literal
from ctxsize.golang import paths
from ctxsize.ignore.parse import pattern_of
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from ctxsize.context.entry import Found

_TRIES = 3
"""A path is first named by a directory, then by itself, then once more so that the legacy builder looks for it."""
_ROUNDS = 8
"""More than enough: the first names the paths, the next ones what shows up behind a directory that is now looked into."""


class Reception(Record):
    """What one builder receives: paths of directories, of all else, and of the files whose content does not come along."""

    directories: frozenset[str]
    leaves: frozenset[str]
    empty: frozenset[str]

    def holds(self, directory: str) -> bool:
        """Whether a directory arrives, be it only because of what is in it."""
        return directory in self.directories or any(path.startswith(directory + "/") for path in self.leaves)


class Wanted(Record):
    """What the lines are to achieve.

    ``out`` are entries that must not arrive any more; all others arrive as they did before. Of ``directories`` each must go
    on arriving itself. ``outer`` are the directories that are meant to go with all that will ever be in them.
    """

    out: Collection[str]
    directories: Collection[str] = ()
    outer: Collection[str] = ()


class Reconciled:
    """Lines put right.

    ``lines`` are those that were given, without the ``given_up`` ones, ``excludes`` and ``exceptions`` what comes
    behind them. ``unsolved`` are entries that still arrive and should not.
    """

    __slots__ = ("exceptions", "excludes", "given_up", "lines", "unsolved")

    def __init__(self, lines: list[str], given_up: list[str] | None = None) -> None:
        """Begin with lines."""
        self.lines = lines
        self.excludes: list[str] = []
        self.exceptions: list[str] = []
        self.given_up: list[str] = given_up or []
        self.unsolved: list[str] = []

    @property
    def all_lines(self) -> list[str]:
        """Every line, in order."""
        return [*self.lines, *self.excludes, *self.exceptions]


def mend(
    lines: Sequence[str],
    wanted: Wanted,
    before: Sequence[Reception],
    snapshot: Snapshot,
    receive: Callable[[Sequence[str]], Sequence[Reception] | None],
    decider: Callable[[Sequence[str], str], int | None],
) -> Reconciled:
    """Return lines which achieve what is wanted on every builder.

    Args:
        lines: a first try.
        wanted: see there.
        before: what each builder receives without any of the lines.
        snapshot: all entries of the context.
        receive: simulates: what each builder receives with these lines; ``None`` if one would refuse them.
        decider: says which of these lines has the last word about a path, ``None`` if none of them.

    """
    mended = Reconciled(list(lines))
    while True:
        lost = _settle(mended, wanted, before, snapshot, receive)
        if not lost:
            return mended
        deciding = {decider(mended.lines, path) for path in lost} - {None}
        given_up = [line for number, line in enumerate(mended.lines) if number in deciding] or list(mended.lines)
        mended = Reconciled(
            [line for line in mended.lines if line not in given_up], given_up=[*mended.given_up, *given_up]
        )
        if not mended.lines:
            return mended


def _settle(
    mended: Reconciled,
    wanted: Wanted,
    before: Sequence[Reception],
    snapshot: Snapshot,
    receive: Callable[[Sequence[str]], Sequence[Reception] | None],
) -> set[str]:
    """Add lines until all is as wanted; return what is still lost."""
    places = _Places(snapshot, wanted, before)
    tried: Counter[str] = Counter()
    lost: set[str] = set()
    for _ in range(_ROUNDS):
        after = receive(mended.all_lines)
        if after is None:
            return {""}
        lost, extra = _wrong(wanted, before, after)
        hopeless = {path for path in lost | extra if tried[path] >= _TRIES}
        mended.unsolved = sorted(extra & hopeless)
        if lost & hopeless or not (lost | extra) - hopeless:
            return lost
        exact = {path for path in lost | extra if tried[path]}
        tried.update(lost | extra)
        mended.excludes += _new(places.excludes(extra - hopeless, exact), mended.excludes)
        here = frozenset[str]().union(*(one.directories for one in after))
        _take_back(places.exceptions(lost, exact, here), mended.exceptions)
    return lost


def _take_back(places: Iterable[str], exceptions: list[str]) -> None:
    """Add an exception for each place; where it is there already, one by which the legacy builder finds the place."""
    for path in places:
        line = _exception(path)
        exceptions += _new([_rescue(path) if line in exceptions else line], exceptions)


def _new(lines: Sequence[str], known: Collection[str]) -> list[str]:
    return [line for line in dict.fromkeys(lines) if line and line not in known]


def _exception(path: str) -> str:
    return "!" + as_line(literal(path))


def _rescue(path: str) -> str:
    """Return an exception by which the legacy builder looks into the directories above a path, as it reads no escapes."""
    try:
        pattern = pattern_of("!" + path)
    except paths.BadPatternError:
        return ""
    return "!" + path if pattern is not None and pattern.text == path and path.isprintable() else ""


def _wrong(wanted: Wanted, before: Sequence[Reception], after: Sequence[Reception]) -> tuple[set[str], set[str]]:
    """Return what is lost and must not be, and what arrives and must not."""
    lost: set[str] = set()
    extra: set[str] = set()
    for old, new in zip(before, after, strict=True):
        missing = (old.leaves - new.leaves) | (new.empty - old.empty)
        lost.update(path for path in missing if path in old.leaves and path not in wanted.out)
        gone = (path for path in wanted.directories if path in old.directories and not new.holds(path))
        lost.update(path for path in gone if not any(other.startswith(path + "/") for other in lost))
        extra.update(path for path in new.leaves if path in wanted.out)
        extra.update(path for path in new.leaves - old.leaves)
    return lost, extra


class _Places:
    """The shortest lists of places that stand for many entries."""

    def __init__(self, snapshot: Snapshot, wanted: Wanted, before: Sequence[Reception]) -> None:
        self._snapshot = snapshot
        self._wanted = wanted
        self._before = before

    def excludes(self, extra: set[str], exact: set[str]) -> list[str]:
        """Return lines that keep away what arrives and must not; those in ``exact`` each by itself."""
        found: dict[str, None] = {}
        for path in sorted(extra):
            directories = [] if path in exact else paths.with_directories(path)[:-1]
            outer = [above for above in directories if self._goes(above)]
            found[as_line(literal(outer[0] if outer else path))] = None
        return list(found)

    def exceptions(self, lost: set[str], exact: set[str], here: Collection[str]) -> list[str]:
        """Return the places to take back for what is lost: a directory that is away with all in it, or the entry itself.

        The latter is always so of those in ``exact``. ``here`` are the directories that arrive.
        """
        found: dict[str, None] = {}
        for path in sorted(lost):
            if any(above in found for above in paths.with_directories(path)):
                continue
            directories = [] if path in exact else paths.with_directories(path)[:-1]
            whole = [above for above in directories if above not in here and self._all_lost(above, lost)]
            found[whole[0] if whole else path] = None
        return list(found)

    def _goes(self, directory: str) -> bool:
        if not any(above in self._wanted.outer for above in paths.with_directories(directory)):
            return False
        return all(self._may_go(leaf.path) for leaf in self._leaves(directory))

    def _may_go(self, path: str) -> bool:
        return path in self._wanted.out or not any(path in old.leaves for old in self._before)

    def _all_lost(self, directory: str, lost: set[str]) -> bool:
        return all(leaf.path in lost for leaf in self._leaves(directory))

    def _leaves(self, directory: str) -> Iterator[Found]:
        branch = self._snapshot.find(directory)
        return leaves(branch) if isinstance(branch, Branch) else iter(())


def reasons_for(exceptions: Sequence[str], kept: Mapping[str, str], default: str) -> list[tuple[str, list[str]]]:
    """Return exceptions grouped by why they are there: the reason of the nearest place that is kept for one."""
    texts = {as_line(literal(place)): reason for place, reason in kept.items()}
    groups: dict[str, list[str]] = {}
    for line in exceptions:
        text = line.removeprefix("!")
        near = [reason for place, reason in texts.items() if text == place or text.startswith(place + "/")]
        near += [reason for place, reason in texts.items() if place.startswith(text + "/")]
        groups.setdefault(near[0] if near else default, []).append(line)
    return list(groups.items())
