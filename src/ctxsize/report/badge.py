"""The figure of a build as shields.io's endpoint badge reads it."""

from __future__ import annotations

from ctxsize.errors import ExitCode
from ctxsize.report.figures import size_by
from ctxsize.report.json import dump
from ctxsize.report.rendering import PLAIN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from ctxsize.report import Report
    from ctxsize.report.rendering import Rendering


def write(report: Report, stream: TextIO, rendering: Rendering = PLAIN) -> None:
    """Write what the build receives as one JSON object.

    Red where the gate failed, green where a limit holds, blue where there is no limit: a badge promises nothing that
    was not checked.
    """
    del rendering  # a badge has one form
    color = "red" if report.exit_code is not ExitCode.CLEAN else "blue"
    if color == "blue" and any(row.passed for row in report.gate):
        color = "brightgreen"
    message = size_by(report.builder, report.received.transfer_bytes)
    dump({"schemaVersion": 1, "label": "build context", "message": message, "color": color}, stream)
