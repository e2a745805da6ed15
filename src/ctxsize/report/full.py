"""The long report: every table, and every finding with its reason."""

from __future__ import annotations

from ctxsize.builder import Builder
from ctxsize.display.cells import width
from ctxsize.display.sizes import shown
from ctxsize.gate.verdict import failing
from ctxsize.report.closing import VERDICTS
from ctxsize.report.figures import contents, count, name_of, not_compared, signed, size_by
from ctxsize.report.groups import TIMES, grouped
from ctxsize.report.rendering import PLAIN, Rendering

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ctxsize.analysis.analysis import Difference, InstructionReport, NamedReport, Share
    from ctxsize.analysis.comparison import Comparison
    from ctxsize.gate.budget import Check, Contributor
    from ctxsize.report import Report
    from ctxsize.report.look import Line, Look
    from ctxsize.rules.finding import Finding

_EXAMPLES = 5


def full(report: Report, look: Look, rendering: Rendering = PLAIN) -> Iterator[Line]:
    """Yield the long report; each table has at most ``rendering.top`` rows."""
    top = rendering.top
    at = f" at {look.name(report.ref)}" if report.ref else ""
    yield ((f"Build context of {look.name(report.root)}{at}", "bold"),)
    parts = [look.name(report.dockerfile)]
    if report.stage:
        parts.append(report.stage)
    parts.append(look.name(report.ignore_file) if report.ignore_file else "no ignore file")
    yield (", ".join(parts),)
    yield from _totals(report, look)
    yield from _tree(report.largest_directories[:top], look)
    yield from _shares("Largest files received", report.largest_files[:top], look)
    yield from _extensions(report.extensions[:top], look)
    yield from _instructions(report.instructions, look, top)
    yield from _excluded_by_line(report, look, top)
    yield from _named(report.named, look)
    yield from _builders(report.differences, look)
    yield from _oddities(report, look)
    yield from findings_of(report.findings, look)
    yield from _unshown(report)
    if report.comparison is not None:
        yield from _comparison(report.comparison, look, top)
    yield from _baseline(report, look)
    yield from _gate(report.gate, look)


def failures(report: Report, look: Look) -> Iterator[Line]:
    """Yield only the checks and findings that fail; nothing if none does."""
    yield from _gate([row for row in report.gate if row.passed is False], look)
    yield from findings_of(failing(report.findings, report.fail_on), look)


def _heading(text: str, style: str = "bold") -> Iterator[Line]:
    yield ()
    yield ((text, style),)


def wrapped(text: str, look: Look, indent: int) -> list[str]:
    """Return a sentence in lines that fit behind an indent; in a pipe it stays one line, which can be searched for."""
    if look.width is None:
        return [text]
    import textwrap  # noqa: PLC0415 (only for a terminal)

    return textwrap.wrap(text, max(10, look.width - indent), break_on_hyphens=False)


def _paragraph(text: str, look: Look, indent: int) -> Iterator[Line]:
    for line in wrapped(text, look, indent):
        yield (f"{' ' * indent}{line}",)


def _totals(report: Report, look: Look) -> Iterator[Line]:
    here = report.builder
    yield ()
    if not report.asked:
        yield ("  received   nothing: this target uses nothing from the build context (base images are not analyzed)",)
    else:
        size = size_by(here, report.received.transfer_bytes)
        yield ((f"  received  {size:>10}  {contents(report.received)} ({name_of(here)})", "bold"),)
    if here is Builder.BUILDKIT and report.included != report.received:
        size = size_by(here, report.included.transfer_bytes)
        yield (f"  included  {size:>10}  {contents(report.included)}, used by this target or not",)
    if report.excluded is None:
        yield ("  excluded   not looked into (--no-excluded)",)
    else:
        yield (f"  excluded  {shown(report.excluded.bytes):>10}  {count(report.excluded.files, 'file')}",)
    for side in report.sides[1:]:
        name = name_of(side.builder)
        if side.totals is None:
            yield from _paragraph(f"{name} refuses this build: {look.name(side.error or '')}", look, 2)
        else:
            label = "legacy" if side.builder is Builder.LEGACY else "BuildKit"
            size = size_by(side.builder, side.totals.transfer_bytes)
            yield (f"  {label:<8}  {size:>10}  {contents(side.totals)} ({name})",)
    for load in report.platforms:
        size = shown(load.totals.transfer_bytes)
        yield (f"  of these  {size:>10}  {contents(load.totals)} for {', '.join(load.platforms)}",)
    for note in (*report.notes, *report.unchecked):
        yield from _paragraph(look.name(note), look, 2)


