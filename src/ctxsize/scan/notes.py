"""What a scan takes note of besides sums: what is wanted, what differs, what is refused; in walk order, part by part."""

from __future__ import annotations

from ctxsize.context.entry import Type
from ctxsize.errors import BuildRefusedError, EntryRefusedError
from ctxsize.record import Record
from ctxsize.scan.totals import ExcludedTotals

TYPE_CHECKING = False
if TYPE_CHECKING:
    NotedRefusal = tuple[int, str, str, str]
    """A receiver's number, the sentence, the path, and what is wrong with that."""
    NotedValues = tuple[str, str, int, int, bool, int]
    """The fields of :class:`Noted`, the type as its value."""
    NotesPiece = tuple[
        list[NotedRefusal],
        list[tuple[str, bool]],
        list[tuple[str, str]],
        list[NotedValues],
        list[str],
        list[tuple[tuple[int, int], tuple[int, int]]],
        list[object | None],
    ]
    """What depends on the order in a part of the walk: refusals, differences, what does not open, what is noted, what is
    below the threshold, files with several names, and each receiver's own piece."""

ELIGIBLE = 0
"""The number of the receiver that speaks for the ignore file."""


class Noted(Record):
    """An entry whose name a rule wants to know of.

    ``received`` is whether the build receives it; of a directory, whether it may receive something in it. ``rule`` is the
    number of the pattern that had the last word, ``NO_PATTERN`` if none matches.
    """

    path: str
    type: Type
    size: int
    mode: int
    received: bool
    rule: int


class Notes:
    """What the scan has noted so far.

    ``refused`` are the refusals of builders, by the number of the receiver. ``excluded`` holds the sums of what is
    excluded, with what of them depends on the order; ``arrived`` are the volumes and inodes of the files with several
    names that arrive. ``differences`` are paths that just one builder receives, and whether the eligible receiver is the
    one. ``noted`` are the entries that are wanted, ``below_threshold`` the received files that are smaller than wanted.
    """

    __slots__ = ("arrived", "below_threshold", "differences", "excluded", "noted", "refusals", "refused")

    def __init__(self) -> None:
        """Begin with nothing."""
        self.refused: dict[int, BuildRefusedError] = {}
        self.reset()

    def reset(self) -> None:
        """Forget all of it."""
        self.excluded = ExcludedTotals()
        self.arrived: set[tuple[int, int]] = set()
        self.refused.clear()
        self._begin_piece()

    def _begin_piece(self) -> None:
        self.refusals: list[NotedRefusal] = []
        self.differences: list[tuple[str, bool]] = []
        self.noted: list[NotedValues] = []
        self.below_threshold: list[str] = []

    def refuse(self, number: int, refusal: EntryRefusedError) -> None:
        """Take note that a receiver's builder refuses the context; raises that again if it is the eligible one's."""
        self.refusals.append((number, str(refusal), refusal.path, refusal.flaw))
        if number == ELIGIBLE:
            raise refusal
        self.refused[number] = refusal

    def take_ordered(self, pieces: list[object | None]) -> NotesPiece | None:
        """Return what depends on the order and has come since it was last taken; ``None`` if nothing has.

        Args:
            pieces: the same of each receiver.

        """
        excluded = self.excluded
        piece = (
            self.refusals,
            self.differences,
            excluded.unreadable,
            self.noted,
            self.below_threshold,
            list(excluded.links.items()),
            pieces,
        )
        if not (any(piece[:-1]) or any(pieces)):
            return None
        self._begin_piece()
        excluded.unreadable, excluded.links = [], {}
        return piece

    def append_ordered(self, piece: NotesPiece) -> list[object | None]:
        """Take note of the next piece in walk order; return what each receiver is to append.

        Raises:
            BuildRefusedError: if the eligible receiver was refused there.

        """
        refusals, differences, unreadable, noted, below_threshold, links, pieces = piece
        for number, *refusal in refusals:
            if number == ELIGIBLE:
                raise EntryRefusedError(*refusal)
            self.refused.setdefault(number, EntryRefusedError(*refusal))
        self.differences += differences
        self.excluded.unreadable += unreadable
        self.noted += noted
        self.below_threshold += below_threshold
        for inode, link in links:
            self.excluded.links.setdefault(inode, link)
        return pieces

    def entries(self) -> tuple[Noted, ...]:
        """Return what was wanted."""
        return tuple(
            Noted(path, Type(kind), size, mode, received, rule) for path, kind, size, mode, received, rule in self.noted
        )
