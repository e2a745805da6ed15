"""The analysis of all builds that a repository defines: one walk for each context root."""

from __future__ import annotations

from ctxsize.analysis.analyze import analyze
from ctxsize.analysis.run_rules import BuildRules
from ctxsize.analysis.shared import SharedRoot
from ctxsize.build.defined import NotAnalyzedError, request_of
from ctxsize.build.plan import plan_on_both
from ctxsize.errors import CtxsizeError
from ctxsize.record import Record
from ctxsize.scan.platforms import scan_platforms
from ctxsize.scan.together import LoadToScan, scan_several

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ctxsize.analysis.analysis import Analysis
    from ctxsize.build.plan import BuildPlan
    from ctxsize.build.request import Request
    from ctxsize.builder import Builder
    from ctxsize.dockerfile.engine import Engine
    from ctxsize.project.definition import BuildDefinition
    from ctxsize.rules.selection import Selection
    from ctxsize.scan.watched import Watch


class DistinctBuild(Record):
    """One of a repository's different builds.

    ``definitions`` are those that are the same build but for their names. ``why_not`` says why it can't be analyzed, empty
    if it can; ``elsewhere`` is whether that is because its context is not on this machine, which is no fault: otherwise the
    builder would refuse the build.
    """

    definitions: tuple[BuildDefinition, ...]
    why_not: str = ""
    elsewhere: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """What the build is called, the first definition's name first."""
        return tuple(dict.fromkeys(definition.name for definition in self.definitions))

    @property
    def is_guessed(self) -> bool:
        """Whether no file says what the context is: such a build neither passes nor fails a gate."""
        return all(definition.guess is not None for definition in self.definitions)

    @property
    def guess(self) -> str | None:
        """Why the context is taken for what it is, where no file says it."""
        return self.definitions[0].guess if self.is_guessed else None


class AnalyzedBuild(DistinctBuild):
    """A build with what was found out: ``analysis`` and the ``request`` that it answers, ``None`` if it can't be analyzed."""

    request: Request | None = None
    analysis: Analysis | None = None

    @property
    def bytes(self) -> int:
        """Transfer bytes, named contexts included; 0 if it can't be analyzed."""
        return 0 if self.analysis is None else transfer_bytes(self.analysis)


class RepositoryAnalysis(Record):
    """All builds of a repository, the largest first, and the definitions that its tools don't build by themselves."""

    builds: tuple[AnalyzedBuild, ...]
    inactive: tuple[BuildDefinition, ...] = ()


def transfer_bytes(analysis: Analysis) -> int:
    """Return the transfer bytes of a build, named contexts included."""
    return analysis.received.transfer_bytes + sum(row.received.transfer_bytes for row in analysis.named)


def active_of(definitions: Sequence[BuildDefinition]) -> list[BuildDefinition]:
    """Return the builds that their tools build without a name; all where there is no such one."""
    return [one for one in definitions if one.default or one.linked] or list(definitions)


