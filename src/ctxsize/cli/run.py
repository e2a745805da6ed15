"""One run: what was given to a request, a report to an exit code."""

from __future__ import annotations

import os

from ctxsize.api import analyze_request, simulate_request
from ctxsize.build.environment import check_path, surroundings
from ctxsize.build.inputs import context_root
from ctxsize.build.request import Request
from ctxsize.cli import fixing, outputs
from ctxsize.cli.configured import with_inputs
from ctxsize.cli.conflicts import OF_ONE_BUILD
from ctxsize.cli.detect import has_plain_dockerfile, may_define_several
from ctxsize.cli.gating import apply_gate
from ctxsize.cli.options import Format, Options
from ctxsize.cli.progress import Progress
from ctxsize.config.read import load
from ctxsize.display.escaping import printable, quoted
from ctxsize.errors import ExitCode, UsageError
from ctxsize.report.rendering import Rendering
from ctxsize.rules.selection import Selection

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ctxsize.analysis.analysis import Analysis
    from ctxsize.analysis.comparison import Comparison
    from ctxsize.cli.fixing import Prove
    from ctxsize.cli.outputs import Output
    from ctxsize.config.settings import Config
    from ctxsize.context.entry import Entry
    from ctxsize.fix.block import FixOptions
    from ctxsize.gate.verdict import Verdict


_DEFINITIONS = (".hcl", ".json", ".yaml", ".yml")
"""How Compose and Bake files end."""


def run(given: Options) -> int:  # noqa: PLR0911 (one return for each thing that a run may do)
    """Do what was asked for and return the exit code.

    Raises:
        CtxsizeError: if it can't be done.

    """
    wanted = outputs.pair(given.order, given.output_format, given.output)
    if given.builds:
        from ctxsize.cli.builds import write_builds  # noqa: PLC0415 (it loads the readers of definitions)

        write_builds(given, as_json=wanted[0].format is Format.JSON)
        return ExitCode.CLEAN
    if given.chooses_defined or (given.paths and all(map(_is_definition, given.paths))):
        from ctxsize.cli.chosen import read_repository  # noqa: PLC0415 (likewise)
        from ctxsize.cli.repository import run_repository  # noqa: PLC0415 (likewise)

        _refuse_to_prove_several(given)
        return run_repository(read_repository(given), wanted)
    _require_one_build(given.paths)
    orders = fixing.orders(given)
    config = load(context_root(given.path), given.config)
    typed, given = given, with_inputs(given, config)
    if given.init:
        from ctxsize.cli.init import init  # noqa: PLC0415 (it is done once in the life of a project)

        init(typed, config, lambda: simulate_request(request(given, config)))
        return ExitCode.CLEAN
    if given.list_entries:
        _list(given, config, as_json=wanted[0].format is Format.JSON)
        return ExitCode.CLEAN
    if given.prove and orders is None:
        from ctxsize.cli.proving import prove_alone  # noqa: PLC0415 (the only one that asks Docker)

        return prove_alone(given, request(given, config), wanted)
    if _may_be_several(given, config, wanted):
        from ctxsize.cli.chosen import several  # noqa: PLC0415 (likewise)
        from ctxsize.cli.repository import run_repository  # noqa: PLC0415 (likewise)

        repository = several(typed)
        if repository is not None:
            return run_repository(repository, wanted)
    selection = _selection(given, config)
    # A proof says itself what goes on, and asks.
    watching = given.progress and not given.prove
    if orders is not None:
        asked = request(given, config)
        with Progress.on(os.environ, wanted=watching) as progress:
            prove = _prover(given, asked, orders)
            outcome = fixing.fix(asked, orders, selection, write=given.fix and not given.diff, prove=prove)
            after = _verdict(given, selection, config, progress) if fixing.counts(given, wanted) else None
        return fixing.report_fix(outcome, after, wanted, diff=given.diff, colored=given.wants_color)
    with Progress.on(os.environ, wanted=watching) as progress:
        verdict = _verdict(given, selection, config, progress)
        rendering = _rendering(given, typed, config, selection, verdict, wanted)
    _write(verdict, wanted, rendering)
    return verdict.exit_code


