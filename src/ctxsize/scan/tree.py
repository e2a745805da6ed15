"""Where the files of a context lie, and who receives them: by directory, the large ones by name, the rest in sums."""

from __future__ import annotations

from types import MappingProxyType

from ctxsize.golang import paths
from ctxsize.record import Record
from ctxsize.scan.receivers import EXCLUDED, OTHER, REQUESTED, TAKES_WHOLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import TypeAlias

    from ctxsize.context.entry import Item, Measured

    Placed: TypeAlias = tuple[int, int, int, int, int, str]
    """Files of one directory to which the same happens: who receives them, for whom their bytes count, the number of the
    pattern that decided, how many, their bytes, and the name of a single file.

    The first two are bits of :mod:`ctxsize.scan.receivers`: a file that arrives empty has no bytes, and one of several names
    has them once. The name is empty where there are more files, or where it is too small to be known. There may be tens of
    thousands, and a tuple takes a tenth of a record's time.
    """
    Fate = tuple[int, int]
    """What becomes of a file: who receives it, as bits, and the number of the pattern that decided."""
    TreeSums = tuple[
        list[tuple[str, int, int, int, int]],
        list[tuple[int, str, str, int, int]],
        list[tuple[str, int, int, int, int, int]],
        int,
    ]
    """Plain values, for another process."""

_TYPE_BITS = 0o170000
_REGULAR = 0o100000


class ContextTree(Record):
    """All files of a context by directory; the root is the empty path. Excluded directories may stand for all in them.

    ``lines`` are the numbers of the ignore file's lines that hold a pattern, in their order.
    """

    directories: Mapping[str, tuple[Placed, ...]]
    lines: tuple[int, ...] = ()


