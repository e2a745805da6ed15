"""What the rules are shown of one scan: the little that they need, read from the context where they must look inside."""

from __future__ import annotations

from functools import cached_property

from ctxsize.analysis.needs import lookup_in, needs_of, other_needs, stages_before
from ctxsize.analysis.shared import SharedRoot
from ctxsize.build.source_paths import paths_to_watch, resolve_source
from ctxsize.builder import Builder
from ctxsize.context.entry import Tally, Type
from ctxsize.display.escaping import printable, quoted
from ctxsize.dockerfile.parser.directives import foreign_front_end
from ctxsize.dockerfile.parser.parse import parse as parse_dockerfile
from ctxsize.errors import CtxsizeError
from ctxsize.git import program as vcs
from ctxsize.golang import paths
from ctxsize.golang.text import decode
from ctxsize.ignore.names import WantedNames, WantedRows
from ctxsize.ignore.parse import IGNORE_FILE
from ctxsize.ignore.verdict import Verdicts
from ctxsize.needs.contexts import compose_builds, is_dockerfile
from ctxsize.needs.names import NameFilter
from ctxsize.needs.statement import Certainty
from ctxsize.needs.takes import How
from ctxsize.needs.waste import kind_of
from ctxsize.rules import (
    GIT_IGNORED_RECEIVED,
    files,
    ignorefile,
    large,
    limits,
    patterns,
    secrets,
    unseen,
)
from ctxsize.rules.finding import Confidence
from ctxsize.rules.reach import Reach
from ctxsize.rules.sources import fails_in_stage, not_in_stage, predict, uses
from ctxsize.scan.notes import Noted
from ctxsize.scan.scan import Interest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ctxsize.build.plan import BuildPlan
    from ctxsize.build.source_paths import Candidate
    from ctxsize.dockerfile.sources import Source
    from ctxsize.ignore.names import NameSet
    from ctxsize.ignore.parse import Line
    from ctxsize.needs.lookup import Lookup
    from ctxsize.needs.model import Needs
    from ctxsize.rules.detect import Detection
    from ctxsize.rules.finding import Finding
    from ctxsize.rules.selection import Selection
    from ctxsize.rules.suppress import Suppression
    from ctxsize.scan.scan import Scan

GITIGNORE = ".gitignore"
_MARK = b"ctxsize:"
"""What stands in every file that has a comment for ctxsize."""
_LARGEST = 100
"""How many of the largest files the rules are shown."""


def suppressions(plan: BuildPlan) -> list[Suppression]:
    """Return the comments of the ignore file and the Dockerfile that keep rules quiet."""
    inputs = plan.inputs
    found: list[Suppression] = []
    if _MARK not in inputs.ignore_data and _MARK not in inputs.dockerfile_data:
        return found
    from ctxsize.rules import suppress  # noqa: PLC0415 (few files have such a comment)

    if _MARK in inputs.ignore_data:
        found += suppress.in_ignore_file(plan.ignore_file)
    if _MARK in inputs.dockerfile_data:
        try:
            dockerfile = parse_dockerfile(inputs.dockerfile_data, inputs.dockerfile)
        except CtxsizeError:
            return found  # the legacy builder has not read it yet
        lines = [(instruction.line, instruction.last_line) for instruction in dockerfile.instructions]
        found += suppress.in_dockerfile(inputs.dockerfile, decode(inputs.dockerfile_data), lines)
    return found


_CERTAINTY = {Certainty.CERTAIN: "certain", Certainty.LIKELY: "likely", Certainty.UNKNOWN: "possible"}
_IN_DIRECTORIES_OF_SECRETS = 500
"""Entries of directories of secrets that are looked at."""


def _wanted_rows(names: NameFilter, deeper: NameSet) -> WantedRows:
    """Return the names that the rules want to know of, for the compiled loops."""
    longest, others = secrets.bare_names()
    return WantedRows(
        deeper=[
            *((text, True, 0) for text in (*deeper.literals, GITIGNORE)),
            *((text, False, 0) for text in deeper.globs),
        ],
        names=names.rows(),
        others=[(text, True, 0) for text in others],
        longest_bare=longest,
    )


