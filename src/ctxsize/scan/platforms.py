"""What each of several platforms makes BuildKit load: one scan a load, for its figures."""

from __future__ import annotations

from ctxsize.record import Record
from ctxsize.scan.scan import scan_received

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxsize.build.plan import BuildPlan
    from ctxsize.context.entry import Totals


class PlatformTotals(Record):
    """What is received for one platform, or for several that ask for the same."""

    platforms: tuple[str, ...]
    totals: Totals


def scan_platforms(plan: BuildPlan, processes: int | None = None) -> tuple[PlatformTotals, ...]:
    """Return what each load of several platforms receives; none for a build of one platform."""
    return tuple(
        PlatformTotals(platforms=each.platforms, totals=scan_received(each.load, processes=processes).totals)
        for each in plan.platforms
    )


def summed(totals: Totals, platforms: Sequence[PlatformTotals]) -> Totals:
    """Return the totals of what any platform receives with the transfer bytes of all loads."""
    if not platforms:
        return totals
    return totals.replace(transfer_bytes=sum(each.totals.transfer_bytes for each in platforms))
