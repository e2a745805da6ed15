"""The flow of ``--fix``, spelled out once: what there is, which lines could help, which of them may, and the proof."""

from __future__ import annotations

from ctxsize.build.plan import plan_on_both
from ctxsize.build.request import Request
from ctxsize.errors import UsageError
from ctxsize.fix.baseline import Baseline, SeenBuild, look
from ctxsize.fix.block import FixOptions, Group, LeftOut, Source, Style, split, with_block
from ctxsize.fix.candidates import from_block, from_findings, from_git, wanted_by
from ctxsize.fix.choose import choose
from ctxsize.fix.harm import Harm
from ctxsize.fix.lacking import lacking
from ctxsize.fix.place import place_of
from ctxsize.fix.proposal import Proposal
from ctxsize.fix.verify import Work, settle
from ctxsize.rules.selection import Selection

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ctxsize.fix.candidates import CandidateLine


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
    if orders.source is Source.GITIGNORE or orders.style is Style.ALLOW:
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
    lacks = lacking(baseline)
    wider = baseline
    if lacks:
        # What an exception lets in besides what is needed goes again, so that lines for it are looked for with it in place.
        exceptions = Group(reason="", lines=tuple(one.line for one in lacks))
        wider = Baseline([look(one, chosen, with_block(author, [exceptions])) for one in requests], old, place.shown)
    harm = Harm(wider, unsafe=orders.unsafe)
    candidates, left_out = _candidates(wider, harm, orders, chosen)
    picked, exemptions = choose(candidates, harm, baseline.lines)
    work = Work(
        baseline=baseline,
        wider=wider,
        harm=harm,
        selection=chosen,
        place=place,
        candidates=picked.candidates,
        exemptions=exemptions,
        lacking=lacks,
        kept=picked.kept,
        left_out=(*left_out, *picked.left_out),
    )
    return settle(work)


def _candidates(
    baseline: Baseline, harm: Harm, orders: FixOptions, selection: Selection
) -> tuple[list[CandidateLine], list[LeftOut]]:
    """Return the lines that could be written, and those of findings that are not certain."""
    found = list(from_findings(baseline, harm, unsafe=orders.unsafe))
    left_out: dict[str, LeftOut] = {}
    for seen in baseline.seen:
        for finding in seen.findings:
            if wanted_by(finding) and not finding.safe and not orders.unsafe and finding.suggestion:
                left_out.setdefault(
                    finding.suggestion,
                    LeftOut(
                        line=finding.suggestion,
                        why=finding.doubt,
                        unsafe=True,
                        bytes=finding.bytes,
                        is_secret=finding.rule.code.startswith("CTX2"),
                    ),
                )
    if orders.source is Source.ALL:
        found += from_git(baseline, harm, selection)
    found += from_block(baseline, [one.line for one in found])
    return found, list(left_out.values())
