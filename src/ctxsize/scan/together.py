"""One walk of a context root for several builds that share it."""

from __future__ import annotations

from ctxsize.build.load import guarded
from ctxsize.context.parallel import walk_together
from ctxsize.errors import CtxsizeError
from ctxsize.golang.paths import BadPatternError
from ctxsize.record import Record
from ctxsize.scan.scan import PreparedScan, scan_load, usable, watched

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeVar

    from ctxsize.build.load import Load
    from ctxsize.context.entry import Directory, Found, Item, Measured, Status
    from ctxsize.scan.frame import DirectoryFrame
    from ctxsize.scan.notes import NotesPiece
    from ctxsize.scan.scan import Interest, Scan
    from ctxsize.scan.scanner import Scanner, Sums
    from ctxsize.scan.watched import Watch

    Answer = TypeVar("Answer")


class _Refusals:
    """What builders refused, of all scanners at once; as the walk of several processes asks for it."""

    def __init__(self, scanners: Sequence[Scanner]) -> None:
        self._scanners = scanners

    def __len__(self) -> int:
        return sum(len(scanner.refused) for scanner in self._scanners)

    def clear(self) -> None:
        for scanner in self._scanners:
            scanner.refused.clear()


class _Frames:
    """Each scanner's own frame of a directory; ``None`` where it does not look into it."""

    __slots__ = ("frames", "measured")

    def __init__(self, frames: list[DirectoryFrame | None]) -> None:
        self.frames = frames
        self.measured = all(frame is None or frame.measured for frame in frames)


class _AskedOnce:
    """A directory whose files are asked for their attributes once, however many scanners ask."""

    __slots__ = ("_directory", "_known", "path", "place", "prefix")

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._known: dict[str, list[str]] = {}
        self.path, self.place, self.prefix = directory.path, directory.place, directory.prefix

    def list_attributes(self, path: str, *, follow_symlinks: bool) -> list[str]:
        known = self._known.get(path)
        if known is None:
            known = self._known[path] = self._directory.list_attributes(path, follow_symlinks=follow_symlinks)
        return known

    def found(self, name: str, status: Status) -> Found:
        return self._directory.found(name, status)


class ScannerGroup:
    """The visitor that shows one walk to several scanners, as if each walked alone.

    A scanner whose builder would refuse the context, or whose patterns fail, is ``failed`` from then on: it is to be
    asked again alone, which says what is refused.
    """

    def __init__(self, scanners: Sequence[Scanner], on_tick: Callable[[], None] | None = None) -> None:
        """Show the walk to these; ``on_tick`` is called once a directory."""
        self.scanners = scanners
        self._on_tick = on_tick
        self.failed: set[int] = set()
        self.refused = _Refusals(scanners)

    @property
    def divisible(self) -> bool:
        """Whether parts of the tree may be shown in any order."""
        return all(scanner.divisible for scanner in self.scanners)

    def reset(self, on_tick: Callable[[], None] | None = None) -> None:
        """Forget all that has been shown."""
        self.failed.clear()
        self._on_tick = on_tick
        for scanner in self.scanners:
            scanner.reset()

    def take_ordered(self) -> tuple[NotesPiece | None, ...] | None:
        """Return what depends on the order and has come since it was last taken; ``None`` if nothing has."""
        pieces = tuple([scanner.take_ordered() for scanner in self.scanners])
        return pieces if any(piece is not None for piece in pieces) else None

    def append_ordered(self, pieces: tuple[NotesPiece | None, ...]) -> None:
        """Take note of the next pieces in walk order."""
        for number, piece in enumerate(pieces):
            if piece is not None and number not in self.failed:
                self._guard(number, self.scanners[number].append_ordered, piece)

    def export_totals(self) -> tuple[tuple[list[Sums], list[int]]]:
        """Return the sums, and which scanners failed, for another process."""
        return (([scanner.export_totals() for scanner in self.scanners], sorted(self.failed)),)

    def merge_totals(self, sums: tuple[tuple[list[Sums], list[int]]]) -> None:
        """Add the sums of another process."""
        ((totals, failed),) = sums
        self.failed.update(failed)
        for scanner, own in zip(self.scanners, totals, strict=True):
            scanner.merge_totals(own)

    def root(self) -> _Frames:
        """Return the frames of the context root."""
        return _Frames([scanner.root() for scanner in self.scanners])

    def directory(self, frames: _Frames, found: Found) -> _Frames | None:
        """Show a directory to the scanners that look into the one around it."""
        if self._on_tick is not None:
            self._on_tick()
        inner: list[DirectoryFrame | None] = [
            self._guard(number, self.scanners[number].directory, frame, found)
            if frame is not None and number not in self.failed
            else None
            for number, frame in enumerate(frames.frames)
        ]
        return None if all(frame is None for frame in inner) else _Frames(inner)

    def leaves(self, frames: _Frames, directory: Directory, run: Sequence[Item]) -> None:
        """Show entries of a directory that are no directories."""
        if len(frames.frames) > 1:
            directory = _AskedOnce(directory)
        for number, frame in enumerate(frames.frames):
            if frame is not None and number not in self.failed:
                self._guard(number, self.scanners[number].leaves, frame, directory, run)

    def unreadable(self, frames: _Frames, found: Found, error: OSError) -> None:
        """Tell of a directory that does not open."""
        for number, frame in enumerate(frames.frames):
            if frame is not None and number not in self.failed:
                self._guard(number, self.scanners[number].unreadable, frame, found, error)

    def measure(self, frames: _Frames, measured: Measured) -> None:
        """Count the files of directories that no receiver looks into."""
        if self._on_tick is not None:
            self._on_tick()
        for number, frame in enumerate(frames.frames):
            if frame is not None and number not in self.failed:
                self.scanners[number].measure(frame, measured)

    def _guard(self, number: int, question: Callable[..., Answer], *about: object) -> Answer | None:
        try:
            return question(*about)
        except (CtxsizeError, BadPatternError):
            self.failed.add(number)
            return None


