"""Two states of one build held against each other: sizes in, what was added, grew, shrank and went out."""

from __future__ import annotations

import pytest

from ctxsize.context.entry import Totals
from ctxsize.gate.growth import Change, Comparison, changes, check

COMPARED = Comparison(ref="main", base="a" * 40, head="b" * 40)


def test_the_largest_growth_comes_first_and_what_is_the_same_not_at_all() -> None:
    before = {"same": 1, "grew": 1, "shrank": 9, "went": 5}
    now = {"same": 1, "grew": 4, "shrank": 2, "added": 100}
    rows = changes(before, now)
    assert [(row.path, row.kind, row.added) for row in rows] == [
        ("added", "added", 100),
        ("grew", "grew", 3),
        ("went", "went", -5),
        ("shrank", "shrank", -7),
    ]


@pytest.mark.parametrize(
    ("limit", "passed", "message"),
    [("500B", True, ""), ("50%", True, ""), ("499B", False, "over by 1B"), ("10%", False, "over by 400B")],
)
def test_a_limit_is_a_size_or_a_share_of_what_was_there(limit: str, passed: bool, message: str) -> None:
    rows = (Change("new", None, 600), Change("gone", 100, None))
    compared = COMPARED.replace(before=Totals(transfer_bytes=1000), now=Totals(transfer_bytes=1500), changes=rows)
    row = check(limit, compared)
    assert (row.passed, row.message) == (passed, message)
    assert [part.path for part in row.contributors] == ([] if passed else ["new"])


def test_where_there_is_nothing_to_compare_the_row_is_skipped_with_the_reason() -> None:
    row = check("1MB", COMPARED.replace(skipped="nothing of the context is committed"))
    assert (row.verdict, row.message) == ("SKIP", "nothing of the context is committed")
    assert COMPARED.grown == 0


def test_the_base_is_called_what_the_user_called_it() -> None:
    assert COMPARED.since == "main (aaaaaaa)"
    assert COMPARED.replace(ref="aaaa").since == "aaaaaaa"
