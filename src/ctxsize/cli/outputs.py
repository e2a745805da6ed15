"""``--format X -o FILE``, as often as one likes: which report goes where."""

from __future__ import annotations

import io
import os
import sys

from ctxsize.cli.options import Format
from ctxsize.display.escaping import printable, quoted
from ctxsize.errors import ExitCode, UsageError
from ctxsize.files.bounds import bounds, repository_top
from ctxsize.gate.verdict import failing
from ctxsize.record import Record
from ctxsize.report.render import render
from ctxsize.report.rendering import Rendering
from ctxsize.rules import RULES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TextIO

    from ctxsize.gate.verdict import Verdict

STANDARD_OUTPUT = "-"
_NAMED_FILES = 12_000
"""So many files a page knows by name, of all builds together: with more it would be slow to make and to open."""
_NAMED_AT_LEAST = 500


class Output(Record):
    """One report to be written: in which form, and to which file (``-`` is standard output)."""

    format: Format
    file: str = STANDARD_OUTPUT


def pair(order: Sequence[str], formats: Sequence[Format], files: Sequence[str]) -> tuple[Output, ...]:
    """Return the reports that were asked for.

    Each file belongs to the format next to it, whichever of the two came first; a format without one goes to standard
    output.

    Args:
        order: ``output_format`` and ``output`` in the order in which they were given.
        formats: what was given with ``--format``, in order.
        files: what was given with ``--output``, in order.

    Raises:
        UsageError: if a file has no format, or two reports would go to one place.

    """
    left_formats, left_files = list(formats), list(files)
    outputs: list[Output] = []
    form: Format | None = None
    file: str | None = None
    for name in order:
        if name == "output_format":
            if form is not None:
                outputs.append(Output(format=form))
            form = left_formats.pop(0)
        else:
            if file is not None:
                break
            file = left_files.pop(0)
        if form is not None and file is not None:
            outputs.append(Output(format=form, file=file))
            form = file = None
    if form is not None:
        outputs.append(Output(format=form))
    if file is not None:
        message = f"--output {quoted(file)} has no --format of its own. Write --format FORMAT -o {printable(file)}."
        raise UsageError(message)
    places = [output.file for output in outputs]
    twice = next((place for place in places if places.count(place) > 1), None)
    if twice is not None:
        where = "standard output" if twice == STANDARD_OUTPUT else quoted(twice)
        raise UsageError(f"Two reports would go to {where}. Give each --format an -o FILE of its own.")
    return tuple(outputs) or (Output(format=Format.TEXT),)


def page_address(outputs: Sequence[Output], environ: Mapping[str, str] = os.environ) -> str:
    """Return where the CI system at hand keeps the HTML page that is written to a file; empty if it keeps none."""
    if not any(output.format is Format.HTML and output.file != STANDARD_OUTPUT for output in outputs):
        return ""
    server, repository, run = (environ.get(f"GITHUB_{name}", "") for name in ("SERVER_URL", "REPOSITORY", "RUN_ID"))
    if environ.get("GITHUB_ACTIONS") == "true" and server and repository and run:
        return f"{server}/{repository}/actions/runs/{run}#artifacts"
    job = environ.get("CI_JOB_URL", "")
    return f"{job}/artifacts/browse" if environ.get("GITLAB_CI") == "true" and job else ""


