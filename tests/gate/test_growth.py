"""How much a build may grow between two commits, as a row of the gate."""

from __future__ import annotations

import pytest

from ctxsize.analysis.comparison import Change, Comparison
from ctxsize.context.entry import Totals
from ctxsize.gate.growth import check_growth

COMPARED = Comparison(ref="main", base="a" * 40, head="b" * 40)


@pytest.mark.parametrize(
    ("limit", "passed", "message"),
    [("500B", True, ""), ("50%", True, ""), ("499B", False, "over by 1B"), ("10%", False, "over by 400B")],
)
def test_a_limit_is_a_size_or_a_share_of_what_was_there(limit: str, passed: bool, message: str) -> None:
    rows = (Change("new", None, 600), Change("gone", 100, None))
    compared = COMPARED.replace(before=Totals(transfer_bytes=1000), now=Totals(transfer_bytes=1500), changes=rows)
    row = check_growth(limit, compared)
    assert (row.passed, row.message) == (passed, message)
    assert [part.path for part in row.contributors] == ([] if passed else ["new"])


def test_where_there_is_nothing_to_compare_the_row_is_skipped_with_the_reason() -> None:
    row = check_growth("1MB", COMPARED.replace(skipped="nothing of the context is committed"))
    assert (row.verdict, row.message) == ("SKIP", "nothing of the context is committed")
