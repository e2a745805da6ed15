"""Workflow commands of GitHub Actions: each becomes an annotation beside the file that it is about."""

from __future__ import annotations

from ctxsize.display.escaping import printable
from ctxsize.report.place import Place, check_place, check_words, finding_place
from ctxsize.report.rendering import PLAIN, Rendering
from ctxsize.rules.finding import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TextIO

    from ctxsize.report import Report

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_SHOWN = 10


def write(report: Report, stream: TextIO, rendering: Rendering = PLAIN) -> None:
    """Write a line for each check that failed and each finding, the worst first.

    GitHub shows ten annotations of each level in a step and drops the others without a word: of more, the last one
    counts those that are left out.
    """
    write_annotations(by_command(report, rendering), stream)


def by_command(report: Report, rendering: Rendering) -> dict[str, list[tuple[Place, str, str]]]:
    """Return what there is to write by command, the worst first: place, title and text."""
    commands: dict[str, list[tuple[Place, str, str]]] = {command: [] for command in _COMMANDS.values()}
    for check in report.gate:
        if check.passed is False:
            place = Place(*check_place(report, rendering, check))
            commands["error"].append((place, f"ctxsize {check.title}", f"{check_words(check)}."))
    for finding in report.findings:
        title = f"{finding.rule.code} {finding.rule.name}"
        place = finding_place(report, rendering, finding)
        about = f"{place.related}: " if place.related is not None else ""
        text = f"{about}{finding.message}. {finding.advice}"
        commands[_COMMANDS[finding.severity]].append((place, title, text))
    return commands


def write_annotations(commands: Mapping[str, Sequence[tuple[Place, str, str]]], stream: TextIO) -> None:
    """Write workflow commands, ten of each level at most."""
    for command, rows in commands.items():
        shown = rows if len(rows) <= _SHOWN else rows[: _SHOWN - 1]
        for place, title, text in shown:
            _command(stream, command, place, title, text)
        if len(shown) < len(rows):
            more = f"{len(rows) - len(shown):,} more of this level stand in the log and in the other reports."
            _command(stream, command, rows[len(shown)][0], "ctxsize", more)


def _command(stream: TextIO, command: str, place: Place, title: str, text: str) -> None:
    where = f"file={_property(place.file)}," + (f"line={place.line}," if place.line is not None else "")
    stream.write(f"::{command} {where}title={_property(title)}::{_data(text)}\n")


def _data(text: str) -> str:
    return printable(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
