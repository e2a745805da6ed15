"""The whole analysis, spelled out once: inputs, one walk seen from all sides, and what follows from it."""

from __future__ import annotations

from ctxsize.analysis.run_rules import Review, suppressions
from ctxsize.analysis.summary import by_extension, by_line, differences, largest_files, largest_folders, other_builder
from ctxsize.build.plan import Build, Request, run, survey_context
from ctxsize.build.source_paths import candidate, watched
from ctxsize.builder import Builder
from ctxsize.builder.buildkit import Transfer
from ctxsize.context.entry import Totals, Type
from ctxsize.dockerfile.parser.directives import foreign_front_end
from ctxsize.errors import BuildRefusedError, CtxsizeError
from ctxsize.gate.verdict import FailOn, exit_code
from ctxsize.git.program import would_ignore
from ctxsize.golang import paths
from ctxsize.golang.text import decode
from ctxsize.ignore.matcher import CarefulState, Matcher
from ctxsize.ignore.parse import IGNORE_FILE
from ctxsize.ignore.state import NO_PATTERN
from ctxsize.ignore.verdict import Verdicts
from ctxsize.report import Report, SideReport, User, Why
from ctxsize.rules import unseen
from ctxsize.rules.large import Weights
from ctxsize.rules.limits import is_odd
from ctxsize.rules.selection import Selection
from ctxsize.rules.sources import predict, uses
from ctxsize.rules.suggestion import of_findings
from ctxsize.rules.suppress import judge
from ctxsize.rules.unused_suppression import CheckedScope
from ctxsize.scan.scanner import Scanner
from ctxsize.scan.totals import Sizes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ctxsize.builder.legacy import Tar
    from ctxsize.dockerfile.sources import Source
    from ctxsize.ignore.parse import Line
    from ctxsize.report import NamedReport
    from ctxsize.rules.finding import Finding
    from ctxsize.rules.path_ignores import PathIgnores

_LARGEST = 100
"""How many of the largest files the rules are shown."""


def analyze(  # noqa: PLR0913 (the options of docker build)
    path: str = ".",
    builder: str = "buildkit",
    dockerfile: str | None = None,
    target: str | None = None,
    build_args: Mapping[str, str] | None = None,
    platform: str | None = None,
    *,
    ref: str | None = None,
    build_contexts: Mapping[str, str] | None = None,
    top: int = 10,
    why: Sequence[str] = (),
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    path_ignores: PathIgnores | None = None,
    excluded: bool = True,
    on_tick: Callable[[], None] | None = None,
    processes: int | None = None,
) -> Report:
    """Return everything that ctxsize has to say of a build.

    Args:
        path: the build context root.
        builder: ``buildkit`` or ``legacy``.
        dockerfile: as ``--file``.
        target: as ``--target``.
        build_args: as ``--build-arg``.
        platform: as ``--platform``.
        ref: as for :func:`ctxsize.simulate`.
        build_contexts: as ``--build-context``, by name.
        top: how many of the largest folders and files are listed.
        why: paths of which to say what decided, relative to the context root.
        select: as ``--select``: the only rules that have a say, as codes, beginnings of codes, or names.
        ignore: as ``--ignore``: the rules that have none.
        path_ignores: the rules that are off for some paths.
        excluded: whether to look into excluded folders, which nobody else does, so as to say what is in them.
        on_tick: called once a folder, to show progress; of a large context for some folders only.
        processes: as :func:`ctxsize.simulate`.

    Raises:
        CtxsizeError: as :func:`ctxsize.simulate`, or if one of ``select`` and ``ignore`` means no rule.

    """
    selection = Selection.of(select, ignore, path_ignores)
    request = Request.of(path, builder, dockerfile, target, build_args, platform, ref, build_contexts=build_contexts)
    return _Analysis(request, top, selection, processes, excluded=excluded).report(why, on_tick)


def excluded_entries(request: Request) -> list[tuple[str, str]]:
    """Return the excluded paths in walk order, each with the place and text of the line that decided."""
    analysis = _Analysis(request, 0)
    rows: list[tuple[str, str]] = []

    def note(excluded: str, _: Type, rule: int) -> None:
        line = analysis.line_of(rule)
        rows.append((excluded, f"{analysis.build.ignore_file.path}:{line.number}: {line.text.strip()}" if line else ""))

    side = analysis.build.side(whole=True)
    if side is not None:
        run(analysis.build, Scanner(analysis.matcher, [side], on_excluded=note))
    return rows


def findings_with(request: Request, ignore_data: bytes, selection: Selection) -> tuple[Finding, ...]:
    """Return the findings of a build as they would be if this stood in its ignore file."""
    return _Analysis(request, 0, selection, ignore_data=ignore_data).report((), None).findings