def _refuse_to_prove_several(given: Options) -> None:
    if given.prove:
        raise UsageError("--prove proves one build. Name its build context, and its Dockerfile with --file.")


def _prover(given: Options, asked: Request, orders: FixOptions) -> Prove | None:
    """Return what proves the lines of a fix; ``None`` where that is not wanted."""
    if not given.prove:
        return None
    from ctxsize.cli.proving import prove_proposal  # noqa: PLC0415 (the only one that asks Docker)

    return prove_proposal(given, asked, orders)


def _require_one_build(paths: Sequence[str]) -> None:
    """Refuse paths that stand for several builds, and say what to type for one of them.

    Raises:
        UsageError: if there are several paths, or if the one is a file.

    """
    if len(paths) > 1 or any(map(_is_definition, paths)):
        from ctxsize.cli.builds import advice  # noqa: PLC0415 (it loads the readers of definitions)

        raise UsageError(advice(paths))


def _is_definition(path: str) -> bool:
    return path.endswith(_DEFINITIONS) and os.path.isfile(path)


def _may_be_several(given: Options, config: Config, wanted: Sequence[Output]) -> bool:
    """Whether the builds of the repository may be meant: cheap to ask, as the readers of definitions take long to load.

    The text form shows all of them where there is more than one. All forms do where there is no Dockerfile for
    ``docker build PATH``.
    """
    if any(getattr(given, name) for name in OF_ONE_BUILD) or config.inputs is not None:
        return False
    root = context_root(given.path)
    if not has_plain_dockerfile(root):
        return True
    if given.fix or given.diff or given.why or given.quiet or given.statistics or given.list_entries:
        return False
    if not all(each.format in {Format.TEXT, Format.CI} for each in wanted):
        return False
    return bool(config.builds) or may_define_several(root)


def _selection(given: Options, config: Config) -> Selection:
    return Selection.of(given.select or config.select, (*config.ignore, *given.ignore), config.path_ignores)


def request(given: Options, config: Config | None = None, environ: Mapping[str, str] = os.environ) -> Request:
    """Return the build that is asked for, with what its surroundings make of it.

    Raises:
        CtxsizeError: if Docker's client stops at an option or at a variable of the environment.

    """
    check_path(given.path, environ)
    around = surroundings(
        environ,
        builder=given.builder,
        platform=",".join(given.platform) if given.platform else None,
        build_args=_build_args(given.build_arg, environ),
        driver=given.driver,
    )
    return Request.of(
        given.path,
        around.builder,
        given.file,
        given.target,
        dict(around.build_args),
        around.platform,
        given.ref,
        build_contexts=_build_contexts(given.build_context),
        engine=given.engine or (config.engine if config else None),
        driver=around.driver,
        allow=given.allow,
    ).replace(notes=around.notes)


def _list(given: Options, config: Config, *, as_json: bool) -> None:
    from ctxsize.cli import listing  # noqa: PLC0415 (most runs list nothing)

    if given.excluded:
        from ctxsize.analysis.analyze import excluded_entries  # noqa: PLC0415
        from ctxsize.build.plan import plan  # noqa: PLC0415

        listing.write_excluded(excluded_entries(plan(request(given, config))), null=given.null)
    else:
        listing.write_received(simulate_request(request(given, config)), null=given.null, as_json=as_json)


def _analysis(given: Options, selection: Selection, config: Config, progress: Progress) -> Analysis:
    return analyze_request(
        request(given, config),
        selection,
        top=given.rows,
        why=[_in_context(path, given.path) for path in given.why],
        excluded=not given.no_excluded,
        watch=progress.watch,
        tree=outputs.named_files(given.output_format),
    )


def _in_context(path: str, root: str) -> str:
    """Return a path as the context has it, where it was given as seen from the working directory."""
    if os.path.lexists(os.path.join(root, path)) or not os.path.lexists(path):
        return path
    top = os.path.realpath(root)
    real = os.path.join(os.path.realpath(os.path.dirname(path) or "."), os.path.basename(path))
    return os.path.relpath(real, top) if real.startswith(f"{top}/") else path


