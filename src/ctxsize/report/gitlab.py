"""GitLab's code quality report: what a merge request shows of findings."""

from __future__ import annotations

import hashlib

from ctxsize.display.escaping import printable
from ctxsize.golang.text import encode
from ctxsize.report.json import dump
from ctxsize.report.place import Place, check_place, check_words, finding_place
from ctxsize.report.rendering import PLAIN, Rendering
from ctxsize.rules import DUPLICATE_CONTENT
from ctxsize.rules.finding import Severity
from ctxsize.rules.fingerprint import fingerprints

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TextIO

    from ctxsize.report import Report

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.INFO: "info"}
_CATEGORIES = {"budget": "Performance", "CTX1": "Performance", "CTX2": "Security"}


def write(report: Report, stream: TextIO, rendering: Rendering = PLAIN) -> None:
    """Write the checks that failed and the findings as one JSON list."""
    dump(document(report, rendering), stream)


def document(report: Report, rendering: Rendering = PLAIN) -> list[dict[str, Any]]:
    """Return the rows as plain data; each path is relative to the top of the repository, each line at least 1."""
    rows = []
    for check in report.gate:
        if check.passed is False:
            file, line = check_place(report, rendering, check)
            mark = hashlib.sha256(encode(f"{report.dockerfile}\n{report.target}\n{check.key}")).hexdigest()[:32]
            rows.append(_row("budget", f"{check_words(check)}.", "critical", Place(file, line), mark))
    marks = fingerprints(report.findings, dict(report.texts))
    for finding, mark in zip(report.findings, marks, strict=True):
        place = finding_place(report, rendering, finding)
        about = f"{place.related}: " if place.related is not None else ""
        text = f"{about}{finding.message}. {finding.advice}"
        rows.append(_row(finding.rule.code, text, _SEVERITIES[finding.severity], place, mark))
    return rows


def _category(name: str) -> str:
    """Return one of Code Climate's categories: what a reviewer may filter by."""
    if name == DUPLICATE_CONTENT.code:
        return "Duplication"
    return next((category for family, category in _CATEGORIES.items() if name.startswith(family)), "Bug Risk")


def _row(name: str, text: str, severity: str, place: Place, mark: str) -> dict[str, Any]:
    return {
        "type": "issue",
        "check_name": name,
        "description": printable(text),
        "categories": [_category(name)],
        "severity": severity,
        "fingerprint": mark,
        "location": {"path": printable(place.file), "lines": {"begin": place.line or 1}},
    }
