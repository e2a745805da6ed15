"""One walk of a context, shown to everyone who receives something of it, and what came of it as a frozen value."""

from __future__ import annotations

from ctxsize.build.load import Load, guarded
from ctxsize.builder import Builder
from ctxsize.context.entry import Entry, Tally, Totals, Type
from ctxsize.context.parallel import walk_together
from ctxsize.context.walk import walk
from ctxsize.errors import BuildRefusedError, CtxsizeError
from ctxsize.golang.paths import walk_key
from ctxsize.ignore.matcher import Matcher
from ctxsize.record import Record
from ctxsize.scan.notes import Noted
from ctxsize.scan.receivers import Receivers
from ctxsize.scan.scanner import Scanner
from ctxsize.scan.totals import ReceivedSizes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from ctxsize.build.plan import BuildPlan
    from ctxsize.context.parallel import DivisibleVisitor
    from ctxsize.scan.receivers import AnyReceiver
    from ctxsize.scan.tree import ContextTree
    from ctxsize.scan.watched import Watch


class Interest(Record):
    """What a scan is to take note of besides the totals.

    ``largest`` is how many of the largest files are remembered. ``paths`` are those of which to tell whether they arrive.
    ``names`` says from how many bytes on an entry of some name is to be noted, ``None`` if never; see :class:`Scanner`.
    Only names that are :class:`~ctxsize.ignore.names.WantedNames` are left to the compiled loops.
    ``directory_names`` says the same of directories, whose size does not matter; by default it is ``names``.
    ``needs_limit_check`` says which entries to remember for a closer look, by type and size; no file below 8 GiB may be one.
    ``excluded`` is whether to look into excluded directories, which no builder does, to measure them. ``tree`` is how
    many of the files are to be known by name where it is to be told where all of them lie, 0 where it is not.
    """

    largest: int = 0
    paths: Collection[str] = ()
    names: Callable[[str], int | None] | None = None
    directory_names: Callable[[str], int | None] | None = None
    needs_limit_check: Callable[[Type, int], bool] | None = None
    excluded: bool = True
    tree: int = 0


class Scan(Record):
    """What one walk told of one load.

    ``received`` is what the build receives, ``included`` all that is not excluded, ``other`` what the other builder
    receives, with ``other_refusal`` if that one would refuse. ``asked`` is whether the build asks for the context at all.
    ``excluded`` is ``None`` where excluded directories were not looked into; ``excluded_by_rule`` is by the number of the
    deciding pattern. ``unreadable`` are directories that do not open, and why; ``arrives_empty`` files whose content stays
    behind, with their bytes.

    Of what is received: ``largest_files`` with their bytes, the largest first; ``directories`` with all below them, the
    root being the empty path; ``extensions``; ``arrived`` the paths of interest, with the bytes of those that are files; ``near_limits`` what needs a closer look.
    ``noted`` are the entries of interest, received or not, ``below_threshold`` those that are smaller than wanted.

    ``differences`` are the paths that just one builder receives, and that builder. ``refusals`` are what builders refused
    on the way. ``entries`` are listed only where that was asked for, as is ``tree``.
    """

    asked: bool
    received: Totals
    included: Totals
    other: Totals | None
    other_refusal: str | None
    excluded: Tally | None
    excluded_by_rule: Mapping[int, Tally]
    unreadable: tuple[tuple[str, str], ...]
    arrives_empty: tuple[tuple[str, int], ...]
    largest_files: tuple[tuple[str, int], ...]
    directories: Mapping[str, Tally]
    extensions: Mapping[str, Tally]
    arrived: Mapping[str, int]
    near_limits: tuple[tuple[str, Type, int], ...]
    noted: tuple[Noted, ...]
    below_threshold: tuple[str, ...]
    differences: tuple[tuple[str, Builder], ...]
    refusals: tuple[tuple[Builder, BuildRefusedError], ...]
    tree: ContextTree | None = None


class Received(Record):
    """What one load receives, entry by entry, in walk order; without ``entries`` where those were not asked for."""

    totals: Totals
    entries: tuple[Entry, ...] = ()


