"""What the rules are shown of one survey: the little that they need, read from disk where they must look inside."""

from __future__ import annotations

from functools import cached_property

from ctxsize.analysis.needs import DOCKERFILES, lookup_in, needs_of, other_needs
from ctxsize.builder import Builder
from ctxsize.context.entry import Tally
from ctxsize.display.escaping import printable, quoted
from ctxsize.dockerfile.parser.parse import parse as parse_dockerfile
from ctxsize.errors import CtxsizeError
from ctxsize.git import program as vcs
from ctxsize.golang import paths
from ctxsize.golang.text import decode
from ctxsize.ignore.matcher import CarefulState
from ctxsize.ignore.parse import IGNORE_FILE
from ctxsize.ignore.verdict import Verdicts
from ctxsize.needs.contexts import compose_builds, is_dockerfile
from ctxsize.needs.names import NameFilter
from ctxsize.needs.takes import How
from ctxsize.needs.waste import kind_of
from ctxsize.rules import files, ignorefile, large, limits, patterns, secrets, suppress, untracked
from ctxsize.rules.finding import Confidence
from ctxsize.rules.reach import Reach
from ctxsize.rules.sources import uses

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from ctxsize.build.plan import Build
    from ctxsize.context.entry import Totals, Type
    from ctxsize.context.walk import Tree
    from ctxsize.dockerfile.sources import Source
    from ctxsize.errors import BuildRefusedError
    from ctxsize.ignore.parse import Line
    from ctxsize.needs.lookup import Lookup
    from ctxsize.needs.model import Needs
    from ctxsize.rules.detect import Detection
    from ctxsize.rules.finding import Finding
    from ctxsize.rules.suppress import Suppression
    from ctxsize.scan.scanner import Scanner


def suppressions(build: Build) -> list[Suppression]:
    """Return the comments of the ignore file and the Dockerfile that keep rules quiet."""
    inputs = build.inputs
    found: list[Suppression] = []
    if suppress.MARK in inputs.ignore_data:
        found += suppress.in_ignore_file(build.ignore_file)
    if suppress.MARK in inputs.dockerfile_data:
        try:
            dockerfile = parse_dockerfile(inputs.dockerfile_data, inputs.dockerfile)
        except CtxsizeError:
            return found  # the legacy builder has not read it yet
        lines = [(instruction.line, instruction.last_line) for instruction in dockerfile.instructions]
        found += suppress.in_dockerfile(inputs.dockerfile, decode(inputs.dockerfile_data), lines)
    return found