class LoadToScan(Record):
    """One load of a build, the same with the other builder, and what its scan is to take note of."""

    load: Load
    other: Load | None
    interest: Interest

    @property
    def lines(self) -> tuple[object, ...]:
        """What decides which of the context is excluded, for both builders: builds that share it share one look at that."""
        other = self.other
        return (
            self.load.builder,
            self.load.any_bytes,
            tuple(line.cleaned for line in self.load.ignore_file.lines),
            None if other is None else tuple(line.cleaned for line in other.ignore_file.lines),
        )

    @property
    def asks(self) -> tuple[object, ...]:
        """What decides what is received: builds that share it are received once and answered together."""
        return (*self.lines, self.load.asked, self.load.paths, self.load.own_dockerfile, self.load.foreign_dockerfile)


def scan_several(
    wanted: Sequence[LoadToScan],
    *,
    on_tick: Callable[[], None] | None = None,
    watch: Watch | None = None,
    processes: int | None = None,
) -> list[Scan | CtxsizeError]:
    """Scan several builds' loads of one context root in one walk; the answers are those of :func:`scan_load`.

    The first of those that share an ignore file looks at all of the context; the others look only into what they ask for,
    and take from the first what is excluded and what the other builder receives, which is the same for them. Of a build
    after the first, ``differences`` and what only the other builder receives are not looked for again.

    Args:
        wanted: the loads; all of one root.
        on_tick: called once a directory, to show progress.
        watch: as for :func:`scan_load`.
        processes: as for :func:`scan_load`.

    Returns:
        for each load its scan, or why there is none.

    """
    distinct: dict[tuple[object, ...], LoadToScan] = {}
    for each in wanted:
        known = distinct.setdefault(each.asks, each)
        if known is not each:
            paths = {*known.interest.paths, *each.interest.paths}
            distinct[each.asks] = known.replace(interest=known.interest.replace(paths=paths))
    answers = dict(zip(distinct, _scan_distinct([*distinct.values()], on_tick, watch, processes), strict=True))
    return [answers[each.asks] for each in wanted]


def _scan_distinct(
    wanted: Sequence[LoadToScan], on_tick: Callable[[], None] | None, watch: Watch | None, processes: int | None
) -> list[Scan | CtxsizeError]:
    if len(wanted) == 1:
        return [_alone(wanted[0], on_tick, watch, processes)]
    first: dict[tuple[object, ...], int] = {}
    prepared: dict[int, PreparedScan] = {}
    for number, each in enumerate(wanted):
        try:
            ignore = usable(each.load)
            if ignore is not each.load.matcher:
                continue  # a pattern fails somewhere: what that means is a matter of its own
            leads = first.setdefault(each.lines, number) == number
            prepared[number] = PreparedScan(
                each.load, each.other, each.interest, ignore, whole=True, eligible=leads, on_tick=None
            )
        except CtxsizeError:
            continue
    numbers = list(prepared)
    failed = set(range(len(wanted))) - set(numbers)
    if numbers:
        group = ScannerGroup([prepared[number].scanner for number in numbers], on_tick)
        visitor = watched(group, group.scanners, watch)
        guarded(lambda: walk_together(wanted[0].load.source, visitor, processes), wanted[0].load)
        failed |= {numbers[number] for number in group.failed}
    found: list[Scan | CtxsizeError] = []
    for number, each in enumerate(wanted):
        lead = first.get(each.lines, number)
        if number in failed or lead in failed:
            found.append(_alone(each, on_tick, watch, processes))
        elif lead == number:
            found.append(prepared[number].result())
        else:
            found.append(_following(prepared[number].result(), found[lead], each))
    return found


def _alone(
    wanted: LoadToScan, on_tick: Callable[[], None] | None, watch: Watch | None, processes: int | None
) -> Scan | CtxsizeError:
    try:
        return scan_load(wanted.load, wanted.other, wanted.interest, on_tick=on_tick, watch=watch, processes=processes)
    except CtxsizeError as error:
        return error


def _following(own: Scan, lead: Scan | CtxsizeError, wanted: LoadToScan) -> Scan:
    """Return the scan of a build that looked only into what it asks for, with what it shares with the one that looked at all."""
    if isinstance(lead, CtxsizeError):
        return own
    return own.replace(
        included=lead.included,
        excluded=lead.excluded,
        excluded_by_rule=lead.excluded_by_rule,
        unreadable=lead.unreadable,
        other=lead.other if wanted.other is not None else None,
        other_refusal=lead.other_refusal if wanted.other is not None else None,
    )
