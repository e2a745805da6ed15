"""What ``--fix`` proposes for one ignore file."""

from __future__ import annotations

from ctxsize.builder import Builder
from ctxsize.context.entry import Tally
from ctxsize.fix.block import Group, LeftOut, unified_diff
from ctxsize.fix.outcome import Figures, Saved
from ctxsize.golang.text import decode
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class Proposal(Record):
    """The ignore file as it should be.

    ``file`` is where it stands, links followed within the repository; ``shown`` its name in sentences. ``old`` and ``new``
    are its bytes, ``groups`` the lines of the block. ``kept`` are places that stay although git ignores them or they look like
    waste, each with the reason; ``left_out`` lines that are not written, ``remarks`` sentences about all else.
    ``totals`` works out what each builder receives for the first build, before and after. ``saved`` is what each line of
    the block keeps away now, by its text.
    """

    file: str
    shown: str
    old: bytes
    new: bytes
    groups: tuple[Group, ...]
    kept: tuple[tuple[str, str], ...]
    left_out: tuple[LeftOut, ...]
    remarks: tuple[str, ...]
    totals: Callable[[], list[Figures]]
    saved: dict[str, Tally]
    builders: tuple[Builder, ...] = (Builder.BUILDKIT,)

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be said besides, in sentences."""
        return (*self.remarks, *(one.sentence for one in self.left_out))

    @property
    def changes(self) -> bool:
        """Whether there is anything to write."""
        return self.old != self.new

    @property
    def lines(self) -> int:
        """How many lines are written that were not there, comments left aside; if there are none, how many go."""
        old, new = (
            {row for row in decode(data).splitlines() if row.strip() and not row.startswith("#")}
            for data in (self.old, self.new)
        )
        return len(new - old) or len(old - new)

    def figures(self) -> list[Figures]:
        """Return both builders' totals before and after."""
        return self.totals()

    def savings(self) -> list[Saved]:
        """Return what each line keeps away."""
        return [
            Saved(
                line=line,
                reason=group.reason,
                tallies=dict.fromkeys(self.builders, self.saved.get(line, Tally())),
            )
            for group in self.groups
            for line in group.lines
        ]

    def diff(self) -> str:
        """Return the change as a unified diff; the diffs of several ignore files make one patch."""
        return unified_diff(self.old, self.new, self.shown)
