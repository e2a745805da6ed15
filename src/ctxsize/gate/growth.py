"""How much a build may grow between two commits, as a row of the gate."""

from __future__ import annotations

from ctxsize.display.sizes import parse_growth
from ctxsize.gate.budget import Check, Contributor, growth

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctxsize.analysis.comparison import Comparison


def check_growth(limit: str, comparison: Comparison) -> Check:
    """Return the row of the gate for a limit such as ``1MB`` or ``5%``."""
    if comparison.before is None or comparison.now is None:
        return Check(
            check="max-growth",
            limit=limit,
            actual="",
            passed=None,
            message=comparison.skipped,
            subject=f"since {comparison.since}",
            origin="--max-growth",
        )
    before = comparison.before.transfer_bytes
    rows = [
        Contributor(path=row.path, bytes=row.now or 0, files=1, before=row.before or 0)
        for row in comparison.changes
        if row.added > 0
    ]
    return growth(
        limit, parse_growth(limit).allowed(before), before, comparison.now.transfer_bytes, comparison.since, rows
    )
