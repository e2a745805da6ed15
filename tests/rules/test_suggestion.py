"""Findings as lines for the ignore file."""

from __future__ import annotations

import pytest

from ctxsize.dockerfile.sources import Source
from ctxsize.rules import BUILD_OUTPUT, DATA_FOLDER, LOG, PATTERN_MATCHES_NOTHING, PRIVATE_KEY
from ctxsize.rules.finding import Confidence, Finding, Rule
from ctxsize.rules.suggestion import of_findings, why_unsafe

WHOLE = Source(keyword="COPY", line=2, last_line=2, stage="0", text=".", path="")
OTHER = Source(keyword="COPY", line=2, last_line=2, stage="0", text="src", path="src")


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
        [("Dockerfile", WHOLE)],
    )
    assert [(one.pattern, one.files, one.bytes, one.safe) for one in found] == [
        ("**/k", 2, 7, False),
        ("a", 1, 5, False),
    ]
    assert found[0].reason == "x/k is received"


@pytest.mark.parametrize(
    ("rule", "confidence", "source", "why"),
    [
        (LOG, Confidence.MEDIUM, WHOLE, ""),
        (BUILD_OUTPUT, Confidence.HIGH, WHOLE, ""),
        (BUILD_OUTPUT, Confidence.MEDIUM, WHOLE, "Dockerfile:2 takes 'x', and CTX103 is not certain that it is waste"),
        (DATA_FOLDER, Confidence.MEDIUM, OTHER, ""),
        (PRIVATE_KEY, Confidence.HIGH, WHOLE, "Dockerfile:2 takes 'x', and the image may rely on it"),
        (PRIVATE_KEY, Confidence.HIGH, OTHER, ""),
        (PATTERN_MATCHES_NOTHING, Confidence.HIGH, OTHER, "CTX301 is about lines that are there already"),
    ],
)
def test_a_line_is_safe_if_nothing_takes_the_place_or_no_build_needs_it(
    rule: Rule, confidence: Confidence, source: Source, why: str
) -> None:
    one = finding("x", "x", 5, rule, confidence)
    assert why_unsafe(one, ["x"], [("Dockerfile", source)]) == why
    assert of_findings([one], [("Dockerfile", source)])[0].safe is (why == "")