def scan(
    plan: BuildPlan,
    interest: Interest,
    *,
    on_tick: Callable[[], None] | None = None,
    watch: Watch | None = None,
    processes: int | None = None,
) -> Scan:
    """Scan the main context of a build, for both builders as far as the plan has them; see :func:`scan_load`."""
    other = plan.other.main if plan.other is not None else None
    return scan_load(plan.main, other, interest, on_tick=on_tick, watch=watch, processes=processes)


def scan_load(
    load: Load,
    other: Load | None = None,
    interest: Interest | None = None,
    *,
    on_tick: Callable[[], None] | None = None,
    watch: Watch | None = None,
    processes: int | None = None,
) -> Scan:
    """Walk a context once and return what is received of it, by which builder, and what is not.

    Where the whole of the context would be refused, though not the part that the build asks for, the walk is done once
    more without the whole.

    Args:
        load: what the build loads.
        other: the same with the other builder, to be compared with.
        interest: what to take note of.
        on_tick: called once a directory, to show progress; of a large context for some directories only.
        watch: told whom to ask how far the walk has come.
        processes: how many are to look through the context; ``None`` for as many as there are processors where the
            context is large.

    Raises:
        CtxsizeError: if the builder would refuse the context, or it can't be read.

    """
    interest = interest or Interest()
    ignore = usable(load)
    can_be_whole = ignore is load.matcher
    refusals: list[tuple[Builder, BuildRefusedError]] = []
    while True:
        prepared = PreparedScan(load, other, interest, ignore, whole=can_be_whole, on_tick=on_tick)
        visitor = watched(prepared.scanner, [prepared.scanner], watch)
        try:
            guarded(lambda: walk_together(load.source, visitor, processes), load)  # noqa: B023 (called at once)
        except BuildRefusedError as refusal:
            if not can_be_whole or load.is_whole:
                raise
            refusals.append((load.builder, refusal))
            can_be_whole = False
        else:
            return prepared.result(refusals)


def watched(visitor: DivisibleVisitor, scanners: Sequence[Scanner], watch: Watch | None) -> DivisibleVisitor:
    """Return a visitor as somebody watches it; ``scanners`` are those behind it."""
    if watch is None:
        return visitor
    from ctxsize.scan.watched import WatchedVisitor  # noqa: PLC0415 (only where somebody watches)

    return WatchedVisitor(visitor, scanners, watch)


def scan_received(load: Load, *, listing: bool = False, processes: int | None = None) -> Received:
    """Walk a context once and return what is received of it, and nothing else; raises as :func:`scan_load`."""
    receiver = load.requested(listing=listing)
    if receiver is None:
        return Received(Totals())
    # What is excluded does not matter here, so there is nothing to match but what the receiver matches itself. Where the
    # builder may fail at a directory of which it receives nothing, that is looked into all the same.
    measures = receiver.looks_everywhere and not load.source.opens_all
    scanner = Scanner(Matcher(()), Receivers(receiver), measures=measures)
    guarded(lambda: walk_together(load.source, scanner, processes), load)
    scanner.finish()
    rows: Sequence[tuple[str, str, int]] = receiver.ordered.entries or ()
    return Received(receiver.totals.result(), tuple([Entry(path, Type(kind), size) for path, kind, size in rows]))


def scan_excluded(load: Load) -> list[tuple[str, Type, int]]:
    """Return the excluded paths in walk order, each with its type and the number of the pattern that decided."""
    rows: list[tuple[str, Type, int]] = []
    scanner = Scanner(
        load.matcher, Receivers(load.eligible()), on_excluded=lambda path, kind, rule: rows.append((path, kind, rule))
    )
    guarded(lambda: walk(load.source, scanner), load)
    return rows


def usable(load: Load) -> Matcher:
    """Return the patterns of the ignore file; none if one fails somewhere in the context.

    What the Dockerfile asks for may well stay clear of a pattern that fails wherever it is tried: then there is an answer
    for this build, and none for the whole context.
    """
    if load.is_careful and load.builder is Builder.BUILDKIT:
        try:
            guarded(lambda: walk(load.source, Scanner(load.matcher, Receivers(load.eligible()))), load)
        except BuildRefusedError:
            return Matcher(())
    return load.matcher


