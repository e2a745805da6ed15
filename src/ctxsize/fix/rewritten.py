"""A proposal with another text than the one it was worked out with: lines that a build proved, or an allow-list."""

from __future__ import annotations

from ctxsize.build.plan import plan_on_both
from ctxsize.context.entry import Tally
from ctxsize.fix.outcome import Figures
from ctxsize.fix.place import IgnoreFilePlace, place_of
from ctxsize.fix.proposal import Proposal
from ctxsize.fix.verify import overlaid
from ctxsize.scan.platforms import scan_platforms, summed
from ctxsize.scan.scan import Interest, scan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ctxsize.build.plan import BuildPlan
    from ctxsize.build.request import Request
    from ctxsize.fix.block import Group


def rewritten(request: Request, groups: Sequence[Group], new: bytes, saved: Mapping[str, Tally]) -> Proposal:
    """Return a proposal of one text.

    Args:
        request: the build.
        groups: the lines of the block.
        new: the ignore file as it is to be.
        saved: what each line keeps away.

    Raises:
        UsageError: if something that is no file stands in the ignore file's place.
        CtxsizeError: if the builder would refuse the build as it is.

    """
    plan = plan_on_both(request)
    place = place_of(plan)
    builders = [plan.builder]
    if plan.other is not None and plan.other.inputs.ignore_file == plan.inputs.ignore_file:
        builders.append(plan.builder.other)
    return Proposal(
        file=place.file,
        shown=place.shown,
        old=plan.inputs.ignore_data,
        new=new,
        groups=tuple(groups),
        kept=(),
        left_out=(),
        remarks=(),
        totals=lambda: list(_figures(plan, place, new)),
        saved=dict(saved),
        builders=tuple(builders),
    )


def _figures(plan: BuildPlan, place: IgnoreFilePlace, new: bytes) -> Iterator[Figures]:
    """Yield both builders' totals with what is in the file now and with the new text."""
    later = plan.with_ignore_data(new)
    before = scan(plan, Interest(excluded=False))
    after = scan(overlaid(later, place, new), Interest(excluded=False))
    sums = (scan_platforms(plan), scan_platforms(later))
    yield Figures(builder=plan.builder, before=summed(before.received, sums[0]), after=summed(after.received, sums[1]))
    error = plan.other_refusal or before.other_refusal or after.other_refusal
    if error is None and before.other is not None and after.other is not None:
        yield Figures(builder=plan.builder.other, before=before.other, after=after.other)
    elif error is not None:
        yield Figures(builder=plan.builder.other, before=None, after=None, error=error)
