"""``--format X -o FILE``, as often as one likes: which report goes where."""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ctxsize import paths
from ctxsize.errors import ExitCode, UsageError
from ctxsize.gate import failing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from ctxsize.report import Report

STANDARD_OUTPUT = "-"


class Format(StrEnum):
    """What ``--format`` takes."""

    TEXT = "text"
    JSON = "json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
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
        message = f"--output {paths.quoted(file)} has no --format of its own. Write --format FORMAT -o {paths.printable(file)}."
        raise UsageError(message)
    places = [output.file for output in outputs]
    twice = next((place for place in places if places.count(place) > 1), None)
    if twice is not None:
        where = "standard output" if twice == STANDARD_OUTPUT else paths.quoted(twice)
        raise UsageError(f"Two reports would go to {where}. Give each --format an -o FILE of its own.")
    return tuple(outputs) or (Output(format=Format.TEXT),)


def write(report: Report, output: Output, *, colored: bool | None, quiet: bool) -> None:
    """Write one report; a file is written only once the report is complete.

    ``colored`` and ``quiet`` (only what fails) are for text.

    Raises:
        UsageError: if the file can't be written.

    """
    if output.file == STANDARD_OUTPUT:
        _render(report, output.format, sys.stdout, colored=colored, quiet=quiet)
        return
    text = io.StringIO()
    _render(report, output.format, text, colored=bool(colored), quiet=quiet)
    try:
        Path(output.file).write_text(text.getvalue(), "utf-8", "surrogateescape", "\n")
    except OSError as error:
        message = f"--output {paths.printable(output.file)}: {error.strerror}. Name a file in a folder that exists and can be written."
        raise UsageError(message) from error


def say_why_failed(report: Report, outputs: Sequence[Output]) -> None:
    """Say on standard error what failed, if all reports went to files: a job must not end red and silent."""
    if report.exit_code is ExitCode.CLEAN or any(output.file == STANDARD_OUTPUT for output in outputs):
        return
    lines = [
        f"{row.title}: {row.actual}, limit {row.limit}, {row.message}" for row in report.gate if row.passed is False
    ]
    lines += [
        f"{finding.rule.code} {paths.printable(finding.path)}{f':{finding.line}' if finding.line else ''}: "
        f"{paths.printable(finding.message)}"
        for finding in failing(report.findings, report.fail_on)
    ]
    sys.stderr.write("".join(f"ctxsize: failed: {line}\n" for line in lines))


def _render(report: Report, form: Format, stream: TextIO, *, colored: bool | None, quiet: bool) -> None:
    if form is Format.JSON:
        from ctxsize.report import json  # noqa: PLC0415 (each format loads what it needs)

        json.write(report, stream)
        return
    from ctxsize.report import terminal  # noqa: PLC0415

    if report.why:
        terminal.write_why(report, stream, colored=colored)
    elif quiet:
        terminal.write_failures(report, stream, colored=colored)
    else:
        terminal.write(report, stream, colored=colored)
