"""Findings as lines for the ignore file."""

from __future__ import annotations

from ctxsize.rules import PRIVATE_KEY
from ctxsize.rules.finding import Confidence, Finding, Rule
from ctxsize.rules.suggestion import of_findings


def finding(
    path: str, line: str | None, size: int, rule: Rule = PRIVATE_KEY, confidence: Confidence = Confidence.HIGH
) -> Finding:
    return Finding(
        rule=rule,
        path=path,
        message=f"{path} is received",
        advice="",
        severity=rule.severity,
        confidence=confidence,
        bytes=size,
        files=1,
        suggestion=line,
    )


def test_findings_with_one_line_are_one_suggestion_and_the_largest_comes_first() -> None:
    found = of_findings(
        [finding("a", "a", 5), finding("x/k", "**/k", 3), finding("y/k", "**/k", 4), finding("z", None, 9)],
    )
    assert [(one.pattern, one.files, one.bytes, one.safe) for one in found] == [
        ("**/k", 2, 7, False),
        ("a", 1, 5, False),
    ]
    assert found[0].reason == "x/k is received"


def test_a_line_is_safe_if_all_that_ask_for_it_are_sure() -> None:
    sure, unsure = finding("a", "x", 5).replace(safe=True), finding("b", "x", 5)
    assert of_findings([sure])[0].safe
    assert not of_findings([sure, unsure])[0].safe


def test_an_exception_saves_nothing_and_is_no_suggestion() -> None:
    assert of_findings([finding("a", "!a", 0)]) == ()
