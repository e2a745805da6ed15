"""Comments applied to findings: which stand, which a comment keeps quiet, and which are not certain."""

from __future__ import annotations

from ctxsize.record import Record
from ctxsize.rules import unused_suppression
from ctxsize.rules.finding import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ctxsize.rules.selection import Selection
    from ctxsize.rules.suppress import Suppressed, Suppression
    from ctxsize.rules.unused_suppression import CheckedScope


class AppliedSuppressions(Record):
    """Findings, sorted out by comments and confidence.

    ``unsure`` are those of low confidence, which are shown only where their rule was selected.
    """

    findings: tuple[Finding, ...]
    suppressed: tuple[Suppressed, ...]
    unsure: tuple[Finding, ...]


def apply_suppressions(
    findings: Iterable[Finding],
    selection: Selection,
    suppressions: Sequence[Suppression],
    scope: CheckedScope,
) -> AppliedSuppressions:
    """Return the findings, sorted: those that stand, those that a comment keeps quiet, those that are not certain.

    ``scope`` is what the rules have looked at: where they have, a comment that covers nothing is a finding, too.
    """
    findings = list(findings)
    used = {comment for comment in suppressions if any(map(comment.covers, findings))}
    findings += unused_suppression.find(suppressions, used, scope, selection)
    stand: list[Finding] = []
    quiet: list[Suppressed] = []
    unsure: list[Finding] = []
    for finding in sorted(findings, key=lambda finding: finding.order):
        if not selection.takes_at(finding.rule.code, finding.path):
            continue
        by = next((suppression for suppression in suppressions if suppression.covers(finding)), None)
        if by is not None:
            from ctxsize.rules.suppress import Suppressed  # noqa: PLC0415 (few files have such a comment)

            quiet.append(Suppressed(finding=finding, by=by))
        elif finding.is_unsure and not selection.asks_for(finding.rule):
            unsure.append(finding)
        else:
            stand.append(finding)
    return AppliedSuppressions(findings=tuple(stand), suppressed=tuple(quiet), unsure=tuple(unsure))
