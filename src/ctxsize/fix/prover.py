"""An ignore file that is only thought of: what each builder would receive with it, out of a walk that is remembered."""

from __future__ import annotations

from ctxsize.build.load import check_lines
from ctxsize.build.plan import BuildPlan, plan
from ctxsize.builder import Builder
from ctxsize.context.disk import DiskSource
from ctxsize.context.entry import TallyCounter
from ctxsize.context.walk import walk
from ctxsize.errors import CtxsizeError
from ctxsize.fix.block import BEGIN, END, Group, with_block
from ctxsize.fix.outcome import Figures, Saved
from ctxsize.fix.reconcile import Reception
from ctxsize.fix.snapshot import Snapshot
from ctxsize.ignore.matcher import NO_PATTERN
from ctxsize.ignore.parse import IGNORE_FILE, parse
from ctxsize.scan.remembered import scan_eligibility, scan_remembered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxsize.build.request import Request


class Prover:
    """Simulates a build with whatever stands in its ignore file, on each builder that reads that file."""

    def __init__(
        self, builds: Sequence[BuildPlan], strangers: Sequence[BuildPlan], snapshot: Snapshot, data: bytes
    ) -> None:
        """Prepare.

        Args:
            builds: the build on each builder that reads the ignore file.
            strangers: the build on builders that read another.
            snapshot: all entries of its context.
            data: the ignore file without a block.

        """
        self._builds = {build.builder: build for build in builds}
        self._strangers = {build.builder: build for build in strangers}
        self.snapshot = snapshot
        self.data = data
        """The ignore file without a block."""
        self._thought: tuple[bytes, BuildPlan, dict[int, str]] | None = None
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
        """Return what the build receives without a block, directories left out, with the bytes that are in it."""
        return self._requested(self._build(self.builders[0], self.data))

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
                before = scan_remembered(build.main, self.snapshot)
                build_after = build.with_ignore_data(data) if builder in self.builders else build
                after = scan_remembered(build_after.main, written)
            except CtxsizeError as error:
                found.append(Figures(builder=builder, before=None, after=None, error=str(error)))
            else:
                found.append(Figures(builder=builder, before=before, after=after))
        return found

    def savings(self, data: bytes, groups: Sequence[Group]) -> list[Saved]:
        """Return what each line of the block keeps away of what arrives without it: the line that decides counts."""
        tallies: dict[str, dict[Builder, TallyCounter]] = {
            line: {builder: TallyCounter() for builder in self.builders} for group in groups for line in group.lines
        }
        numbers = block_lines(data)
        for builder in self.builders:
            build = self._build(builder, data)
            sizes = self._requested(self._build(builder, self.data))
            for path in sizes.keys() - self._requested(build).keys():
                text = numbers.get(deciding_line(build, path) or 0)
                if text in tallies:
                    tallies[text][builder].add(sizes[path])
        return [
            Saved(
                line=line,
                reason=group.reason,
                tallies={builder: tally.result() for builder, tally in tallies[line].items()},
            )
            for group in groups
            for line in group.lines
        ]

    def _build(self, builder: Builder, data: bytes) -> BuildPlan:
        return self._builds[builder].with_ignore_data(data)

    def _reception(self, builder: Builder, data: bytes) -> Reception:
        build = self._build(builder, data)
        if builder is Builder.BUILDKIT:
            check_lines(build.ignore_file)
        found = scan_eligibility(build.main, self.snapshot, whole=True)
        # What a builder sends of its own accord no line can keep away, and about the ignore file no line should be.
        own = {IGNORE_FILE, build.inputs.ignore_file or ""}
        if builder is Builder.LEGACY:
            own.add(build.inputs.own_dockerfile or "")
        return Reception(found.directories, frozenset(found.leaves.keys() - own), found.empty - own)

    def _requested(self, build: BuildPlan) -> dict[str, int]:
        """Return what the build itself receives, directories left out, with the bytes that are in it."""
        return scan_eligibility(build.main, self.snapshot).leaves


def deciding_line(build: BuildPlan, path: str) -> int | None:
    """Return the number of the ignore file's line that has the last word about an entry that is no directory."""
    _, rule = build.matcher.decide(path)
    return build.main.lines[rule].number if rule != NO_PATTERN else None


def block_lines(data: bytes) -> dict[int, str]:
    """Return the texts of the block's lines by their number."""
    found: dict[int, str] = {}
    inside = False
    for line in parse(data).lines:
        inside = (inside or line.text.startswith(BEGIN)) and not line.text.startswith(END)
        if inside and not line.is_comment:
            found[line.number] = line.text
    return found


def arriving(request: Request, data: bytes) -> frozenset[str]:
    """Return the paths that a build receives with this text in its ignore file, directories left out.

    Raises:
        CtxsizeError: if the builder refuses the build, or the text.
        OSError: if the context root can't be read.

    """
    snapshot = Snapshot()
    walk(DiskSource(request.root), snapshot)
    return frozenset(scan_eligibility(plan(request).with_ignore_data(data).main, snapshot).leaves)