class Review:
    """One review: it is asked what the survey shall note, told of what arrives, and then for its findings."""

    def __init__(self, build: Build, tree: Tree, sources: Sequence[Source]) -> None:
        """Prepare to review a build; ``sources`` are those that its target takes from the main context."""
        self._build = build
        self._tree = tree
        self._sources = sources
        self._lines = [line for line in build.ignore_file.lines if line.pattern is not None]
        self._reach = Reach(tree)
        # A commit holds nothing that git does not track.
        self._git = vcs.Question(build.request.root) if build.request.tree is None else None
        self._deeper = patterns.deeper_names(self._lines, self._reach)
        self._dockerfiles: Sequence[str] = ()

    def wants(self) -> Callable[[str], int | None]:
        """Return what says from how many bytes on the survey shall note a file of some name, ``None`` if never."""
        wanted = secrets.wanted()
        for glob, size in files.wanted().items():
            wanted[glob] = min(size, wanted.get(glob, size))
        wanted |= dict.fromkeys((*DOCKERFILES, IGNORE_FILE), 0)
        filtered = NameFilter(wanted).least
        deeper = self._deeper

        def least(name: str) -> int | None:
            found = filtered(name)
            return 1 if found is None and secrets.is_bare(name) else found

        return least if not deeper else lambda name: 0 if name in deeper else least(name)

    def findings(
        self,
        survey: Scanner,
        odd: Sequence[tuple[str, Type, int]],
        received: Totals,
        weights: large.Weights,
        other: Build | None,
        refusals: Sequence[tuple[Builder, BuildRefusedError]],
    ) -> Iterator[Finding]:
        """Yield the findings of a build that asks for its context.

        Args:
            survey: the survey, walked.
            odd: what is received and is :func:`limits.is_odd`.
            received: what arrives.
            weights: what arrives by folder, with all below, and the largest files.
            other: the same build on the other builder, if that one gets as far.
            refusals: what was found to be refused on the way, by which builder.

        """
        build = self._build
        folders = weights.folders
        self._dockerfiles = [noted.path for noted in survey.noted if is_dockerfile(noted.path)]
        yield from self._secrets(survey)
        yield from self._files(survey, weights)
        yield from self._untracked(folders)
        if not build.ignore_file.hidden:
            yield from patterns.find(
                patterns.Situation(
                    ignore_file=build.ignore_file,
                    lines=self._lines,
                    matcher=build.matcher,
                    reach=self._reach,
                    root=build.request.root,
                    noted=survey.noted,
                    weight=lambda path: folders.get(path) or Tally(),
                    needed=self._is_needed,
                )
            )
            yield from self._needed()
        places = self._places()
        yield from ignorefile.inactive(places)
        yield from ignorefile.stray(self._stray(survey, places))
        yield from ignorefile.copied_whole(self._taken(), places, received)
        yield from self._builders_differ(survey, other)
        yield from limits.received(odd, build.request.builder)
        told: set[tuple[str, str]] = set()
        for finding in (*self._empty(survey), *limits.all_refused(refusals, build.request.builder)):
            # One entry can stop several builds; to say so once is enough, the worst first.
            if finding.line is not None or (finding.rule.code, finding.path) not in told:
                told.add((finding.rule.code, finding.path))
                yield finding

    def _files(self, survey: Scanner, weights: large.Weights) -> Iterator[Finding]:
        """Yield what is said of files and folders by what they are and by how large they are."""
        scene = files.Scene(
            noted=survey.noted,
            slight=survey.slight,
            folders=weights.folders,
            needs=self.needs,
            ignored=self._is_ignored,
            names=self._reach.names,
            head=lambda path: next((head for _, head in self._tree.heads([path], secrets.HEAD_BYTES)), b""),
            is_image=self._tree.is_image_archive,
        )
        pieces = files.unneeded(scene)
        yield from files.find(scene, pieces)
        yield from large.find(weights, pieces, self.needs, self._tree.digest)
        yield from large.sent_for_nothing(
            weights, self._build.request.builder, self._taken(), self._build.inputs.dockerfile
        )

    def _needed(self) -> Iterator[Finding]:
        """Yield what is said of lines that exclude what commands read."""
        if isinstance(self._build.matcher.root, CarefulState) or not self._lines or not self._runs_something():
            return
        from ctxsize.rules import needed  # noqa: PLC0415 (many a context excludes nothing, or runs nothing)

        verdicts = Verdicts(self._build.ignore_file, self._build.matcher)

        def by(path: str) -> tuple[Line, str] | None:
            place, line = verdicts.deciding(path)
            return None if line is None or line.pattern is None or line.pattern.exception else (line, place)

        root = self._build.request.root
        excluded = needed.Excluded(
            ignore_file=self._build.ignore_file.path,
            by=by,
            tracked=lambda: vcs.tracked(root) if self._build.request.tree is None else (),
            exists=self._reach.exists,
        )
        yield from needed.find(self.needs, excluded)

    def reasons_for(self, path: str) -> Iterator[str]:
        """Yield sentences on what needs a path besides the instructions that take it, and whether it may be excluded."""
        if not path:
            return
        for build in (self.needs, *self.needs.others):
            reader = build.reader(path)
            if reader is not None:
                yield reader.words
        judgement = self.needs.may_exclude(path, kind_of(path, self._lookup), ignored=self._is_ignored(path))
        if judgement.is_certain:
            yield f"can be excluded: {judgement.words}"

    def _is_needed(self, path: str) -> bool:
        """Whether the build needs a path for itself, or names the directory around it."""
        take = self.needs.takes(path)
        return self.needs.needed(path) is not None or (take is not None and take.how is How.AROUND)

    def _runs_something(self) -> bool:
        """Whether a command of the build may see something of the context."""
        usage = self._build.usage_or_none()
        return usage is not None and bool(usage.runs) and bool(usage.sources)

    def _taken(self) -> list[Source]:
        """Return what the target takes from the main context, also for the legacy builder, which does not ask for it."""
        usage = self._build.usage_or_none()
        return [source for source in usage.sources if source.context is None] if usage is not None else []

    def _untracked(self, folders: Mapping[str, Tally]) -> Iterator[Finding]:
        """Yield what is said of places that git ignores, but for those that an instruction names."""
        answer = self.git
        if self._git is not None and self._git.failure:
            yield untracked.unchecked(self._git.place, self._git.failure)
        if answer is None or answer.whole or isinstance(self._build.matcher.root, CarefulState):
            return
        received = {path: folders.get(path) or Tally() for path in answer.folders}
        received |= {path: self._tally(path) for path in answer.files}
        yield from untracked.find(
            {path: tally for path, tally in received.items() if self.needs.may_exclude(path, ignored=True).may}
        )

    def _tally(self, path: str) -> Tally:
        """Return what is received of a single file."""
        size = self._tree.size(path)
        excluded, _ = self._build.matcher.decide(path)
        taken = self._build.is_whole or any(uses(source, path) for source in self._sources)
        return Tally(1, size) if size is not None and taken and not excluded else Tally()

    @cached_property
    def needs(self) -> Needs:
        """What the build needs of its context."""
        return needs_of(self._build, self._lookup, self._tracked, self._others)

    @cached_property
    def _lookup(self) -> Lookup:
        return lookup_in(self._tree, self._reach.names)

    def _others(self) -> list[Needs]:
        return other_needs(self._build, self._lookup, self._tracked, self._dockerfiles)

    def _tracked(self, path: str) -> bool | None:
        """Whether git tracks something at a path or below; what git ignores as a whole holds nothing of the kind."""
        if self._build.request.tree is not None:
            return True
        answer = self.git
        if answer is not None and any(place in answer.folders for place in paths.with_folders(path)):
            return False
        return vcs.tracks(self._build.request.root, path)

    @cached_property
    def git(self) -> vcs.Ignored | None:
        """What git ignores; ``None`` where it can't be asked."""
        return self._git.answer() if self._git is not None else None

    def _is_ignored(self, path: str) -> bool:
        answer = self.git
        return answer is not None and (
            path in answer.files or any(place in answer.folders for place in paths.with_folders(path))
        )

    def _secrets(self, survey: Scanner) -> Iterator[Finding]:
        received = [noted for noted in survey.noted if noted.received]
        usage = self._build.usage_or_none()
        for suspect, detection in self._detected(secrets.suspects(received)):
            taker = self.needs.taker(suspect.path)
            yield secrets.report(
                suspect,
                detection,
                usage,
                self._build.inputs.dockerfile,
                self._given_back_by,
                None if taker is None else taker.words,
                shared=self._is_shared(suspect.path, suspect.noted.rule),
            )
        more = secrets.left_out(received)
        if more:
            yield secrets.bounded(more, self._build.inputs.dockerfile)

    def _is_shared(self, path: str, rule: int) -> bool:
        """Whether an environment file is one of defaults, as Symfony's: git tracks it, and an exception lets it in."""
        name = path.rpartition("/")[2]
        around = path.rpartition("/")[0]
        return (
            name in {".env", ".env.test", ".env.dev", ".env.prod"}
            and self._given_back_by(rule) is not None
            and any(one in self._reach.names(around) for one in ("symfony.lock", "composer.json"))
            and self._tracked(path) is True
        )

    def _detected(self, suspects: Sequence[secrets.Suspect]) -> Iterator[tuple[secrets.Suspect, Detection]]:
        by_path = {suspect.path: suspect for suspect in suspects}
        for path, head in self._tree.heads(by_path, secrets.HEAD_BYTES):
            detection = secrets.inspect(by_path[path], head)
            if detection is not None:
                yield by_path[path], detection

    def _given_back_by(self, rule: int) -> str | None:
        """Say which exception a pattern's number stands for."""
        if not 0 <= rule < len(self._lines):
            return None
        line: Line = self._lines[rule]
        if line.pattern is None or not line.pattern.exception:
            return None
        return f"{printable(self._build.ignore_file.path)}:{line.number} {quoted(line.text.strip())}"

    def _places(self) -> ignorefile.Places:
        inputs = self._build.inputs
        folder = inputs.dockerfile.rpartition("/")[0]
        inside = inputs.own_dockerfile is not None and not inputs.dockerfile.startswith("/")
        at_root = frozenset(
            name
            for name in self._reach.names("")
            if not ignorefile.looks_misnamed(name) or self._tree.size(name) is not None
        )
        return ignorefile.Places(
            builder=self._build.request.builder,
            dockerfile=inputs.dockerfile,
            folder=folder,
            beside=frozenset(self._reach.names(folder)) if inside else frozenset(),
            at_root=at_root,
            active=inputs.ignore_file,
            says_nothing=not self._lines,
            own_context=inside and self._is_own_context(folder),
        )

    def _stray(self, survey: Scanner, places: ignorefile.Places) -> list[str]:
        """Return the ignore files deeper in the context beside which there is no Dockerfile."""
        found = [noted.path for noted in survey.noted if noted.received and noted.path.endswith("/" + IGNORE_FILE)]
        contexts = {
            context
            for name in (self._reach.names("") if found else ())
            if "compose" in name and name.endswith((".yml", ".yaml"))
            for context, _ in compose_builds(self._lookup.text(name) or "")
        }
        return [
            path
            for path in found
            if (folder := path.rpartition("/")[0]) not in contexts
            and folder != places.folder
            and not any(map(is_dockerfile, self._reach.names(folder)))
            and not {"node_modules", "vendor", "site-packages", ".git"} & set(folder.split("/"))
        ]

    def _is_own_context(self, folder: str) -> bool:
        """Whether everything that the Dockerfile takes lies in its own folder as well."""
        return bool(folder) and all(
            any(
                paths.matches(
                    f"{folder}/{source.path}", f"{folder}/{paths.folder(source.path)}/{name}".replace("/./", "/")
                )
                for name in self._reach.names(paths.join(folder, paths.folder(source.path)))
            )
            if source.wildcard
            else self._tree.exists(f"{folder}/{source.path}")
            for source in self._sources
        )

    def _builders_differ(self, survey: Scanner, other: Build | None) -> Iterator[Finding]:
        here = self._build.request.builder
        if other is None or isinstance(self._build.matcher.root, CarefulState):
            return
        buildkit_side = "first" if here is Builder.BUILDKIT else "last"
        if other.inputs.ignore_file == self._build.inputs.ignore_file:
            decide = self._build.matcher.decide
            rescued = [(path, decide(path)[1]) for path, side in survey.differences if side == buildkit_side]
            yield from ignorefile.one_builder_only(rescued, self._active(), here)
        only_there = {path for path, side in survey.differences if side == "last"}
        hidden = [
            noted
            for noted in survey.noted
            if only_there and not noted.received and not only_there.isdisjoint(paths.with_folders(noted.path))
        ]
        for suspect, detection in self._detected(secrets.suspects(hidden)):
            if detection.confidence is not Confidence.LOW:
                yield secrets.report_other_side(
                    suspect, detection, other.request.builder, other.inputs.ignore_file or f"no {IGNORE_FILE}"
                )

    def _empty(self, survey: Scanner) -> Iterator[Finding]:
        if self._build.request.builder is not Builder.BUILDKIT or isinstance(self._build.matcher.root, CarefulState):
            return
        asked = [
            (path, size)
            for path, size in survey.empty
            if self._build.is_whole or any(uses(source, path) for source in self._sources)
        ]
        findings, unopened = ignorefile.arriving_empty(asked, self._active())
        yield from findings
        yield from limits.unopened(unopened)

    def _active(self) -> ignorefile.Lines:
        return ignorefile.Lines(
            path=self._build.ignore_file.path, lines=self._lines, patterns=self._build.matcher.patterns
        )
