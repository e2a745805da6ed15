"""What makes a finding the same tomorrow: code, path and the text of its line; not its number."""

from __future__ import annotations

from ctxsize.rules import COPY_MISSING_SOURCE, PRIVATE_KEY
from ctxsize.rules.finding import Finding, Rule
from ctxsize.rules.fingerprint import NO_CONTENT, content, fingerprints

TEXTS = {"Dockerfile": ("FROM scratch", "COPY  nope /", "COPY other /")}


def finding(line: int | None = 2, path: str = "Dockerfile", rule: Rule = COPY_MISSING_SOURCE) -> Finding:
    return Finding(rule=rule, path=path, message="", advice="", severity=rule.severity, line=line)


def test_a_line_that_moves_or_gets_other_spaces_stays_the_same() -> None:
    moved = {"Dockerfile": ("FROM scratch", "", "# new", "COPY nope  /")}
    assert content(finding(2), TEXTS) == content(finding(4), moved)
    assert content(finding(2), TEXTS) != content(finding(3), TEXTS)


def test_no_line_that_may_hold_a_secret_is_hashed() -> None:
    assert content(finding(rule=PRIVATE_KEY), TEXTS) == NO_CONTENT
    assert content(finding(path="key.pem"), TEXTS) == NO_CONTENT
    assert content(finding(line=None), TEXTS) == NO_CONTENT
    assert content(finding(line=9), TEXTS) == NO_CONTENT


def test_findings_that_look_the_same_have_fingerprints_of_their_own() -> None:
    first, second, other = fingerprints([finding(), finding(), finding(3)], TEXTS)
    assert len({first, second, other}) == 3
    assert fingerprints([finding(), finding(3), finding()], TEXTS) == [first, other, second]
