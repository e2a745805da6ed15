"""One walk seen from all sides: what each builder receives of every entry, what is excluded and by which line.

The survey is the visitor of the walk. It shows each entry to the builders' sides, which keep count of what they
receive, and adds up what none of them says: sizes by folder and extension, and the weight of every line.
"""

from __future__ import annotations

from ctxsize.builder.bulk import FileOutcome, Plain
from ctxsize.context.entry import Tally, Type, type_of
from ctxsize.display.escaping import quoted
from ctxsize.errors import BuildRefusedError, EntryRefusedError
from ctxsize.golang import paths
from ctxsize.ignore.parse import IGNORE_FILE
from ctxsize.scan.frame import DirectoryFrame, DirectoryPlan, Noted, nothing
from ctxsize.scan.totals import Excluded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, Protocol, TypeAlias

    from ctxsize.builder.buildkit import Transfer
    from ctxsize.builder.bulk import Outlook
    from ctxsize.builder.legacy import Tar
    from ctxsize.context.entry import Folder, Found, Status
    from ctxsize.ignore.matcher import Matcher
    from ctxsize.scan.totals import Sizes

    Side: TypeAlias = Transfer | Tar
    Run: TypeAlias = Sequence[tuple[str, Status]]

    class Measured(Protocol):
        """What some folders hold: regular files, the bytes of those with one name, and the others."""

        files: int
        bytes: int
        links: list[tuple[int, int, int]]
        """Volume, inode, bytes."""