def _tree(shares: Sequence[Share], look: Look) -> Iterator[Line]:
    """Yield directories as a tree: one inside of another that is listed stands below it, by its name from there."""
    if not shares:
        return
    yield from _heading("Largest directories received")
    by_path = {share.path: share for share in shares}
    inside: dict[str, list[Share]] = {}
    for share in shares:
        above = share.path.rpartition("/")[0]
        while above and above not in by_path:
            above = above.rpartition("/")[0]
        inside.setdefault(above, []).append(share)
    waiting = [(share, "", 0) for share in reversed(inside.get("", ()))]
    while waiting:
        share, above, depth = waiting.pop()
        name = share.path[len(above) + 1 :] if above else share.path
        row = f"  {shown(share.bytes):>10}  {count(share.files, 'file'):>14}  {'  ' * depth}"
        yield (row, _name(name, row, look, "/"))
        waiting += [(one, share.path, depth + 1) for one in reversed(inside.get(share.path, ()))]


def _shares(title: str, shares: Sequence[Share], look: Look) -> Iterator[Line]:
    if not shares:
        return
    yield from _heading(title)
    for share in shares:
        row = f"  {shown(share.bytes):>10}  "
        yield (row, _name(share.path, row, look))


def _extensions(shares: Sequence[Share], look: Look) -> Iterator[Line]:
    if not shares:
        return
    yield from _heading("Received by extension")
    for share in shares:
        yield (f"  {shown(share.bytes):>10}  {count(share.files, 'file'):>14}  {look.name(share.path) or '(none)'}",)


def _name(path: str, row: str, look: Look, mark: str = "") -> str:
    room = None if look.width is None else look.width - width(row) - len(mark)
    return look.name(path, room) + mark


IN_IMAGE = {
    "all": "in the image",
    "part": "partly in the image",
    "unknown": "unknown whether in the image",
    "made": "not in the image itself",
    "none": "not in the image",
}
"""Whether what an instruction takes reaches the image, in words."""


def reach_words(row: InstructionReport) -> str:
    """Return whether what an instruction takes reaches the image, and through which lines."""
    if row.bind:
        return "seen by this command only"
    if not row.through:
        return IN_IMAGE[row.in_image]
    lines = ", ".join(map(str, row.through))
    return f"{IN_IMAGE[row.in_image]} (COPY --from in line {lines})"


def _instructions(rows: Sequence[InstructionReport], look: Look, top: int) -> Iterator[Line]:
    if not rows:
        return
    yield from _heading("Taken by instruction")
    largest = sorted(rows, key=lambda row: -row.bytes)[:top]
    for row in sorted(largest, key=lambda row: row.line):
        start = f"  {shown(row.bytes):>10}  {count(row.files, 'file'):>14}  "
        text = f"line {row.line} {row.keyword} {' '.join(row.sources)}"
        yield (start, _name(text, start, look))
        words = f"stage {look.name(row.stage)}, {reach_words(row)}"
        if row.fixable.files:
            words += f"; {shown(row.fixable.bytes)} of it is fixable"
        yield from _paragraph(words, look, 28)
    if len(rows) > len(largest):
        yield (f"  {'':>10}  and {len(rows) - len(largest):,} more",)


def _excluded_by_line(report: Report, look: Look, top: int) -> Iterator[Line]:
    if not report.excluded_by_line[:top]:
        return
    yield from _heading("Excluded by line")
    for share in report.excluded_by_line[:top]:
        where = f"{look.name(report.ignore_file or '')}:{share.line}"
        row = f"  {shown(share.bytes):>10}  {count(share.files, 'file'):>14}  {where}  "
        yield (row, _name(share.text, row, look))


def _named(contexts: Iterable[NamedReport], look: Look) -> Iterator[Line]:
    rows = list(contexts)
    if not rows:
        return
    yield from _heading("Named contexts")
    for row in rows:
        title = f"{look.name(row.name)} = {look.name(row.location)}"
        if not row.local:
            yield (f"           -  {title}: not a directory on this machine, so the client does not send it",)
        elif not row.used:
            yield (f"           -  {title}: this target uses nothing from it",)
        else:
            ignore_file = f"ignore file {look.name(row.ignore_file)}" if row.ignore_file else "no ignore file"
            loads = f", in {row.loads} loads" if row.loads > 1 else ""
            size = shown(row.received.transfer_bytes)
            yield (f"  {size:>10}  {contents(row.received)}  {title} ({ignore_file}{loads})",)


def _builders(differences: Iterable[Difference], look: Look) -> Iterator[Line]:
    groups: dict[tuple[Builder, str], list[str]] = {}
    for difference in differences:
        groups.setdefault((difference.only, difference.why), []).append(difference.path)
    if not groups:
        return
    yield from _heading("Received by one builder only")
    for (only, why), found in groups.items():
        yield from _paragraph(f"{name_of(only)}, {count(len(found), 'path')}: {why}", look, 2)
        for path in found[:_EXAMPLES]:
            yield (f"    {look.name(path)}",)
        if len(found) > _EXAMPLES:
            yield (f"    and {len(found) - _EXAMPLES:,} more",)


