"""One walk shown to all receivers: what each builder receives of every entry, what is excluded and by which line.

The scanner is the visitor of the walk. It shows each entry to the receivers, which keep count of what they receive, and
adds up what none of them tells: sizes by directory and extension, and the weight of every line.
"""

from __future__ import annotations

from ctxsize.builder.bulk import Bulk, FileOutcome
from ctxsize.context.entry import Tally, Type, type_of
from ctxsize.context.native import is_compiled
from ctxsize.display.escaping import quoted
from ctxsize.errors import BuildRefusedError, EntryRefusedError
from ctxsize.golang import paths
from ctxsize.ignore.parse import IGNORE_FILE
from ctxsize.scan.frame import DirectoryFrame, DirectoryPlans, nothing
from ctxsize.scan.notes import ELIGIBLE, Notes
from ctxsize.scan.receivers import OTHER, REQUESTED, TAKES_WHOLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import TypeAlias

    from ctxsize.builder import Builder
    from ctxsize.context.entry import Directory, Found, Item, Measured, Status
    from ctxsize.ignore.matcher import Matcher
    from ctxsize.scan.frame import DirectoryPlan
    from ctxsize.scan.notes import NotesPiece
    from ctxsize.scan.receivers import AnyReceiver, Receivers
    from ctxsize.scan.totals import ReceivedSizes, SizeSums
    from ctxsize.scan.tree import ContextTree, TreeCounter, TreeSums

    Run: TypeAlias = Sequence[Item]
    Sums = tuple[
        list[tuple[int, ...]], SizeSums | None, list[tuple[int, int, int]], list[tuple[int, int]], TreeSums | None
    ]
    """What does not depend on the order: each receiver's totals, the sizes, what each line excludes, which inodes arrived,
    and where all files lie."""


_KNOWN_NAMES = 20_000


class _Known(dict[str, "int | None"]):
    """Answers about names, of which those that come again are given at once: most files are called like some other."""

    def __init__(self, ask: Callable[[str], int | None]) -> None:
        super().__init__()
        self._ask = ask

    def __missing__(self, name: str) -> int | None:
        answer = self._ask(name)
        if len(self) < _KNOWN_NAMES:
            self[name] = answer
        return answer