class BuildRules:
    """The rules for one build: asked what the scan is to take note of, then shown the scan and asked for their findings."""

    def __init__(self, plan: BuildPlan, shared: SharedRoot | None = None) -> None:
        """Prepare for a build; ``shared`` is what is known of its context root, where several builds share that."""
        self._plan = plan
        self._shared = shared or SharedRoot(plan)
        self._source = plan.source
        self._sources = plan.sources()
        self._lines = plan.main.lines
        self._reach = Reach(plan.source)
        self._git = self._shared.git
        self._deeper = patterns.deeper_names(self._lines, self._reach)
        self._verdicts = Verdicts(plan.ignore_file, plan.matcher)
        directory = plan.inputs.dockerfile.rpartition("/")[0]
        directory = directory if plan.inputs.own_dockerfile is not None and not directory.startswith("/") else ""
        self._candidates = [resolve_source(plan.source, source, directory) for source in self._required()]
        self._dockerfiles: Sequence[str] = ()

    def _required(self) -> list[Source]:
        """Return the sources that must arrive: the legacy builder runs all stages up to its target."""
        if self._plan.builder is Builder.BUILDKIT:
            return self._sources
        used = self._plan.usage_or_none()
        return [] if used is None else stages_before(self._plan, used.target.number)

    def interest(self, *, largest: int = 0, excluded: bool = True) -> Interest:
        """Return what a scan of the build is to take note of, for the rules.

        Args:
            largest: how many of the largest files are wanted besides; the rules want a hundred.
            excluded: whether excluded directories are to be looked into.

        """
        from ctxsize.data.known import WANTED  # noqa: PLC0415 (only where a build is looked into)

        names = NameFilter.restored(WANTED)
        filtered = names.least
        deeper = self._deeper

        def least(name: str) -> int | None:
            found = filtered(name)
            if found is None:
                return 1 if secrets.is_bare(name) else 0 if name == GITIGNORE else None
            return found

        return Interest(
            largest=max(largest, _LARGEST),
            paths=paths_to_watch(self._candidates),
            names=WantedNames(
                least if not deeper else lambda name: 0 if name in deeper else least(name),
                lambda: _wanted_rows(names, deeper),
            ),
            directory_names=filtered if not deeper else lambda name: 0 if name in deeper else filtered(name),
            needs_limit_check=limits.needs_check,
            excluded=excluded,
        )

    @property
    def candidates(self) -> Sequence[Candidate]:
        """The sources that must arrive, looked up in the context; the scan watches for their places."""
        return self._candidates

    def findings(self, scan: Scan, selection: Selection) -> Iterator[Finding]:
        """Yield the findings; of a build that never asks for its context just those about its sources.

        ``selection`` is looked at only where one finding is about many places; findings as such are not left out.
        """
        plan = self._plan
        yield from predict(
            self._candidates,
            plan.inputs.dockerfile,
            scan.arrived,
            self._excluded_by,
            builder=plan.builder,
            ignored=lambda path: plan.request.tree is None and vcs.would_ignore(plan.request.root, path),
        )
        yield from unseen.find(
            plan.usage_or_none(),
            plan.inputs.dockerfile,
            foreign_front_end(plan.inputs.dockerfile_data, plan.request.engine),
        )
        if plan.usage is not None and any(copy.origin is not None for copy in plan.usage.copies):
            from ctxsize.build.stage_paths import malformed_in_stages, missing_in_stages  # noqa: PLC0415 (of several stages)

            missing = missing_in_stages(plan.usage, plan.source)
            for copy, pattern in malformed_in_stages(plan.usage):
                yield fails_in_stage(copy.line, pattern, plan.inputs.dockerfile)
            yield from (not_in_stage(copy.line, path, stage, plan.inputs.dockerfile) for copy, path, stage in missing)
        if not scan.asked:
            return
        weights = large.Weights(files=scan.largest_files, directories=scan.directories)
        directories = scan.directories
        # The scan may pass by what is excluded, and a Dockerfile counts all the same.
        around = (noted.path for noted in scan.noted)
        self._dockerfiles = [path for path in dict.fromkeys((*around, *self._reach.names(""))) if is_dockerfile(path)]
        yield from self._secrets(scan)
        yield from self._files(scan, weights)
        yield from self._untracked(directories, selection)
        if not plan.ignore_file.hidden:
            yield from patterns.find(
                patterns.Situation(
                    ignore_file=plan.ignore_file,
                    lines=self._lines,
                    matcher=plan.matcher,
                    reach=self._reach,
                    root=plan.request.root,
                    deeper=patterns.deeper_by_name(scan.noted),
                    weight=lambda path: directories.get(path) or Tally(),
                    needed=self._is_needed,
                )
            )
            yield from self._needed()
        places = self._places()
        yield from ignorefile.inactive(places)
        yield from ignorefile.stray(self._stray(scan, places))
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
        """Yield what is said of files and directories by what they are and by how large they are."""
        scene = files.Scene(
            noted=scan.noted,
            below_threshold=scan.below_threshold,
            directories=weights.directories,
            needs=self.needs,
            ignored=self._is_ignored,
            names=self._reach.names,
            head=lambda path: next((head for _, head in self._source.heads([path], secrets.HEAD_BYTES)), b""),
            is_image=self._source.is_image_archive,
        )
        pieces = files.unneeded(scene)
        yield from files.find(scene, pieces)
        yield from large.find(weights, pieces, self.needs, self._source.digest)
        yield from large.sent_for_nothing(weights, self._plan.builder, self.taken(), self._plan.inputs.dockerfile)

    def _needed(self) -> Iterator[Finding]:
        """Yield what is said of lines that exclude what commands read."""
        if self._plan.main.is_careful or not self._lines or not self._runs_something():
            return
        from ctxsize.rules import needed  # noqa: PLC0415 (many a context excludes nothing, or runs nothing)

        def by(path: str) -> tuple[Line, str] | None:
            place, line = self._verdicts.deciding(path)
            return None if line is None or line.pattern is None or line.pattern.exception else (line, place)

        root = self._plan.request.root
        excluded = needed.ExcludedReads(
            ignore_file=self._plan.ignore_file.path,
            by=by,
            tracked=lambda: vcs.tracked(root) if self._plan.request.tree is None else (),
            exists=self._plan.source.exists,
        )
        yield from needed.find(self.needs, excluded)

    @property
    def unchecked(self) -> tuple[str, ...]:
        """What no rule could look at and no finding is about, in sentences."""
        if self._git is None or self._git.place:
            return ()
        return ("Not in a git repository, so what git ignores is not checked.",)

    def reasons_for(self, path: str, certainly_waste: str = "") -> Iterator[str]:
        """Yield sentences on what needs a path besides the instructions that take it; or why it can be excluded, if that is known."""
        for build in (self.needs, *self.needs.others):
            reader = build.reader(path)
            if reader is not None:
                yield f"{reader.words} ({_CERTAINTY[reader.certainty]})"
        if certainly_waste:
            yield f"not needed: {certainly_waste}"

    def safe_to_exclude(self, path: str) -> str:
        """Say why a path can be excluded for certain; empty if it can't."""
        from ctxsize.needs.exclusion import may_exclude  # noqa: PLC0415 (many a context holds nothing to judge)

        judgement = may_exclude(self.needs, path, kind_of(path, self._lookup), ignored=self._is_ignored(path))
        return judgement.words if judgement.is_certain else ""

    def names(self, directory: str) -> Sequence[str]:
        """Return the names in a directory of the context."""
        return self._reach.names(directory)

    def _is_needed(self, path: str) -> bool:
        """Whether the build needs a path for itself, or names the directory around it."""
        take = self.needs.takes(path)
        return self.needs.needed(path) is not None or (take is not None and take.how is How.AROUND)

    def _runs_something(self) -> bool:
        """Whether a command of the build may see something of the context."""
        usage = self._plan.usage_or_none()
        return usage is not None and bool(usage.runs) and bool(usage.sources)

    def taken(self) -> list[Source]:
        """Return what the target takes from the main context, also for the legacy builder, which does not ask for it."""
        usage = self._plan.usage_or_none()
        return [source for source in usage.sources if source.context is None] if usage is not None else []

    def _untracked(self, directories: Mapping[str, Tally], selection: Selection) -> Iterator[Finding]:
        """Yield what is said of places that git ignores, but for those that an instruction names.

        It is one finding for many places, so those where its rule is off are left out here.
        """
        answer = self.git
        failed = self._git is not None and self._git.failure
        if not failed and answer is None:
            return
        from ctxsize.needs.exclusion import may_exclude  # noqa: PLC0415 (as above)
        from ctxsize.rules import untracked  # noqa: PLC0415 (where git answers, or should)

        if self._git is not None and self._git.failure:
            yield untracked.unchecked(self._git.place, self._git.failure)
        if answer is None or answer.whole or self._plan.main.is_careful:
            return
        received = {path: directories.get(path) or Tally() for path in answer.directories}
        received |= {path: self.tally(path) for path in answer.files}
        yield from untracked.find(
            {
                path: tally
                for path, tally in received.items()
                if may_exclude(self.needs, path, ignored=True).may
                and selection.takes_at(GIT_IGNORED_RECEIVED.code, path)
            }
        )

    def tally(self, path: str) -> Tally:
        """Return what is received of a single file."""
        size = self._source.size(path)
        excluded, _ = self._plan.matcher.decide(path)
        taken = self._plan.main.is_whole or any(uses(source, path) for source in self._sources)
        return Tally(1, size) if size is not None and taken and not excluded else Tally()

    @cached_property
    def needs(self) -> Needs:
        """What the build needs of its context."""
        return needs_of(self._plan, self._lookup, self._tracked, self._others)

    @cached_property
    def _lookup(self) -> Lookup:
        shared = self._shared
        if shared.lookup is None:
            shared.lookup = lookup_in(self._source, self._reach.names)
        return shared.lookup

    def _others(self) -> list[Needs]:
        return other_needs(self._plan, self._lookup, self._tracked, self._dockerfiles, self._shared.needs)

    def _tracked(self, path: str) -> bool | None:
        """Whether git tracks something at a path or below; what git ignores as a whole holds nothing of the kind."""
        if self._plan.request.tree is not None:
            return True
        answer = self.git
        if answer is not None and any(place in answer.directories for place in paths.with_directories(path)):
            return False
        return vcs.tracks(self._plan.request.root, path)

    @cached_property
    def git(self) -> vcs.Ignored | None:
        """What git ignores; ``None`` where it can't be asked."""
        return self._shared.git_answer

    @property
    def git_failure(self) -> str:
        """Why git can't be asked, in a sentence without its full stop; empty where it was, or need not be."""
        return self._git.failure if self._git is not None else ""

    def _is_ignored(self, path: str) -> bool:
        answer = self.git
        return answer is not None and (
            path in answer.files or any(place in answer.directories for place in paths.with_directories(path))
        )

    def _secrets(self, scan: Scan) -> Iterator[Finding]:
        received = [noted for noted in scan.noted if noted.received]
        received += self._in_directories_of_secrets(received)
        usage = self._plan.usage_or_none()
        suspects, more = secrets.suspects(received)
        for suspect, detection in self._detected(suspects):
            taker = self.needs.taker(suspect.path)
            yield secrets.report(
                suspect,
                detection,
                usage,
                self._plan.inputs.dockerfile,
                self._given_back_by,
                None if taker is None else taker.words,
                shared=self._is_shared(suspect.path, suspect.noted.rule),
            )
        if more:
            yield secrets.bounded(more, self._plan.inputs.dockerfile)

    def _in_directories_of_secrets(self, received: Sequence[Noted]) -> list[Noted]:
        """Return the files in directories of secrets that are received and not noted by their own names, so many at most."""
        known = {noted.path for noted in received}
        found: list[Noted] = []
        waiting = [
            noted.path
            for noted in received
            if noted.type is Type.DIRECTORY and noted.path.rpartition("/")[2] in secrets.directories()
        ]
        left = _IN_DIRECTORIES_OF_SECRETS
        while waiting and left:
            directory = waiting.pop()
            for name in self._reach.names(directory)[:left]:
                left -= 1
                path = f"{directory}/{name}"
                size = self.tally(path).bytes
                if size and path not in known:
                    rule = self._plan.matcher.decide(path)[1]
                    found.append(Noted(path, Type.FILE, size, 0, received=True, rule=rule))
                elif self._source.size(path) is None:
                    waiting.append(path)
        return found

    def _is_shared(self, path: str, rule: int) -> bool:
        """Whether an environment file is one of defaults: git tracks it, and it is Symfony's, or an exception lets it in."""
        name = path.rpartition("/")[2]
        around = path.rpartition("/")[0]
        return (
            name in {".env", ".env.test", ".env.dev", ".env.prod"}
            and (
                "symfony.lock" in self._reach.names(around)
                or ("composer.json" in self._reach.names(around) and self._given_back_by(rule) is not None)
            )
            and self._tracked(path) is True
        )

    def _detected(self, suspects: Sequence[secrets.Suspect]) -> list[tuple[secrets.Suspect, Detection]]:
        def heads(wanted: Iterable[str]) -> Iterator[tuple[str, bytes]]:
            return self._source.heads(wanted, secrets.HEAD_BYTES)

        detected = self._shared.detections(suspects, heads)
        return [(suspect, detected[suspect.path]) for suspect in suspects if suspect.path in detected]

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
        directory = inputs.dockerfile.rpartition("/")[0]
        inside = inputs.own_dockerfile is not None and not inputs.dockerfile.startswith("/")
        at_root = frozenset(
            name
            for name in self._reach.names("")
            if not ignorefile.looks_misnamed(name) or self._source.size(name) is not None
        )
        return ignorefile.Places(
            builder=self._plan.builder,
            dockerfile=inputs.dockerfile,
            directory=directory,
            beside=frozenset(self._reach.names(directory)) if inside else frozenset(),
            at_root=at_root,
            active=inputs.ignore_file,
            says_nothing=not self._lines,
            own_context=inside and self._is_own_context(directory),
        )

    def _stray(self, scan: Scan, places: ignorefile.Places) -> list[str]:
        """Return the ignore files deeper in the context beside which there is no Dockerfile."""
        found = [noted.path for noted in scan.noted if noted.received and noted.path.endswith("/" + IGNORE_FILE)]
        contexts = {
            context
            for name in (self._reach.names("") if found else ())
            if "compose" in name and name.endswith((".yml", ".yaml"))
            for context, _ in compose_builds(self._lookup.text(name) or "")
        }
        return [
            path
            for path in found
            if (directory := path.rpartition("/")[0]) not in contexts
            and directory != places.directory
            and not any(map(is_dockerfile, self._reach.names(directory)))
            and not {"node_modules", "vendor", "site-packages", ".git"} & set(directory.split("/"))
        ]

    def _is_own_context(self, directory: str) -> bool:
        """Whether everything that the Dockerfile takes lies in its own directory as well."""
        return bool(directory) and all(
            any(
                paths.matches(
                    f"{directory}/{source.path}",
                    f"{directory}/{paths.directory(source.path)}/{name}".replace("/./", "/"),
                )
                for name in self._reach.names(paths.join(directory, paths.directory(source.path)))
            )
            if source.wildcard
            else self._source.exists(f"{directory}/{source.path}")
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
            if only_there and not noted.received and not only_there.isdisjoint(paths.with_directories(noted.path))
        ]
        for suspect, detection in self._detected(secrets.suspects(hidden)[0]):
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
