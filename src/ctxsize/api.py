"""The pipeline, end to end: ``simulate`` plans and scans, ``analyze`` plans, scans, analyzes and gates."""

from __future__ import annotations

from ctxsize.analysis.analyze import analyze as analyze_scan
from ctxsize.analysis.run_rules import BuildRules
from ctxsize.build.plan import plan, plan_on_both
from ctxsize.build.request import Request, builder_named
from ctxsize.builder import Builder
from ctxsize.context.entry import Entry, Totals
from ctxsize.dockerfile.engine import Engine
from ctxsize.errors import UsageError
from ctxsize.gate.gate import gate
from ctxsize.record import Record
from ctxsize.rules.selection import Selection
from ctxsize.scan.platforms import PlatformTotals, scan_platforms, summed
from ctxsize.scan.scan import scan, scan_received

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ctxsize.analysis.analysis import Analysis
    from ctxsize.gate.repository import RepositoryVerdict
    from ctxsize.report import Report
    from ctxsize.rules.path_ignores import PathIgnores
    from ctxsize.scan.watched import Watch


class NamedLoad(Record):
    """One load of a named context by BuildKit; the fields are those of :class:`Simulation`."""

    name: str
    entries: tuple[Entry, ...]
    transfer_bytes: int
    totals: Totals


class Simulation(Record):
    """What one builder receives of a context.

    ``entries`` are in walk order. ``transfer_bytes`` is the number that Docker prints: BuildKit's ``transferring
    context``, or the length of the legacy builder's tar; 0 if the build never asks for the context. ``named`` are the
    loads of named contexts, which Docker counts apart; one that several instructions name may be loaded several times.
    Of several platforms ``entries`` are what any of them receives, ``platforms`` the loads, and ``transfer_bytes`` their sum.
    """

    builder: Builder
    entries: tuple[Entry, ...]
    transfer_bytes: int
    totals: Totals
    named: tuple[NamedLoad, ...] = ()
    platforms: tuple[PlatformTotals, ...] = ()


def simulate(  # noqa: PLR0913 (the options of docker build)
    path: str = ".",
    builder: str = "buildkit",
    dockerfile: str | None = None,
    target: str | None = None,
    build_args: Mapping[str, str] | None = None,
    platform: str | None = None,
    ref: str | None = None,
    *,
    build_contexts: Mapping[str, str] | None = None,
    engine: str | None = None,
    driver: str | None = None,
    allow: Sequence[str] = (),
    processes: int | None = None,
) -> Simulation:
    """Return what a Docker Engine would receive for ``docker build`` with these options.

    Args:
        path: the build context root.
        builder: ``buildkit`` or ``legacy``.
        dockerfile: as ``--file``; relative to the working directory.
        target: as ``--target``.
        build_args: as ``--build-arg``.
        platform: as ``--platform``, such as ``linux/arm64``.
        ref: a commit of the repository that the context lies in, whose tree is taken instead of what is on disk.
        build_contexts: as ``--build-context``, by name; directories are relative to the working directory.
        engine: the version of the Docker Engine to answer for, such as ``28.5``; ``None`` for the newest.
        driver: ``docker``, or ``container`` for a BuildKit outside of dockerd; ``None`` for the former.
        allow: as ``--allow``: the entitlements that the client grants.
        processes: how many are to look through the context; ``None`` for as many as there are processors where the
            context is large.

    Raises:
        UsageError: if an argument makes no sense.
        CtxsizeError: if the builder would refuse the build before it loads the context, or if it can't be read. A
            ``COPY`` of something that does not arrive raises nothing.

    """
    request = Request.of(
        path,
        builder,
        dockerfile,
        target,
        build_args,
        platform,
        ref,
        build_contexts=build_contexts,
        engine=engine,
        driver=driver,
        allow=allow,
    )
    return simulate_request(request, _checked(processes))


