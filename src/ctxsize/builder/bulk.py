"""Files that have nothing special about them, which is nearly all: what both builders send of each, in closed form.

The exact length of an entry has many cases. Here is the one that matters for time: a regular file with one name, that
everybody may read, without extended attributes, with a short name in ASCII, and of a time since 1972. All numbers of
it are sums, so a whole run of such files is counted at once. Tests hold these forms against the general ones in
:mod:`ctxsize.builder.buildkit` and :mod:`ctxsize.builder.legacy`.
"""

from __future__ import annotations

import stat
from enum import Enum, auto

from ctxsize.builder.ordered import MANY
from ctxsize.builder.tar_sizes import long_name_bytes
from ctxsize.context.entry import Type
from ctxsize.context.native import QUESTION, native

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Protocol

    from ctxsize.context.entry import Directory, Item, Status, TallyCounter
    from ctxsize.context.native import ByAccept, CompiledListing, Ending, Globs, Wanted
    from ctxsize.ignore.matcher import State
    from ctxsize.ignore.names import NameSet

    class SizeCounter(Protocol):
        """Who adds up what is received, for people; see :class:`ctxsize.scan.totals.ReceivedSizes`."""

        floor: int
        endings: dict[str, TallyCounter]

        def tally_of(self, name: str) -> TallyCounter:
            """Return the tally of the extension of a name."""

        def tally_of_ending(self, ending: str) -> TallyCounter:
            """Return the tally of an extension with its dot."""

        def large(self, path: str, size: int) -> None:
            """Take note of a file that may be among the largest."""

    class NamesToCount(Protocol):
        """What the compiled form knows of names; see :class:`ctxsize.scan.compiled.CompiledNames`."""

        globs: Globs | None
        wanted: Wanted

        def answer(
            self, accept: int, name: str, status: Status, ask: Callable[[str, Status], tuple[FileOutcome, int]], /
        ) -> None:
            """Find out what becomes of files that are like one of this name."""

        def rule_of(self, accept: int, /) -> int:
            """Return the pattern that excludes the files that a set of globs matches."""

        def by_rule(self, excluded: Iterable[ByAccept], /) -> list[tuple[int, int, int]]:
            """Return excluded files and their bytes by pattern."""


class Outlook:
    """What becomes of the files of a directory at one receiver, but for those whose name is in ``file_names`` of a state.

    ``received`` is whether they arrive, ``simple`` whether they arrive whole or not at all. Compared by identity: a
    receiver has one for all directories in the same states.
    """

    __slots__ = ("received", "simple", "states")

    def __init__(self, *states: State, received: bool, simple: bool) -> None:
        """Keep what is said of a directory in these states."""
        self.states = states
        self.received = received
        self.simple = simple


class FileOutcome(Enum):
    """What becomes of a file that was looked at closely."""

    COMMON = auto()
    """The same as of the others around it."""
    EXCLUDED = auto()
    """Nobody receives it, and that has been taken note of."""
    SPECIAL = auto()
    """Neither: each receiver must be asked."""


_SPECIAL_BITS = stat.S_ISUID | stat.S_ISGID | stat.S_ISVTX
_READING = (4, 5, 6, 7)
MODES = frozenset(
    [stat.S_IFREG | owner << 6 | group << 3 | others for owner in _READING for group in _READING for others in _READING]
)
"""Modes of regular files that everybody may read."""
MODE_BYTES = 3
"""What BuildKit takes to say such a mode: a tag, and two bytes for anything from 128 on."""
SINCE_NS = 1 << 56
"""From here on a time takes ten bytes with its tag: 1972."""
UNTIL_NS = (1 << 33) * 10**9
"""From here on a tar needs an extended header: the year 2242."""
SHORT_PATH = 100
"""A tar has room for paths up to this length."""
LONG_PATH = (1 << 14) - 32
"""From here on the length of an announcement takes a third byte in a transfer: all but the path is less than 32 bytes."""
SIZE_LIMIT = 1 << 33
"""From here on a tar needs an extended header: 8 GiB."""
_SHORT = 1 << 7
_MEDIUM = 1 << 14
_CHUNK = 1 << 15
_TIME_BYTES = 10
_LARGEST = (1 << 63) - 1
_FIXED = _TIME_BYTES + 2 + MODE_BYTES
"""What an announcement says besides the path's own bytes and the size: the time, the path's tag and length, the mode."""


