"""Which line of an ignore file decided about a path, in words for people."""

from __future__ import annotations

from ctxsize.display.escaping import quoted
from ctxsize.ignore.matcher import NO_PATTERN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctxsize.ignore.matcher import Matcher
    from ctxsize.ignore.parse import IgnoreFile, Line


class Verdicts:
    """The verdicts of one ignore file; ``matcher`` is made of its patterns."""

    def __init__(self, ignore_file: IgnoreFile, matcher: Matcher) -> None:
        """Take the patterns in order: a rule's number is a line with a pattern."""
        self._path = ignore_file.path
        self._lines = [line for line in ignore_file.lines if line.pattern is not None]
        self._matcher = matcher

    def deciding(self, path: str) -> tuple[str, Line | None]:
        """Return the directory, or the path itself, at which the verdict on ``path`` fell, and the line that gave it.

        Raises:
            BadPatternError: if a pattern that is tried on the way is malformed.

        """
        state, above, rule, place = self._matcher.root, "", NO_PATTERN, path
        for name in path.split("/"):
            above = f"{above}/{name}" if above else name
            state = state.child(name, above)
            if state.rule != rule:
                rule, place = state.rule, above
        return place, self._lines[rule] if rule != NO_PATTERN else None

    def excluded_by(self, path: str) -> str | None:
        """Say which line keeps a path out; ``None`` if none does. Raises BadPatternError as :meth:`deciding`."""
        place, line = self.deciding(path)
        if line is None or line.pattern is None or line.pattern.exception:
            return None
        words = f"{self._path}:{line.number} {quoted(line.text.strip())} excludes it"
        return words if place == path else f"{words} through its directory {quoted(place)}"
