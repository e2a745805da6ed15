"""What is received and what is excluded, added up for people: by directory, by extension, by line, and the largest."""

from __future__ import annotations

from ctxsize.builder.bulk import FileOutcome
from ctxsize.context.entry import Tally, TallyCounter, Type, extension
from ctxsize.context.native import QUESTION, native

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from ctxsize.builder.bulk import NamesToCount
    from ctxsize.context.entry import Item, Status
    from ctxsize.context.native import CompiledListing
    from ctxsize.ignore.names import NameSet

    SizeSums = tuple[
        list[tuple[str, int, int]],
        list[tuple[str, int, int]],
        list[tuple[int, str]],
        dict[str, int],
        list[tuple[str, str, int]],
    ]
    """Directories, extensions, the largest, what arrived, what needs a closer look: plain values, for another process."""

_SLACK = 64
"""How many more than the largest are kept before the rest is dropped."""
_TYPE_BITS = 0o170000
_REGULAR = 0o100000


class ReceivedSizes:
    """What one receiver received: by directory, by extension, the largest files, and which of some paths."""

    def __init__(
        self,
        keep: int,
        watched: Collection[str] = (),
        needs_limit_check: Callable[[Type, int], bool] | None = None,
    ) -> None:
        """Begin with nothing.

        Args:
            keep: how many of the largest files are remembered.
            watched: the paths of which to tell whether they arrive.
            needs_limit_check: which entries to remember for a closer look, by type and size; no file below 8 GiB may be one.

        """
        self.keep = keep
        self.watched = watched
        names: dict[str, set[str]] = {}
        for path in watched:
            directory, _, name = path.rpartition("/")
            names.setdefault(directory, set()).add(name)
        self.watched_names = {directory: frozenset(found) for directory, found in names.items()}
        """The watched paths by directory."""
        self.directories: dict[str, TallyCounter] = {}
        """By directory path, each with what it holds itself; :meth:`rolled_up` adds what is below."""
        self.arrived: dict[str, int] = {}
        """The watched paths that arrive, with the bytes of a file."""
        self.near_limits: list[tuple[str, Type, int]] = []
        """The entries to be looked at more closely."""
        self.floor = 0 if keep else 1 << 63
        """Files with fewer bytes are not among the largest."""
        self._needs_limit_check = needs_limit_check
        self._largest: list[tuple[int, str]] = []
        self.endings: dict[str, TallyCounter] = {}
        """As :attr:`extensions`, with upper case as it is."""

    def receive(self, path: str, kind: Type, size: int) -> None:
        """Count one entry."""
        if path in self.watched:
            self.arrived[path] = size
        if self._needs_limit_check is not None and self._needs_limit_check(kind, size):
            self.near_limits.append((path, kind, size))
        if kind is Type.DIRECTORY:
            self.directories.setdefault(path, TallyCounter())
        elif kind is Type.FILE or kind is Type.HARDLINK:
            directory, _, name = path.rpartition("/")
            self.add_to_directory(directory, 1, size)
            self.tally_of(name).add(size)
            if size >= self.floor:
                self.large(path, size)

    def add_to_directory(self, path: str, files: int, size: int) -> None:
        """Count files that a directory holds itself."""
        tally = self.directories.get(path)
        if tally is None:
            tally = self.directories[path] = TallyCounter()
        tally.files += files
        tally.bytes += size

    def tally_of(self, name: str) -> TallyCounter:
        """Return the tally of the extension of a name."""
        # Cheaper than the extension itself, and the same but for upper case and for a name that begins with dots.
        return self.tally_of_ending(name[name.rfind(".") :] if "." in name and name[0] != "." else extension(name))

    def tally_of_ending(self, ending: str) -> TallyCounter:
        """Return the tally of an extension with its dot."""
        tally = self.endings.get(ending)
        if tally is None:
            tally = self.endings[ending] = TallyCounter()
        return tally

    def large(self, path: str, size: int) -> None:
        """Take note of a file that may be among the largest."""
        self._largest.append((-size, path))
        if len(self._largest) >= self.keep + _SLACK:
            self._drop()

    def _drop(self) -> None:
        self._largest.sort()
        del self._largest[self.keep :]
        self.floor = -self._largest[-1][0] if len(self._largest) == self.keep and self.keep else self.floor

    @property
    def extensions(self) -> dict[str, Tally]:
        """The received files by extension."""
        found: dict[str, TallyCounter] = {}
        for key, tally in self.endings.items():
            known = found.setdefault(key.lower(), TallyCounter())
            known.files += tally.files
            known.bytes += tally.bytes
        return {key: tally.result() for key, tally in found.items()}

    def largest_files(self) -> list[tuple[str, int]]:
        """Return the largest files with their bytes, the largest first; of equal ones the first by name."""
        return [(path, -size) for size, path in sorted(self._largest)[: self.keep]]

    def largest_so_far(self) -> tuple[str, int]:
        """Return the largest file with its bytes; an empty name without one."""
        size, path = min(self._largest, default=(0, ""))
        return path, -size

    def rolled_up(self) -> dict[str, Tally]:
        """Return each directory with all that is below it; the root is the empty path."""
        total = {"": TallyCounter()}
        for path in self.directories:
            # The legacy builder may receive what is in a directory without the directory.
            while path not in total:
                total[path] = TallyCounter()
                path = path.rpartition("/")[0]  # noqa: PLW2901 (up to what is known)
        for path, own in self.directories.items():
            total[path].files += own.files
            total[path].bytes += own.bytes
        for path in sorted(total, key=len, reverse=True):
            if path:
                own, around = total[path], total[path.rpartition("/")[0]]
                around.files += own.files
                around.bytes += own.bytes
        return {path: Tally(own.files, own.bytes) for path, own in total.items()}

    def export_totals(self) -> SizeSums:
        """Return all of it as plain values, for another process."""
        self._drop()
        return (
            [(path, tally.files, tally.bytes) for path, tally in self.directories.items()],
            [(key, tally.files, tally.bytes) for key, tally in self.endings.items()],
            self._largest,
            self.arrived,
            [(path, kind.value, size) for path, kind, size in self.near_limits],
        )

    def merge_totals(self, more: SizeSums) -> None:
        """Add what another process has counted."""
        directories, endings, largest, arrived, near_limits = more
        for path, files, size in directories:
            self.add_to_directory(path, files, size)
        for key, files, size in endings:
            tally = self.endings.setdefault(key, TallyCounter())
            tally.files += files
            tally.bytes += size
        self._largest += largest
        self.arrived.update(arrived)
        self.near_limits += [(path, Type(kind), size) for path, kind, size in near_limits]

    def reset(self) -> None:
        """Forget what has been received."""
        self.__init__(self.keep, self.watched, self._needs_limit_check)  # type: ignore[misc]