class Scanner:
    """The visitor that shows one walk to several receivers.

    A receiver whose builder would refuse the context is left out from then on, with its reason in ``notes.refused``; the
    refusal of the eligible one is let out.
    """

    def __init__(  # noqa: PLR0913 (each stands alone)
        self,
        ignore: Matcher,
        receivers: Receivers,
        *,
        sizes: ReceivedSizes | None = None,
        on_excluded: Callable[[str, Type, int], None] | None = None,
        on_tick: Callable[[], None] | None = None,
        wants: Callable[[str], int | None] | None = None,
        wants_directory: Callable[[str], int | None] | None = None,
        measures: bool = True,
        tree: TreeCounter | None = None,
    ) -> None:
        """Prepare a scan.

        Args:
            ignore: the ignore file's patterns.
            receivers: who is shown the walk.
            sizes: told of what the requested receiver receives; that one itself must be made to tell it, too.
            on_excluded: told of each excluded path, its type and the deciding pattern's number.
            on_tick: called once a directory.
            wants: from how many bytes on an entry of this name that some receiver receives is to be noted, ``None`` if
                never; asked of the name alone, so that answers may be kept. Of directories and links the size does not
                matter. What lies below a directory of which nothing is eligible is not asked about.
            wants_directory: the same for directories; ``None`` to ask ``wants``.
            measures: whether to look into directories of which nothing is received, only to measure them.
            tree: told where all files lie and what becomes of them.

        """
        self._ignore = ignore
        self._receivers: tuple[AnyReceiver, ...] = receivers.each
        self._requested = ELIGIBLE if receivers.requested is None else self._receivers.index(receivers.requested)
        self._last = len(self._receivers) - 1
        self._compares = receivers.other is not None
        self._sizes = sizes
        self._on_excluded = on_excluded
        self._on_tick = on_tick
        self._wants = nothing if wants is None else _Known(wants).__getitem__
        self._wants_directory = self._wants if wants_directory is None else _Known(wants_directory).__getitem__
        self._measures = measures
        self._tree = tree
        self._bits = [0] * len(self._receivers)
        if receivers.requested is not None:
            self._bits[self._requested] |= REQUESTED
        self._bits[ELIGIBLE] |= TAKES_WHOLE
        if self._compares:
            self._bits[self._last] |= OTHER
        special = {} if sizes is None else dict(sizes.watched_names)
        special[""] = special.get("", frozenset()) | {IGNORE_FILE}
        self._listing = any(receiver.ordered.entries is not None for receiver in self._receivers)
        self._plans = DirectoryPlans(
            self._receivers,
            self._wants,
            special,
            wants,
            compares=self._compares,
            one_by_one=on_excluded is not None,
            lists=self._listing or tree is not None,
        )
        self.notes = Notes()

    @property
    def refused(self) -> dict[int, BuildRefusedError]:
        """The refusals of builders, by the number of the receiver."""
        return self.notes.refused

    @property
    def divisible(self) -> bool:
        """Whether parts of the tree may be shown in any order."""
        return self._on_excluded is None and not any(receiver.careful for receiver in self._receivers)

    def reset(self, on_tick: Callable[[], None] | None = None) -> None:
        """Forget all that has been shown."""
        self._on_tick = on_tick
        for receiver in self._receivers:
            receiver.reset()
        if self._sizes is not None:
            self._sizes.reset()
        if self._tree is not None:
            self._tree.reset()
        self.notes.reset()

    def take_ordered(self) -> NotesPiece | None:
        """Return what depends on the order and has come since it was last taken; ``None`` if nothing has."""
        return self.notes.take_ordered([receiver.take_ordered() for receiver in self._receivers])

    def append_ordered(self, piece: NotesPiece) -> None:
        """Take note of the next piece in walk order; raises as :meth:`Notes.append_ordered`."""
        for receiver, own in zip(self._receivers, self.notes.append_ordered(piece), strict=True):
            if own is not None:
                receiver.append_ordered(own)

    def export_totals(self) -> Sums:
        """Return the sums, for another process."""
        return (
            [receiver.totals.values() for receiver in self._receivers],
            None if self._sizes is None else self._sizes.export_totals(),
            [(rule, tally.files, tally.bytes) for rule, tally in self.notes.excluded.by_rule.items()],
            list(self.notes.arrived),
            None if self._tree is None else self._tree.export(),
        )

    def merge_totals(self, sums: Sums) -> None:
        """Add the sums of another process."""
        totals, sizes, by_rule, arrived, tree = sums
        for receiver, values in zip(self._receivers, totals, strict=True):
            receiver.totals.merge(values)
        if self._sizes is not None and sizes is not None:
            self._sizes.merge_totals(sizes)
        if self._tree is not None and tree is not None:
            self._tree.merge(tree)
        for rule, files, size in by_rule:
            self.notes.excluded.add(rule, files, size)
        self.notes.arrived.update(arrived)

    def root(self) -> DirectoryFrame:
        """Return the frame of the context root."""
        return DirectoryFrame([receiver.root() for receiver in self._receivers], self._ignore.root)

    def directory(self, frame: DirectoryFrame, found: Found) -> DirectoryFrame | None:
        """Show a directory to all receivers; one that none looks into is measured, so as to know what is excluded."""
        if self._on_tick is not None:
            self._on_tick()
        tokens = [
            None if token is None else self._guard(number, self._receivers[number].directory, token, found)
            for number, token in enumerate(frame.tokens)
        ]
        state = frame.state if frame.below_excluded else frame.state.child(found.name, found.path)
        below_excluded = tokens[ELIGIBLE] is None
        reported = frame.reported or self._report_directory(tokens, found)
        if state.matched and self._on_excluded is not None:
            self._on_excluded(found.path, Type.DIRECTORY, state.rule)
        if tokens[self._requested] is not None and self._wants_directory(found.name) is not None:
            self.notes.noted.append((found.path, Type.DIRECTORY.value, found.size, found.mode, True, state.rule))
        if self._on_excluded is not None or any(token is not None for token in tokens):
            return DirectoryFrame(tokens, state, below_excluded=below_excluded, reported=reported)
        if not self._measures:
            return None
        return DirectoryFrame(
            tokens, state, below_excluded=below_excluded, reported=reported, measured=True, path=found.path
        )

    def leaves(self, frame: DirectoryFrame, directory: Directory, run: Run) -> None:
        """Show entries of a directory that are no directories to all receivers."""
        plan = frame.plan
        if plan is None:
            plan = frame.plan = self._plans.of(frame, directory.path, self.notes.refused)
        if not plan.simple or not (plan.agreed or frame.reported):
            for name, status in run:
                self._leaf(frame, directory.found(name, status))
            return

        def outcome(name: str, status: Status) -> FileOutcome:
            return self._outcome(plan, frame, name, directory.prefix + name, status)

        self._plans.compile(plan, len(run))
        at = 0
        tree = self._tree
        if tree is not None:
            tree.gone.clear()
            fate = (self._sum_of_bits(plan.takers), plan.rule)
        while True:
            begin = at
            if plan.takers:
                at = self._received(plan, frame, directory, run, at, outcome)
            else:
                at = self._excluded(plan, frame, directory, run, at, outcome)
            if tree is not None and at > begin:
                tree.run(directory.path, fate, run, begin, at)
            if at == len(run):
                return
            self._leaf(frame, directory.found(*run[at]))
            at += 1

    def _received(
        self,
        plan: DirectoryPlan,
        frame: DirectoryFrame,
        directory: Directory,
        run: Run,
        at: int,
        outcome: Callable[[str, Status], FileOutcome],
    ) -> int:
        """Count entries that arrive and have nothing special about them, up to the first that has."""
        bulk = Bulk()
        sizes = self._sizes if self._requested in plan.takers else None
        if plan.compiled is not None and is_compiled(run):
            behind = bulk.count_compiled(
                run,
                at,
                directory,
                plan.compiled,
                lambda name, _: plan.outcome(frame, name, directory.prefix + name, self._receivers),
                sizes,
                self.notes.excluded.add,
            )
        else:
            behind = bulk.count(
                run, at, directory, plan.names_to_check, outcome, plan.wants, sizes, listing=self._listing
            )
        if not bulk.files:
            return behind
        for number in plan.takers:
            self._receivers[number].bulk(frame.tokens[number], bulk)
        if sizes is not None:
            sizes.add_to_directory(directory.path, bulk.files, bulk.bytes)
            self.notes.below_threshold += bulk.below_threshold
        if ELIGIBLE not in plan.takers:
            self.notes.excluded.add(plan.rule, bulk.files, bulk.bytes)
        for name, status in bulk.noted:
            path = directory.prefix + name
            rule = frame.state.file(name, path)[1]
            self.notes.noted.append((path, Type.FILE.value, status.st_size, status.st_mode, sizes is not None, rule))
        return behind

    def _excluded(
        self,
        plan: DirectoryPlan,
        frame: DirectoryFrame,
        directory: Directory,
        run: Run,
        at: int,
        outcome: Callable[[str, Status], FileOutcome],
    ) -> int:
        """Count entries that no one receives, up to the first that is special."""
        excluded = self.notes.excluded
        if plan.compiled is not None and is_compiled(run):
            at = excluded.count_compiled(
                run,
                at,
                plan.compiled,
                lambda name, _: plan.outcome(frame, name, directory.prefix + name, self._receivers),
            )
            # A name that is not ASCII is looked at here.
            return at if at == len(run) else at + excluded.count(plan.rule, [run[at]], 0, plan.names_to_check, outcome)
        return excluded.count(plan.rule, run, at, plan.names_to_check, outcome)

    def _outcome(self, plan: DirectoryPlan, frame: DirectoryFrame, name: str, path: str, status: Status) -> FileOutcome:
        """Say what becomes of a file whose name some pattern may match; take note of one that no one receives."""
        outcome, rule = plan.outcome(frame, name, path, self._receivers)
        if outcome is FileOutcome.EXCLUDED and type_of(status.st_mode) is Type.FILE:
            self.notes.excluded.add_file(rule, status.st_size, status.st_nlink, status.st_dev, status.st_ino)
            if self._tree is not None:
                self._place(path, (0, rule), status.st_size, status.st_nlink, (status.st_dev, status.st_ino))
        return outcome

    def _sum_of_bits(self, numbers: Iterable[int]) -> int:
        """Return who these receivers are, for the tree."""
        bits = 0
        for number in numbers:
            bits |= self._bits[number]
        return bits

    def _place(self, path: str, fate: tuple[int, int], size: int, names: int, inode: tuple[int, int]) -> None:
        """Tell the tree of one file."""
        if self._tree is None:
            return
        if names != 1:
            self._tree.link(path, fate, *inode, size)
        else:
            directory, _, name = path.rpartition("/")
            self._tree.file(directory, name, fate, size)

    def _leaf(self, frame: DirectoryFrame, found: Found) -> None:
        """Show anything but a directory to all receivers."""
        received = [
            token is not None and bool(self._guard(number, self._receivers[number].leaf, token, found))
            for number, token in enumerate(frame.tokens)
        ]
        kind = type_of(found.mode)
        eligible = received[ELIGIBLE]
        if eligible:
            if found.links > 1:
                self.notes.arrived.add((found.volume, found.inode))
        else:
            rule = frame.rule_of(found.name, found.path)
            if kind is Type.FILE:
                self.notes.excluded.add_file(rule, found.size, found.links, found.volume, found.inode)
            if self._on_excluded is not None:
                self._on_excluded(found.path, kind, rule)
        if self._tree is not None and kind is Type.FILE:
            bits = self._sum_of_bits([number for number, here in enumerate(received) if here])
            rule = frame.rule_of(found.name, found.path)
            self._place(found.path, (bits, rule), found.size, found.links, (found.volume, found.inode))
        if self._compares and eligible != received[-1] and not frame.reported and self._last not in self.notes.refused:
            self.notes.differences.append((found.path, eligible))
        least = self._wants(found.name) if any(received) and not frame.below_excluded else None
        if least is not None and (found.size >= least or kind is not Type.FILE):
            rule = frame.state.file(found.name, found.path)[1]
            self.notes.noted.append((found.path, kind.value, found.size, found.mode, received[self._requested], rule))
        elif least is not None and received[self._requested]:
            self.notes.below_threshold.append(found.path)

    def unreadable(self, frame: DirectoryFrame, found: Found, error: OSError) -> None:
        """Tell the receivers of a directory that does not open."""
        self.notes.excluded.unreadable.append((found.path, error.strerror or "it can't be read"))
        for number, token in enumerate(frame.tokens):
            if token is not None or self._receivers[number].looks_into(found.path):
                self._guard(number, self._receivers[number].unreadable, token, found, error)

    def measure(self, frame: DirectoryFrame, measured: Measured) -> None:
        """Count the files of directories that no receiver looks into."""
        if self._on_tick is not None:
            self._on_tick()
        rule = frame.state.rule
        if self._tree is not None:
            self._tree.measured(frame.path, rule, measured)
        if measured.files:
            self.notes.excluded.add(rule, measured.files, measured.bytes)
        for volume, inode, size in measured.links:
            self.notes.excluded.add_link(rule, volume, inode, size)

    def so_far(self) -> tuple[int, str, int]:
        """Return the bytes that are received up to now, and the largest file with its bytes, while a walk is under way."""
        received = self._receivers[self._requested].totals.bytes
        return (received, *(("", 0) if self._sizes is None else self._sizes.largest_so_far()))

    def finish(self) -> None:
        """Finish all receivers, whose totals are complete then."""
        for receiver in self._receivers:
            receiver.finish()

    def arrives_empty(self) -> tuple[tuple[str, int], ...]:
        """Return the files of the eligible receiver that arrive empty, with the bytes that they hold."""
        return tuple(sorted(self._receivers[ELIGIBLE].ordered.empty, key=lambda item: paths.walk_key(item[0])))

    def tree(self) -> ContextTree | None:
        """Return where all files lie, once all receivers are finished; ``None`` if that was not wanted."""
        if self._tree is None:
            return None
        empty: dict[str, int] = {}
        for number, receiver in enumerate(self._receivers):
            for path, _ in receiver.ordered.empty:
                empty[path] = empty.get(path, 0) | self._bits[number]
        return self._tree.result(empty)

    def differences(self) -> tuple[tuple[str, Builder], ...]:
        """Return the paths that just one builder receives, and that builder."""
        if not self._compares or self._last in self.notes.refused:
            return ()
        eligible, other = self._receivers[ELIGIBLE].builder, self._receivers[-1].builder
        return tuple((path, eligible if here else other) for path, here in self.notes.differences)

    def excluded_total(self) -> Tally | None:
        """Return what is excluded in all, with files that arrive empty, whose bytes stay behind; ``None`` if not measured."""
        if not self._measures:
            return None
        total = self.notes.excluded.result(self.notes.arrived)
        return Tally(total.files, total.bytes + sum(size for _, size in self._receivers[ELIGIBLE].ordered.empty))

    def _report_directory(self, tokens: Sequence[object | None], found: Found) -> bool:
        """Take note of a directory that one builder sends and into which the other does not even look."""
        eligible, other = tokens[ELIGIBLE], tokens[-1]
        if not self._compares or (eligible is None) == (other is None) or self._last in self.notes.refused:
            return False
        here = eligible is not None
        receiver, token = (self._receivers[ELIGIBLE], eligible) if here else (self._receivers[-1], other)
        sends = receiver.receives_directory(token)
        if sends:
            self.notes.differences.append((found.path, here))
        return sends

    def _guard(self, number: int, question: Callable[..., object], *about: object) -> object:
        """Ask a receiver; one whose builder gives up is not asked again."""
        if number in self.notes.refused:
            return None
        try:
            return question(*about)
        except EntryRefusedError as refusal:
            self.notes.refuse(number, refusal)
        except paths.BadPatternError as error:
            if number == ELIGIBLE:
                raise
            self.notes.refused[number] = BuildRefusedError(f"{quoted(str(error))} is malformed")
        return None
