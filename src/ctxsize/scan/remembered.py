"""A context whose entries are remembered, scanned again without touching the disk: by a receiver, or by verdicts alone."""

from __future__ import annotations

import stat

from ctxsize.context.entry import Totals
from ctxsize.golang.paths import BadPatternError
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol, TypeVar

    from ctxsize.build.load import Load
    from ctxsize.context.entry import Found
    from ctxsize.scan.receivers import AnyReceiver

    Token = TypeVar("Token")

    class EntryVisitor(Protocol[Token]):
        """Who is shown the entries one by one; every :class:`ctxsize.builder.receiver.Receiver` can be."""

        def root(self) -> Token:
            """Return the token of the context root."""

        def directory(self, token: Token, found: Found, /) -> Token | None:
            """Take note of a directory; ``None`` means not to look into it."""

        def leaf(self, token: Token, found: Found, /) -> object:
            """Take note of anything else."""

        def unreadable(self, token: Token, found: Found, error: OSError, /) -> None:
            """Take note that a directory does not open."""

    class Remembered(Protocol):
        """All entries of a context."""

        def replay(self, visitor: EntryVisitor[Token], /) -> None:
            """Show all entries to a visitor one by one, in the order of the walk."""


class Eligibility(Record):
    """What a load receives by the verdicts alone, whatever becomes of it on the way.

    ``directories`` are received themselves, whatever is in them. ``leaves`` are all else, by path, with the bytes in
    them; ``empty`` are those of them that arrive without.
    """

    directories: frozenset[str]
    leaves: dict[str, int]
    empty: frozenset[str]


def scan_remembered(load: Load, entries: Remembered) -> Totals:
    """Return what a load receives of entries that are remembered.

    Raises:
        CtxsizeError: if the builder would refuse them.

    """
    receiver = load.requested()
    if receiver is None:
        return Totals()
    _replay(load, entries, receiver)
    receiver.finish()
    return receiver.totals.result()


def scan_eligibility(load: Load, entries: Remembered, *, whole: bool = False) -> Eligibility:
    """Return what a load receives by the verdicts alone; ``whole`` leaves out which paths are asked for.

    Raises:
        CtxsizeError: if the builder would refuse the context for its patterns, or a directory that does not open.

    """
    receiver = load.eligible() if whole else load.requested()
    if receiver is None:
        return Eligibility(frozenset(), {}, frozenset())
    seen = _EligibilityVisitor(receiver)
    _replay(load, entries, seen)
    return Eligibility(frozenset(seen.directories), seen.leaves, frozenset(seen.empty))


def _replay(load: Load, entries: Remembered, visitor: EntryVisitor[object]) -> None:
    try:
        entries.replay(visitor)
    except BadPatternError as error:
        raise load.refused(error) from None


class _EligibilityVisitor:
    """Asks a receiver about each entry and counts no byte on a wire."""

    def __init__(self, receiver: AnyReceiver) -> None:
        self._receiver = receiver
        self.directories: set[str] = set()
        self.leaves: dict[str, int] = {}
        self.empty: set[str] = set()

    def root(self) -> object:
        return self._receiver.root()

    def directory(self, token: object, found: Found) -> object | None:
        inner = self._receiver.directory(token, found)
        if inner is not None and self._receiver.receives_directory(inner):
            self.directories.add(found.path)
        return inner

    def leaf(self, token: object, found: Found) -> None:
        answer = self._receiver.receives(token, found.name, found.path)
        if answer is False:
            return
        size = found.size if stat.S_ISREG(found.mode) else 0
        self.leaves[found.path] = size
        if size and answer is None and not self._receiver.opens(token, found.name, found.path):
            self.empty.add(found.path)

    def unreadable(self, token: object, found: Found, error: OSError) -> None:
        self._receiver.unreadable(token, found, error)
