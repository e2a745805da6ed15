"""An ignore file that is only thought of: what each builder would receive with it, out of a walk that is remembered."""

from __future__ import annotations

import stat

from ctxsize.build.load import check_lines
from ctxsize.build.plan import Build
from ctxsize.builder import Builder
from ctxsize.builder.buildkit import Node
from ctxsize.context.entry import Tally, Totals
from ctxsize.errors import BuildRefusedError, CtxsizeError
from ctxsize.fix.block import BEGIN, END, Group, with_block
from ctxsize.fix.outcome import Figures, Saved
from ctxsize.fix.reconcile import Reception
from ctxsize.golang.paths import BadPatternError
from ctxsize.ignore.parse import IGNORE_FILE, parse
from ctxsize.ignore.state import NO_PATTERN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ctxsize.context.entry import Found
    from ctxsize.fix.snapshot import Snapshot
    from ctxsize.ignore.matcher import CarefulState
    from ctxsize.ignore.state import State


class Prover:
    """Simulates a build with whatever stands in its ignore file, on each builder that reads that file."""

    def __init__(self, builds: Sequence[Build], strangers: Sequence[Build], snapshot: Snapshot, data: bytes) -> None:
        """Prepare.

        Args:
            builds: the build on each builder that reads the ignore file.
            strangers: the build on builders that read another.
            snapshot: all entries of its context.
            data: the ignore file without a block.

        """
        self._builds = {build.request.builder: build for build in builds}
        self._strangers = {build.request.builder: build for build in strangers}
        self.snapshot = snapshot
        self.data = data
        """The ignore file without a block."""
        self._thought: tuple[bytes, Build, dict[int, str]] | None = None
        self.refused: dict[Builder, str] = {}
        """Builders that would refuse the build as it is, and why."""
        self.builders: list[Builder] = []
        self.before: list[Reception] = []
        for builder in self._builds:
            try:
                self.before.append(self._reception(builder, data))
                self.builders.append(builder)
            except CtxsizeError as error:
                self.refused[builder] = str(error)

    def text(self, lines: Sequence[str]) -> bytes:
        """Return the ignore file with these lines in its block."""
        return with_block(self.data, [Group(reason="", lines=tuple(lines))])

    def receive(self, lines: Sequence[str]) -> list[Reception] | None:
        """Return what each builder receives with these lines; ``None`` if one refuses them."""
        return self.receive_text(self.text(lines))

    def receive_text(self, data: bytes) -> list[Reception] | None:
        """Return what each builder receives with this text in the ignore file; ``None`` if one refuses it."""
        try:
            return [self._reception(builder, data) for builder in self.builders]
        except CtxsizeError:
            return None

    def decider(self, lines: Sequence[str], path: str) -> int | None:
        """Return which of the lines has the last word about a path, ``None`` if none of them."""
        data = self.text(lines)
        if self._thought is None or self._thought[0] != data:
            self._thought = (data, self._build(self.builders[0], data), block_lines(data))
        _, build, block = self._thought
        text = block.get(deciding_line(build, path) or 0)
        return next((number for number, own in enumerate(lines) if own == text), None)

    def excludes(self, lines: Sequence[str], path: str) -> bool:
        """Whether one of the lines keeps a path away, be it there or not: one with the last word that is no exception."""
        number = self.decider(lines, path)
        return number is not None and not lines[number].startswith("!")

    def asked(self) -> dict[str, int]:
        """Return what the build receives without a block, folders left out, with the bytes that are in it."""
        return self._asked(self._build(self.builders[0], self.data))

    def figures(self, data: bytes, place: str | None) -> list[Figures]:
        """Return both builders' totals for this build, with the ignore file as it is and with this text in it.

        Args:
            data: the text.
            place: where in the context it is going to stand, which is received like anything else; ``None`` where it does not.

        """
        written = self.snapshot.with_file(place, len(data)) if place is not None else self.snapshot
        found = []
        for builder, build in (*self._builds.items(), *self._strangers.items()):
            try:
                before = self._totals(build, self.snapshot)
                after = self._totals(build.with_ignore_data(data) if builder in self.builders else build, written)
            except CtxsizeError as error:
                found.append(Figures(builder=builder, before=None, after=None, error=str(error)))
            else:
                found.append(Figures(builder=builder, before=before, after=after))
        return found

    def savings(self, data: bytes, groups: Sequence[Group]) -> list[Saved]:
        """Return what each line of the block keeps away of what arrives without it: the line that decides counts."""
        tallies: dict[str, dict[Builder, Tally]] = {
            line: {builder: Tally() for builder in self.builders} for group in groups for line in group.lines
        }
        numbers = block_lines(data)
        for builder in self.builders:
            build = self._build(builder, data)
            sizes = self._asked(self._build(builder, self.data))
            for path in sizes.keys() - self._asked(build).keys():
                text = numbers.get(deciding_line(build, path) or 0)
                if text in tallies:
                    tallies[text][builder].add(sizes[path])
        return [
            Saved(line=line, reason=group.reason, tallies=tallies[line]) for group in groups for line in group.lines
        ]

    def _build(self, builder: Builder, data: bytes) -> Build:
        return self._builds[builder].with_ignore_data(data)

    def _reception(self, builder: Builder, data: bytes) -> Reception:
        build = self._build(builder, data)
        if builder is Builder.BUILDKIT:
            check_lines(build.ignore_file)
        side = build.side(whole=True)
        if side is None:
            raise BuildRefusedError("The build asks for nothing.")
        seen = _Seen(side)
        self._replay(build, seen)
        # What a builder sends of its own accord no line can keep away, and of the ignore file no line should speak.
        own = {IGNORE_FILE, build.inputs.ignore_file or ""}
        if builder is Builder.LEGACY:
            own.add(build.inputs.own_dockerfile or "")
        return Reception(frozenset(seen.folders), frozenset(seen.leaves.keys() - own), frozenset(seen.empty - own))

    def _totals(self, build: Build, snapshot: Snapshot) -> Totals:
        side = build.side()
        if side is None:
            return Totals()
        self._replay(build, side, snapshot)
        side.finish()
        return side.totals

    def _asked(self, build: Build) -> dict[str, int]:
        """Return what the build itself receives, folders left out, with the bytes that are in it."""
        side = build.side()
        if side is None:
            return {}
        seen = _Seen(side)
        self._replay(build, seen)
        return seen.leaves

    def _replay(self, build: Build, visitor: Any, snapshot: Snapshot | None = None) -> None:  # noqa: ANN401 (see Snapshot.replay)
        try:
            (snapshot or self.snapshot).replay(visitor)
        except BadPatternError as error:
            raise build.refused(error) from None