class _Analysis:
    """One analysis under way."""

    def __init__(
        self,
        request: Request,
        top: int,
        selection: Selection | None = None,
        processes: int | None = None,
        *,
        excluded: bool = True,
        ignore_data: bytes | None = None,
    ) -> None:
        self.request = request
        self.top = top
        self.selection = selection or Selection()
        self.processes = processes
        self.measures = excluded
        self.build = Build(request)
        self.ignore_data = ignore_data
        if ignore_data is not None:
            self.build = self.build.with_ignore_data(ignore_data)
        self.tree = self.build.tree
        self.matcher = self.build.matcher
        self.verdicts = Verdicts(self.build.ignore_file, self.matcher)
        self.lines = [line for line in self.build.ignore_file.lines if line.pattern is not None]
        folder = self.build.inputs.dockerfile.rpartition("/")[0]
        folder = folder if self.build.inputs.own_dockerfile is not None and not folder.startswith("/") else ""
        self.candidates = [candidate(self.tree, source, folder) for source in self._taken_sources()]
        self.sizes = Sizes(max(top, _LARGEST), watched(self.candidates), is_odd)
        self.review = Review(self.build, self.tree, self._sources())
        self.other_build: Build | None = None

    def report(self, why: Sequence[str], on_tick: Callable[[], None] | None) -> Report:
        if isinstance(self.matcher.root, CarefulState) and self.request.builder is Builder.BUILDKIT:
            # What the Dockerfile asks for may well stay clear of a pattern that fails wherever it is tried: then there
            # is an answer for this build, and none for the whole context.
            try:
                run(self.build, Scanner(self.matcher, [Transfer(self.matcher)]))
            except BuildRefusedError:
                self.matcher = Matcher(())
        other, other_error = self._other_side()
        refusals: list[tuple[Builder, BuildRefusedError]] = []
        asked, whole, sides, survey = self._walked(other, on_tick, refusals)
        if other is not None:
            other = sides[-1]
        if other is not None and len(sides) - 1 in survey.refused:
            refusal = survey.refused[len(sides) - 1]
            other_error = str(refusal)
            refusals.append((other_builder(self.request.builder), refusal))
        excluded = survey.settle()
        received = asked.totals if asked is not None else Totals()
        here, there = self.request.builder, other_builder(self.request.builder)
        other_totals = other.totals if other is not None and other_error is None else None
        folders = self.sizes.rolled_up()
        arrived = self.sizes.arrived.union(self.sizes.folders)
        named, findings = self._beside()
        findings += predict(
            self.candidates,
            self.build.inputs.dockerfile,
            arrived,
            self._excluded_by,
            builder=self.request.builder,
            ignored=lambda path: self.request.tree is None and would_ignore(self.request.root, path),
        )
        findings += unseen.find(
            self.build.usage_or_none(),
            self.build.inputs.dockerfile,
            foreign_front_end(self.build.inputs.dockerfile_data),
        )
        if asked is not None:
            findings += self.review.findings(
                survey,
                self.sizes.odd,
                received,
                Weights(files=self.sizes.largest_files(), folders=folders),
                self.other_build,
                refusals,
            )
        judged = judge(findings, self.selection, suppressions(self.build), self._looked(asked))
        return Report(
            root=self.request.root,
            ref=self.request.ref,
            builder=here,
            dockerfile=self.build.inputs.dockerfile,
            target=self._target(),
            ignore_file=self.build.inputs.ignore_file,
            asked=asked is not None,
            received=received,
            included=whole.totals if whole is not None else received,
            excluded=excluded,
            excluded_by_line=by_line(survey.excluded.by_rule, self.line_of) if self.measures else (),
            unreadable=tuple(survey.excluded.unreadable),
            arrives_empty=tuple(survey.empty) if here is Builder.BUILDKIT else (),
            largest_folders=largest_folders(folders, self.top),
            largest_files=largest_files(self.sizes.largest_files(), self.top),
            extensions=by_extension(self.sizes.extensions),
            findings=judged.findings,
            suppressed=judged.suppressed,
            unsure=judged.unsure,
            suggestions=of_findings(judged.findings),
            sides=(
                SideReport(here, received, None),
                SideReport(there, other_totals, other_error),
            ),
            differences=differences(
                survey.differences if other is not None else (),
                here,
                own_files={self.build.inputs.own_dockerfile, IGNORE_FILE},
                ignore_files={
                    here: self.build.inputs.ignore_file,
                    there: self.other_build.inputs.ignore_file if self.other_build is not None else None,
                },
            ),
            named=named,
            why=tuple(self._why(path) for path in why),
            texts=self._texts(),
            exit_code=exit_code(judged.findings, (), FailOn.ERROR),
        )

    def _beside(self) -> tuple[tuple[NamedReport, ...], list[Finding]]:
        if not self.request.named:
            return (), []
        from ctxsize.analysis.named_contexts import look_beside  # noqa: PLC0415 (hardly any build has named contexts)

        return look_beside(self.build)

    def _walked(
        self,
        other: Transfer | Tar | None,
        on_tick: Callable[[], None] | None,
        refusals: list[tuple[Builder, BuildRefusedError]],
    ) -> tuple[Transfer | Tar | None, Transfer | Tar | None, list[Transfer | Tar], Scanner]:
        """Show the context to all sides; without the whole of it if that is refused and the build asks for a part."""
        asked = self.build.side(self.sizes.receive)
        can_be_whole = not refusals and len(self.matcher.patterns) == len(self.lines)
        whole: Transfer | Tar | None = None
        if asked is not None and self.build.is_whole:
            whole = asked
        elif can_be_whole:
            whole = self.build.side(whole=True)
        # A build that asks for nothing may have a context that could not be sent.
        first = Transfer(self.matcher, Matcher(())) if whole is None and asked is None else whole
        sides = [side for side in dict.fromkeys((first, asked, other)) if side is not None]
        survey = Scanner(
            self.matcher,
            sides,
            sizes=None if asked is None else self.sizes,
            asked=0 if asked is None else sides.index(asked),
            on_tick=on_tick,
            wants=self.review.wants(),
            measures=self.measures,
        )
        try:
            survey_context(self.build, survey, self.processes)
        except BuildRefusedError as refusal:
            if whole is None or whole is asked:
                raise
            refusals.append((self.request.builder, refusal))
            self.sizes.restart()
            return self._walked(self._other_side()[0], on_tick, refusals)
        return asked, whole, sides, survey

    def _other_side(self) -> tuple[Transfer | Tar | None, str | None]:
        """Return the side of the other builder, or why there is none."""
        try:
            other = Build(self.request.replace(builder=other_builder(self.request.builder)))
            if self.ignore_data is not None and other.inputs.ignore_file == self.build.inputs.ignore_file:
                other = other.with_ignore_data(self.ignore_data)
            self.other_build = other
            return self.other_build.side(), None
        except CtxsizeError as error:
            return None, str(error)

    def _texts(self) -> dict[str, tuple[str, ...]]:
        inputs = self.build.inputs
        named = ((inputs.dockerfile, inputs.dockerfile_data), (inputs.ignore_file, inputs.ignore_data))
        return {name: tuple(decode(data).split("\n")) for name, data in named if name is not None}

    def _target(self) -> str | None:
        usage = self.build.usage
        return None if usage is None else (usage.target.name or str(usage.target.number))

    def _sources(self) -> list[Source]:
        usage = self.build.usage
        return [source for source in usage.sources if source.asked and source.context is None] if usage else []

    def _taken_sources(self) -> list[Source]:
        """Return the sources that must arrive: the legacy builder runs all stages up to its target."""
        if self.request.builder is Builder.BUILDKIT:
            return self._sources()
        used = self.build.usage_or_none()
        if used is None:
            return []
        from ctxsize.analysis.needs import stages_before  # noqa: PLC0415 (the legacy builder alone does so)

        return stages_before(self.build, used.target.number)

    def _looked(self, asked: Transfer | Tar | None) -> CheckedScope:
        """Return what every rule has looked at."""
        if asked is None or isinstance(self.matcher.root, CarefulState):
            return CheckedScope()
        return CheckedScope(lines={source.line for source in self._sources()}, whole=self.build.is_whole)

    def _excluded_by(self, path: str) -> str | None:
        """Say which line keeps a path out."""
        try:
            return self.verdicts.excluded_by(path)
        except paths.BadPatternError as error:
            raise self.build.refused(error) from None

    def _deciding(self, path: str) -> tuple[str, Line | None]:
        """Return the folder, or the path itself, at which the verdict on ``path`` fell, and the line that gave it."""
        try:
            return self.verdicts.deciding(path)
        except paths.BadPatternError as error:
            raise self.build.refused(error) from None

    def line_of(self, rule: int) -> Line | None:
        """Return the line of the ignore file that holds this pattern."""
        return self.lines[rule] if rule != NO_PATTERN else None

    def _why(self, path: str) -> Why:
        path = paths.clean(path)
        path = path.removeprefix(self.request.root + "/").strip("/")
        place, line = self._deciding(path)
        users = tuple(
            User(source.line, source.stage, f"{source.keyword} {source.text}".strip())
            for source in self._sources()
            if uses(source, path)
        )
        return Why(
            path=path,
            exists=self.tree.exists(path),
            excluded=bool(line and line.pattern and not line.pattern.exception),
            line=line.number if line else None,
            text=line.text.strip() if line else "",
            through=place if place != path else "",
            users=users,
            needs=tuple(self.review.reasons_for(path)),
        )