class Bulk:
    """The sums over a run of such files.

    ``announced`` is what announces them in a BuildKit transfer, ``content`` the messages of their content without the
    numbers in these; ``members`` is what they take in a tar. ``messages`` and ``large`` are as in
    :class:`ctxsize.builder.ordered.OrderedRecord`. ``noted`` are those that are wanted,
    ``below_threshold`` those that would be if they were larger.
    """

    __slots__ = (
        "announced",
        "below_threshold",
        "bytes",
        "content",
        "entries",
        "files",
        "large",
        "members",
        "messages",
        "noted",
    )

    def __init__(self) -> None:
        """Begin with nothing."""
        self.files = 0
        self.bytes = 0
        self.announced = 0
        self.content = 0
        self.members = 0
        self.messages = bytearray()
        self.large: list[int] = []
        self.entries: list[tuple[str, str, int]] = []
        self.noted: list[tuple[str, Status]] = []
        self.below_threshold: list[str] = []

    def count(  # noqa: C901, PLR0912, PLR0913, PLR0915 (one loop without a call: it runs for each of a million files)
        self,
        run: Sequence[Item],
        at: int,
        directory: Directory,
        names_to_check: NameSet,
        outcome: Callable[[str, Status], FileOutcome],
        wants: Callable[[str], int | None],
        sizes: SizeCounter | None,
        *,
        listing: bool,
    ) -> int:
        """Count the files of ``run`` from ``at`` on, up to the first that is special.

        Args:
            run: names in a directory with what ``lstat`` said.
            at: where to begin.
            directory: that directory.
            names_to_check: the names for which ``outcome`` must be asked.
            outcome: says what becomes of a file.
            wants: from how many bytes on a file of this name is to be put into ``noted``; ``None`` for most.
            sizes: told of the files, too.
            listing: whether ``entries`` is to be filled.

        Returns:
            where that one is; the end of ``run`` if all have been counted.

        """
        literals, endings, test = names_to_check.literals, names_to_check.endings, names_to_check.other
        prefix, place, list_attributes = directory.prefix, directory.place, directory.list_attributes
        if not prefix.isascii():
            return at
        above = len(prefix)
        common, gone = FileOutcome.COMMON, FileOutcome.EXCLUDED
        add_messages = self.messages.append
        files = total = announced = overhead = members = 0
        floor = 0 if sizes is None else sizes.floor
        tallies = {} if sizes is None else sizes.endings
        for name, status in run if not at else run[at:]:
            size = status.st_size
            length = above + len(name)
            if (
                status.st_mode not in MODES
                or status.st_nlink != 1
                or length >= LONG_PATH
                or size >= SIZE_LIMIT
                or not SINCE_NS <= status.st_mtime_ns < UNTIL_NS
                or not name.isascii()
            ):
                break
            dot = name.rfind(".")
            ending = name[dot:]
            if (
                name in literals
                or (ending in endings and name.endswith(endings[ending]))
                or (test is not None and test(name))
            ):
                found = outcome(name, status)
                if found is gone:
                    at += 1
                    continue
                if found is not common:
                    break
            try:
                if list_attributes(place + name, follow_symlinks=False):
                    break
            except OSError:
                pass  # a file system without attributes
            least = wants(name)
            if least is not None:
                if size >= least:
                    self.noted.append((name, status))
                else:
                    self.below_threshold.append(prefix + name)
            said = length + _FIXED
            if length > SHORT_PATH:
                members += long_name_bytes(prefix + name)
                said += length >= _SHORT
            if size < _SHORT:
                if size:
                    said += 2
                    overhead += 6
                    members += 1024
                    add_messages(2)
                else:
                    overhead += 2
                    members += 512
                    add_messages(1)
            else:
                members += (size + 1023) & -512
                if size < _MEDIUM:
                    said += 3
                    overhead += 7
                    add_messages(2)
                elif size <= _CHUNK:
                    said += 4
                    overhead += 8
                    add_messages(2)
                else:
                    said += 1 + (size.bit_length() + 6) // 7
                    overhead += self._long(size)
            announced += said + (2 if said < _SHORT else 3)
            total += size
            files += 1
            at += 1
            if sizes is not None:
                tally = tallies.get(ending) if dot > 0 and name[0] != "." else None
                if tally is None:
                    tally = sizes.tally_of(name)
                tally.files += 1
                tally.bytes += size
                if size >= floor:
                    sizes.large(prefix + name, size)
                    floor = sizes.floor
            if listing:
                self.entries.append((prefix + name, Type.FILE.value, size))
        self.files += files
        self.bytes += total
        self.announced += announced
        self.content += total + overhead
        self.members += members
        return at

    def count_compiled(
        self,
        run: CompiledListing,
        at: int,
        directory: Directory,
        names: NamesToCount,
        ask: Callable[[str, Status], tuple[FileOutcome, int]],
        sizes: SizeCounter | None,
        exclude: Callable[[int, int, int], None],
    ) -> int:
        """Count as :meth:`count`, in the compiled form.

        Args:
            run: a listing of the compiled form.
            at: where to begin.
            directory: that directory.
            names: what is known of names.
            ask: says what becomes of a file whose name is new, and which pattern excludes it.
            sizes: told of the files, too.
            exclude: told of excluded files among them: the pattern, how many, their bytes.

        Returns:
            where the first special one is; the end of ``run`` if all have been counted.

        """
        assert native is not None  # noqa: S101 (the listing is its own)
        if not directory.prefix.isascii():
            return at
        floor = -1 if sizes is None else min(sizes.floor, _LARGEST)
        why = QUESTION
        while why == QUESTION:
            (at, why, accept), sums, messages, large, endings, top, noted, below, excluded = native.count(
                run, at, directory.prefix, directory.place, names.globs, names.wanted, floor
            )
            files, total, announced, content, members = sums
            self.files += files
            self.bytes += total
            self.announced += announced
            self.content += content
            self.members += members
            self.messages += messages
            self.large += large
            self.noted += map(run.__getitem__, noted)
            self.below_threshold += [directory.prefix + run[number][0] for number in below]
            for rule, files_of_it, bytes_of_it in names.by_rule(excluded):
                exclude(rule, files_of_it, bytes_of_it)
            if sizes is not None:
                _add_sizes(sizes, directory.prefix, endings, map(run.__getitem__, top))
            if why == QUESTION:
                names.answer(accept, *run[at], ask)
        return at

    def _long(self, size: int) -> int:
        """Count the messages of more than one chunk; return what they take besides the content itself."""
        whole, rest = divmod(size, _CHUNK)
        messages = whole + (rest > 0) + 1
        if messages < MANY:
            self.messages.append(messages)
        else:
            self.messages.append(MANY)
            self.large.append(messages)
        return whole * 6 + ((4 + (rest >= _SHORT) + (rest >= _MEDIUM)) if rest else 0) + 2


def _add_sizes(sizes: SizeCounter, prefix: str, endings: Iterable[Ending], top: Iterable[Item]) -> None:
    for ending, files, total in endings:
        tally = sizes.tally_of_ending(ending)
        tally.files += files
        tally.bytes += total
    for name, status in top:
        if status.st_size >= sizes.floor:
            sizes.large(prefix + name, status.st_size)
