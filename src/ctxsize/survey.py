"""One walk seen from all sides: what each builder receives of every entry, what is excluded and by which line.

The survey is the visitor of the walk. It shows each entry to the builders' sides, which keep count of what they
receive, and adds up what none of them says: sizes by folder and extension, and the weight of every line.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

from ctxsize import paths
from ctxsize.context import Tally, Type, extension, type_of
from ctxsize.errors import BuildRefusedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, TypeAlias

    from ctxsize.builder.buildkit import Transfer
    from ctxsize.builder.legacy import Tar
    from ctxsize.context import Found
    from ctxsize.ignore.matcher import CarefulState, Matcher, State

    Side: TypeAlias = Transfer | Tar


@dataclass(frozen=True, slots=True)
class Noted:
    """An entry whose name a rule asked to hear of.

    ``received`` is whether the build receives it; of a folder, whether it may receive something in it. ``rule`` is the
    number of the pattern that had the last word, ``NO_PATTERN`` if none matches.
    """

    path: str
    type: Type
    size: int
    mode: int
    received: bool
    rule: int


@dataclass(slots=True)
class Sizes:
    """What one side received, added up for people: by folder, by extension, and the largest files."""

    keep: int
    """How many of the largest files are remembered."""
    folders: dict[str, Tally] = field(default_factory=dict)
    """By folder path, each with what it holds itself; :meth:`rolled_up` adds what is below."""
    extensions: dict[str, Tally] = field(default_factory=dict)
    _largest: list[tuple[int, str]] = field(default_factory=list)

    def receive(self, path: str, kind: Type, size: int) -> None:
        """Count one entry."""
        if kind is Type.FOLDER:
            self.folders.setdefault(path, Tally())
            return
        if kind is not Type.FILE and kind is not Type.HARDLINK:
            return
        folder, _, name = path.rpartition("/")
        tally = self.folders.get(folder)
        if tally is None:
            tally = self.folders[folder] = Tally()
        tally.add(size)
        ending = extension(name)
        tally = self.extensions.get(ending)
        if tally is None:
            tally = self.extensions[ending] = Tally()
        tally.add(size)
        if len(self._largest) < self.keep:
            heapq.heappush(self._largest, (size, path))
        elif self.keep and size > self._largest[0][0]:
            heapq.heapreplace(self._largest, (size, path))

    def largest_files(self) -> list[tuple[str, int]]:
        """Return the largest files with their bytes, the largest first."""
        return [(path, size) for size, path in sorted(self._largest, key=lambda item: (-item[0], item[1]))]

    def rolled_up(self) -> dict[str, Tally]:
        """Return each folder with all that is below it; the root is the empty path."""
        total: dict[str, Tally] = {path: Tally(own.files, own.bytes) for path, own in self.folders.items()}
        root = total.setdefault("", Tally())
        for path, own in self.folders.items():
            if not path or not own.files:
                continue
            for above in paths.with_folders(path)[:-1]:
                tally = total.setdefault(above, Tally())
                tally.files += own.files
                tally.bytes += own.bytes
            root.files += own.files
            root.bytes += own.bytes
        return total


@dataclass(slots=True)
class Excluded:
    """What does not arrive because the ignore file says so: files and their bytes, in all and by line."""

    by_rule: dict[int, Tally] = field(default_factory=dict)
    """By the deciding pattern's number."""
    _links: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    """Folders that could not be measured, and why."""

    def add(self, rule: int, found: Found) -> None:
        """Count one file; of one with several names, its bytes count once, and not at all if another arrives."""
        tally = self.by_rule.setdefault(rule, Tally())
        tally.files += 1
        if found.links == 1:
            tally.bytes += found.size
        else:
            self._links.setdefault((found.volume, found.inode), (rule, found.size))

    def settle(self, arrived: Iterable[tuple[int, int]]) -> Tally:
        """Return the sum, now that it is known which files with several names have arrived under another."""
        for inode in arrived:
            self._links.pop(inode, None)
        for rule, size in self._links.values():
            self.by_rule[rule].bytes += size
        self._links.clear()
        return Tally(
            sum(tally.files for tally in self.by_rule.values()), sum(tally.bytes for tally in self.by_rule.values())
        )


@dataclass(slots=True)
class Place:
    """What the survey knows of a folder while the walk is inside."""

    nodes: list[Any]
    """Each side's own token; ``None`` where that side does not look into the folder."""
    state: State | CarefulState
    """The ignore file's state; below a folder that no side enters it stands still."""
    closed: bool = False
    """Whether the side that speaks for the ignore file does not look into the folder."""
    told: bool = False
    """Whether it is known already that just one builder receives what is in here."""