def _oddities(report: Report, look: Look) -> Iterator[Line]:
    if report.arrives_empty:
        yield from _heading("Arrive empty: BuildKit announces these files and then sends no content", "warning")
        for path, size in report.arrives_empty:
            yield (f"  {shown(size):>10}  {look.name(path)}",)
    if report.unreadable:
        yield from _heading("Not measured", "warning")
        for path, why in report.unreadable:
            yield (f"  {look.name(path)}: {look.name(why)}",)


def findings_of(findings: Iterable[Finding], look: Look) -> Iterator[Line]:
    """Yield findings in groups, each with its reason and what to do; nothing without one."""
    groups = grouped(findings)
    if not groups:
        return
    yield from _heading("Findings")
    for group in groups:
        first = group.first
        place = look.name(first.path) + (f":{first.line}" if first.line else "")
        times = f" {look.text(TIMES)}{len(group.findings)}" if len(group.findings) > 1 else ""
        weight = f"  {shown(group.bytes)}, {count(group.files, 'file')}" if group.files else ""
        yield ((f"  {first.severity.value} {first.rule.code} {place}{times}{weight}", first.severity.value),)
        yield from _paragraph(look.name(f"{first.message}."), look, 4)
        yield from _paragraph(look.name(first.advice), look, 4)
        others = group.findings[1:]
        for other in others[:_EXAMPLES]:
            yield (f"    also {look.name(other.path)}{f':{other.line}' if other.line else ''}",)
        if len(others) > _EXAMPLES:
            yield (f"    and {len(others) - _EXAMPLES:,} more",)


def _comparison(comparison: Comparison, look: Look, top: int) -> Iterator[Line]:
    yield from _heading(f"Since {look.name(comparison.since)}, in what is committed")
    if comparison.before is None or comparison.now is None:
        yield (f"  {look.name(comparison.skipped)}",)
        return
    before, now = comparison.before.transfer_bytes, comparison.now.transfer_bytes
    share = f" ({comparison.grown / before:+.1%})" if before else ""
    yield (f"  {shown(before):>10}  then",)
    yield (f"  {shown(now):>10}  now, {signed(comparison.grown)}{share}",)
    for row in comparison.changes[:top]:
        yield (f"  {signed(row.added):>10}  {row.kind:<6}  {look.name(row.path)}",)
    if len(comparison.changes) > top:
        yield (f"  {'':>10}  and {len(comparison.changes) - top:,} more",)
    left = not_compared(comparison)
    if left:
        yield (f"  {left}",)


def _baseline(report: Report, look: Look) -> Iterator[Line]:
    if report.known:
        does = "does" if len(report.known) == 1 else "do"
        yield ()
        yield (f"{count(len(report.known), 'known finding')} in the baseline, which {does} not count",)
    if report.gone:
        yield from _heading("In the baseline, but gone; --write-baseline removes them")
        for known in report.gone:
            yield (f"  {known.code} {look.name(known.path)}",)


def _gate(rows: Sequence[Check], look: Look) -> Iterator[Line]:
    if not rows:
        return
    yield from _heading("Gate")
    title = max(len(row.title) for row in rows)
    limit = max(len(row.limit) for row in rows)
    actual = max(len(row.actual) for row in rows)
    for row in rows:
        words = f"{row.actual:>{actual}} of {row.limit:>{limit}}" if row.passed is not None else ""
        line = f"  {row.verdict}  {row.title:<{title}}  {words:<{actual + limit + 4}}  {row.message}"
        yield ((line.rstrip(), VERDICTS[row.verdict]),)
        if row.note:
            yield from _paragraph(look.name(row.note), look, 8)
        for part in row.contributors:
            yield (f"        {_weight(row, part):>10}  {_since(part):>10}  {look.name(part.path)}",)


def _weight(row: Check, part: Contributor) -> str:
    return count(part.files, "file") if row.unit == "files" else shown(part.bytes)


def _since(part: Contributor) -> str:
    if part.before is None:
        return ""
    if part.before == 0:
        return "new"
    return signed(part.bytes - part.before) if part.bytes != part.before else ""


def _unshown(report: Report) -> Iterator[Line]:
    """Yield what there is besides: nothing is silenced without a word."""
    parts = []
    if report.suppressed:
        parts.append(f"{count(len(report.suppressed), 'finding')} silenced by a comment")
    if report.unsure:
        codes = ",".join(sorted({finding.rule.code for finding in report.unsure}))
        parts.append(f"{len(report.unsure)} not certain enough to be shown (--select {codes} shows them)")
    if parts:
        yield ()
        yield (("; ".join(parts), "dim"),)
