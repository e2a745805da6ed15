"""What the rules are shown of one scan: the little that they need, read from the context where they must look inside."""

from __future__ import annotations

from ctxsize.build.source_paths import paths_to_watch, resolve_source
from ctxsize.build.stage_paths import missing_in_stages
from ctxsize.builder import Builder
from ctxsize.context.entry import Tally
from ctxsize.display.escaping import printable, quoted
from ctxsize.dockerfile.parser.parse import parse as parse_dockerfile
from ctxsize.errors import CtxsizeError
from ctxsize.git import program as vcs
from ctxsize.golang import paths
from ctxsize.golang.text import decode
from ctxsize.ignore.parse import IGNORE_FILE
from ctxsize.ignore.verdict import Verdicts
from ctxsize.rules import files, ignorefile, large, limits, patterns, secrets, suppress, untracked
from ctxsize.rules.catalogue import NameFilter
from ctxsize.rules.evidence import Command, Evidence, is_manifest
from ctxsize.rules.finding import Confidence
from ctxsize.rules.reach import Reach
from ctxsize.rules.sources import not_in_stage, predict, uses
from ctxsize.scan.scan import Interest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ctxsize.build.plan import BuildPlan
    from ctxsize.dockerfile.parser.syntax import Instruction
    from ctxsize.dockerfile.sources import Source
    from ctxsize.ignore.parse import Line
    from ctxsize.rules.detect import Detection
    from ctxsize.rules.finding import Finding
    from ctxsize.rules.suppress import Suppression
    from ctxsize.scan.scan import Scan

_MANIFESTS = 50
"""How many manifests are read at most."""
_LARGEST = 100
"""How many of the largest files the rules are shown."""


def suppressions(plan: BuildPlan) -> list[Suppression]:
    """Return the comments of the ignore file and the Dockerfile that keep rules quiet."""
    inputs = plan.inputs
    found: list[Suppression] = []
    if suppress.MARK in inputs.ignore_data:
        found += suppress.in_ignore_file(plan.ignore_file)
    if suppress.MARK in inputs.dockerfile_data:
        try:
            dockerfile = parse_dockerfile(inputs.dockerfile_data, inputs.dockerfile)
        except CtxsizeError:
            return found  # the legacy builder has not read it yet
        lines = [(instruction.line, instruction.last_line) for instruction in dockerfile.instructions]
        found += suppress.in_dockerfile(inputs.dockerfile, decode(inputs.dockerfile_data), lines)
    return found


def commands(instructions: Iterable[Instruction]) -> list[Command]:
    """Return each RUN among the instructions."""
    return [
        Command(
            line=instruction.line,
            text="\n".join((instruction.text, *(heredoc.content for heredoc in instruction.heredocs))),
        )
        for instruction in instructions
        if instruction.keyword == "RUN"
    ]


def images(instructions: Iterable[Instruction]) -> list[str]:
    """Return what each FROM among the instructions builds on."""
    return [one.args[0] for one in instructions if one.keyword == "FROM" and one.args]


