"""Comments for ctxsize that keep nothing quiet: those that it can't read, and those whose line is faultless by now.

Whether a comment about paths has something to do may depend on the target and the builder, so nothing is said of those.
What is wrong with a line is the same in every build that reads the line, and with a pattern in every build that takes the
whole context.
"""

from __future__ import annotations

from ctxsize.display.escaping import quoted
from ctxsize.record import Record
from ctxsize.rules import UNUSED_SUPPRESSION
from ctxsize.rules.finding import Finding, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from ctxsize.rules.selection import Selection
    from ctxsize.rules.suppress import Suppression

_ABOUT_LINES = ("CTX301", "CTX302", "CTX303", "CTX401", "CTX402", "CTX403", "CTX404", "CTX405")
"""Rules that find the same in a line whenever the build uses it."""


class CheckedScope(Record):
    """Where all rules have looked: at these ``lines`` of the Dockerfile; ``whole`` is whether at the whole context."""

    lines: Collection[int] = ()
    whole: bool = False


def find(
    comments: Sequence[Suppression], used: Collection[Suppression], scope: CheckedScope, selection: Selection
) -> Iterator[Finding]:
    """Yield a finding for each comment that does nothing.

    Args:
        comments: all of them.
        used: those that cover a finding.
        scope: what the rules have looked at.
        selection: which rules have a say.

    """
    for comment in comments:
        if comment.fault:
            what, _, hint = comment.fault.partition(". ")
            yield _finding(comment, what, hint or "Correct it.", Severity.WARNING)
        elif comment not in used and _should_be_used(comment, scope, selection):
            code = ", ".join(comment.codes)
            says = f"{quoted(f'ctxsize: ignore {code}')} keeps nothing quiet: there is no such finding below it"
            yield _finding(comment, says, "Delete the comment.", UNUSED_SUPPRESSION.severity)


def _should_be_used(comment: Suppression, scope: CheckedScope, selection: Selection) -> bool:
    if comment.lines is None or not all(code in _ABOUT_LINES and selection.takes_code(code) for code in comment.codes):
        return False
    first, last = comment.lines
    return scope.whole if comment.in_ignore_file else any(first <= line <= last for line in scope.lines)


def _finding(comment: Suppression, message: str, advice: str, severity: Severity) -> Finding:
    return Finding(
        rule=UNUSED_SUPPRESSION, severity=severity, path=comment.file, line=comment.line, message=message, advice=advice
    )
