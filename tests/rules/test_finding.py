"""Findings in their order, and which of them are guesses."""

from __future__ import annotations

from ctxsize.rules import LARGE_FILE, PRIVATE_KEY
from ctxsize.rules.finding import Confidence, Finding, Severity


def test_the_worst_come_first_then_code_and_place() -> None:
    rows = [
        (Severity.INFO, "a", None),
        (Severity.ERROR, "b", 2),
        (Severity.ERROR, "b", 1),
        (Severity.ERROR, "a", 3),
        (Severity.WARNING, "z", None),
    ]
    findings = [Finding(PRIVATE_KEY, path, "", "", severity, line) for severity, path, line in rows]
    ordered = sorted(findings, key=lambda finding: finding.order)
    assert [(one.severity, one.path, one.line) for one in ordered] == [rows[3], rows[2], rows[1], rows[4], rows[0]]


def test_only_low_confidence_is_a_guess() -> None:
    finding = Finding(LARGE_FILE, "a", "", "", Severity.INFO)
    assert [finding.replace(confidence=each).is_unsure for each in Confidence] == [False, False, True]
