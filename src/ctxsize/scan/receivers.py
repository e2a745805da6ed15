"""The receivers of one scan, by role."""

from __future__ import annotations

from ctxsize.record import Record

REQUESTED, TAKES_WHOLE, OTHER, EXCLUDED = 1, 2, 4, 8
"""Who receives a file, as bits: the build, who would take the whole context, the other builder; and whether it is excluded."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    from ctxsize.builder.receiver import Receiver

    AnyReceiver: TypeAlias = Receiver[object, object]
    """A receiver whose tokens and pieces no one else looks into."""


class Receivers(Record):
    """Who is shown one walk.

    ``eligible`` receives all that the ignore file lets through: what it does not receive is excluded. ``requested``
    receives what the build asks for, and may be the same; ``None`` if the build never asks for the context, or if only
    what is eligible matters. ``other`` is the other builder's; ``None`` if that one is not to be compared with, or asks
    for nothing.
    """

    eligible: AnyReceiver
    requested: AnyReceiver | None = None
    other: AnyReceiver | None = None

    @property
    def each(self) -> tuple[AnyReceiver, ...]:
        """Every receiver once, the eligible one first and the other builder's last."""
        found = [self.eligible]
        if self.requested is not None and self.requested is not self.eligible:
            found.append(self.requested)
        if self.other is not None:
            found.append(self.other)
        return tuple(found)