def _verdict(given: Options, selection: Selection, config: Config, progress: Progress) -> Verdict:
    """Analyze, and hold to the limits; a commit is compared with while the context is looked through."""

    def entries() -> tuple[Entry, ...]:
        return simulate_request(request(given, config)).entries

    since = given.compare
    if since is None:
        return apply_gate(_analysis(given, selection, config, progress), given, config, entries, None)
    from ctxsize.cli.background import meanwhile  # noqa: PLC0415 (only with a commit to compare)

    def comparison() -> Comparison:
        from ctxsize.analysis.compare import compare  # noqa: PLC0415 (few runs look at commits)

        return compare(request(given.replace(ref=None), config), since)

    with meanwhile(comparison) as compared:
        return apply_gate(_analysis(given, selection, config, progress), given, config, entries, compared)


def _rendering(
    given: Options, typed: Options, config: Config, selection: Selection, verdict: Verdict, wanted: Sequence[Output]
) -> Rendering:
    """Return how the reports are to look; the first screen wants to know what ``--fix`` would do.

    ``typed`` is the command line alone, to be typed again.
    """
    rendering = Rendering(
        colored=given.wants_color,
        quiet=given.quiet,
        top=given.rows,
        full=given.full or given.top is not None,
        statistics=given.statistics,
        link=outputs.page_address(wanted),
    )
    if any(each.format is Format.HTML for each in wanted):
        from ctxsize.cli.page import facts  # noqa: PLC0415 (the page alone says so much of itself)

        rendering = rendering.replace(
            facts=facts(
                request(given, config), selection, verdict, _command(typed), outputs.named_files(given.output_format)
            )
        )
    if not any(each.format in {Format.TEXT, Format.CI} for each in wanted):
        return rendering
    place = os.path.normpath(given.path)
    rendering = rendering.replace(
        title=_title(given.path), place="" if place == "." else place, command=_command(typed)
    )
    if rendering.full or rendering.statistics or given.quiet or given.why:
        return rendering
    from ctxsize.cli.forecast import after_fix  # noqa: PLC0415 (the first screen alone needs it)

    return rendering.replace(after=after_fix(request(given, config), selection, verdict))


def _title(path: str) -> str:
    """Return the context root as its user knows it: by the name of the directory where a dot stands for it."""
    path = os.path.normpath(path)
    return path if path.strip("./") else os.path.basename(os.path.realpath(path)) or "/"


def _command(given: Options) -> str:
    """Return the command line that asks for the same build, without the values of arguments, which may be secret."""
    import shlex  # noqa: PLC0415 (the first screen alone needs it)

    words = ["ctxsize", *given.paths]
    for option, value in (("-f", given.file), ("--target", given.target), ("--builder", given.builder)):
        words += [option, value] if value is not None else []
    for option, values in (
        ("--build-arg", [f"{pair.partition('=')[0]}=..." if "=" in pair else pair for pair in given.build_arg]),
        ("--build-context", given.build_context),
        ("--platform", given.platform),
    ):
        for value in values:
            words += [option, value]
    return printable(" ".join(map(shlex.quote, words)))


def _write(verdict: Verdict, wanted: Sequence[Output], rendering: Rendering) -> None:
    for each in wanted:
        outputs.write(verdict, each, rendering)
    outputs.say_why_failed(verdict, wanted)


def _build_contexts(given: Sequence[str]) -> dict[str, str]:
    """Read ``NAME=PATH``."""
    contexts = {}
    for pair in given:
        name, equals, location = pair.partition("=")
        if location.startswith("target:"):
            raise UsageError(
                f"--build-context {quoted(pair)}: only Bake knows other targets; docker build stops here, whether the context "
                "is used or not. Name a directory, an image as docker-image://IMAGE, or a URL."
            )
        if not name or not equals:
            raise UsageError(f"--build-context {quoted(pair)} is not a pair. Write it as NAME=PATH.")
        contexts[name] = location
    return contexts


def _build_args(given: Sequence[str], environ: Mapping[str, str]) -> dict[str, str]:
    """Read ``K=V``; ``K`` alone takes its value from the environment, as in docker build."""
    arguments = {}
    for pair in given:
        name, equals, value = pair.partition("=")
        if not name:
            raise UsageError(f"--build-arg {quoted(pair)} has no name. Write it as NAME=VALUE.")
        if equals:
            arguments[name] = value
        elif name in environ:
            arguments[name] = environ[name]
    return arguments