class PreparedScan:
    """A scan of one load that is ready to be shown a walk, and tells afterwards what came of it."""

    def __init__(
        self,
        load: Load,
        other: Load | None,
        interest: Interest,
        ignore: Matcher,
        *,
        whole: bool,
        eligible: bool = True,
        on_tick: Callable[[], None] | None = None,
    ) -> None:
        """Prepare; takes what :func:`scan_load` does.

        Args:
            load: what the build loads.
            other: the same with the other builder.
            interest: what to take note of.
            ignore: from :func:`usable`.
            whole: whether to look at more than what is asked for.
            eligible: whether what is excluded and the other builder matter; without it the scan looks into nothing but what
                is asked for, and says only what is received.
            on_tick: called once a directory.

        Raises:
            CtxsizeError: if the builder would refuse the load.

        """
        self._load = load
        self._whole = whole and eligible
        self._sizes = ReceivedSizes(interest.largest, interest.paths, interest.needs_limit_check)
        self._receivers, self._other_refusal = _receivers(
            load, other if eligible else None, ignore, self._sizes, whole=self._whole
        )
        tree = None
        if interest.tree:
            from ctxsize.scan.tree import TreeCounter  # noqa: PLC0415 (the page alone wants to know)

            tree = TreeCounter(interest.tree)
        self.scanner = Scanner(
            ignore,
            self._receivers,
            tree=tree,
            sizes=None if self._receivers.requested is None else self._sizes,
            on_tick=on_tick,
            wants=interest.names,
            wants_directory=interest.directory_names,
            measures=interest.excluded and eligible,
        )

    def result(self, refusals: Sequence[tuple[Builder, BuildRefusedError]] = ()) -> Scan:
        """Return the scan, once the walk is over; ``refusals`` are those of earlier tries."""
        load, scanner, receivers, sizes = self._load, self.scanner, self._receivers, self._sizes
        refused = scanner.notes.refused.get(len(receivers.each) - 1) if receivers.other is not None else None
        other_refusal = str(refused) if refused is not None else self._other_refusal
        if refused is not None:
            refusals = [*refusals, (load.builder.other, refused)]
        scanner.finish()
        excluded = scanner.excluded_total()
        received = Totals() if receivers.requested is None else receivers.requested.totals.result()
        other = receivers.other
        return Scan(
            asked=load.asked,
            received=received,
            included=receivers.eligible.totals.result() if self._whole or load.is_whole else received,
            other=other.totals.result() if other is not None and other_refusal is None else None,
            other_refusal=other_refusal,
            excluded=excluded,
            excluded_by_rule={rule: tally.result() for rule, tally in scanner.notes.excluded.by_rule.items()},
            unreadable=tuple(scanner.notes.excluded.unreadable),
            arrives_empty=scanner.arrives_empty(),
            largest_files=tuple(sizes.largest_files()),
            directories=sizes.rolled_up(),
            extensions=sizes.extensions,
            arrived=dict.fromkeys(sizes.directories, 0) | sizes.arrived,
            near_limits=tuple(sorted(sizes.near_limits, key=lambda item: walk_key(item[0]))),
            noted=scanner.notes.entries(),
            below_threshold=tuple(scanner.notes.below_threshold),
            differences=scanner.differences(),
            refusals=tuple(refusals),
            tree=scanner.tree(),
        )


def _receivers(
    load: Load, other: Load | None, ignore: Matcher, sizes: ReceivedSizes, *, whole: bool
) -> tuple[Receivers, str | None]:
    """Return who is to be shown the walk, and why the other builder would refuse."""
    other_receiver, other_refusal = None, None
    if other is not None:
        try:
            other_receiver = other.requested()
        except CtxsizeError as error:
            other_refusal = str(error)
    requested = load.requested(sizes.receive)
    eligible: AnyReceiver
    if requested is not None and (load.is_whole or not whole):
        eligible = requested
    elif whole:
        eligible = load.eligible()
    else:
        # A build that asks for nothing may have a context that could not be sent.
        eligible = load.nothing(ignore)
    return Receivers(eligible, requested, other_receiver), other_refusal
