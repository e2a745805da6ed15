"""Which lines do no harm, found with few builds: a generator that asks for sets of lines to be tried, and takes answers.

All lines at once come first, and that is mostly the end. A try that fails either names its culprits, or is halved with a set
of lines that is known to be safe and grows. The last set that passed was built as a whole: that is what is proved.
"""

from __future__ import annotations

from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Generator, Iterable, Sequence

_NAMED_ROUNDS = 6
_FEW_NAMED = 3
_ALIKE = 3
"""So many groups that share no line, and fail in the same way, are coupled."""


class TryAnswer(Record):
    """What a build with a set of lines showed.

    ``certain`` are the lines of which it is known that they are to blame, ``named`` those of which the failing step's log, or what
    differs, has a name. ``signature`` tells failures apart; ``why`` is the failure in a sentence, ``step`` and ``line`` where.
    ``lost`` is whether the image only lacks what is excluded, ``unclear`` whether chance may have made the difference.
    """

    passed: bool
    certain: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    signature: object = None
    why: str = ""
    step: str = ""
    line: int | None = None
    lost: bool = False
    unclear: bool = False


class Guilt(Record):
    """A line that is not safe, and the answer that says so; ``coupled`` is whether it is one of all."""

    pattern: str
    answer: TryAnswer
    coupled: bool = False


class SearchResult(Record):
    """The end of a search: what was built as a whole and passed, and why the others are not in it."""

    safe: tuple[str, ...]
    guilty: tuple[Guilt, ...]


class Search:
    """One search under way; ``safe`` and ``guilty`` are valid at any time, so that it may be ended early."""

    def __init__(self, lines: Sequence[str], untracked: Callable[[Iterable[str]], Sequence[str]] = list) -> None:
        """Start.

        Args:
            lines: what might be safe.
            untracked: those of some lines that exclude no file that git tracks.

        """
        self._lines = tuple(lines)
        self._untracked = untracked
        self._failed: dict[frozenset[str], TryAnswer] = {}
        self._failures: list[tuple[frozenset[str], object]] = []
        self._alike = _ALIKE
        self.safe: tuple[str, ...] = ()
        self.guilty: dict[str, Guilt] = {}

    def found(self) -> SearchResult:
        """Return what is known by now."""
        return SearchResult(safe=self._in_order(self.safe), guilty=tuple(self.guilty.values()))

    def run(self) -> Generator[tuple[str, ...], TryAnswer, None]:
        """Ask for sets of lines to be built, and take the answers."""
        rounds: list[tuple[tuple[str, ...], TryAnswer]] = []
        left = self._lines
        known: TryAnswer | None = None
        while left:
            answer = yield self._in_order(left)
            if answer.passed:
                self.safe = left
                break
            self._failed[frozenset(left)] = answer
            for each in answer.certain:
                self._blame(each, answer)
            named = self._named(answer, left) if len(rounds) < _NAMED_ROUNDS else ()
            for each in named:
                self._blame(each, answer)
            if named:
                rounds.append((named, answer))
            elif not answer.certain:
                known = answer
                break
            left = tuple(each for each in left if each not in self.guilty)
        if known is not None:
            yield from self._halve(left, known)
        yield from self._again(rounds, settled=known is None)

    def _named(self, answer: TryAnswer, left: Collection[str]) -> tuple[str, ...]:
        """Return the lines that an answer has names of; none where it names too many to mean anything."""
        named = tuple(each for each in answer.named if each in left and each not in self.guilty)
        return () if len(named) > max(_FEW_NAMED, len(left) // 3) else named

    def _again(
        self, rounds: Sequence[tuple[tuple[str, ...], TryAnswer]], *, settled: bool
    ) -> Generator[tuple[str, ...], TryAnswer, None]:
        """Try lines once more that were dropped because of a name alone.

        Where all passed without one line, and failed with it, that is proof enough: such is the last round, if it dropped one.
        """
        open_rounds = [*rounds]
        if settled and open_rounds and len(open_rounds[-1][0]) == 1:
            open_rounds.pop()
        for named, answer in open_rounds:
            only = settled and len(rounds) == 1
            yield from self._halve(named, answer if only else None)

    def _halve(self, lines: tuple[str, ...], answer: TryAnswer | None) -> Generator[tuple[str, ...], TryAnswer, None]:
        """Settle each of some lines; ``answer`` says that together they are known to fail, ``None`` that nothing is known.

        Breadth first, so that groups without a common line are compared early: if they fail alike, the lines are coupled.
        """
        queue: list[tuple[tuple[str, ...], TryAnswer | None]] = [(lines, answer)]
        while queue:
            group, known = queue.pop(0)
            if not group:
                continue
            if known is None:
                known = yield from self._ask(group)
                if known.passed:
                    continue
                if self._is_coupled(group, known):
                    yield from self._settle_coupled([*group, *(each for other, _ in queue for each in other)], known)
                    return
            certain = [each for each in known.certain if each in group]
            for each in certain:
                self._blame(each, known)
            if certain:
                queue.insert(0, (tuple(each for each in group if each not in certain), None))
                continue
            if len(group) == 1:
                self._blame(group[0], known)
                continue
            middle = (len(group) + 1) // 2
            queue += [(group[:middle], None), (group[middle:], None)]

    def _ask(self, group: tuple[str, ...]) -> Generator[tuple[str, ...], TryAnswer, TryAnswer]:
        """Try a group beside all that is safe; what failed once need not be built again."""
        wanted = frozenset({*self.safe, *group})
        known = self._failed.get(wanted) or (yield self._in_order(wanted))
        if not known.passed:
            self._failed[wanted] = known
            return known
        self.safe = (*self.safe, *group)
        for each in group:
            self.guilty.pop(each, None)
        return known

    def _is_coupled(self, group: Sequence[str], answer: TryAnswer) -> bool:
        """Whether enough groups that share no line have failed in the same way."""
        if answer.signature is None:
            return False
        apart: list[frozenset[str]] = [frozenset(group)]
        for other, signature in sorted(self._failures, key=lambda one: len(one[0])):
            if signature == answer.signature and all(other.isdisjoint(one) for one in apart):
                apart.append(other)
        self._failures.append((frozenset(group), answer.signature))
        return len(apart) >= self._alike

    def _settle_coupled(self, lines: Sequence[str], answer: TryAnswer) -> Generator[tuple[str, ...], TryAnswer, None]:
        """Give coupled lines up, but for those that exclude nothing that git tracks: these are tried once."""
        open_lines = [each for each in lines if each not in self.safe]
        free = [each for each in self._untracked(open_lines) if each not in self.guilty]
        if free and len(free) < len(open_lines):
            found = yield self._in_order({*self.safe, *free})
            if found.passed:
                self.safe = (*self.safe, *free)
                open_lines = [each for each in open_lines if each not in free]
        for each in open_lines:
            self.guilty[each] = Guilt(pattern=each, answer=answer, coupled=True)

    def _blame(self, line: str, answer: TryAnswer) -> None:
        self.guilty[line] = Guilt(pattern=line, answer=answer)

    def _in_order(self, lines: Collection[str]) -> tuple[str, ...]:
        wanted = set(lines)
        return tuple(each for each in self._lines if each in wanted)