class Survey:
    """The visitor that shows one walk to several sides.

    The first side speaks for the ignore file: what it does not receive is excluded. A side that finds that its builder
    would refuse the context is left out from then on, with its reason in ``refused``; the first side's refusal is let
    out.
    """

    def __init__(
        self,
        ignore: Matcher,
        sides: list[Side],
        *,
        on_excluded: Callable[[str, Type, int], None] | None = None,
        on_tick: Callable[[], None] | None = None,
        wants: Callable[[str], bool] | None = None,
        asked: int = 0,
    ) -> None:
        """Prepare a survey.

        Args:
            ignore: the ignore file's patterns.
            sides: who is shown the walk.
            on_excluded: told of each excluded path, its type and the deciding pattern's number.
            on_tick: called once a folder.
            wants: whether an entry with this name is to be noted; asked of the name alone, so that answers may be kept.
                What lies below a folder that nobody looks into is not asked about.
            asked: the number of the side that receives what the build asks for; notes speak of that one.

        """
        self._ignore = ignore
        self._sides = sides
        self._on_excluded = on_excluded
        self._on_tick = on_tick
        self._wants = wants
        self._asked = asked
        self._arrived: set[tuple[int, int]] = set()
        self.noted: list[Noted] = []
        self.excluded = Excluded()
        self.refused: dict[int, BuildRefusedError] = {}
        self.empty: list[tuple[str, int]] = []
        """Files that arrive empty on the first side, with the bytes that they hold."""
        self.differences: list[tuple[str, str]] = []
        """Paths that one builder receives and the other does not: (path, ``first`` or ``last``)."""

    def root(self) -> Place:
        """Return the place that is the context root."""
        return Place([side.root() for side in self._sides], self._ignore.root)

    def folder(self, place: Place, found: Found) -> Place:
        """Show a folder to all sides; the walk looks into every folder, so as to measure what is excluded."""
        if self._on_tick is not None:
            self._on_tick()
        nodes = [self._ask(number, node, found) for number, node in enumerate(place.nodes)]
        state = place.state if place.closed else place.state.child(found.name, found.path)
        closed = nodes[0] is None
        told = place.told or self._tell_folder(nodes, found)
        if state.matched and self._on_excluded is not None:
            self._on_excluded(found.path, Type.FOLDER, state.rule)
        if not place.closed and self._wants is not None and self._wants(found.name):
            self._note(found, Type.FOLDER, state.rule, received=nodes[self._asked] is not None)
        return Place(nodes, state, closed, told)

    def leaf(self, place: Place, found: Found) -> None:
        """Show anything but a folder to all sides."""
        before = self._sides[0].totals.bytes
        received = [self._ask_leaf(number, node, found) for number, node in enumerate(place.nodes)]
        kind = type_of(found.mode)
        if received[0]:
            inode = (found.volume, found.inode)
            further_name = found.links > 1 and inode in self._arrived
            if found.links > 1:
                self._arrived.add(inode)
            if kind is Type.FILE and found.size and not further_name and self._sides[0].totals.bytes == before:
                self.empty.append((found.path, found.size))
        else:
            rule = place.state.rule if place.closed else place.state.file(found.name, found.path)[1]
            if kind is Type.FILE:
                self.excluded.add(rule, found)
            if self._on_excluded is not None:
                self._on_excluded(found.path, kind, rule)
        if received[0] != received[-1] and not place.told and len(received) - 1 not in self.refused:
            self.differences.append((found.path, "first" if received[0] else "last"))
        if not place.closed and self._wants is not None and self._wants(found.name):
            self._note(found, kind, place.state.file(found.name, found.path)[1], received=received[self._asked])

    def unreadable(self, place: Place, found: Found, error: OSError) -> None:
        """Tell the sides of a folder that does not open."""
        self.excluded.unreadable.append((found.path, error.strerror or "it can't be read"))
        for number, side in enumerate(self._sides):
            if place.nodes[number] is not None:
                self._guard(number, side.unreadable, place.nodes[number], found, error)

    def settle(self) -> Tally:
        """Return what is excluded in all; files that arrive empty have left their bytes behind, too."""
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

    def _note(self, found: Found, kind: Type, rule: int, *, received: bool) -> None:
        self.noted.append(Noted(found.path, kind, found.size, found.mode, received, rule))

    def _ask(self, number: int, node: object, found: Found) -> object:
        if node is None:
            return None
        return self._guard(number, self._sides[number].folder, node, found)

    def _ask_leaf(self, number: int, node: object, found: Found) -> bool:
        return node is not None and bool(self._guard(number, self._sides[number].leaf, node, found))

    def _guard(self, number: int, question: Callable[..., object], *about: object) -> object:
        """Ask a side; one whose builder gives up is not asked again."""
        if number in self.refused:
            return None
        try:
            return question(*about)
        except BuildRefusedError as refusal:
            if number == 0:
                raise
            self.refused[number] = refusal
        except paths.BadPatternError as error:
            if number == 0:
                raise
            self.refused[number] = BuildRefusedError(f"{paths.quoted(str(error))} is malformed")
        return None
