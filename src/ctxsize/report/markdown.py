"""Markdown for a job summary or a comment: it fits both, and names from strangers stay text."""

from __future__ import annotations

import hashlib
import re

from ctxsize.display.escaping import printable
from ctxsize.golang.text import encode
from ctxsize.report.figures import buildkit_size, contents, count, name_of, not_compared, signed, size_by
from ctxsize.report.place import build_name, placed
from ctxsize.report.rendering import PLAIN, Rendering
from ctxsize.rules.finding import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TextIO

    from ctxsize.analysis.comparison import Comparison
    from ctxsize.gate.budget import Check, Contributor
    from ctxsize.report import Report

LIMIT = 60_000
"""Characters at most. GitHub takes 65,536 of them in a comment, 1 MiB in a job summary."""
_ROWS = 50
_NAME = 160
_ICONS = {Severity.ERROR: "❌", Severity.WARNING: "⚠️", Severity.INFO: "🔹"}
_VERDICTS = {"PASS": "✅ pass", "FAIL": "❌ fail", "SKIP": "⏭️ skip"}
_PLAIN = re.compile(r"[^\w \-./,;]|_|\bwww\.", re.ASCII)


def write(report: Report, stream: TextIO, rendering: Rendering = PLAIN) -> None:
    """Write the report; of what does not fit, the largest and worst is kept and the rest counted."""
    stream.write(render(report, rendering=rendering) + page_link(rendering.link))


def page_link(address: str) -> str:
    """Return the line that leads to the HTML page; empty without an address."""
    return f"\n[The page of the whole context]({address})\n" if address else ""


def render(report: Report, limit: int = LIMIT, rendering: Rendering = PLAIN) -> str:
    """Return the text, of at most ``limit`` characters; sections that do not fit are left out and named."""
    written = "\n".join([mark(build_name(report, rendering)), _heading(report, rendering), ""])
    left_out = []
    for title, section in sections(report, rendering):
        if len(written) + len(section) + 200 <= limit:
            written += section + "\n"
        else:
            left_out.append(title)
    if left_out:
        written += f"\n*Left out, as it would not fit: {', '.join(left_out)}.*\n"
    return written


def mark(build: str) -> str:
    """Return the first line, by which the comment on a build, or a set of builds, is found again to be renewed."""
    return f"<!-- ctxsize {hashlib.sha256(encode(build)).hexdigest()[:12]} -->"


def code(text: str) -> str:
    """Return a name as code, whatever it holds: no markup in it works, no mention in it calls anyone."""
    shown = printable(text)
    if len(shown) > _NAME:
        shown = f"{shown[: _NAME // 2]}…{shown[-_NAME // 2 :]}"
    return f"<code>{_escaped(shown)}</code>"


def words(text: str) -> str:
    """Return a sentence as plain text, in which nothing is markup and nobody is mentioned."""
    # A space of no width parts the sign from the name, which is how GitHub knows a mention; an entity would not.
    return re.sub(r"(&#64;|&#35;)(?=\w)", "\\1\u200b", _escaped(printable(text)))


def _escaped(text: str) -> str:
    return _PLAIN.sub(lambda found: "".join(f"&#{ord(char)};" for char in found[0]), text)


def _heading(report: Report, rendering: Rendering) -> str:
    failed = int(report.exit_code) != 0
    figure = size_by(report.builder, report.received.transfer_bytes)
    what = f"{figure} received" if report.asked else "nothing from the context received"
    build = code(placed(rendering, report.dockerfile)) + (f", target {code(report.target)}" if report.target else "")
    ignore = f"ignore file {code(report.ignore_file)}" if report.ignore_file else "no ignore file"
    excluded = "Excluded directories were not looked into."
    if report.excluded is not None:
        excluded = f"Excluded: {buildkit_size(report.excluded.bytes)} in {count(report.excluded.files, 'file')}."
    return "\n".join(
        [
            f"### {'❌' if failed else '✅'} Build context: {what}",
            "",
            f"{build}, {ignore}, {name_of(report.builder)}: {contents(report.received)}. {excluded}",
            *(
                f"\n{buildkit_size(load.totals.transfer_bytes)} for {', '.join(map(code, load.platforms))}: "
                f"{contents(load.totals)}."
                for load in report.platforms
            ),
            *(f"\n{words(note)}" for note in (*report.notes, *report.unchecked)),
        ]
    )


