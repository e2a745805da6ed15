"""What a run for several builds writes: the renderings of the builds, the reports, and what to type or paste next."""

from __future__ import annotations

import os
import shlex
import sys
from io import StringIO

from ctxsize.analysis.repository import active_of
from ctxsize.cli import outputs
from ctxsize.cli.chosen import PLAIN
from ctxsize.cli.options import Format
from ctxsize.cli.outputs import STANDARD_OUTPUT
from ctxsize.config.read import OWN_FILE, PYPROJECT
from ctxsize.display.escaping import printable
from ctxsize.errors import ExitCode
from ctxsize.files.bounds import repository_top
from ctxsize.report.rendering import Rendering
from ctxsize.report.several.rendering import SeveralRendering

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from ctxsize.analysis.repository import RepositoryAnalysis
    from ctxsize.cli.chosen import Repository
    from ctxsize.cli.outputs import Output
    from ctxsize.gate.repository import BuildVerdict, RepositoryVerdict
    from ctxsize.project.definition import BuildDefinition

_COMPOSE = (".yaml", ".yml")
_BAKE = (".hcl", ".json")


def write_reports(
    repository: Repository, found: RepositoryAnalysis, verdict: RepositoryVerdict, wanted: Sequence[Output]
) -> None:
    """Write all reports, and on standard error what failed where all of them went to files."""
    rendering = _rendering(repository, found, verdict, wanted)
    for each in wanted:
        _write(verdict, each, rendering)
    _say_why_failed(verdict, wanted)


def _rendering(
    repository: Repository, found: RepositoryAnalysis, verdict: RepositoryVerdict, wanted: Sequence[Output]
) -> SeveralRendering:
    """Return how the reports are to look; the report on the screen wants to know what ``--fix`` would do."""
    given = repository.given
    whole = Rendering(
        colored=given.wants_color,
        quiet=given.quiet,
        top=given.rows,
        full=given.full or given.top is not None,
        statistics=given.statistics,
        link=outputs.page_address(wanted),
        title=os.path.basename(repository.top) or "/",
        place=os.path.relpath(repository.top),
        command=" ".join((*given.service, *given.bake_target, *given.profile, *given.overrides)),
    )
    builds = [_of_build(repository, build) for build in verdict.builds]
    if any(each.format is Format.HTML for each in wanted):
        builds = _with_facts(repository, found, verdict, builds)
    is_text = any(each.format in {Format.TEXT, Format.CI} for each in wanted)
    rendering = SeveralRendering(
        whole=whole, builds=tuple(builds), sources=_sources(repository), tool=_tool(repository)
    )
    if not is_text or whole.full or whole.statistics or given.quiet or given.why:
        return rendering
    from ctxsize.report.several.text import chosen  # noqa: PLC0415 (the first screen alone needs it)

    number = chosen(verdict)
    request = next(
        (
            build.request
            for build in found.builds
            if number is not None and build.definitions == verdict.builds[number].definitions
        ),
        None,
    )
    report = verdict.builds[number].report if number is not None else None
    if number is None or request is None or report is None:
        return rendering
    from ctxsize.cli.forecast import after_fix  # noqa: PLC0415 (the first screen alone needs it)

    builds[number] = builds[number].replace(after=after_fix(request, repository.selection.at(request.root), report))
    return rendering.replace(builds=tuple(builds))


def _with_facts(
    repository: Repository, found: RepositoryAnalysis, verdict: RepositoryVerdict, builds: list[Rendering]
) -> list[Rendering]:
    """Return the renderings of the builds with what the HTML page says besides."""
    from ctxsize.cli.page import facts  # noqa: PLC0415 (the page alone says so much of itself)

    requests = {build.definitions: build.request for build in found.builds}
    most = outputs.named_files([Format.HTML], len(builds))
    told = []
    for build, own in zip(verdict.builds, builds, strict=True):
        request = requests.get(build.definitions)
        if build.report is not None and request is not None:
            selection = repository.selection.at(request.root)
            own = own.replace(facts=facts(request, selection, build.report, own.command, most))  # noqa: PLW2901
        told.append(own)
    return told


def _of_build(repository: Repository, build: BuildVerdict) -> Rendering:
    definition = build.definitions[0]
    root = build.report.root if build.report is not None else ""
    place = os.path.relpath(root, repository.top) if root else ""
    return Rendering(
        title=f"{build.names[0]} in {place if place != '.' else os.path.basename(root) or '/'}",
        place="" if place == "." else place,
        command=command_for(repository, definition),
    )


def command_for(repository: Repository, definition: BuildDefinition) -> str:
    """Return what to type for one build."""
    paths = list(repository.given.paths)
    file = definition.origin.file
    if definition.guess is None and file != str(definition.dockerfile) and definition is not repository.plain:
        if file.endswith(_COMPOSE):
            return _line([*paths, "--service", definition.name])
        if file.endswith(_BAKE):
            return _line([*paths, "--bake-target", definition.name])
    words = [os.path.relpath(str(definition.context))]
    if isinstance(definition.dockerfile, str):
        shown = os.path.relpath(definition.dockerfile)
        words += (
            [] if shown == os.path.normpath(os.path.join(words[0], "Dockerfile")) and words[0] != "." else ["-f", shown]
        )
    words += ["--target", definition.target] if isinstance(definition.target, str) else []
    words += [word for name, _ in definition.args for word in ("--build-arg", f"{name}=...")]
    return _line(words)


def _line(words: Sequence[str]) -> str:
    return printable(" ".join(map(shlex.quote, ["ctxsize", *words])))


