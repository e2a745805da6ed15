"""The last lines of a first screen: the counts, whether anything fails, and the commands to type next."""

from __future__ import annotations

import shlex

from ctxsize.display.cells import width
from ctxsize.display.sizes import shown
from ctxsize.gate.verdict import failing
from ctxsize.report.figures import count
from ctxsize.rules.finding import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxsize.report import Report
    from ctxsize.report.look import Line, Look
    from ctxsize.report.rendering import Rendering

_USUAL_BUDGET = "50MB"
_USUAL_BUDGET_BYTES = 50_000_000
_LIMITS = 4
VERDICTS = {"PASS": "good", "FAIL": "error", "SKIP": "warning"}
_LONGEST_EXAMPLE = 14
_BETWEEN = 22
"""What stands between and behind two columns of commands."""


def summary(report: Report, look: Look) -> Iterator[Line]:
    """Yield the last line: the counts, and whether anything fails."""
    found = [
        count(number, noun)
        for severity, noun in ((Severity.ERROR, "error"), (Severity.WARNING, "warning"), (Severity.INFO, "note"))
        if (number := sum(finding.severity is severity for finding in report.findings))
    ]
    counts = f"{', '.join(found) or 'No findings'}."
    if report.known:
        counts += f" {count(len(report.known), 'known finding')} in the baseline."
    if report.suppressed:
        counts += f" {count(len(report.suppressed), 'finding')} silenced by comments."
    yield from _limits(report, look)
    fails = failing(report.findings, report.fail_on)
    state, style = _state(report, len(fails))
    line = f"{counts} {state}"
    if look.width is not None and width(line) > look.width:
        yield (look.sentence(counts),)
        yield ((look.sentence(state), style),)
    else:
        yield (f"{counts} ", (state, style))


def _limits(report: Report, look: Look) -> Iterator[Line]:
    """Yield a line for each limit, the failed ones first."""
    rows = sorted(report.gate, key=lambda row: row.passed is not False)
    shown_rows = rows if len(rows) <= _LIMITS else rows[: _LIMITS - 1]
    for row in shown_rows:
        amount = f"{row.actual} of {row.limit}" if row.passed is not None else ""
        words = "  ".join(filter(None, (row.title, amount, row.message)))
        yield ((f"  {row.verdict}", VERDICTS[row.verdict]), look.sentence(f"  {words}", (look.width or 0) - 6))
    if rows[len(shown_rows) :]:
        yield (f"  and {len(rows) - len(shown_rows):,} more: --full",)


def _state(report: Report, fails: int) -> tuple[str, str]:
    """Say in one sentence whether the gate passes; where no budget is set, nothing has passed."""
    failed = sum(row.passed is False for row in report.gate)
    passed = sum(row.passed is True for row in report.gate)
    skipped = len(report.gate) - failed - passed
    also = f"Failed: {count(fails, 'finding')} at --fail-on {report.fail_on.value}. " if fails else ""
    if failed:
        return f"{also}Failed: {failed} of {count(len(report.gate), 'limit')}.", "error"
    if passed:
        rest = f", {skipped} skipped" if skipped else ""
        return f"{also}{count(passed, 'limit')} passed{rest}.", "error" if fails else "good"
    over = report.received.transfer_bytes - _USUAL_BUDGET_BYTES
    example = f" (--budget {_USUAL_BUDGET} would fail by {shown(over)})" if over > 0 and not fails else ""
    return f"{also}No budget set{example}.", "error" if fails else ""


def commands(report: Report, look: Look, rendering: Rendering) -> list[Line]:
    """Return what to type next, in two columns where they fit."""
    command = rendering.command
    rows: list[tuple[str, str]] = []
    after = rendering.after
    if after is not None and (after.lines or after.why_not):
        what = f"see the {count(after.lines, 'line')}" if after.lines else "see what --fix would write"
        rows += [(f"{command} --diff", what), (f"{command} --fix", "write them" if after.lines else "write it")]
    rows.append((f"{command} --full", "all tables, reasons"))
    example = next((share.path for share in report.shares if width(share.path) <= _LONGEST_EXAMPLE), None)
    rooms = [len(row[0]) for row in rows]
    longest = (look.width or 80) - max(rooms[0::2]) - max(len(row[1]) for row in rows[0::2]) - _BETWEEN
    if example is not None and len(f"{command} --why {example}") <= longest:
        rows.append((f"{command} --why {shlex.quote(look.name(example))}", "" if rows[1:] else "who needs it"))
    left, right = rows[0::2], rows[1::2]
    commands, words = (max(len(row[number]) for row in left) for number in (0, 1))
    others = max((len(row[0]) for row in right), default=0)
    if not right or commands + words + others + _BETWEEN > (look.width or 80):
        cells = max(len(row[0]) for row in rows[:3])
        return [(look.sentence(f"  {row[0]:<{cells}}   {row[1]}"),) for row in rows[:3]]
    lines: list[Line] = []
    for number, row in enumerate(left):
        beside = right[number] if number < len(right) else ("", "")
        lines.append((f"  {row[0]:<{commands}}   {row[1]:<{words}}   {beside[0]:<{others}}   {beside[1]}",))
    return lines
