"""What ``--fix`` would do, for the first screen: the real proposal, not an estimate."""

from __future__ import annotations

from ctxsize.errors import CtxsizeError
from ctxsize.fix.block import FixOptions, Source, Style
from ctxsize.ignore.matcher import Matcher
from ctxsize.ignore.parse import parse
from ctxsize.report.rendering import AfterFix

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctxsize.build.request import Request
    from ctxsize.fix.proposal import Proposal
    from ctxsize.gate.verdict import Verdict
    from ctxsize.rules.finding import Finding
    from ctxsize.rules.selection import Selection

MOST_ENTRIES = 20_000
"""Above so many entries a proposal takes longer than a look at the screen: then it is left to ``--diff``."""
_DEFAULT = FixOptions(source=Source.ALL, style=Style.DENY, unsafe=False, tidy=False)


def after_fix(request: Request, selection: Selection, verdict: Verdict) -> AfterFix | None:
    """Return what ``--fix`` would do for a build; ``None`` for a commit, which it can't write to."""
    if request.ref is not None:
        return None
    entries = verdict.included.files + verdict.included.directories
    if entries + (verdict.excluded.files if verdict.excluded else 0) > MOST_ENTRIES:
        return AfterFix(why_not="large context")
    from ctxsize.fix.plan import propose  # noqa: PLC0415 (the text report alone pays for it)
    from ctxsize.fix.proved import keep_proved  # noqa: PLC0415

    try:
        return _outcome(keep_proved(propose(request, _DEFAULT, selection), request), verdict)
    except CtxsizeError:
        return AfterFix(why_not="not known here")


def _outcome(proposal: Proposal, verdict: Verdict) -> AfterFix:
    if not proposal.changes:
        return AfterFix(totals=verdict.received)
    totals = next((each.after for each in proposal.figures() if each.builder is verdict.builder), None)
    fresh = set(proposal.new.decode("utf-8", "replace").split("\n"))
    matcher = Matcher(parse(proposal.new, proposal.shown).patterns)
    fixed = tuple(one for one in verdict.findings if _is_fixed(one, verdict, matcher, fresh))
    return AfterFix(totals=totals, lines=proposal.lines, fixed=fixed)


def _is_fixed(finding: Finding, verdict: Verdict, matcher: Matcher, lines: set[str]) -> bool:
    """Whether a finding is gone with these lines: its place is excluded, its line is another, or its cure is there."""
    if finding.suggestion is not None and finding.suggestion in lines:
        return True
    if finding.line is not None and finding.path == verdict.ignore_file:
        texts = dict(verdict.texts).get(finding.path, ())
        return finding.line <= len(texts) and texts[finding.line - 1] not in lines
    return bool(finding.files) and matcher.decide(finding.path)[0]
