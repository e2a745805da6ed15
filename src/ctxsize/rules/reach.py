"""Which existing paths a pattern matches, looked up without a walk: only where a pattern may match is looked at.

A pattern of plain names costs one look per name, one with a wildcard lists the directories in front of it. What cannot be
told so (``**`` may match anywhere) is not known here, and rules say nothing of what is not known.
"""

from __future__ import annotations

from ctxsize.golang import paths
from ctxsize.ignore.pattern import Glob, PatternStep

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctxsize.context.source import PathSource
    from ctxsize.ignore.pattern import Pattern


_LISTED = 20_000
"""Names that are looked at for one pattern, after which nothing is known of it."""
_WORK = 3_000_000
"""Names that are looked at, and steps of other work done, for all lines together: about a second."""
_LINE = 30
"""Steps that any line takes."""


class Reach:
    """Answers from the file system, each directory listed once."""

    def __init__(self, source: PathSource) -> None:
        """Ask this context; nothing is looked at yet."""
        self._source = source
        self._listings: dict[str, list[str]] = {}
        self._by_case: dict[str, tuple[frozenset[str], dict[str, str]]] = {}
        self._left = _WORK

    def spend(self, steps: int) -> bool:
        """Take so many steps of what all lines together may take; false if they are used up: then nothing is known."""
        self._left -= steps
        return self._left > 0

    def names(self, directory: str) -> list[str]:
        """Return the names in a directory, the root being the empty path."""
        listing = self._listings.get(directory)
        if listing is None:
            listing = self._listings[directory] = self._source.names(directory)
        return listing

    def of(self, pattern: Pattern) -> list[str] | None:
        """Return the paths that a pattern matches itself, without what is below them; ``None`` if it can't be told."""
        if not self.spend(_LINE):
            return None
        steps = pattern.steps()
        if all(isinstance(step, str) for step in steps):
            return [pattern.text] if self._source.exists(pattern.text) else []
        if PatternStep.DEEP in steps:
            return None
        if steps[-1] is PatternStep.WHOLE:
            return self._whole(pattern)
        found = [""]
        budget = _LISTED
        for step in steps:
            if step is PatternStep.HERE_AND_BELOW:
                break
            if isinstance(step, str):
                found = [path for above in found for path in [_join(above, step)] if self._source.exists(path)]
                continue
            following: list[str] = []
            for above in found:
                names = self.names(above)
                budget -= len(names)
                if budget < 0 or not self.spend(len(names)):
                    return None
                following += [_join(above, name) for name in names if not isinstance(step, Glob) or step.matches(name)]
            found = following
        return found

    def _whole(self, pattern: Pattern) -> list[str] | None:
        """Return the matches of a pattern that is compared whole; a slash in brackets is left out of account."""
        if "**" in pattern.text:
            return None
        found = [""]
        for depth in range(pattern.text.count("/") + 1):
            if (depth and len(found) > _LISTED) or not self.spend(sum(len(self.names(above)) for above in found)):
                return None
            found = [_join(above, name) for above in found for name in self.names(above)]
        try:
            return [path for path in found if pattern.matches(path)]
        except paths.BadPatternError:
            return None

    def in_other_case(self, path: str) -> str | None:
        """Return an existing path that differs from ``path`` in the case of its letters only."""
        found = ""
        for part in path.split("/"):
            name = part if part in self._folded(found)[0] else self._folded(found)[1].get(part.lower())
            if name is None:
                return None
            found = _join(found, name)
        return found if found != path else None

    def _folded(self, directory: str) -> tuple[frozenset[str], dict[str, str]]:
        """Return the names in a directory, and the first of those that are alike in lower case."""
        folded = self._by_case.get(directory)
        if folded is None:
            names = self.names(directory)
            folded = self._by_case[directory] = (
                frozenset(names),
                {name.lower(): name for name in reversed(names)},
            )
        return folded


def _join(above: str, name: str) -> str:
    return f"{above}/{name}" if above else name
