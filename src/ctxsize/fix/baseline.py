"""What there is before any line of ours: the builds that read one ignore file, each planned and scanned without a block."""

from __future__ import annotations

from functools import cached_property

from ctxsize.analysis.analyze import analyze
from ctxsize.analysis.run_rules import BuildRules
from ctxsize.build.plan import plan_on_both
from ctxsize.context.entry import Tally
from ctxsize.display.escaping import printable, quoted
from ctxsize.fix.block import split
from ctxsize.git.gitignore import GITIGNORE, Layer, Translated, translate
from ctxsize.git.program import Ignored, WorkTree, ignored, outer_layers, repository, tracked
from ctxsize.git.running import GitError
from ctxsize.golang import paths
from ctxsize.ignore.parse import IGNORE_FILE, parse
from ctxsize.record import Record
from ctxsize.scan.scan import scan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxsize.build.plan import BuildPlan
    from ctxsize.build.request import Request
    from ctxsize.ignore.parse import Line
    from ctxsize.needs.model import Needs
    from ctxsize.rules.finding import Finding
    from ctxsize.rules.selection import Selection
    from ctxsize.scan.scan import Scan

_FOREIGN = frozenset({"node_modules", "vendor", "third_party", "3rdparty", "site-packages", "bower_components", ".git"})
"""Directories of other people's projects, whose ignore files say nothing of this one."""
_MOST_INNER = 50


class SeenBuild(Record):
    """One build that has been looked at: its plan on both builders, its rules, its scan, and what the rules found."""

    plan: BuildPlan
    rules: BuildRules
    scan: Scan
    findings: tuple[Finding, ...]

    def weight(self, path: str) -> Tally:
        """Return what the build receives at a path and below."""
        return self.scan.directories.get(path) or self.rules.tally(path)


def look(request: Request, selection: Selection, data: bytes | None = None) -> SeenBuild:
    """Plan and scan one build with ``data`` in its ignore file; ``None`` stands for what is on disk.

    Raises:
        CtxsizeError: if the builder would refuse the build.

    """
    build = plan_on_both(request)
    if data is not None and data != build.inputs.ignore_data:
        build = build.with_ignore_data(data)
    rules = BuildRules(build)
    found = scan(build, rules.interest(excluded=False))
    return SeenBuild(plan=build, rules=rules, scan=found, findings=analyze(build, found, rules, selection).findings)


class Baseline:
    """The builds of one ignore file as they are without a block, and what git says of their context."""

    def __init__(self, seen: Sequence[SeenBuild], old: bytes, shown: str, author: bytes | None = None) -> None:
        """Take the builds, the first of which is the one that counts for figures.

        Args:
            seen: the builds, looked at with the author's part of the ignore file alone.
            old: what stands in the ignore file.
            shown: its name in sentences.
            author: the author's part as it is to be; ``None`` stands for what it is.

        """
        self.seen = seen
        self.old = old
        self.shown = shown
        self.first = seen[0]
        self.root = self.first.plan.request.root
        self.source = self.first.plan.source
        self.author = split(old).users if author is None else author

    @cached_property
    def lines(self) -> list[Line]:
        """The author's lines that hold a pattern."""
        return [line for line in parse(self.author, self.shown).lines if line.pattern is not None]

    @cached_property
    def block_lines(self) -> list[tuple[str, str]]:
        """The lines of the block that is there, each with the reason above it."""
        found: list[tuple[str, str]] = []
        reason = ""
        for row in parse(split(self.old).block, self.shown).lines:
            if row.is_comment:
                reason = row.text.removeprefix("#").strip()
            elif row.pattern is not None:
                found.append((row.text.strip(), reason))
        return found

    @cached_property
    def needs(self) -> list[Needs]:
        """What all builds need that read this ignore file, the one that was asked about first, none twice."""
        own = [seen.rules.needs for seen in self.seen]
        return [*own, *own[0].others]

    @cached_property
    def notes(self) -> list[str]:
        """What could not be found out, in sentences."""
        found: list[str] = []
        for seen in self.seen:
            refusal = seen.plan.other_refusal or seen.scan.other_refusal
            if refusal is not None:
                other = seen.plan.builder.other.value
                found.append(f"Not checked with {other}, which refuses this build: {refusal}")
        return list(dict.fromkeys(found))

    @cached_property
    def ignored(self) -> Ignored | None:
        """What git ignores, submodules and other work trees included; ``None`` where git can't be asked."""
        rules = self.first.rules
        answer = rules.git
        if answer is None:
            if rules.git_failure:
                self.notes.append(f"Git could not be asked what it ignores: {rules.git_failure}.")
            return None
        if answer.whole:
            self.notes.append("Git ignores the build context as a whole, so that it says nothing about its parts.")
            return Ignored(files=frozenset(), directories=frozenset(), whole=True)
        files, directories = set(answer.files), set(answer.directories)
        for inner in self._inner():
            try:
                inside = ignored(WorkTree(top=f"{self.root}/{inner}", prefix=""))
            except GitError:
                continue
            files.update(f"{inner}/{path}" for path in inside.files)
            directories.update(f"{inner}/{path}" for path in inside.directories)
        return Ignored(files=frozenset(files), directories=frozenset(directories))

    def _inner(self) -> Iterator[str]:
        """Yield the work trees inside of this one."""
        marks = [noted.path for noted in self.first.scan.noted if noted.path.endswith("/.git")]
        for path in marks[:_MOST_INNER]:
            yield path.removesuffix("/.git")

    def is_ignored(self, path: str) -> bool:
        """Whether git ignores a path and tracks nothing in it."""
        answer = self.ignored
        return answer is not None and (
            path in answer.files or not answer.directories.isdisjoint(paths.with_directories(path))
        )

    @cached_property
    def patterns(self) -> tuple[Translated, ...]:
        """Git's patterns, the weakest first; those of ignore files in other people's directories are left out."""
        found = repository(self.root)
        layers: list[Layer] = []
        if found is not None:
            if self.ignored is None or self.ignored.whole:
                return ()
            try:
                layers = outer_layers(found)
            except GitError as error:
                self.notes.append(str(error))
                return ()
        for path in self._gitignores(within=found is not None):
            directory = path.rpartition("/")[0]
            data = self.source.read(path)
            if data is not None:
                layers.append(Layer(path=path, data=data, base=directory))
        return translate(layers)

    def _gitignores(self, *, within: bool) -> list[str]:
        """Return the ignore files of git in the context, the outer ones first."""
        found = {noted.path for noted in self.first.scan.noted if noted.path.rpartition("/")[2] == GITIGNORE}
        if within:
            found.update(path for path in self.tracked if path.rpartition("/")[2] == GITIGNORE)
        if self.source.size(GITIGNORE) is not None:
            found.add(GITIGNORE)
        own = [path for path in found if _FOREIGN.isdisjoint(path.split("/")[:-1]) and not self.is_ignored(path)]
        return sorted(own, key=lambda path: (path.count("/"), path))

    @cached_property
    def tracked(self) -> frozenset[str]:
        """All paths that git tracks in the context."""
        return frozenset(tracked(self.root))

    def is_tracked(self, place: str) -> bool:
        """Whether git tracks a path, or something in it."""
        return place in self.tracked or place in self._tracked_directories

    @cached_property
    def _tracked_directories(self) -> frozenset[str]:
        return frozenset(above for path in self.tracked for above in paths.with_directories(path)[:-1])

    def own_line(self, line: Line) -> str:
        """Return how a sentence names a line of the author's."""
        return f"your own line {printable(self.shown or IGNORE_FILE)}:{line.number} {quoted(line.text.strip())}"
