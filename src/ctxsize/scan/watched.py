"""A walk that can be watched while it goes on, for a sign of life."""

from __future__ import annotations

from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Protocol

    from ctxsize.context.entry import Directory, Found, Item, Measured
    from ctxsize.context.parallel import DivisibleVisitor, Refusals

    class Watch(Protocol):
        """Who watches. It may ask at any time, also between two instructions of the walk, as a signal handler does."""

        def begin(self, seen: Callable[[], Seen]) -> None:
            """Take note of whom to ask."""

        def forked(self) -> None:
            """Take note that this process is another one now, which walks a part."""

    class Summary(Protocol):
        """What has been counted so far."""

        def so_far(self) -> tuple[int, str, int]:
            """Return the bytes that are received, and the largest file with its bytes."""


class Seen(Record):
    """What a walk has seen so far: the directory it is in, how many entries, the bytes received, the largest file of them.

    ``is_merged`` is whether what other processes have received is among the bytes.
    """

    directory: str = ""
    entries: int = 0
    bytes: int = 0
    largest: str = ""
    largest_bytes: int = 0
    is_merged: bool = False


class WatchedVisitor:
    """Passes all that a visitor is shown on to it, and counts."""

    def __init__(self, visitor: DivisibleVisitor, summaries: Sequence[Summary], watch: Watch) -> None:
        """Begin; ``summaries`` are the scanners behind the visitor."""
        self._visitor = visitor
        self._summaries = summaries
        self._watch = watch
        self._entries = 0
        self._directory = ""
        self._is_merged = False
        # What only passes through costs nothing more.
        self.take_ordered = visitor.take_ordered
        self.append_ordered = visitor.append_ordered
        self.export_totals = visitor.export_totals
        self.root = visitor.root
        self.unreadable = visitor.unreadable
        watch.begin(self.seen)

    def seen(self) -> Seen:
        """Return what has been seen so far."""
        found = [summary.so_far() for summary in self._summaries]
        size = max((received for received, _, _ in found), default=0)
        largest, name = max(((size, name) for _, name, size in found), default=(0, ""))
        return Seen(self._directory, self._entries, size, name, largest, self._is_merged)

    @property
    def divisible(self) -> bool:
        """As the visitor says."""
        return self._visitor.divisible

    @property
    def refused(self) -> Refusals:
        """As the visitor says."""
        return self._visitor.refused

    def merge_totals(self, sums: tuple[object, ...]) -> None:
        """Add what another process has counted; this one has seen all that it walks."""
        self._directory = ""
        self._is_merged = True
        self._visitor.merge_totals(sums)

    def reset(self, on_tick: Callable[[], None] | None = None) -> None:
        """Begin again; with ``on_tick`` in another process."""
        self._entries = 0
        self._visitor.reset(on_tick)
        if on_tick is not None:
            self._watch.forked()

    def directory(self, token: object, found: Found) -> object:
        """Show a directory."""
        self._entries += 1
        self._directory = found.path
        return self._visitor.directory(token, found)

    def leaves(self, token: object, directory: Directory, run: Sequence[Item]) -> object:
        """Show entries that are no directories."""
        self._directory = directory.path
        done = self._visitor.leaves(token, directory, run)
        self._entries += len(run)
        return done

    def measure(self, token: object, measured: Measured) -> None:
        """Count what is only measured."""
        self._entries += measured.files
        self._visitor.measure(token, measured)