def simulate_request(request: Request, processes: int | None = None) -> Simulation:
    """Return what is received for a request; see :func:`simulate`."""
    build = plan(request)
    received = scan_received(build.main, listing=True, processes=processes)
    platforms = scan_platforms(build, processes)
    totals = summed(received.totals, platforms)
    named = []
    for context, load in build.named_loads():
        found = scan_received(load, listing=True, processes=processes)
        named.append(
            NamedLoad(
                name=context.name,
                entries=found.entries,
                transfer_bytes=found.totals.transfer_bytes,
                totals=found.totals,
            )
        )
    return Simulation(
        builder=request.builder,
        entries=received.entries,
        transfer_bytes=totals.transfer_bytes,
        totals=totals,
        platforms=platforms,
        named=tuple(named),
    )


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
    engine: str | None = None,
    driver: str | None = None,
    allow: Sequence[str] = (),
    top: int = 10,
    why: Sequence[str] = (),
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    path_ignores: PathIgnores | None = None,
    excluded: bool = True,
    on_tick: Callable[[], None] | None = None,
    processes: int | None = None,
) -> Report:
    """Return everything that ctxsize finds out about a build.

    Args:
        path: the build context root.
        builder: ``buildkit`` or ``legacy``.
        dockerfile: as ``--file``.
        target: as ``--target``.
        build_args: as ``--build-arg``.
        platform: as ``--platform``.
        ref: as for :func:`ctxsize.simulate`.
        build_contexts: as ``--build-context``, by name.
        engine: as for :func:`ctxsize.simulate`.
        driver: as for :func:`ctxsize.simulate`.
        allow: as for :func:`ctxsize.simulate`.
        top: how many of the largest directories and files are listed.
        why: paths of which to say what decided, relative to the context root.
        select: as ``--select``: the only rules that count, as codes, beginnings of codes, or names.
        ignore: as ``--ignore``: the rules that do not.
        path_ignores: the rules that are off for some paths.
        excluded: whether to look into excluded directories, which no builder does, so as to say what is in them.
        on_tick: called once a directory, to show progress; of a large context for some directories only.
        processes: as :func:`ctxsize.simulate`.

    Raises:
        CtxsizeError: as :func:`ctxsize.simulate`, or if one of ``select`` and ``ignore`` means no rule.

    """
    request = Request.of(
        path,
        builder,
        dockerfile,
        target,
        build_args,
        platform,
        ref,
        build_contexts=build_contexts,
        engine=engine,
        driver=driver,
        allow=allow,
    )
    analysis = analyze_request(
        request,
        Selection.of(select, ignore, path_ignores),
        top=top,
        why=why,
        excluded=excluded,
        on_tick=on_tick,
        processes=_checked(processes),
    )
    return gate(analysis)


def analyze_request(  # noqa: PLR0913 (as :func:`analyze`)
    request: Request,
    selection: Selection,
    *,
    top: int = 10,
    why: Sequence[str] = (),
    excluded: bool = True,
    on_tick: Callable[[], None] | None = None,
    watch: Watch | None = None,
    tree: int = 0,
    processes: int | None = None,
) -> Analysis:
    """Return the analysis of a request, held to no limit yet; see :func:`analyze`, and :func:`scan_load` for ``watch``.

    ``tree`` is how many files are to be known by name where it is to be told where all of them lie.
    """
    build = plan_on_both(request)
    rules = BuildRules(build)
    interest = rules.interest(largest=top, excluded=excluded)
    if why:
        from ctxsize.analysis.why import asked_paths, interested  # noqa: PLC0415 (only who asks)

        why = asked_paths(request.root, why)
        interest = interested(interest, why)
    found = scan(build, interest.replace(tree=tree), on_tick=on_tick, watch=watch, processes=processes)
    platforms = scan_platforms(build, processes)
    return analyze_scan(build, found, rules, selection, top=top, why=why, platforms=platforms)


def analyze_all(  # noqa: PLR0913 (what all builds have in common)
    path: str = ".",
    builder: str = "buildkit",
    *,
    engine: str | None = None,
    driver: str | None = None,
    top: int = 10,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    path_ignores: PathIgnores | None = None,
    excluded: bool = True,
    on_tick: Callable[[], None] | None = None,
    processes: int | None = None,
) -> RepositoryVerdict:
    """Return everything that ctxsize finds out about the builds that a repository defines.

    Builds that share a context root are shown one walk of it.

    Args:
        path: a directory, or one Compose or Bake file.
        builder: ``buildkit`` or ``legacy``.
        engine: as for :func:`ctxsize.simulate`.
        driver: as for :func:`ctxsize.simulate`.
        top: how many of the largest directories and files are listed for each build.
        select: as for :func:`ctxsize.analyze`.
        ignore: as for :func:`ctxsize.analyze`.
        path_ignores: as for :func:`ctxsize.analyze`.
        excluded: as for :func:`ctxsize.analyze`.
        on_tick: as for :func:`ctxsize.analyze`.
        processes: as for :func:`ctxsize.simulate`.

    Raises:
        CtxsizeError: where Compose or Bake refuses a file, or one can't be read. A build that can't be analyzed raises
            nothing: it says why.

    """
    from ctxsize.analysis.repository import analyze_builds  # noqa: PLC0415 (the readers of definitions take long)
    from ctxsize.gate.repository import gate_all  # noqa: PLC0415 (as above)
    from ctxsize.project.repository import as_asked, defined_builds  # noqa: PLC0415 (as above)

    found = analyze_builds(
        as_asked(defined_builds((path,)), path),
        builder_named(builder),
        Engine.of(engine, driver),
        Selection.of(select, ignore, path_ignores),
        top=top,
        excluded=excluded,
        on_tick=on_tick,
        processes=_checked(processes),
    )
    return gate_all(found)


def _checked(processes: int | None) -> int | None:
    if processes is not None and processes < 1:
        raise UsageError(f"processes is {processes}. It takes at least one, or None for as many as make sense.")
    return processes
