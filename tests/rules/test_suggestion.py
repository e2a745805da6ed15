"""Findings as lines for the ignore file."""

from __future__ import annotations

from ctxsize.rules import PRIVATE_KEY
from ctxsize.rules.finding import Confidence, Finding
from ctxsize.rules.suggestion import of_findings


def finding(path: str, line: str | None, size: int) -> Finding:
    return Finding(
        rule=PRIVATE_KEY,
        path=path,
        message=f"{path} is received",
        advice="",
        severity=PRIVATE_KEY.severity,
        confidence=Confidence.HIGH,
        bytes=size,
        files=1,
        suggestion=line,
    )


def test_findings_with_one_line_are_one_suggestion_and_the_largest_comes_first() -> None:
    found = of_findings(
        [finding("a", "a", 5), finding("x/k", "**/k", 3), finding("y/k", "**/k", 4), finding("z", None, 9)]
    )
    assert [(one.pattern, one.files, one.bytes, one.safe) for one in found] == [
        ("**/k", 2, 7, False),
        ("a", 1, 5, False),
    ]
    assert found[0].reason == "x/k is received"
