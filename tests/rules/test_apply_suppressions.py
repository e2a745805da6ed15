"""Comments and the selection applied to findings."""

from __future__ import annotations

from ctxsize.ignore.parse import pattern_of
from ctxsize.rules import LARGE_FILE, LOG, PRIVATE_KEY
from ctxsize.rules.apply_suppressions import apply_suppressions
from ctxsize.rules.finding import Confidence, Finding, Rule
from ctxsize.rules.path_ignores import PathIgnores
from ctxsize.rules.selection import Selection
from ctxsize.rules.suppress import Suppression
from ctxsize.rules.unused_suppression import CheckedScope


def finding(rule: Rule, path: str, confidence: Confidence = Confidence.HIGH) -> Finding:
    return Finding(rule, path, "", "", rule.severity, confidence=confidence)


def comment(codes: str, path: str) -> Suppression:
    pattern = pattern_of(path)
    assert pattern is not None
    return Suppression(
        file=".dockerignore", line=1, codes=(codes,), lines=None, patterns=(pattern,), reason="x", in_ignore_file=True
    )


FINDINGS = [finding(LOG, "a.log"), finding(PRIVATE_KEY, "k.pem"), finding(LARGE_FILE, "big", Confidence.LOW)]


def applied(selection: Selection, *comments: Suppression) -> tuple[list[str], list[str], list[str]]:
    found = apply_suppressions(FINDINGS, selection, comments, CheckedScope())
    return (
        [one.path for one in found.findings],
        [one.finding.path for one in found.suppressed],
        [one.path for one in found.unsure],
    )


def test_findings_stand_in_order_and_a_guess_is_kept_apart() -> None:
    assert applied(Selection()) == (["a.log", "k.pem"], [], ["big"])


def test_a_comment_keeps_its_findings_quiet() -> None:
    assert applied(Selection(), comment("CTX1", "*.log")) == (["k.pem"], ["a.log"], ["big"])


def test_what_is_not_selected_is_gone_and_a_guess_that_is_asked_for_stands() -> None:
    assert applied(Selection(select=("CTX1",))) == (["a.log", "big"], [], [])
    assert applied(Selection(ignore=("CTX2",))) == (["a.log"], [], ["big"])


def test_a_rule_that_is_off_for_a_path_is_gone_there() -> None:
    ignores = PathIgnores(root="/r", base="/r", rows=(("*.pem", ("CTX2",)),))
    assert applied(Selection(by_path=ignores)) == (["a.log"], [], ["big"])