class _Seen:
    """A visitor that keeps what a builder's side receives, by the verdicts alone: nobody counts bytes on a wire."""

    def __init__(self, side: Any) -> None:  # noqa: ANN401 (of one builder or the other, with its own tokens)
        self._side = side
        self.folders: set[str] = set()
        self.leaves: dict[str, int] = {}
        self.empty: set[str] = set()

    def root(self) -> object:
        return self._side.root()

    def folder(self, token: Any, found: Found) -> object:  # noqa: ANN401
        inner = self._side.folder(token, found)
        if inner is not None and self._side.sends(inner):
            self.folders.add(found.path)
        return inner

    def leaf(self, token: Node | State | CarefulState, found: Found) -> None:
        state = token.excludes if isinstance(token, Node) else token
        if isinstance(token, Node) and token.includes is not None:
            included, _ = token.includes.file(found.name, found.path)
            if not included:
                return
        excluded, rule = state.file(found.name, found.path)
        if excluded:
            return
        size = found.size if stat.S_ISREG(found.mode) else 0
        self.leaves[found.path] = size
        if size and isinstance(token, Node) and not state.opens(rule, found.path):
            self.empty.add(found.path)

    def unreadable(self, token: Any, found: Found, error: OSError) -> None:  # noqa: ANN401
        self._side.unreadable(token, found, error)


def deciding_line(build: Build, path: str) -> int | None:
    """Return the number of the ignore file's line that has the last word about an entry that is no folder."""
    _, rule = build.matcher.decide(path)
    lines = [line for line in build.ignore_file.lines if line.pattern is not None]
    return lines[rule].number if rule != NO_PATTERN else None


def block_lines(data: bytes) -> dict[int, str]:
    """Return the texts of the block's lines by their number."""
    found: dict[int, str] = {}
    inside = False
    for line in parse(data).lines:
        inside = (inside or line.text.startswith(BEGIN)) and not line.text.startswith(END)
        if inside and not line.is_comment:
            found[line.number] = line.text
    return found
