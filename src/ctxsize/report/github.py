"""Workflow commands of GitHub Actions: each becomes an annotation beside the file that it speaks of."""

from __future__ import annotations

from ctxsize.display.escaping import printable
from ctxsize.report.place import check_place, check_words, placed
from ctxsize.report.rendering import PLAIN, Rendering
from ctxsize.rules.finding import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from ctxsize.report import Report

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def write(report: Report, stream: TextIO, rendering: Rendering = PLAIN) -> None:
    """Write a line for each check that failed and each finding, the worst first: GitHub shows only the first ten."""
    for check in report.gate:
        if check.passed is False:
            file, line = check_place(report, rendering, check)
            _command(stream, "error", file, line, f"ctxsize {check.title}", f"{check_words(check)}.")
    for finding in report.findings:
        title = f"{finding.rule.code} {finding.rule.name}"
        text = f"{finding.message}. {finding.advice}"
        _command(stream, _COMMANDS[finding.severity], placed(rendering, finding.path), finding.line, title, text)


def _command(stream: TextIO, command: str, file: str, line: int | None, title: str, text: str) -> None:
    where = f"file={_property(file)}," + (f"line={line}," if line is not None else "")
    stream.write(f"::{command} {where}title={_property(title)}::{_data(text)}\n")


def _data(text: str) -> str:
    return printable(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
