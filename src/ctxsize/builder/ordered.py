"""What a receiver has been shown as far as the order matters: pieces of a walk that are joined end to end.

Two things depend on what came before: a number that goes with each message of content, and which of a file's names
is the first. So both are written down while walking, and worked out when the whole walk is known. A piece consists of
plain values only, so that it may come from another process.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    OrderedPiece = tuple[
        bytes, list[int], list[tuple[int, str, int]], list[tuple[str, int]], list[tuple[str, str, int]] | None
    ]
    """``messages``, ``large``, ``late``, ``empty`` and ``entries`` of an :class:`OrderedRecord`."""

MANY = 255
"""Stands in :attr:`OrderedRecord.messages` for a number from :attr:`OrderedRecord.large`."""


class OrderedRecord:
    """A piece of what one receiver has received, in walk order.

    ``messages`` has a byte for every entry: how many messages carry its content. ``late`` has the directories that were
    sent only because something in them was received: their place in ``messages``, their path, and the bytes that
    announce them. ``empty`` has the files that arrive empty, with the bytes that they hold. ``entries``, where they are
    asked for, has every entry: path, type, size.
    """

    __slots__ = ("_known", "empty", "entries", "large", "late", "messages")

    def __init__(self, *, listing: bool = False) -> None:
        """Begin with nothing; ``listing`` is whether entries are asked for."""
        self.messages = bytearray()
        self.large: list[int] = []
        self.late: list[tuple[int, str, int]] = []
        self._known: set[str] = set()
        self.empty: list[tuple[str, int]] = []
        self.entries: list[tuple[str, str, int]] | None = [] if listing else None

    def __bool__(self) -> bool:
        """Whether there is anything in it."""
        return bool(self.messages or self.entries)

    def add(self, messages: int) -> None:
        """Append an entry with this many messages of content."""
        if messages < MANY:
            self.messages.append(messages)
        else:
            self.messages.append(MANY)
            self.large.append(messages)

    def add_late(self, path: str, announced: int) -> None:
        """Append a directory that is sent because of what comes next."""
        self.late.append((len(self.messages), path, announced))
        self._known.add(path)
        self.messages.append(0)

    def piece(self) -> OrderedPiece:
        """Return all of it as plain values."""
        return bytes(self.messages), self.large, self.late, self.empty, self.entries

    def append(self, piece: OrderedPiece) -> Callable[[int], int]:
        """Append a piece; a directory that each of them has sent is sent once, by the first.

        Returns:
            what tells where an entry stands now that stood at some place in the piece.

        """
        sent, large, late, empty, entries = piece
        messages = bytearray(sent)
        twice = [at for at, path, _ in late if path in self._known]
        for at in reversed(twice):
            del messages[at]
            if entries is not None:
                del entries[at]
        base = max(len(self.messages), len(self.entries or ()))

        def moved(at: int) -> int:
            return base + at - len([other for other in twice if other < at])

        self.late += [(moved(at), path, announced) for at, path, announced in late if path not in self._known]
        self._known.update(path for _, path, _ in late)
        self.messages += messages
        self.large += large
        self.empty += empty
        if self.entries is not None and entries is not None:
            self.entries += entries
        return moved

    def numbers(self, first: int, behind: int) -> int:
        """Return how many messages of content the entries from number ``first`` on have, up to the one ``behind`` them."""
        part = self.messages[first:behind]
        many = part.count(MANY)
        if not many:
            return sum(part)
        before = self.messages.count(MANY, 0, first)
        return sum(part) - MANY * many + sum(self.large[before : before + many])
