"""The flow of ``--fix``, spelled out once: what there is, which lines could help, which of them may, and the proof."""

from __future__ import annotations

from ctxsize.build.plan import plan_on_both
from ctxsize.build.request import Request
from ctxsize.display.escaping import printable
from ctxsize.errors import UsageError
from ctxsize.fix.baseline import Baseline, SeenBuild, look
from ctxsize.fix.block import FixOptions, Source, Style, split
from ctxsize.fix.deny import propose_lines
from ctxsize.fix.harm import Harm
from ctxsize.fix.mistakes import mend
from ctxsize.fix.place import place_of
from ctxsize.rules.selection import Selection

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxsize.fix.proposal import Proposal


def propose(
    request: Request | Sequence[Request],
    orders: FixOptions,
    selection: Selection | None = None,
    seen: Sequence[SeenBuild] = (),
) -> Proposal:
    """Return the ignore file of a build, or of several builds that read the same one, as it should be.

    Args:
        request: the build, or builds; the first is the one for which figures are given. All must read the same ignore file.
        orders: what is to be done.
        selection: the rules that count; those outside of it ask for no line.
        seen: the same builds as :func:`ctxsize.fix.baseline.look` returns them, where they have been looked at already with
            what is on disk. That is used as far as the ignore file has no block.

    Raises:
        UsageError: if an allow-list was ordered and an instruction takes the whole context; if the builds read different
            ignore files; or if something that is no file stands in its place.
        CtxsizeError: if the builder would refuse a build as it is, or git alone was asked for and can't be.

    """
    requests = [request] if isinstance(request, Request) else list(request)
    chosen = selection or Selection()
    if orders.source is Source.GITIGNORE:
        from ctxsize.fix import exact  # noqa: PLC0415 (only who asks for it)

        return exact.propose(requests[0], orders, chosen)
    plans = [one.plan for one in seen] if seen else [plan_on_both(one) for one in requests]
    place = place_of(plans[0])
    if any(place_of(other).file != place.file for other in plans[1:]):
        raise UsageError("These builds read different ignore files. Fix them one after the other.")
    old = plans[0].inputs.ignore_data
    author = split(old).users
    fresh = author == old and bool(seen)
    looked = list(seen) if fresh else [look(one, chosen, author) for one in requests]
    baseline = Baseline(looked, old, place.shown)
    mended = mend(baseline, Harm(baseline, unsafe=orders.unsafe), tidy=orders.tidy)
    if mended.text != author:
        looked = [look(one, chosen, mended.text) for one in requests]
        baseline = Baseline(looked, old, place.shown, mended.text)
    if orders.style is Style.ALLOW:
        from ctxsize.fix.allow import propose_exceptions  # noqa: PLC0415 (likewise)

        proposal = propose_exceptions(baseline, place, orders, chosen)
    else:
        proposal = propose_lines(baseline, place, orders, chosen)
    remarks = list(mended.remarks)
    if place.leads_to is not None and proposal.changes:
        remarks.insert(
            0, f"{printable(place.shown)} is a link to {printable(place.leads_to)}: the change is one of that file."
        )
    return proposal.replace(remarks=(*remarks, *proposal.remarks))