def sections(report: Report, rendering: Rendering) -> Iterable[tuple[str, str]]:
    """Yield the parts below the heading, each with what it is called."""
    if report.gate:
        yield "the gate", gate_table(report.gate)
    if report.comparison is not None:
        yield "the comparison", _comparison(report.comparison)
    if report.findings:
        yield "findings", _findings(report, rendering)
    if report.known or report.gone:
        yield "the baseline", _baseline(report)
    tables = (
        ("largest directories", report.largest_directories),
        ("largest files", report.largest_files),
        ("extensions", report.extensions[: rendering.top]),
    )
    for title, shares in tables:
        rows = [(buildkit_size(share.bytes), f"{share.files:,}", code(share.path or "(none)")) for share in shares]
        if rows:
            yield title, details(title.capitalize(), table(("Size", "Files", "Path"), rows, "--:|--:|---"))
    lines = [
        (buildkit_size(share.bytes), f"{share.files:,}", f"{share.line}", code(share.text))
        for share in report.excluded_by_line[: rendering.top]
    ]
    if lines:
        by_line = table(("Size", "Files", "Line", "Pattern"), lines, "--:|--:|--:|---")
        yield "excluded by line", details("Excluded by line", by_line)


def gate_table(checks: Sequence[Check]) -> str:
    """Return limits as a table, with what each failed one is due to."""
    rows = [
        (
            _VERDICTS[check.verdict],
            words(check.title),
            words(check.limit),
            words(check.actual),
            words(" ".join(part for part in (check.message, check.note and f"({check.note})") if part)),
        )
        for check in checks
    ]
    text = table(("", "Check", "Limit", "Actual", ""), rows, "---|---|--:|--:|---")
    for check in checks:
        if check.contributors:
            parts = [(_part(check, part), _since(part), code(part.path)) for part in check.contributors]
            text += "\n" + details(
                f"What {words(check.title)} is due to", table(("Size", "", "Path"), parts, "--:|--:|---")
            )
    return text


def _part(check: Check, part: Contributor) -> str:
    return count(part.files, "file") if check.unit == "files" else buildkit_size(part.bytes)


def _since(part: Contributor) -> str:
    if part.before is None or part.before == part.bytes:
        return ""
    return "new" if part.before == 0 else f"{part.bytes - part.before:+,} B"


def _comparison(comparison: Comparison) -> str:
    since = words(comparison.since)
    if comparison.before is None or comparison.now is None:
        return f"\nNot compared with {since}: {words(comparison.skipped)}.\n"
    before, now = comparison.before.transfer_bytes, comparison.now.transfer_bytes
    share = f", {comparison.grown / before:+.1%}" if before else ""
    text = f"\n**{signed(comparison.grown)}** since {since}: {buildkit_size(before)} → {buildkit_size(now)}{words(share)}.\n"
    rows = [(signed(row.added), row.kind, code(row.path)) for row in comparison.changes[:_ROWS]]
    more = len(comparison.changes) - len(rows)
    if rows:
        changed = table(("Change", "", "Path"), rows, "--:|---|---") + (f"\n…and {more:,} more.\n" if more else "")
        text += details(count(len(comparison.changes), "changed path"), changed)
    left = not_compared(comparison)
    return text + (f"\n{words(left)}.\n" if left else "")


def _findings(report: Report, rendering: Rendering) -> str:
    rows = [
        (
            _ICONS[finding.severity],
            finding.rule.code,
            code(placed(rendering, finding.path) + (f":{finding.line}" if finding.line else "")),
            words(f"{finding.message}. {finding.advice}"[:1000]),
        )
        for finding in report.findings[:_ROWS]
    ]
    more = len(report.findings) - len(rows)
    text = table(("", "Rule", "Place", "What"), rows, "---|---|---|---")
    return text + (f"\n…and {more:,} more.\n" if more else "")


def _baseline(report: Report) -> str:
    parts = []
    if report.known:
        parts.append(f"{count(len(report.known), 'finding')} in the baseline.")
    if report.gone:
        gone = ", ".join(f"{known.code} {code(known.path)}" for known in report.gone[:_ROWS])
        parts.append(f"In the baseline, but gone: {gone}.")
    return " ".join(parts) + "\n"


def details(summary: str, text: str) -> str:
    """Return a part that is folded until one opens it; ``summary`` may have markup."""
    return f"\n<details><summary>{summary}</summary>\n\n{text}\n</details>\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]], marks: str) -> str:
    """Return a table of cells that are markup already."""
    lines = ["", f"| {' | '.join(head)} |", f"|{marks}|"]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(lines) + "\n"