class TreeCounter:
    """Counts files by directory while a walk is under way."""

    __slots__ = ("_floor", "_most", "files", "gone", "links", "sums")

    def __init__(self, most: int) -> None:
        """Begin with nothing; ``most`` files are known by name."""
        self._most = most
        self.reset()

    def reset(self) -> None:
        """Forget all of it."""
        self._floor = 0
        self.gone: set[str] = set()
        """Names of the directory at hand that have been counted by themselves."""
        self.sums: dict[tuple[str, int, int], list[int]] = {}
        """Files and bytes by directory and fate."""
        self.files: list[tuple[int, str, str, int, int]] = []
        """The large ones: negative size, directory, name and fate."""
        self.links: list[tuple[str, int, int, int, int, int]] = []
        """Files with several names: path, fate, volume, inode and size."""

    def file(self, directory: str, name: str, fate: Fate, size: int) -> None:
        """Count one file that has one name."""
        self.gone.add(name)
        self.add(directory, fate, 1, size)
        if size >= self._floor:
            self.files.append((-size, directory, name, *fate))
            self._cut()

    def link(self, path: str, fate: Fate, volume: int, inode: int, size: int) -> None:
        """Count a file with several names."""
        self.gone.add(path.rpartition("/")[2])
        self.links.append((path, *fate, volume, inode, size))

    def add(self, directory: str, fate: Fate, files: int, size: int) -> None:
        """Count files that are not known by name, or that are counted in :attr:`files` besides."""
        key = (directory, *fate)
        known = self.sums.get(key)
        if known is None:
            self.sums[key] = [files, size]
        else:
            known[0] += files
            known[1] += size

    def run(self, directory: str, fate: Fate, run: Sequence[Item], at: int, behind: int) -> None:
        """Count the regular files of a run, but for those that have been counted by themselves."""
        gone, floor, keep = self.gone, self._floor, self.files.append
        received, rule = fate
        files = total = 0
        for name, status in run if not at and behind == len(run) else run[at:behind]:
            if (gone and name in gone) or status.st_mode & _TYPE_BITS != _REGULAR:
                continue
            size = status.st_size
            if status.st_nlink != 1:
                path = f"{directory}/{name}" if directory else name
                self.links.append((path, received, rule, status.st_dev, status.st_ino, size))
                continue
            files += 1
            total += size
            if size >= floor:
                keep((-size, directory, name, received, rule))
        if files:
            self.add(directory, fate, files, total)
        self._cut()

    def measured(self, directory: str, rule: int, measured: Measured) -> None:
        """Count what lies in and below an excluded directory that is only measured."""
        self.add(directory, (0, rule), measured.files - len(measured.links), measured.bytes)
        self.links += [(f"{directory}/", 0, rule, volume, inode, size) for volume, inode, size in measured.links]

    def _cut(self) -> None:
        if len(self.files) > 2 * self._most:
            self.files.sort()
            del self.files[self._most :]
            self._floor = -self.files[-1][0] + 1

    def export(self) -> TreeSums:
        """Return all of it as plain values, for another process."""
        sums = [(*key, files, size) for key, (files, size) in self.sums.items()]
        return sums, self.files, self.links, self._floor

    def merge(self, more: TreeSums) -> None:
        """Add what another process has counted."""
        sums, files, links, floor = more
        for directory, received, rule, count, size in sums:
            self.add(directory, (received, rule), count, size)
        self._floor = max(self._floor, floor)
        self.files = [file for file in (*self.files, *files) if -file[0] >= self._floor]
        self.links += links
        self._cut()

    def result(self, empty: Mapping[str, int] = MappingProxyType({})) -> ContextTree:
        """Return the tree; ``empty`` are files of which no content arrives, by path, and at whom."""
        found: dict[str, list[Placed]] = {}
        self.files.sort()
        for negative, directory, name, received, rule in self.files[: self._most]:
            counts = self.sums[directory, received, rule]
            counts[0] -= 1
            counts[1] += negative
            bits = received if received & TAKES_WHOLE else received | EXCLUDED
            row = (bits, bits, rule, 1, -negative, name)
            if directory in found:
                found[directory].append(row)
            else:
                found[directory] = [row]
        for (directory, received, rule), (files, size) in self.sums.items():
            if files:
                bits = received if received & TAKES_WHOLE else received | EXCLUDED
                found.setdefault(directory, []).append((bits, bits, rule, files, size, ""))
        for path, placed in self._several_names():
            found.setdefault(path.rpartition("/")[0], []).append(placed)
        for path, bits in empty.items():
            directory, _, own = path.rpartition("/")
            excluded = EXCLUDED if bits & TAKES_WHOLE else 0
            found[directory] = [
                (received, counted & ~bits | excluded if name == own else counted, rule, files, size, name)
                for received, counted, rule, files, size, name in found.get(directory, ())
            ]
        return ContextTree(directories={path: tuple(rows) for path, rows in found.items()})

    def _several_names(self) -> Iterable[tuple[str, Placed]]:
        """Yield the files with several names; the bytes of each count once for each receiver, at the first name that arrives."""
        seen: set[tuple[int, int]] = set()
        left: set[tuple[int, int]] = set()
        arrived = {(volume, inode) for _, received, _, volume, inode, _ in self.links if received & TAKES_WHOLE}
        for path, received, rule, volume, inode, size in sorted(self.links, key=lambda link: paths.walk_key(link[0])):
            counted = 0
            for bit in (REQUESTED, TAKES_WHOLE, OTHER):
                # Both builders tell files apart by the inode alone, whatever the volume.
                if received & bit and (bit, inode) not in seen:
                    seen.add((bit, inode))
                    counted |= bit
            excluded = not received & TAKES_WHOLE
            first = excluded and (volume, inode) not in left and (volume, inode) not in arrived
            if excluded:
                left.add((volume, inode))
            if first:
                counted |= EXCLUDED
            received |= EXCLUDED if excluded else 0  # noqa: PLW2901 (as in a fate)
            # A name whose bytes count nowhere has none.
            yield path, (received, counted, rule, 1, size if counted else 0, path.rpartition("/")[2])