def analyze_builds(  # noqa: PLR0913 (what a run of many builds is asked for)
    definitions: Iterable[BuildDefinition],
    builder: Builder,
    engine: Engine,
    selection: Selection,
    *,
    default_platform: str | None = None,
    top: int = 10,
    excluded: bool = True,
    why: Sequence[str] = (),
    on_tick: Callable[[], None] | None = None,
    watch: Watch | None = None,
    processes: int | None = None,
    tree: Callable[[int], int] | None = None,
) -> RepositoryAnalysis:
    """Analyze builds; those that share a context root are shown one walk of it.

    Args:
        definitions: the builds; those that are not built without being named are analyzed only if nothing else is.
        builder: who builds.
        engine: which engine to answer for.
        selection: which rules count.
        default_platform: for builds that name none.
        top: how many of the largest directories and files are listed.
        excluded: whether to look into excluded directories.
        why: paths, absolute or relative to the working directory, of which to say what decided in each build that has them.
        on_tick: called once a directory.
        watch: as for :func:`ctxsize.scan.scan.scan_load`.
        processes: how many are to look through a context; see :func:`ctxsize.simulate`.
        tree: says for a number of builds how many files of each are to be known by name where all of them lie; see
            :class:`ctxsize.scan.scan.Interest`.

    """
    known = tuple(definitions)
    active = active_of(known)
    distinct: dict[tuple[object, ...], list[BuildDefinition]] = {}
    for definition in active:
        distinct.setdefault(_identity(definition), []).append(definition)
    builds: dict[int, AnalyzedBuild] = {}
    plans: dict[int, BuildPlan] = {}
    for number, same in enumerate(distinct.values()):
        try:
            plans[number] = plan_on_both(request_of(same[0], builder, engine, default_platform=default_platform))
        except NotAnalyzedError as error:
            builds[number] = AnalyzedBuild(definitions=tuple(same), why_not=str(error), elsewhere=True)
        except CtxsizeError as error:
            builds[number] = AnalyzedBuild(definitions=tuple(same), why_not=str(error))
    sames = list(distinct.values())
    manner = _Manner(
        selection=selection,
        top=top,
        excluded=excluded,
        why=tuple(why),
        on_tick=on_tick,
        watch=watch,
        processes=processes,
        tree=tree(len(plans)) if tree is not None else 0,
    )
    for numbers in _by_root(plans).values():
        analyses = _of_one_root([plans[number] for number in numbers], manner)
        for number, found in zip(numbers, analyses, strict=True):
            build = AnalyzedBuild(definitions=tuple(sames[number]), request=plans[number].request)
            builds[number] = (
                build.replace(why_not=str(found)) if isinstance(found, CtxsizeError) else build.replace(analysis=found)
            )
    ordered = sorted(builds.items(), key=lambda item: (-item[1].bytes, item[0]))
    inactive = () if len(active) == len(known) else tuple(one for one in known if one not in active)
    return RepositoryAnalysis(builds=tuple(build for _, build in ordered), inactive=inactive)


def _identity(definition: BuildDefinition) -> tuple[object, ...]:
    """Return what makes a build another one: all that the builder is told."""
    return (
        str(definition.context),
        str(definition.dockerfile),
        str(definition.inline),
        str(definition.target),
        definition.args,
        definition.contexts,
        definition.platforms,
        definition.platform,
    )


def _by_root(plans: dict[int, BuildPlan]) -> dict[str, list[int]]:
    roots: dict[str, list[int]] = {}
    for number, plan in plans.items():
        roots.setdefault(plan.request.root, []).append(number)
    return roots


class _Manner(Record):
    """How builds are to be analyzed; the fields are arguments of :func:`analyze_builds`."""

    selection: Selection
    top: int
    excluded: bool
    why: tuple[str, ...]
    on_tick: Callable[[], None] | None
    watch: Watch | None
    processes: int | None
    tree: int = 0


def _of_one_root(plans: Sequence[BuildPlan], manner: _Manner) -> list[Analysis | CtxsizeError]:
    root = plans[0].request.root
    shared = SharedRoot(plans[0])
    rules = [BuildRules(plan, shared) for plan in plans]
    interests = [own.interest(largest=manner.top, excluded=manner.excluded) for own in rules]
    if manner.tree:
        interests = [interest.replace(tree=manner.tree) for interest in interests]
    asked: list[str] = []
    if manner.why:
        from ctxsize.analysis.why import asked_paths, interested  # noqa: PLC0415 (only who asks)

        asked = [path for path in asked_paths(root, manner.why) if not path.startswith("/")]
        interests = [interested(interest, asked) for interest in interests]
    wanted = [
        LoadToScan(load=plan.main, other=plan.other.main if plan.other is not None else None, interest=interest)
        for plan, interest in zip(plans, interests, strict=True)
    ]
    scans = scan_several(wanted, on_tick=manner.on_tick, watch=manner.watch, processes=manner.processes)
    answers: list[Analysis | CtxsizeError] = []
    for plan, found, own in zip(plans, scans, rules, strict=True):
        if isinstance(found, CtxsizeError):
            answers.append(found)
            continue
        try:
            platforms = scan_platforms(plan, manner.processes)
            answers.append(
                analyze(plan, found, own, manner.selection.at(root), top=manner.top, why=asked, platforms=platforms)
            )
        except CtxsizeError as error:
            answers.append(error)
    return answers
