"""Two states of one build held against each other: sizes in, what was added, grew, shrank and went out."""

from __future__ import annotations

from ctxsize.analysis.comparison import Comparison, changes
from ctxsize.context.entry import Totals

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


def test_the_base_is_called_what_the_user_called_it() -> None:
    assert COMPARED.since == "main (aaaaaaa)"
    assert COMPARED.replace(ref="aaaa").since == "aaaaaaa"


def test_growth_is_in_transfer_bytes_and_none_where_nothing_is_compared() -> None:
    assert COMPARED.grown == 0
    assert COMPARED.replace(before=Totals(transfer_bytes=7), now=Totals(transfer_bytes=5)).grown == -2
