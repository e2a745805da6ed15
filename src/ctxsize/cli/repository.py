"""A run for all builds that a repository defines: ``--all``, files as PATH, and the table of several builds."""

from __future__ import annotations

import os
import sys

from ctxsize.analysis.repository import active_of, analyze_builds
from ctxsize.api import simulate_request
from ctxsize.build.environment import check_path, surroundings
from ctxsize.cli.chosen import PLAIN, Repository
from ctxsize.cli.gating import asks
from ctxsize.cli.options import Format, Options
from ctxsize.cli.outputs import named_files
from ctxsize.cli.progress import Progress
from ctxsize.display.escaping import printable
from ctxsize.dockerfile.engine import Engine
from ctxsize.errors import ExitCode, UsageError
from ctxsize.gate.gate import Limits
from ctxsize.gate.repository import BuildLimits, RepositoryVerdict, gate_all
from ctxsize.gate.verdict import FailOn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ctxsize.analysis.comparison import Comparison
    from ctxsize.analysis.repository import AnalyzedBuild, RepositoryAnalysis
    from ctxsize.build.request import Request
    from ctxsize.cli.outputs import Output
    from ctxsize.context.entry import Entry
    from ctxsize.gate.budget import Limit

_COMPOSE = (".yaml", ".yml")


def run_repository(repository: Repository, wanted: Sequence[Output]) -> int:
    """Do what was asked for with all builds and return the exit code.

    Raises:
        CtxsizeError: if it can't be done.

    """
    given = repository.given
    if given.init:
        raise UsageError("--init writes the configuration of one directory. Leave out what asks for other builds.")
    if given.list_entries:
        _list(repository, as_json=wanted[0].format is Format.JSON)
        return ExitCode.CLEAN
    from ctxsize.cli.several import say_unmet, write_reports  # noqa: PLC0415 (a list needs none of it)

    with Progress.on(os.environ, wanted=given.progress) as progress:
        found = _analyzed(repository, progress)
        if given.fix or given.diff:
            from ctxsize.cli.fixing_all import fix_all, report_all  # noqa: PLC0415 (only who asks for a fix pays for it)

            fixes = fix_all(found, given, repository.selection)
            found = _analyzed(repository, progress) if fixes.written else found
        verdict = _gated(repository, found)
    if given.fix or given.diff:
        say_unmet(repository, verdict)
        return report_all(fixes, verdict, given, wanted)
    code = _exit_code(repository, verdict)
    write_reports(repository, found, _shown(repository, verdict), wanted)
    say_unmet(repository, verdict)
    return code


def _shown(repository: Repository, verdict: RepositoryVerdict) -> RepositoryVerdict:
    """Return the verdict without the build of ``docker build PATH`` where no file defines it and it fails nothing."""
    plain = repository.plain
    if plain is None or plain.name != PLAIN:
        return verdict
    builds = tuple(build for build in verdict.builds if plain not in build.definitions or build.exit_code)
    return verdict.replace(builds=builds)


def _exit_code(repository: Repository, verdict: RepositoryVerdict) -> int:
    """Return how the run ends: by all builds, or by that of ``docker build PATH`` where all were not asked for."""
    if repository.plain is None:
        return verdict.exit_code
    own = [build for build in verdict.builds if repository.plain in build.definitions]
    return own[0].exit_code if own else ExitCode.CLEAN


def _around(given: Options) -> tuple[str, str | None, Engine]:
    """Return the builder, the platform of builds that name none, and the engine, as the surroundings make them."""
    around = surroundings(os.environ, builder=given.builder, platform=None, build_args={}, driver=given.driver)
    return around.builder, around.platform, Engine.of(given.engine, around.driver)


def _analyzed(repository: Repository, progress: Progress) -> RepositoryAnalysis:
    from ctxsize.build.request import builder_named  # noqa: PLC0415 (beside its only use)

    given = repository.given
    if given.paths and os.path.isdir(given.path):
        check_path(given.path, os.environ)
    configured = repository.config.inputs
    if given.builder is None and configured is not None:
        given = given.replace(builder=configured.builder)
    given = given.replace(engine=given.engine or repository.config.engine)
    builder, platform, engine = _around(given)
    return analyze_builds(
        repository.definitions,
        builder_named(builder),
        engine,
        repository.selection,
        default_platform=platform,
        top=given.rows,
        excluded=not given.no_excluded,
        why=[_whole(path, repository.top) for path in given.why],
        watch=progress.watch,
        tree=lambda builds: named_files(given.output_format, builds),
    )


