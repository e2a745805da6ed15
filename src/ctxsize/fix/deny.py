"""Lines that keep entries away, for a text of the author's: which could help, which of them may, and the proof."""

from __future__ import annotations

from ctxsize.fix.baseline import Baseline, look
from ctxsize.fix.block import FixOptions, Group, LeftOut, Source, with_block
from ctxsize.fix.candidates import from_block, from_findings, from_git, wanted_by
from ctxsize.fix.choose import choose, keep_exemptions
from ctxsize.fix.harm import Harm
from ctxsize.fix.lacking import lacking
from ctxsize.fix.verify import Work, settle

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctxsize.fix.candidates import CandidateLine
    from ctxsize.fix.place import IgnoreFilePlace
    from ctxsize.fix.proposal import Proposal
    from ctxsize.rules.selection import Selection


def propose_lines(baseline: Baseline, place: IgnoreFilePlace, orders: FixOptions, selection: Selection) -> Proposal:
    """Return an ignore file with the lines in its block that keep away what no build needs, and those that a build lacks.

    Args:
        baseline: the builds that read it, looked at with the author's part alone.
        place: where it stands.
        orders: what is to be done.
        selection: the rules that count.

    """
    lacks = lacking(baseline)
    wider = baseline
    if lacks:
        # What an exception lets in besides what is needed goes again, so that lines for it are looked for with it in place.
        exceptions = Group(reason="", lines=tuple(one.line for one in lacks))
        text = with_block(baseline.author, [exceptions])
        seen = [look(one.plan.request, selection, text) for one in baseline.seen]
        wider = Baseline(seen, baseline.old, baseline.shown, baseline.author)
    harm = Harm(wider, unsafe=orders.unsafe)
    candidates, left_out = _candidates(wider, harm, orders, selection)
    picked, exemptions = choose(candidates, harm, baseline.lines)
    keep_exemptions(baseline, picked.candidates, exemptions)
    work = Work(
        baseline=baseline,
        wider=wider,
        harm=harm,
        selection=selection,
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
