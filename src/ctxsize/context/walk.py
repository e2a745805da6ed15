"""A context as a stream of entries: one pass, one ``lstat`` an entry, what to look into is decided by the visitor.

Entries come in the order of Go's ``filepath.WalkDir``, which both builders use: each directory's names by their bytes, a
directory's content right behind it.
"""

from __future__ import annotations

import stat

from ctxsize.context.entry import Measured
from ctxsize.context.native import is_compiled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any, Generic, Protocol, TypeVar

    from ctxsize.context.entry import Directory, Found, Item
    from ctxsize.context.source import ContextSource, Measuring

    class Frame(Protocol):
        """What a visitor knows of a directory while the walk is inside."""

        @property
        def measured(self) -> bool:
            """Whether the directory with all below is only to be measured, in whatever order."""

    Token = TypeVar("Token", bound=Frame)

    class Visitor(Protocol, Generic[Token]):
        """Who decides, and counts. A token is what the visitor wants to know of a directory when it sees its children."""

        def root(self) -> Token:
            """Return the token of the context root."""

        def directory(self, token: Token, found: Found, /) -> Token | None:
            """Take note of a directory; ``None`` means not to look into it."""

        def leaves(self, token: Token, directory: Directory, run: Sequence[Item], /) -> object:
            """Take note of entries of one directory that follow each other and are no directories."""

        def unreadable(self, token: Token, found: Found, error: OSError, /) -> None:
            """Take note that a directory, whose own token this is, does not open."""

        def measure(self, token: Token, measured: Measured, /) -> None:
            """Take note of what some directories to be measured hold."""


_MEASURED_AT_ONCE = 100
"""Directories."""


class Walk:
    """One walk through a context, or through a part of one."""

    def __init__(self, source: ContextSource, visitor: Visitor[Any]) -> None:
        """Show what ``source`` holds to ``visitor``."""
        self.source = source
        self.visitor = visitor
        self.seen = 0
        """How many entries there were, in directories that :meth:`level` is done with."""

    def below(self, path: str, token: Frame) -> None:
        """Show everything below one directory, in order; one that does not open is told to the visitor.

        Raises:
            OSError: if that directory is the root.

        """
        stack = [iter([(path, token)])]
        while stack:
            for inner in stack[-1]:
                if inner[1].measured:
                    self._measure(*inner)
                    continue
                stack.append(self.level(*inner))
                break
            else:
                stack.pop()

    def level(self, path: str, token: Frame) -> Iterator[tuple[str, Frame]]:
        """Show what one directory holds, and yield each directory in it with its token, to be looked into right then."""
        try:
            if token.measured:
                measured = Measured()
                inside = self.source.measure(path, measured)
                self.seen += measured.files + len(inside)
                self.visitor.measure(token, measured)
                yield from [(inner, token) for inner in inside]
                return
            listing = self.source.listing(path)
        except OSError as error:
            self._unreadable(path, token, error)
            return
        self.seen += len(listing)
        directory = self.source.directory(path)
        at = 0
        for number in _directories(listing):
            if at < number:
                self.visitor.leaves(token, directory, listing[at:number])
            at = number + 1
            found = directory.found(*listing[number])
            inner_token = self.visitor.directory(token, found)
            if inner_token is not None:
                yield found.path, inner_token
        if at < len(listing):
            self.visitor.leaves(token, directory, listing[at:] if at else listing)

    def _unreadable(self, path: str, token: Frame, error: OSError) -> None:
        """Tell of a directory that does not open, but for the root, and for one that has gone meanwhile."""
        if not path:
            raise error
        if isinstance(error, FileNotFoundError):
            return
        self.visitor.unreadable(token, self.source.found(path), error)

    def _measure(self, path: str, token: Frame) -> None:
        """Measure a directory with all below."""
        below = self.source.measure_below(path)
        if below is not None:
            self._measure_below(below, token)
            return
        pending = [path]
        while pending:
            measured = Measured()
            # The visitor is told now and then, so that it can show that something is going on.
            for _ in range(min(len(pending), _MEASURED_AT_ONCE)):
                inner = pending.pop()
                try:
                    pending += self.source.measure(inner, measured)
                except OSError as error:
                    self._unreadable(inner, token, error)
            self.visitor.measure(token, measured)

    def _measure_below(self, below: Measuring, token: Frame) -> None:
        """Let a directory be measured with all below; what fails is tried once more here, which knows what to do."""
        while below:
            measured = Measured()
            measured.files, measured.bytes, measured.links, failed = below.some(_MEASURED_AT_ONCE)
            for path, _ in failed:
                try:
                    for inner in self.source.measure(path, measured):
                        below.push(inner)
                except OSError as error:
                    self._unreadable(path, token, error)
            self.visitor.measure(token, measured)


def _directories(listing: Sequence[Item]) -> list[int]:
    if is_compiled(listing):
        return listing.directories()
    return [number for number, (_, status) in enumerate(listing) if stat.S_ISDIR(status.st_mode)]


def walk(source: ContextSource, visitor: Visitor[Any]) -> None:
    """Show everything below the context root to ``visitor``.

    Raises:
        OSError: if the root itself can't be listed. What does not open below it is told to the visitor; what vanishes
            meanwhile is left out.

    """
    Walk(source, visitor).below("", visitor.root())
