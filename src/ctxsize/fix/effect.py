"""What a text in the ignore file changes, place by place: one walk that looks only where a line of the block may matter."""

from __future__ import annotations

import stat

from ctxsize.context.walk import walk
from ctxsize.errors import CtxsizeError
from ctxsize.golang import paths
from ctxsize.ignore.matcher import NO_PATTERN, Matcher
from ctxsize.ignore.parse import parse
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxsize.context.entry import Directory, Found, Item, Measured
    from ctxsize.context.source import ContextSource
    from ctxsize.ignore.matcher import CarefulState, State


class VerdictChange(Record):
    """A place whose verdict another text changes: all of a directory, or one entry that is not a directory.

    ``line`` is the number of the line of the new text that decides, from 1; ``lost`` whether the place is excluded now
    and was not before, rather than the reverse. ``files`` and ``bytes`` are those of a single entry.
    """

    path: str
    is_directory: bool
    line: int
    lost: bool
    files: int = 0
    bytes: int = 0


class _Frame:
    """What is known of a directory in the walk: its state with the old text and with the new one."""

    __slots__ = ("new", "old")
    measured = False

    def __init__(self, old: State | CarefulState, new: State | CarefulState) -> None:
        self.old = old
        self.new = new


class _Comparer:
    """Compares the verdicts of two texts on everything, without a look at what neither can tell apart."""

    def __init__(self, old: Matcher, new: Matcher, numbers: Sequence[int]) -> None:
        self._old = old
        self._new = new
        self._numbers = numbers
        self.changes: list[VerdictChange] = []

    def root(self) -> _Frame:
        return _Frame(self._old.root, self._new.root)

    def directory(self, frame: _Frame, found: Found) -> _Frame | None:
        old = frame.old.child(found.name, found.path)
        new = frame.new.child(found.name, found.path)
        if old.final and new.final:
            if old.matched != new.matched:
                self._note(found.path, new.rule, lost=new.matched, is_directory=True)
            return None
        return _Frame(old, new)

    def leaves(self, frame: _Frame, directory: Directory, run: Sequence[Item]) -> None:
        old, new = frame.old, frame.new
        named = old.file_names, new.file_names
        same = getattr(old, "file_matched", None) == getattr(new, "file_matched", None) and hasattr(old, "file_matched")
        for name, status in run:
            if same and name not in named[0] and name not in named[1]:
                continue
            path = directory.prefix + name
            before, _ = old.file(name, path)
            after, rule = new.file(name, path)
            if before != after:
                size = status.st_size if stat.S_ISREG(status.st_mode) else 0
                self._note(path, rule, lost=after, files=int(stat.S_ISREG(status.st_mode)), size=size)

    def unreadable(self, frame: _Frame, found: Found, error: OSError) -> None:
        """Nothing is told of what can't be read."""

    def measure(self, frame: _Frame, measured: Measured) -> None:
        """Nothing is only measured."""

    def _note(
        self, path: str, rule: int, *, lost: bool, is_directory: bool = False, files: int = 0, size: int = 0
    ) -> None:
        line = self._numbers[rule] if rule != NO_PATTERN else 0
        self.changes.append(
            VerdictChange(path=path, is_directory=is_directory, line=line, lost=lost, files=files, bytes=size)
        )


def changes(source: ContextSource, old: bytes, new: bytes) -> list[VerdictChange] | None:
    """Return the places whose verdict differs between two texts of an ignore file, in walk order.

    ``None`` if Docker would refuse a pattern of one of them as soon as it is tried.

    Raises:
        OSError: if the context root can't be read.

    """
    try:
        before, after = parse(old), parse(new)
        numbers = [line.number for line in after.lines if line.pattern is not None]
        comparer = _Comparer(Matcher(before.patterns), Matcher(after.patterns), numbers)
        walk(source, comparer)
    except (paths.BadPatternError, CtxsizeError):
        return None
    return comparer.changes


def included(source: ContextSource, text: bytes) -> frozenset[str]:
    """Return the paths of what a text lets in, directories left out; what is in a directory that does not open, too.

    Raises:
        OSError: if the context root can't be read.
        BadPatternError: for a pattern that Docker refuses as soon as it is tried.

    """
    collector = _Collector(Matcher(parse(text).patterns))
    walk(source, collector)
    return frozenset(collector.paths)


class _Collector:
    """Collects what one text lets in."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        self.paths: list[str] = []

    def root(self) -> _Frame:
        return _Frame(self._matcher.root, self._matcher.root)

    def directory(self, frame: _Frame, found: Found) -> _Frame | None:
        state = frame.new.child(found.name, found.path)
        return None if state.matched and state.final else _Frame(state, state)

    def leaves(self, frame: _Frame, directory: Directory, run: Sequence[Item]) -> None:
        paths_here = ((name, directory.prefix + name) for name, _ in run)
        self.paths += [path for name, path in paths_here if not frame.new.file(name, path)[0]]

    def unreadable(self, frame: _Frame, found: Found, error: OSError) -> None:
        """Nothing is told of what can't be read."""

    def measure(self, frame: _Frame, measured: Measured) -> None:
        """Nothing is only measured."""