class ExcludedTotals:
    """What does not arrive because the ignore file says so: files and their bytes, in all and by line.

    ``by_rule`` is by the deciding pattern's number. ``links`` are, by volume and inode of each file with several names,
    the first pattern and the bytes. ``unreadable`` are directories that could not be measured, and why.
    """

    def __init__(self) -> None:
        """Nothing yet."""
        self.by_rule: dict[int, TallyCounter] = {}
        self.links: dict[tuple[int, int], tuple[int, int]] = {}
        self.unreadable: list[tuple[str, str]] = []

    def add(self, rule: int, files: int, size: int) -> None:
        """Count files; of those with several names, the bytes are left to :meth:`add_link`."""
        tally = self.by_rule.get(rule)
        if tally is None:
            tally = self.by_rule[rule] = TallyCounter()
        tally.files += files
        tally.bytes += size

    def add_link(self, rule: int, volume: int, inode: int, size: int) -> None:
        """Count the bytes of a file with several names once, and not at all if another of them arrives."""
        self.links.setdefault((volume, inode), (rule, size))

    def add_file(self, rule: int, size: int, names: int, volume: int, inode: int) -> None:
        """Count one file that has so many names."""
        self.add(rule, 1, size if names == 1 else 0)
        if names != 1:
            self.add_link(rule, volume, inode, size)

    def count(
        self,
        rule: int,
        run: Sequence[Item],
        at: int,
        names_to_check: NameSet,
        outcome: Callable[[str, Status], FileOutcome],
    ) -> int:
        """Count the files of ``run`` from ``at`` on, up to the first special one; see :meth:`ctxsize.builder.bulk.Bulk.count`.

        Returns:
            where that one is; the end of ``run`` if all have been counted.

        """
        files = size = 0
        literals, endings, test = names_to_check.literals, names_to_check.endings, names_to_check.other
        gone = FileOutcome.EXCLUDED
        for name, status in run if not at else run[at:]:
            ending = name[name.rfind(".") :]
            if (
                name in literals
                or (ending in endings and name.endswith(endings[ending]))
                or (test is not None and test(name))
            ):
                if outcome(name, status) is not gone:
                    break
            elif status.st_mode & _TYPE_BITS == _REGULAR:
                files += 1
                if status.st_nlink == 1:
                    size += status.st_size
                else:
                    self.add_link(rule, status.st_dev, status.st_ino, status.st_size)
            at += 1
        if files:
            self.add(rule, files, size)
        return at

    def count_compiled(
        self, run: CompiledListing, at: int, names: NamesToCount, ask: Callable[[str, Status], tuple[FileOutcome, int]]
    ) -> int:
        """Count as :meth:`count`, in the compiled form; see :meth:`ctxsize.builder.bulk.Bulk.count_compiled`."""
        assert native is not None  # noqa: S101 (the listing is its own)
        why = QUESTION
        while why == QUESTION:
            at, why, accept, excluded, links = native.count_excluded(run, at, names.globs)
            for rule, files, size in names.by_rule(excluded):
                self.add(rule, files, size)
            for of_it, volume, inode, size in links:
                self.add_link(names.rule_of(of_it), volume, inode, size)
            if why == QUESTION:
                names.answer(accept, *run[at], ask)
        return at

    def result(self, arrived: Iterable[tuple[int, int]]) -> Tally:
        """Return the sum, now that it is known which files with several names have arrived under another."""
        for inode in arrived:
            self.links.pop(inode, None)
        for rule, size in self.links.values():
            self.by_rule[rule].bytes += size
        self.links.clear()
        return Tally(
            sum(tally.files for tally in self.by_rule.values()), sum(tally.bytes for tally in self.by_rule.values())
        )