class BuildRules:
    """The rules for one build: asked what the scan is to take note of, then shown the scan and asked for their findings."""

    def __init__(self, plan: BuildPlan) -> None:
        """Prepare for a build. Git is asked at once, and answers while the context is looked through."""
        self._plan = plan
        self._source = plan.source
        self._sources = plan.sources()
        self._lines = plan.main.lines
        self._reach = Reach(plan.source)
        # A commit holds nothing that git does not track.
        self._git = vcs.Question(plan.request.root) if plan.request.tree is None else None
        self._deeper = patterns.deeper_names(self._lines, self._reach)
        self._verdicts = Verdicts(plan.ignore_file, plan.matcher)
        self._candidates = [resolve_source(plan.source, source) for source in self._sources]

    def interest(self, *, largest: int = 0, excluded: bool = True) -> Interest:
        """Return what a scan of the build is to take note of, for the rules.

        Args:
            largest: how many of the largest files are wanted besides; the rules want a hundred.
            excluded: whether excluded directories are to be looked into.

        """
        wanted = secrets.wanted()
        for glob, size in files.wanted().items():
            wanted[glob] = min(size, wanted.get(glob, size))
        least = NameFilter(wanted).least
        deeper = self._deeper
        return Interest(
            largest=max(largest, _LARGEST),
            paths=paths_to_watch(self._candidates),
            names=least if not deeper else lambda name: 0 if name in deeper else least(name),
            needs_limit_check=limits.needs_check,
            excluded=excluded,
        )

    def findings(self, scan: Scan) -> Iterator[Finding]:
        """Yield the findings; of a build that never asks for its context just those about its sources."""
        plan = self._plan
        yield from predict(self._candidates, plan.inputs.dockerfile, scan.arrived, self._excluded_by)
        if plan.usage is not None:
            missing = missing_in_stages(plan.usage, plan.source)
            yield from (not_in_stage(copy.line, path, stage, plan.inputs.dockerfile) for copy, path, stage in missing)
        if not scan.asked:
            return
        weights = large.Weights(files=scan.largest_files, folders=scan.directories)
        folders = scan.directories
        yield from self._secrets(scan)
        yield from self._files(scan, weights)
        yield from self._untracked(folders)
        if not plan.ignore_file.hidden:
            yield from patterns.find(
                patterns.Situation(
                    ignore_file=plan.ignore_file,
                    lines=self._lines,
                    matcher=plan.matcher,
                    reach=self._reach,
                    root=plan.request.root,
                    noted=scan.noted,
                    weight=lambda path: folders.get(path) or Tally(),
                )
            )
        places = self._places()
        yield from ignorefile.inactive(places)
        yield from ignorefile.copied_whole(self.taken(), places, scan.received)
        yield from self._builders_differ(scan)
        yield from limits.received(scan.near_limits, plan.builder)
        reported: set[tuple[str, str]] = set()
        for finding in (*self._empty(scan), *limits.all_refused(scan.refusals, plan.builder)):
            # One entry can stop several builds; to say so once is enough, the worst first.
            if finding.line is not None or (finding.rule.code, finding.path) not in reported:
                reported.add((finding.rule.code, finding.path))
                yield finding

    def _excluded_by(self, path: str) -> str | None:
        """Say which line keeps a path out."""
        try:
            return self._verdicts.excluded_by(path)
        except paths.BadPatternError as error:
            raise self._plan.main.refused(error) from None

    def _files(self, scan: Scan, weights: large.Weights) -> Iterator[Finding]:
        """Yield what is said of files and folders by what they are and by how large they are."""
        evidence = self.evidence()
        scene = files.Scene(
            noted=scan.noted,
            below_threshold=scan.below_threshold,
            folders=weights.folders,
            evidence=evidence,
            names=self._reach.names,
            head=lambda path: next((head for _, head in self._source.heads([path], secrets.HEAD_BYTES)), b""),
            is_image=self._source.is_image_archive,
        )
        pieces = files.unneeded(scene)
        yield from files.find(scene, pieces)
        yield from large.find(weights, pieces, evidence, self._source.digest)
        yield from large.sent_for_nothing(weights, self._plan.builder, self.taken(), self._plan.inputs.dockerfile)

    def taken(self) -> list[Source]:
        """Return what the target takes from the main context, also for the legacy builder, which does not ask for it."""
        usage = self._plan.usage_or_none()
        return [source for source in usage.sources if source.context is None] if usage is not None else []

    def _untracked(self, folders: Mapping[str, Tally]) -> Iterator[Finding]:
        """Yield what is said of places that git ignores, but for those that an instruction names."""
        answer = self._git.answer() if self._git is not None else None
        if self._git is not None and self._git.failure:
            yield untracked.unchecked(self._git.place, self._git.failure)
        if answer is None or answer.whole or self._plan.main.is_careful:
            return
        evidence = self.evidence()
        received = {path: folders.get(path) or Tally() for path in answer.folders}
        received |= {path: self._tally(path) for path in answer.files}
        yield from untracked.find({path: tally for path, tally in received.items() if not evidence.needed(path)})

    def _tally(self, path: str) -> Tally:
        """Return what is received of a single file."""
        size = self._source.size(path)
        excluded, _ = self._plan.matcher.decide(path)
        taken = self._plan.main.is_whole or any(uses(source, path) for source in self._sources)
        return Tally(1, size) if size is not None and taken and not excluded else Tally()

    def evidence(self) -> Evidence:
        """Return what the build says about itself: its Dockerfile, and the manifests in the context root."""
        inputs = self._plan.inputs
        manifests = [name for name in self._reach.names("") if is_manifest(name)][:_MANIFESTS]
        try:
            instructions = parse_dockerfile(inputs.dockerfile_data, inputs.dockerfile).instructions
        except CtxsizeError:
            instructions = ()
        return Evidence(
            dockerfile=inputs.dockerfile,
            sources=self.taken(),
            commands=commands(instructions),
            images=images(instructions),
            manifests={
                path: head.decode("utf-8", "replace")
                for path, head in self._source.heads(manifests, secrets.HEAD_BYTES)
            },
        )

    def _secrets(self, scan: Scan) -> Iterator[Finding]:
        received = [noted for noted in scan.noted if noted.received]
        usage = self._plan.usage_or_none()
        for suspect, detection in self._detected(secrets.suspects(received)):
            yield secrets.report(suspect, detection, usage, self._plan.inputs.dockerfile, self._given_back_by)

    def _detected(self, suspects: Sequence[secrets.Suspect]) -> Iterator[tuple[secrets.Suspect, Detection]]:
        by_path = {suspect.path: suspect for suspect in suspects}
        for path, head in self._source.heads(by_path, secrets.HEAD_BYTES):
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
        return f"{printable(self._plan.ignore_file.path)}:{line.number} {quoted(line.text.strip())}"

    def _places(self) -> ignorefile.Places:
        inputs = self._plan.inputs
        folder = inputs.dockerfile.rpartition("/")[0]
        inside = inputs.own_dockerfile is not None and not inputs.dockerfile.startswith("/")
        at_root = frozenset(
            name
            for name in self._reach.names("")
            if not ignorefile.looks_misnamed(name) or self._source.size(name) is not None
        )
        return ignorefile.Places(
            builder=self._plan.builder,
            dockerfile=inputs.dockerfile,
            folder=folder,
            beside=frozenset(self._reach.names(folder)) if inside else frozenset(),
            at_root=at_root,
            active=inputs.ignore_file,
            says_nothing=not self._lines,
            own_context=inside and self._is_own_context(folder),
        )

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
            else self._source.exists(f"{folder}/{source.path}")
            for source in self._sources
        )

    def _builders_differ(self, scan: Scan) -> Iterator[Finding]:
        here, other = self._plan.builder, self._plan.other
        if other is None or self._plan.main.is_careful:
            return
        if other.inputs.ignore_file == self._plan.inputs.ignore_file:
            decide = self._plan.matcher.decide
            rescued = [(path, decide(path)[1]) for path, only in scan.differences if only is Builder.BUILDKIT]
            yield from ignorefile.one_builder_only(rescued, self._active(), here)
        only_there = {path for path, only in scan.differences if only is not here}
        hidden = [
            noted
            for noted in scan.noted
            if only_there and not noted.received and not only_there.isdisjoint(paths.with_folders(noted.path))
        ]
        for suspect, detection in self._detected(secrets.suspects(hidden)):
            if detection.confidence is not Confidence.LOW:
                yield secrets.report_other_side(
                    suspect, detection, other.builder, other.inputs.ignore_file or f"no {IGNORE_FILE}"
                )

    def _empty(self, scan: Scan) -> Iterator[Finding]:
        if self._plan.builder is not Builder.BUILDKIT or self._plan.main.is_careful:
            return
        asked = [
            (path, size)
            for path, size in scan.arrives_empty
            if self._plan.main.is_whole or any(uses(source, path) for source in self._sources)
        ]
        findings, unopened = ignorefile.arriving_empty(asked, self._active())
        yield from findings
        yield from limits.unopened(unopened)

    def _active(self) -> ignorefile.Lines:
        return ignorefile.Lines(
            path=self._plan.ignore_file.path, lines=self._lines, patterns=self._plan.matcher.patterns
        )