def _sources(repository: Repository) -> tuple[str, ...]:
    """Return the files that define the builds, as seen from the working directory; Dockerfiles as their number."""
    files: dict[str, None] = {}
    lone = 0
    for one in repository.definitions:
        if one.guess is not None or one.origin.file == one.dockerfile:
            lone += one.name != PLAIN
        else:
            files[os.path.relpath(one.origin.file)] = None
    return (*files, *((f"{lone} Dockerfile{'s' if lone > 1 else ''}",) if lone else ()))


def _tool(repository: Repository) -> str:
    """Return the command that builds all of them, if one does."""
    files = {one.origin.file for one in active_of(repository.definitions)}
    if all(file.endswith(_COMPOSE) for file in files):
        return "`docker compose build`"
    return "`docker buildx bake`" if all(file.endswith((*_BAKE, *_COMPOSE)) for file in files) else ""


def _write(verdict: RepositoryVerdict, output: Output, rendering: SeveralRendering) -> None:
    if output.file == STANDARD_OUTPUT:
        render(verdict, output.format, sys.stdout, rendering)
        return
    text = StringIO()
    form = outputs.form_of_this_system() if output.format is Format.CI else output.format
    whole = rendering.whole.replace(colored=bool(rendering.whole.colored))
    render(verdict, form, text, rendering.replace(whole=whole))
    outputs.put(text.getvalue(), output)


def render(verdict: RepositoryVerdict, form: Format, stream: TextIO, rendering: SeveralRendering) -> None:
    """Write a verdict in one form to a stream."""
    from importlib import import_module  # noqa: PLC0415 (each run needs a form or two)

    whole = rendering.whole.replace(form=form.value)
    if form in {Format.TEXT, Format.CI}:
        from ctxsize.report.look import Look  # noqa: PLC0415
        from ctxsize.report.several import text  # noqa: PLC0415

        colored = whole.colored if form is Format.TEXT else whole.colored is not False
        look = Look.of(stream, os.environ, colored=colored)
        text.write(verdict, stream, rendering.replace(whole=whole), look)
        if form is Format.CI and outputs.runs_on(Format.GITHUB):
            render(verdict, Format.GITHUB, stream, rendering)
        return
    if form in {Format.SARIF, Format.HTML}:
        from ctxsize.rules import RULES  # noqa: PLC0415
        from ctxsize.rules.pages import page  # noqa: PLC0415

        whole = whole.replace(pages={rule.code: page(rule) for rule in RULES})
    if form is not Format.JSON:
        rendering = _placed(verdict, rendering, as_seen=form is Format.CONCISE)
        whole = whole.replace(prefix=rendering.whole.prefix)
    import_module(f"ctxsize.report.several.{form.value}").write(verdict, stream, rendering.replace(whole=whole))


def _placed(verdict: RepositoryVerdict, rendering: SeveralRendering, *, as_seen: bool) -> SeveralRendering:
    """Return the rendering with where the files of each build are, as seen from the repository or the working directory."""
    here = os.getcwd()
    builds = tuple(
        own
        if build.report is None
        else outputs.seen_from(here, build.report, own)
        if as_seen
        else outputs.placed(build.report, own)
        for build, own in zip(verdict.builds, rendering.builds, strict=True)
    )
    place = os.path.realpath(rendering.whole.place or ".")
    prefix = os.path.relpath(place, repository_top(place) or here)
    return rendering.replace(builds=builds, whole=rendering.whole.replace(prefix="" if prefix == "." else prefix))


def _say_why_failed(verdict: RepositoryVerdict, wanted: Sequence[Output]) -> None:
    """Say on standard error what failed, if all reports went to files."""
    if verdict.exit_code is ExitCode.CLEAN or any(output.file == STANDARD_OUTPUT for output in wanted):
        return
    for build in verdict.builds:
        lines = outputs.failures(build.report) if build.report is not None else []
        if build.report is None and build.exit_code:
            lines = [build.why_not]
        sys.stderr.write("".join(f"ctxsize: failed: {printable(build.names[0])}: {line}\n" for line in lines))
    sys.stderr.writelines(
        f"ctxsize: failed: {row.title}: {row.actual}, limit {row.limit}, {row.message}\n"
        for row in verdict.gate
        if row.passed is False
    )


def say_unmet(repository: Repository, verdict: RepositoryVerdict) -> None:
    """Say which limits no build could meet, and what to write so that one can."""
    if not verdict.unmet:
        return
    guessed = [build.definitions[0] for build in verdict.builds if build.is_guessed and build.report is not None]
    limits = ", ".join(verdict.unmet)
    sys.stderr.write(
        f"ctxsize: {printable(limits)}: only builds whose context is guessed could meet this limit, and a guess neither "
        "passes nor fails. State the contexts:\n\n"
    )
    sys.stderr.write(paste(guessed, repository.top))


def paste(guessed: Sequence[BuildDefinition], top: str) -> str:
    """Return the lines of a configuration that state the contexts of builds."""
    in_pyproject = os.path.isfile(os.path.join(top, PYPROJECT)) and not os.path.isfile(os.path.join(top, OWN_FILE))
    header = "[[tool.ctxsize.build]]" if in_pyproject else "[[build]]"
    lines = [f"# {PYPROJECT if in_pyproject else OWN_FILE}\n"]
    for one in guessed:
        context = os.path.relpath(str(one.context), top)
        dockerfile = os.path.relpath(str(one.dockerfile), top)
        lines.append(f"{header}\ncontext = {_toml(context)}\ndockerfile = {_toml(dockerfile)}\n\n")
    return "".join(lines)


def _toml(text: str) -> str:
    from json import dumps  # noqa: PLC0415 (a TOML string is written as JSON's)

    return dumps(text, ensure_ascii=False)