_NOTHING: frozenset[str] = frozenset()
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
    """The visitor that shows one walk to several sides.

    The first side speaks for the ignore file: what it does not receive is excluded. A side that finds that its builder
    would refuse the context is left out from then on, with its reason in ``refused``; the first side's refusal is let
    out.
    """

    def __init__(  # noqa: PLR0913 (each on its own)
        self,
        ignore: Matcher,
        sides: Sequence[Side],
        *,
        sizes: Sizes | None = None,
        asked: int = 0,
        on_excluded: Callable[[str, Type, int], None] | None = None,
        on_tick: Callable[[], None] | None = None,
        wants: Callable[[str], int | None] | None = None,
        measures: bool = True,
    ) -> None:
        """Prepare a survey.

        Args:
            ignore: the ignore file's patterns.
            sides: who is shown the walk.
            sizes: told of what is received by the side that receives what the build asks for; that side itself must
                be made to tell it, too.
            asked: that side's number; notes speak of it.
            on_excluded: told of each excluded path, its type and the deciding pattern's number.
            on_tick: called once a folder.
            wants: from how many bytes on an entry of this name that somebody receives is to be noted, ``None`` if never;
                asked of the name alone, so that answers may be kept. Of folders and links the size does not matter.
                What lies below a folder that the first side does not look into is not asked about.
            measures: whether to look into folders of which nothing is received, only to measure them.

        """
        self._ignore = ignore
        self._sides = sides
        self._sizes = sizes
        self._asked = asked
        self._on_excluded = on_excluded
        self._on_tick = on_tick
        self._wants = nothing if wants is None else _Known(wants).__getitem__
        self._measures = measures
        self._special = {} if sizes is None else dict(sizes.watched_names)
        self._special[""] = self._special.get("", _NOTHING) | {IGNORE_FILE}
        self._listing = any(side.strand.entries is not None for side in sides)
        self._views: dict[tuple[object, ...], DirectoryPlan] = {}
        self._arrived: set[tuple[int, int]] = set()
        self._refusals: list[tuple[int, str, str, str]] = []
        self._noted: list[tuple[str, str, int, int, bool, int]] = []
        self.noted: list[Noted] = []
        """What was wanted; known once it is settled."""
        self.slight: list[str] = []
        """The received files that are smaller than wanted."""
        self.excluded = Excluded()
        self.refused: dict[int, BuildRefusedError] = {}
        self.empty: list[tuple[str, int]] = []
        """Files that arrive empty on the first side, with the bytes that they hold; known once it is settled."""
        self.differences: list[tuple[str, str]] = []
        """Paths that one builder receives and the other does not: (path, ``first`` or ``last``)."""

    @property
    def divisible(self) -> bool:
        """Whether parts of the tree may be shown in any order."""
        return self._on_excluded is None and not any(side.careful for side in self._sides)

    def reset(self, on_tick: Callable[[], None] | None = None) -> None:
        """Forget all that has been shown."""
        self._on_tick = on_tick
        for side in self._sides:
            side.reset()
        if self._sizes is not None:
            self._sizes.restart()
        self.excluded = Excluded()
        self._noted, self.slight, self.differences, self._refusals = [], [], [], []
        self._arrived.clear()
        self.refused.clear()

    def cut(self) -> tuple[Any, ...] | None:
        """Return what depends on the order and has come since the last cut; ``None`` if nothing has."""
        excluded = self.excluded
        found: list[Any] = [self._refusals, self.differences, excluded.unreadable, self._noted, self.slight]
        strands = [side.cut() for side in self._sides]
        if not (excluded.links or any(found) or any(strands)):
            return None
        piece = (*found, list(excluded.links.items()), [strand.export_totals() for strand in strands])
        self._noted, self.slight, self.differences, self._refusals = [], [], [], []
        excluded.unreadable, excluded.links = [], {}
        return piece

    def join(self, piece: tuple[Any, ...]) -> None:
        """Take note of the next piece in walk order.

        Raises:
            BuildRefusedError: if the first side was refused there.

        """
        refusals, differences, unreadable, noted, slight, links, strands = piece
        for number, *refusal in refusals:
            if number == 0:
                raise EntryRefusedError(*refusal)
            self.refused.setdefault(number, EntryRefusedError(*refusal))
        self.differences += differences
        self.excluded.unreadable += unreadable
        self._noted += noted
        self.slight += slight
        for inode, link in links:
            self.excluded.links.setdefault(inode, link)
        for side, strand in zip(self._sides, strands, strict=True):
            side.strand.join(strand)

    def export_totals(self) -> tuple[Any, ...]:
        """Return the sums, for another process."""
        return (
            [side.totals.values() for side in self._sides],
            None if self._sizes is None else self._sizes.export_totals(),
            [(rule, tally.files, tally.bytes) for rule, tally in self.excluded.by_rule.items()],
            list(self._arrived),
        )

    def merge_totals(self, sums: tuple[Any, ...]) -> None:
        """Add the sums of another process."""
        totals, sizes, by_rule, arrived = sums
        for side, values in zip(self._sides, totals, strict=True):
            side.totals.merge(values)
        if self._sizes is not None:
            self._sizes.merge_totals(sizes)
        for rule, files, size in by_rule:
            self.excluded.add(rule, files, size)
        self._arrived.update(arrived)

    def root(self) -> DirectoryFrame:
        """Return the place that is the context root."""
        return DirectoryFrame([side.root() for side in self._sides], self._ignore.root)

    def folder(self, place: DirectoryFrame, found: Found) -> DirectoryFrame | None:
        """Show a folder to all sides; one that none of them looks into is measured, so as to know what is excluded."""
        if self._on_tick is not None:
            self._on_tick()
        nodes = [
            None if node is None else self._guard(number, self._sides[number].folder, node, found)
            for number, node in enumerate(place.nodes)
        ]
        state = place.state if place.closed else place.state.child(found.name, found.path)
        closed = nodes[0] is None
        told = place.told or self._tell_folder(nodes, found)
        if state.matched and self._on_excluded is not None:
            self._on_excluded(found.path, Type.FOLDER, state.rule)
        if nodes[self._asked] is not None and self._wants(found.name) is not None:
            self._noted.append((found.path, Type.FOLDER.value, found.size, found.mode, True, state.rule))
        if self._on_excluded is not None or any(node is not None for node in nodes):
            return DirectoryFrame(nodes, state, closed=closed, told=told)
        return DirectoryFrame(nodes, state, closed=closed, told=told, measured=True) if self._measures else None

    def leaves(self, place: DirectoryFrame, folder: Folder, run: Run) -> None:
        """Show entries of a folder that are no folders to all sides."""
        view = place.view
        if view is None:
            view = place.view = self._view(place, self._special.get(folder.path, _NOTHING))
        if not view.simple or not (view.agreed or place.told):
            for name, status in run:
                self._leaf(place, folder.found(name, status))
            return

        def fate(name: str, status: Status) -> FileOutcome:
            return self._fate(view, place, name, folder.prefix + name, status)

        at = 0
        while True:
            if view.receivers:
                at = self._received(view, place, folder, run, at, fate)
            else:
                at = self.excluded.count(view.rule, run, at, view.close, fate)
            if at == len(run):
                return
            self._leaf(place, folder.found(*run[at]))
            at += 1

    def _received(
        self,
        view: DirectoryPlan,
        place: DirectoryFrame,
        folder: Folder,
        run: Run,
        at: int,
        fate: Callable[[str, Status], FileOutcome],
    ) -> int:
        """Count entries that arrive and have nothing odd about them, up to the first that has."""
        plain = Plain()
        sizes = self._sizes if self._asked in view.receivers else None
        behind = plain.count(run, at, folder, view.close, fate, view.wants, sizes, listing=self._listing)
        if not plain.files:
            return behind
        for number in view.receivers:
            side: Any = self._sides[number]
            side.plain(place.nodes[number], plain)
        if sizes is not None:
            sizes.add_to_folder(folder.path, plain.files, plain.bytes)
        if 0 not in view.receivers:
            self.excluded.add(view.rule, plain.files, plain.bytes)
        if sizes is not None:
            self.slight += plain.slight
        for name, status in plain.noted:
            path = folder.prefix + name
            rule = place.state.file(name, path)[1]
            self._noted.append((path, Type.FILE.value, status.st_size, status.st_mode, sizes is not None, rule))
        return behind

    def _fate(self, view: DirectoryPlan, place: DirectoryFrame, name: str, path: str, status: Status) -> FileOutcome:
        """Say what becomes of a file whose name something speaks of; take note of one that nobody receives."""
        if name in view.special:
            return FileOutcome.SPECIAL
        taken = tuple([state.taken_by(name) for state in view.states])
        known = view.fates.get(taken)
        if known is None:
            known = self._work_out(view, place, name, path)
            if None not in taken and len(view.fates) < _KNOWN_NAMES:
                view.fates[taken] = known
        fate, rule = known
        if fate is FileOutcome.EXCLUDED and type_of(status.st_mode) is Type.FILE:
            self.excluded.add_file(rule, status.st_size, status.st_nlink, status.st_dev, status.st_ino)
        return fate

    def _work_out(self, view: DirectoryPlan, place: DirectoryFrame, name: str, path: str) -> tuple[FileOutcome, int]:
        """Ask the sides what becomes of a file; return that with the rule that excludes it."""
        rule = place.state.rule if place.closed else place.state.file(name, path)[1]
        received = []
        for number in view.asked:
            side: Any = self._sides[number]
            answer = side.receives(place.nodes[number], name, path)
            if answer is None:
                return FileOutcome.SPECIAL, rule
            if answer:
                received.append(number)
        if not received:
            return FileOutcome.EXCLUDED, rule
        return (FileOutcome.COMMON if received == view.receivers and 0 in received else FileOutcome.SPECIAL), rule

    def _leaf(self, place: DirectoryFrame, found: Found) -> None:
        """Show anything but a folder to all sides."""
        received = [self._ask_leaf(number, node, found) for number, node in enumerate(place.nodes)]
        kind = type_of(found.mode)
        if received[0]:
            if found.links > 1:
                self._arrived.add((found.volume, found.inode))
        else:
            rule = place.state.rule if place.closed else place.state.file(found.name, found.path)[1]
            if kind is Type.FILE:
                self.excluded.add_file(rule, found.size, found.links, found.volume, found.inode)
            if self._on_excluded is not None:
                self._on_excluded(found.path, kind, rule)
        if received[0] != received[-1] and not place.told and len(received) - 1 not in self.refused:
            self.differences.append((found.path, "first" if received[0] else "last"))
        least = self._wants(found.name) if any(received) and not place.closed else None
        if least is not None and (found.size >= least or kind is not Type.FILE):
            rule = place.state.file(found.name, found.path)[1]
            self._noted.append((found.path, kind.value, found.size, found.mode, received[self._asked], rule))
        elif least is not None and received[self._asked]:
            self.slight.append(found.path)

    def _view(self, place: DirectoryFrame, special: frozenset[str]) -> DirectoryPlan:
        outlooks: list[Outlook | None] = []
        simple = self._on_excluded is None
        for number, node in enumerate(place.nodes):
            side: Any = self._sides[number]
            asks = node is not None and number not in self.refused
            outlook = side.outlook(node) if asks else None
            simple = simple and (outlook is not None or not asks)
            outlooks.append(outlook)
        if not simple:
            return DirectoryPlan([], place.state, nothing, closed=True, simple=False)
        key = (place.state, place.closed, special, *outlooks)
        view = self._views.get(key)
        if view is None:
            view = self._views[key] = DirectoryPlan(
                outlooks, place.state, self._wants, closed=place.closed, simple=simple, special=special
            )
        return view

    def unreadable(self, place: DirectoryFrame, found: Found, error: OSError) -> None:
        """Tell the sides of a folder that does not open."""
        self.excluded.unreadable.append((found.path, error.strerror or "it can't be read"))
        for number, node in enumerate(place.nodes):
            if node is not None or self._sides[number].enters(found.path):
                self._guard(number, self._sides[number].unreadable, node, found, error)

    def measure(self, place: DirectoryFrame, measured: Measured) -> None:
        """Count the files of folders that nobody looks into."""
        if self._on_tick is not None:
            self._on_tick()
        rule = place.state.rule
        if measured.files:
            self.excluded.add(rule, measured.files, measured.bytes)
        for volume, inode, size in measured.links:
            self.excluded.add_link(rule, volume, inode, size)

    def settle(self) -> Tally | None:
        """Return what is excluded in all, ``None`` if that is not measured.

        Files that arrive empty have left their bytes behind, too.
        """
        for side in self._sides:
            side.finish()
        self.noted = [
            Noted(path, Type(kind), size, mode, received, rule)
            for path, kind, size, mode, received, rule in self._noted
        ]
        self.empty = sorted(self._sides[0].strand.empty, key=lambda item: paths.walk_key(item[0]))
        if len(self._sides) - 1 in self.refused:
            self.differences.clear()
        if not self._measures:
            return None
        total = self.excluded.settle(self._arrived)
        return Tally(total.files, total.bytes + sum(size for _, size in self.empty))

    def _tell_folder(self, nodes: list[Any], found: Found) -> bool:
        """Take note of a folder that one builder sends and into which the other does not even look."""
        first, last = nodes[0], nodes[-1]
        if (first is None) == (last is None) or len(nodes) - 1 in self.refused:
            return False
        side, node, name = (-1, last, "last") if first is None else (0, first, "first")
        sends = self._sides[side].sends(node)
        if sends:
            self.differences.append((found.path, name))
        return sends

    def _ask_leaf(self, number: int, node: object, found: Found) -> bool:
        return node is not None and bool(self._guard(number, self._sides[number].leaf, node, found))

    def _guard(self, number: int, question: Callable[..., object], *about: object) -> object:
        """Ask a side; one whose builder gives up is not asked again."""
        if number in self.refused:
            return None
        try:
            return question(*about)
        except EntryRefusedError as refusal:
            self._refusals.append((number, str(refusal), refusal.path, refusal.flaw))
            if number == 0:
                raise
            self.refused[number] = refusal
        except paths.BadPatternError as error:
            if number == 0:
                raise
            self.refused[number] = BuildRefusedError(f"{quoted(str(error))} is malformed")
        return None