def named_files(formats: Sequence[Format], builds: int = 1) -> int:
    """Return how many files of each build are to be known by name; 0 where no report wants to know."""
    return max(_NAMED_FILES // max(builds, 1), _NAMED_AT_LEAST) if Format.HTML in formats else 0


def write(verdict: Verdict, output: Output, rendering: Rendering) -> None:
    """Write one report; a file is written only once the report is complete.

    ``rendering`` says how, but for the form, which is the output's.

    Raises:
        UsageError: if the file can't be written.

    """
    if output.file == STANDARD_OUTPUT:
        _render(verdict, output.format, sys.stdout, rendering)
        return
    text = io.StringIO()
    form = form_of_this_system() if output.format is Format.CI else output.format
    _render(verdict, form, text, rendering.replace(colored=bool(rendering.colored)))
    put(text.getvalue(), output)


def put(text: str, output: Output) -> None:
    """Put a text where an output goes.

    Raises:
        UsageError: as :func:`write`.

    """
    if output.file == STANDARD_OUTPUT:
        sys.stdout.write(text)
        return
    from ctxsize.files.write import UnwritableError, append, write_stream, write_whole  # noqa: PLC0415 (few runs do)

    data = text.encode("utf-8", "surrogateescape")
    try:
        if output.file == os.environ.get("GITHUB_STEP_SUMMARY"):
            # A job's steps share one summary, to which each of them adds.
            append(output.file, data)
            return
        if write_stream(output.file, data):
            return
        losses = write_whole(output.file, data, within=bounds(os.getcwd()))
    except UnwritableError as error:
        raise UsageError(f"--output {error}") from error
    except OSError as error:
        message = f"--output {printable(output.file)}: {error.strerror}. Name a file in a directory that exists and can be written."
        raise UsageError(message) from error
    sys.stderr.writelines(f"ctxsize: {loss}.\n" for loss in losses)


def say_why_failed(verdict: Verdict, outputs: Sequence[Output]) -> None:
    """Say on standard error what failed, if all reports went to files: a job must not end red and silent."""
    if verdict.exit_code is ExitCode.CLEAN or any(output.file == STANDARD_OUTPUT for output in outputs):
        return
    sys.stderr.write("".join(f"ctxsize: failed: {line}\n" for line in failures(verdict)))


def failures(verdict: Verdict) -> list[str]:
    """Return a line for each limit and each finding that fails."""
    lines = [
        f"{row.title}: {row.actual}, limit {row.limit}, {row.message}" for row in verdict.gate if row.passed is False
    ]
    lines += [
        f"{finding.rule.code} {printable(finding.path)}{f':{finding.line}' if finding.line else ''}: "
        f"{printable(finding.message)}"
        for finding in failing(verdict.findings, verdict.fail_on)
    ]
    return lines


def _render(verdict: Verdict, form: Format, stream: TextIO, rendering: Rendering) -> None:
    rendering = rendering.replace(form=form.value)
    if form is Format.CI:
        # Logs of CI systems show colour, though none of them is a terminal.
        text = rendering.replace(form=Format.TEXT.value, colored=rendering.colored is not False)
        render(verdict, text, stream)
        if runs_on(Format.GITHUB):
            render(verdict, placed(verdict, rendering.replace(form=Format.GITHUB.value)), stream)
        return
    if form is Format.CONCISE:
        # Editors and terminals open a path as seen from the working directory.
        render(verdict, seen_from(os.getcwd(), verdict, rendering), stream)
        return
    if form is Format.HTML:
        from ctxsize.rules.pages import page  # noqa: PLC0415 (as below)

        found = {finding.rule for finding in verdict.findings}
        rendering = rendering.replace(pages={rule.code: page(rule) for rule in found})
        render(verdict, seen_from(repository_top(verdict.root) or os.getcwd(), verdict, rendering), stream)
        return
    if form is Format.SARIF:
        from ctxsize.rules.pages import page  # noqa: PLC0415 (no other form carries them)

        rendering = rendering.replace(pages={rule.code: page(rule) for rule in RULES})
    render(verdict, rendering if form in {Format.TEXT, Format.JSON} else placed(verdict, rendering), stream)


def runs_on(system: Format) -> bool:
    """Whether this is a job of GitHub or GitLab."""
    return os.environ.get({Format.GITHUB: "GITHUB_ACTIONS", Format.GITLAB: "GITLAB_CI"}[system]) == "true"


def form_of_this_system() -> Format:
    """Return what the CI system at hand reads from a file: code scanning's form on GitHub, code quality's on GitLab."""
    if runs_on(Format.GITHUB):
        return Format.SARIF
    return Format.GITLAB if runs_on(Format.GITLAB) else Format.JUNIT


def placed(verdict: Verdict, rendering: Rendering) -> Rendering:
    """Return the rendering with what CI systems need: where files are, as seen from the top of the repository."""
    from ctxsize.git.program import tracked_files  # noqa: PLC0415 (the forms for people do without git)

    tracked = tracked_files(verdict.root, [finding.path for finding in verdict.findings])
    return seen_from(repository_top(verdict.root) or os.getcwd(), verdict, rendering).replace(tracked=tracked)


def seen_from(top: str, verdict: Verdict, rendering: Rendering) -> Rendering:
    """Return the rendering with where files are, as seen from a directory."""
    places = {
        path: os.path.relpath(os.path.join(verdict.root if inside else os.getcwd(), path), top)
        for path, inside in _files(verdict)
    }
    prefix = os.path.relpath(verdict.root, top)
    return rendering.replace(prefix="" if prefix == "." else prefix, places=places)


def _files(verdict: Verdict) -> list[tuple[str, bool]]:
    """Return the files that a report may speak of besides those of the context: as it names them, and whether they are inside."""
    named = [path for path in (verdict.dockerfile, verdict.ignore_file) if path is not None and path != "-"]
    files = [(path, os.path.lexists(os.path.join(verdict.root, path))) for path in named]
    configured = {row.origin.rpartition(":")[0] for row in verdict.gate} - {""}
    return files + [(path, False) for path in sorted(configured)]
