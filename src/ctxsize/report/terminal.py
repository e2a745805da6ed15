"""The text report, on a terminal or in a pipe: the first screen, the long form, what fails, or an answer."""

from __future__ import annotations

import os

from ctxsize.report.figures import buildkit_size, legacy_size
from ctxsize.report.look import Look
from ctxsize.report.rendering import PLAIN, Rendering

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from ctxsize.report import Report
    from ctxsize.report.look import Line

__all__ = ["buildkit_size", "legacy_size", "write"]


def write(report: Report, stream: TextIO, rendering: Rendering = PLAIN) -> None:
    """Write the form of the text report that the rendering asks for, as the stream can show it."""
    look = Look.of(stream, os.environ, colored=rendering.colored)
    stream.write(look.lines(_lines(report, look, rendering)))


def _lines(report: Report, look: Look, rendering: Rendering) -> Iterable[Line]:
    if report.why:
        from ctxsize.report.why import why_lines  # noqa: PLC0415 (each form loads what it needs)

        return why_lines(report, look, rendering)
    if rendering.statistics:
        from ctxsize.report.statistics import statistics  # noqa: PLC0415

        return statistics(report)
    if not (rendering.full or rendering.quiet):
        from ctxsize.report.screen import screen  # noqa: PLC0415

        return screen(report, look, rendering)
    from ctxsize.report.full import failures, full  # noqa: PLC0415

    return failures(report, look) if rendering.quiet else full(report, look, rendering)