def _whole(path: str, top: str) -> str:
    """Return a path as seen from the working directory or from PATH as an absolute one; any other is one of each context."""
    for base in (os.getcwd(), top):
        full = os.path.join(os.path.realpath(base), path)
        if os.path.lexists(full):
            return os.path.join(os.path.realpath(os.path.dirname(full)), os.path.basename(full))
    return path


def _gated(repository: Repository, found: RepositoryAnalysis) -> RepositoryVerdict:
    given, config = repository.given, repository.config
    keys = [_key(build) for build in found.builds]

    def limits_of(build: AnalyzedBuild) -> BuildLimits:
        analysis, request = build.analysis, build.request
        assert analysis is not None  # noqa: S101 (asked only of such)
        assert request is not None  # noqa: S101 (likewise)
        if repository.plain is not None and repository.plain not in build.definitions:
            return BuildLimits(limits=Limits(fail_on=FailOn.NEVER))
        limits = Limits(fail_on=given.fail_on or config.fail_on or FailOn.ERROR)
        entries = _entries_of(request)
        if asks(given) or config.budgets or config.baseline or config.max_growth:
            from ctxsize.cli.limits import read_limits  # noqa: PLC0415 (most runs have no limits)

            asked = given.replace(target=request.target)
            label = build.names[0] if keys.count(_key(build)) > 1 else ""
            limits = read_limits(limits, analysis, asked, config, entries, _compared(given, request), label=label)
        services = tuple(one.name for one in build.definitions if one.origin.file.endswith(_COMPOSE))
        return BuildLimits(limits=limits.replace(names=build.names, services=services), entries=entries)

    total: tuple[Limit, ...] = ()
    if given.budget_total is not None:
        from ctxsize.cli.limits import total_limits  # noqa: PLC0415 (most runs have no limits)

        total = total_limits(given)
    names = {*given.service, *given.bake_target}
    return gate_all(found, limits_of, total, named=lambda build: not names.isdisjoint(build.names))


def _key(build: AnalyzedBuild) -> tuple[str, str, str | None] | None:
    """Return what a baseline knows a build by."""
    return None if build.analysis is None else (build.analysis.root, build.analysis.dockerfile, build.analysis.target)


def _entries_of(request: Request) -> Callable[[], Sequence[Entry]]:
    return lambda: simulate_request(request).entries


def _compared(given: Options, request: Request) -> Callable[[], Comparison] | None:
    since = given.compare
    if since is None:
        return None

    def comparison() -> Comparison:
        from ctxsize.analysis.compare import compare  # noqa: PLC0415 (few runs look at commits)

        return compare(request, since)

    return comparison


def _list(repository: Repository, *, as_json: bool) -> None:
    """List what each build receives; a line of the text is the build's name, a tab, and the path."""
    from ctxsize.build.defined import NotAnalyzedError, request_of  # noqa: PLC0415 (few runs list)
    from ctxsize.build.request import builder_named  # noqa: PLC0415

    given = repository.given
    builder, platform, engine = _around(given)
    rows = []
    for one in active_of(repository.definitions):
        try:
            request = request_of(one, builder_named(builder), engine, default_platform=platform)
        except NotAnalyzedError as error:
            sys.stderr.write(f"ctxsize: {printable(one.name)}: {error}\n")
            continue
        rows.append((one, request))
    if as_json:
        from ctxsize.report.json import dump  # noqa: PLC0415
        from ctxsize.report.several.json import entries_document  # noqa: PLC0415

        received = [(one.name, simulate_request(request)) for one, request in rows]
        dump(entries_document([(name, one.entries, one.transfer_bytes) for name, one in received]), sys.stdout)
        return
    for one, request in rows:
        if given.excluded:
            from ctxsize.analysis.analyze import excluded_entries  # noqa: PLC0415
            from ctxsize.build.plan import plan  # noqa: PLC0415

            lines = [
                path if given.null else f"{printable(path)}\t{printable(reason)}"
                for path, reason in excluded_entries(plan(request))
            ]
        else:
            lines = [entry.path if given.null else printable(entry.path) for entry in simulate_request(request).entries]
        end = "\0" if given.null else "\n"
        sys.stdout.writelines(f"{printable(one.name)}\t{line}{end}" for line in lines)
