"""Comments that silence nothing: those that can't be read, and those whose line is faultless by now."""

from __future__ import annotations

import pytest

from ctxsize.rules.selection import Selection
from ctxsize.rules.suppress import Suppression
from ctxsize.rules.unused_suppression import CheckedScope, find

COMMENT = Suppression(
    file=".dockerignore", line=3, codes=("CTX301",), lines=(4, 4), patterns=(), reason="", in_ignore_file=True
)
WHOLE = CheckedScope(whole=True)


def reported(comment: Suppression, scope: CheckedScope = WHOLE, selection: Selection | None = None) -> list[str]:
    return [finding.message for finding in find([comment], set(), scope, selection or Selection())]


def test_a_comment_above_a_faultless_line_is_reported() -> None:
    assert reported(COMMENT) == ["'ctxsize: ignore CTX301' keeps nothing quiet: there is no such finding below it"]


@pytest.mark.parametrize(
    ("comment", "scope", "selection"),
    [
        (COMMENT, CheckedScope(), Selection()),
        (COMMENT, WHOLE, Selection(ignore=("CTX3",))),
        (COMMENT.replace(lines=None), WHOLE, Selection()),
        (COMMENT.replace(codes=("CTX304",)), WHOLE, Selection()),
        (COMMENT.replace(in_ignore_file=False), CheckedScope(lines={7}), Selection()),
    ],
)
def test_where_it_is_not_certain_nothing_is_said(
    comment: Suppression, scope: CheckedScope, selection: Selection
) -> None:
    assert reported(comment, scope, selection) == []


def test_a_comment_of_the_dockerfile_counts_where_its_instruction_is_used() -> None:
    comment = COMMENT.replace(in_ignore_file=False, codes=("CTX402",))
    assert len(reported(comment, CheckedScope(lines={4}))) == 1


def test_one_that_silences_something_is_not_reported() -> None:
    assert list(find([COMMENT], {COMMENT}, WHOLE, Selection())) == []


def test_one_that_can_not_be_read_is_a_warning_with_its_cure() -> None:
    (finding,) = find([COMMENT.replace(fault="no such rule. Did you mean CTX302?")], set(), WHOLE, Selection())
    assert (finding.severity, finding.message, finding.advice) == ("warning", "no such rule", "Did you mean CTX302?")
