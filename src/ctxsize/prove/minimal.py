"""Which files a build needs, each one tried: the search behind the smallest allow-list.

What no command opens goes first, and mostly all at once. What one opens is probably needed: it is tried file by file, and
directory by directory where there are many.
"""

from __future__ import annotations

from ctxsize.prove.search import Search, TryAnswer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Sequence

_ONE_BY_ONE = 6
"""So many files are tried one after the other; of more it is first tried whether all can go."""
_ALIKE = 8
"""Files that a command needs often fail alike; so many are coupled all the same."""


class MinimalSearch(Search):
    """A search over all files, of which some are known to be opened."""

    def __init__(
        self,
        unopened: Sequence[str],
        opened: Sequence[str],
        untracked: Callable[[Iterable[str]], Sequence[str]] = list,
    ) -> None:
        """Start.

        Args:
            unopened: the files that no command opens.
            opened: those that one does, in the order in which they are to be tried.
            untracked: as :class:`Search` takes it.

        """
        super().__init__(unopened, untracked)
        self._opened = tuple(opened)

    def run(self) -> Generator[tuple[str, ...], TryAnswer, None]:
        """Ask for sets of files to be left out, and take the answers."""
        yield from super().run()
        self._lines = (*self._lines, *self._opened)
        self._alike = _ALIKE
        self._failures.clear()
        yield from self._reduce(self._opened)

    def _reduce(self, group: tuple[str, ...]) -> Generator[tuple[str, ...], TryAnswer, None]:
        """Leave out what can be; of a large group first all, then the parts in its directories."""
        if len(group) <= _ONE_BY_ONE:
            for each in group:
                if (yield from self._reduce_one(each)):
                    return
            return
        if (yield from self._ask(group)).passed:
            return
        for part in _parts(group):
            yield from self._reduce(part)

    def _reduce_one(self, file: str) -> Generator[tuple[str, ...], TryAnswer, bool]:
        """Leave out one file if that can be; tell whether it turned out to be one of those that all change the result."""
        if file in self.safe or file in self.guilty:
            return False
        answer = yield from self._ask((file,))
        if answer.passed:
            return False
        if self._is_coupled((file,), answer):
            yield from self._settle_coupled(self._opened, answer)
            return True
        self._blame(file, answer)
        return False


def _parts(group: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the files by the first directory in which they differ; halves where that is none."""
    depth = 0
    while True:
        found: dict[str, list[str]] = {}
        for path in group:
            found.setdefault("/".join(path.split("/")[: depth + 1]), []).append(path)
        if len(found) > 1:
            break
        depth += 1
    if len(found) == len(group):
        middle = (len(group) + 1) // 2
        return [tuple(group[:middle]), tuple(group[middle:])]
    return [tuple(part) for part in found.values()]
