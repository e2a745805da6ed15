"""Who is shown a walk and keeps count of what its builder receives. Types only: no run loads this module."""

from __future__ import annotations

from typing import Protocol, TypeVar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctxsize.builder import Builder
    from ctxsize.builder.bulk import Bulk, Outlook
    from ctxsize.builder.ordered import OrderedRecord
    from ctxsize.context.entry import Found, TotalsCounter

Token = TypeVar("Token")
"""What a receiver wants to know of a directory when it is shown what is in it; it is handed back to that receiver alone."""
Piece = TypeVar("Piece")
"""What depends on the order of a part of the walk: plain values, which may come from another process."""


class Receiver(Protocol[Token, Piece]):
    """One builder's client as far as it decides what is received, and counts it; good for one walk.

    The order of calls: ``root`` once. Then, in walk order, ``directory`` for each entry that is a directory, with the
    token of the one that it lies in; where that returns a token, everything in the directory follows at once, and where it
    returns ``None`` nothing of it is shown. All else comes by ``leaf``, one by one, or by ``bulk``, many files of one
    directory at once, whichever is quicker: a file that ``receives`` says arrives, and that has nothing special about it,
    may come by either. ``unreadable`` follows upon the ``directory`` that does not open. ``finish`` comes last, after
    which ``totals`` are complete, and ``ordered.entries`` where they are listed. What is in directories that no receiver
    looks into is measured by the scan; no receiver is told of it.

    Where several processes share a walk, each has a copy: ``take_ordered`` is called after each part, the pieces of all
    parts come back by ``append_ordered`` in walk order, and the totals are merged. ``outlook``, ``receives``,
    ``opens``, ``receives_directory`` and ``looks_into`` are questions, which count nothing and may come at any time.

    ``directory``, ``leaf`` and ``unreadable`` raise EntryRefusedError where the builder refuses the context over what
    they are shown, and BadPatternError where it finds a pattern malformed. A receiver that has raised is shown no more.
    """

    @property
    def builder(self) -> Builder:
        """Whose client it is."""

    @property
    def totals(self) -> TotalsCounter:
        """What is received, as far as it does not depend on the order; all of it once the receiver has finished."""

    @property
    def ordered(self) -> OrderedRecord:
        """What is received as far as the order matters."""

    @property
    def careful(self) -> bool:
        """Whether a pattern may turn out to be malformed, so that each question counts, and their order."""

    @property
    def looks_everywhere(self) -> bool:
        """Whether the client looks into directories of which nothing can be received."""

    def root(self) -> Token:
        """Return the token of the context root."""

    def directory(self, token: Token, found: Found, /) -> Token | None:
        """Receive a directory if it is to be; ``None`` if nothing in it can be."""

    def leaf(self, token: Token, found: Found, /) -> bool:
        """Receive anything but a directory if it is to be; tell whether it was."""

    def bulk(self, token: Token, bulk: Bulk, /) -> None:
        """Receive files of a directory, of all of which it is known that they arrive."""

    def unreadable(self, token: Token | None, found: Found, error: OSError, /) -> None:
        """Take note that a directory does not open; without a token it is one that ``looks_into`` speaks for."""

    def finish(self) -> None:
        """End the walk: work out what depends on the order."""

    def outlook(self, token: Token, /) -> Outlook | None:
        """Return what becomes of most files of the directory; ``None`` if each must be asked about."""

    def receives(self, token: Token, name: str, path: str, /) -> bool | None:
        """Whether a file of the directory arrives; ``None`` if it takes ``leaf`` to tell with what content it does."""

    def opens(self, token: Token, name: str, path: str, /) -> bool:
        """Whether a file of the directory, if it arrives, does so with its content, as far as patterns tell."""

    def receives_directory(self, token: Token, /) -> bool:
        """Whether the directory itself is received, whatever is in it."""

    def looks_into(self, path: str, /) -> bool:
        """Whether the client looks into a directory for which ``directory`` has returned ``None``."""

    def take_ordered(self) -> Piece | None:
        """Return what depends on the order and came since it was last taken; ``None`` if nothing did."""

    def append_ordered(self, piece: Piece, /) -> None:
        """Append the next piece in walk order."""

    def reset(self) -> None:
        """Forget all that has been shown."""
