"""What a build receives of one commit and of another, held against each other: what was added, grew, shrank and went."""

from __future__ import annotations

from ctxsize.context.entry import Totals
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


class Change(Record):
    """A path whose size is not what it was: bytes ``before`` and ``now``, ``None`` where it was or is not received."""

    path: str
    before: int | None
    now: int | None

    @property
    def added(self) -> int:
        """By how many bytes it grew."""
        return (self.now or 0) - (self.before or 0)

    @property
    def kind(self) -> str:
        """``added``, ``grew``, ``shrank`` or ``went``."""
        if self.before is None:
            return "added"
        if self.now is None:
            return "went"
        return "grew" if self.added > 0 else "shrank"


class Comparison(Record):
    """Two commits, as one build receives them: tracked content on both sides, whatever the work tree holds.

    ``ref`` is what the user named, ``base`` and ``head`` the commits' hashes. ``before`` and ``now`` are what is
    received, ``None`` where there is nothing to compare, and ``skipped`` says why. ``sizes`` are the files' bytes at
    the base, by path. ``submodules`` and the content of ``pointers`` (files of Git LFS, with its bytes) are in neither side.
    """

    ref: str
    base: str
    head: str
    before: Totals | None = None
    now: Totals | None = None
    skipped: str = ""
    changes: tuple[Change, ...] = ()
    sizes: tuple[tuple[str, int], ...] = ()
    submodules: tuple[str, ...] = ()
    pointers: tuple[tuple[str, int], ...] = ()

    @property
    def grown(self) -> int:
        """By how many transfer bytes the build grew; 0 where there is nothing to compare."""
        return self.now.transfer_bytes - self.before.transfer_bytes if self.now and self.before else 0

    @property
    def since(self) -> str:
        """The base, for people."""
        short = self.base[:7]
        return short if self.base.startswith(self.ref) else f"{self.ref} ({short})"


def changes(before: Mapping[str, int], now: Mapping[str, int]) -> tuple[Change, ...]:
    """Return the paths that are not what they were, the largest growth first and the largest loss last."""
    rows = [
        Change(path=path, before=before.get(path), now=now.get(path))
        for path in before.keys() | now.keys()
        if before.get(path) != now.get(path)
    ]
    return tuple(sorted(rows, key=lambda row: (-row.added, row.path)))
