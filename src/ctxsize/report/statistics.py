"""``--statistics``: how many findings each rule has, and how many bytes they are about."""

from __future__ import annotations

from ctxsize.display.sizes import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ctxsize.report import Report
    from ctxsize.report.look import Line
    from ctxsize.rules.finding import Finding


def statistics(report: Report) -> Iterator[Line]:
    """Yield a line for each rule with a finding: count, bytes, code, name, and how many of them ``--fix`` can mend."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in report.findings:
        by_rule.setdefault(finding.rule.code, []).append(finding)
    if not by_rule:
        yield ("No findings.",)
        return
    rows = [(sum(finding.bytes for finding in found), found) for found in by_rule.values()]
    rows.sort(key=lambda row: (-len(row[1]), -row[0], row[1][0].rule.code))
    digits = max(len(f"{len(found):,}") for _, found in rows)
    for size, found in rows:
        first = found[0]
        fixable = sum(finding.is_fixable for finding in found)
        mark = f"  ({fixable} fixable)" if fixable else ""
        amount = shown(size) if any(finding.files for finding in found) else ""
        rule = f"{first.rule.code} {first.rule.name}"
        yield (f"{len(found):>{digits},}  {amount:>10}  ", (rule, first.severity.value), mark)
