"""The report for people: figures as Docker prints them, tables that fit 80 columns."""

from __future__ import annotations

import os

from ctxsize.builder import Builder
from ctxsize.display.escaping import printable
from ctxsize.gate.verdict import failing
from ctxsize.report.figures import buildkit_size, contents, count, legacy_size, name_of, not_compared, signed
from ctxsize.report.rendering import PLAIN, Rendering
from ctxsize.rules.finding import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence, Sized
    from typing import Literal, TextIO

    from rich.console import Console

    from ctxsize.analysis.analysis import Difference, NamedReport, Share
    from ctxsize.analysis.comparison import Comparison
    from ctxsize.gate.budget import Check, Contributor
    from ctxsize.report import Report
    from ctxsize.rules.finding import Finding

__all__ = ["buildkit_size", "legacy_size", "write", "write_failures", "write_why"]

_EXAMPLES = 5
_ASKED_FOR = frozenset({"FORCE_COLOR", "TTY_COMPATIBLE"})
"""What makes Rich take a pipe for a terminal."""
_VERDICTS = {"PASS": "green", "FAIL": "bold red", "SKIP": "yellow"}
_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold cyan"}


def write(report: Report, stream: TextIO, rendering: Rendering = PLAIN) -> None:
    """Write the report; ``colored`` is whether in colour, ``None`` where the stream is a terminal that can."""
    out = _Writer(stream, colored=rendering.colored)
    at = f" at {_shown(report.ref)}" if report.ref else ""
    out.line(f"Build context of {_shown(report.root)}{at}", "bold")
    parts = [f"Dockerfile {_shown(report.dockerfile)}"]
    if report.target is not None:
        parts.append(f"target {_shown(report.target)}")
    parts.append(f"ignore file {_shown(report.ignore_file)}" if report.ignore_file else "no ignore file")
    out.line(", ".join(parts))
    _totals(report, out)
    _shares("Largest directories received", report.largest_directories, out, mark="/")
    _shares("Largest files received", report.largest_files, out)
    _shares("Received by extension", report.extensions[: rendering.top], out, empty="(none)")
    _lines(report, out, rendering.top)
    _named(report.named, out)
    _builders(report.differences, out)
    _oddities(report, out)
    _findings(report.findings, out)
    _unshown(report, out)
    if report.comparison is not None:
        _comparison(report.comparison, out, rendering.top)
    _baseline(report, out)
    _gate(report.gate, out)


def write_failures(report: Report, stream: TextIO, rendering: Rendering = PLAIN) -> None:
    """Write only the checks and findings that fail; nothing if none does. ``colored`` as in :func:`write`."""
    out = _Writer(stream, colored=rendering.colored)
    _gate([row for row in report.gate if row.passed is False], out)
    _findings(failing(report.findings, report.fail_on), out)


def write_why(report: Report, stream: TextIO, rendering: Rendering = PLAIN) -> None:
    """Write what decided about each path that was asked for; ``colored`` as in :func:`write`."""
    out = _Writer(stream, colored=rendering.colored)
    for answer in report.why:
        shown = _shown(answer.path)
        out.line(f"{shown}{'' if answer.exists else ' (there is no such path now)'}", "bold")
        if answer.line is None:
            out.line(
                "  included: no line of the ignore file matches it"
                if report.ignore_file
                else "  included: there is no ignore file"
            )
        else:
            verdict = "excluded" if answer.excluded else "included again"
            through = f", through its directory {_shown(answer.through)}" if answer.through else ""
            out.line(f"  {verdict} by {_shown(report.ignore_file or '')}:{answer.line}: {_shown(answer.text)}{through}")
        for user in answer.users:
            out.line(
                f"  used by {_shown(report.dockerfile)}:{user.line}, stage {_shown(user.stage)}: {_shown(user.text)}"
            )
        if not answer.users and report.builder is Builder.BUILDKIT:
            out.line("  no instruction of this target uses it")
        for reason in answer.needs:
            out.line(f"  {_shown(reason)}")


class _Writer:
    """Lines to a stream; nothing in them is read as markup, and long ones are cut by nobody."""

    def __init__(self, stream: TextIO, *, colored: bool | None) -> None:
        self._stream = stream
        self._console = _console(stream, colored=colored)

    def line(self, text: str = "", style: str | None = None) -> None:
        if self._console is None:
            self._stream.write(f"{text}\n")
        else:
            self._console.print(text, style=style, markup=False, emoji=False, highlight=False, soft_wrap=True)

    def paragraph(self, text: str, indent: int) -> None:
        """Write a sentence, broken to the terminal's width; in a pipe it stays one line, for those who search it."""
        margin = " " * indent
        if self._console is None or not self._console.is_terminal:
            self.line(f"{margin}{text}")
            return
        import textwrap  # noqa: PLC0415 (only for a terminal)

        for line in textwrap.wrap(text, self._console.width - indent, break_on_hyphens=False):
            self.line(f"{margin}{line}")


def _console(stream: TextIO, *, colored: bool | None) -> Console | None:
    """Return the terminal behind a stream; ``None`` where there surely is none, which spares a pipe the loading of Rich."""
    if not colored and not stream.isatty() and _ASKED_FOR.isdisjoint(os.environ):
        return None
    from rich.console import Console  # noqa: PLC0415

    # Without colours a terminal is still a terminal, with a width to keep to.
    system: Literal["auto"] | None = None if colored is False else "auto"
    return Console(file=stream, force_terminal=colored or None, color_system=system)


def _shown(text: str) -> str:
    return printable(text)


def _totals(report: Report, out: _Writer) -> None:
    out.line()
    here = report.builder
    size = buildkit_size if here is Builder.BUILDKIT else legacy_size
    if not report.asked:
        out.line(
            "  received   nothing: this target uses nothing of the build context (base images are not looked into)"
        )
    else:
        out.line(
            f"  received  {size(report.received.transfer_bytes):>10}  {contents(report.received)} ({name_of(here)})",
            "bold",
        )
    if here is Builder.BUILDKIT and report.included != report.received:
        out.line(
            f"  included  {size(report.included.transfer_bytes):>10}  {contents(report.included)}, used by this target or not"
        )
    if report.excluded is None:
        out.line("  excluded   not looked into (--no-excluded)")
    else:
        out.line(f"  excluded  {buildkit_size(report.excluded.bytes):>10}  {count(report.excluded.files, 'file')}")
    for side in report.sides[1:]:
        if side.totals is None:
            out.line(f"  {name_of(side.builder)}: {_shown(side.error or '')}")
        else:
            other = legacy_size if side.builder is Builder.LEGACY else buildkit_size
            figure = other(side.totals.transfer_bytes)
            out.line(f"  legacy    {figure:>10}  {contents(side.totals)} ({name_of(side.builder)})")
    for load in report.platforms:
        figure = buildkit_size(load.totals.transfer_bytes)
        out.line(f"  of these  {figure:>10}  {contents(load.totals)} for {', '.join(load.platforms)}")
    for note in report.notes:
        out.paragraph(_shown(note), 2)


def _shares(title: str, shares: Iterable[Share], out: _Writer, *, mark: str = "", empty: str = "") -> None:
    rows = list(shares)
    if not rows:
        return
    out.line(f"\n{title}", "bold")
    for share in rows:
        files = f"{count(share.files, 'file'):>14}  " if mark or empty else ""
        out.line(f"  {buildkit_size(share.bytes):>10}  {files}{_shown(share.path) or empty}{mark}")


def _lines(report: Report, out: _Writer, top: int) -> None:
    if not report.excluded_by_line[:top]:
        return
    out.line("\nExcluded by line", "bold")
    for share in report.excluded_by_line[:top]:
        where = f"{_shown(report.ignore_file or '')}:{share.line}"
        out.line(f"  {buildkit_size(share.bytes):>10}  {count(share.files, 'file'):>14}  {where}  {_shown(share.text)}")


def _named(contexts: Iterable[NamedReport], out: _Writer) -> None:
    rows = list(contexts)
    if not rows:
        return
    out.line("\nNamed contexts", "bold")
    for row in rows:
        title = f"{_shown(row.name)} = {_shown(row.location)}"
        if not row.local:
            out.line(f"           -  {title}: not a directory of this machine, so no client sends it")
        elif not row.used:
            out.line(f"           -  {title}: this target uses nothing of it")
        else:
            ignore_file = f"ignore file {_shown(row.ignore_file)}" if row.ignore_file else "no ignore file"
            loads = f", in {row.loads} loads" if row.loads > 1 else ""
            size = buildkit_size(row.received.transfer_bytes)
            out.line(f"  {size:>10}  {contents(row.received)}  {title} ({ignore_file}{loads})")


def _builders(differences: Iterable[Difference], out: _Writer) -> None:
    groups: dict[tuple[Builder, str], list[str]] = {}
    for difference in differences:
        groups.setdefault((difference.only, difference.why), []).append(difference.path)
    if not groups:
        return
    out.line("\nReceived by one builder only", "bold")
    for (only, why), found in groups.items():
        out.line(f"  {name_of(only)}, {count(len(found), 'path')}: {why}")
        for path in found[:_EXAMPLES]:
            out.line(f"    {_shown(path)}")
        if len(found) > _EXAMPLES:
            out.line(f"    and {len(found) - _EXAMPLES:,} more")


def _oddities(report: Report, out: _Writer) -> None:
    if report.arrives_empty:
        out.line("\nArrive empty: BuildKit announces these files and then sends no content", "bold yellow")
        for path, size in report.arrives_empty:
            out.line(f"  {buildkit_size(size):>10}  {_shown(path)}")
    if report.unreadable:
        out.line("\nNot measured", "bold yellow")
        for path, why in report.unreadable:
            out.line(f"  {_shown(path)}: {_shown(why)}")


def _findings(findings: Iterable[Finding], out: _Writer) -> None:
    rows = list(findings)
    if not rows:
        return
    out.line("\nFindings", "bold")
    for finding in rows:
        place = _shown(finding.path) + (f":{finding.line}" if finding.line else "")
        weight = f"  {buildkit_size(finding.bytes)}, {count(finding.files, 'file')}" if finding.files else ""
        out.line(f"  {finding.severity.value} {finding.rule.code} {place}{weight}", _STYLES[finding.severity])
        out.paragraph(_shown(f"{finding.message}."), indent=4)
        out.paragraph(_shown(finding.advice), indent=4)


def _comparison(comparison: Comparison, out: _Writer, top: int) -> None:
    out.line(f"\nSince {_shown(comparison.since)}, in what is committed", "bold")
    if comparison.before is None or comparison.now is None:
        out.line(f"  {_shown(comparison.skipped)}")
        return
    before, now = comparison.before.transfer_bytes, comparison.now.transfer_bytes
    share = f" ({comparison.grown / before:+.1%})" if before else ""
    out.line(f"  {buildkit_size(before):>10}  then")
    out.line(f"  {buildkit_size(now):>10}  now, {signed(comparison.grown)}{share}")
    for row in comparison.changes[:top]:
        out.line(f"  {signed(row.added):>10}  {row.kind:<6}  {_shown(row.path)}")
    if len(comparison.changes) > top:
        out.line(f"  {'':>10}  and {len(comparison.changes) - top:,} more")
    left = not_compared(comparison)
    if left:
        out.line(f"  {left}")


def _baseline(report: Report, out: _Writer) -> None:
    if report.known:
        out.line(f"\n{count(len(report.known), 'known finding')} in the baseline, which {_do(report.known)} not count")
    if report.gone:
        out.line("\nGone, yet still in the baseline; --write-baseline forgets them", "bold")
        for known in report.gone:
            out.line(f"  {known.code} {_shown(known.path)}")


def _do(many: Sized) -> str:
    return "does" if len(many) == 1 else "do"


def _gate(rows: Sequence[Check], out: _Writer) -> None:
    if not rows:
        return
    out.line("\nGate", "bold")
    title = max(len(row.title) for row in rows)
    limit = max(len(row.limit) for row in rows)
    actual = max(len(row.actual) for row in rows)
    for row in rows:
        words = f"{row.actual:>{actual}} of {row.limit:>{limit}}" if row.passed is not None else ""
        line = f"  {row.verdict}  {row.title:<{title}}  {words:<{actual + limit + 4}}  {row.message}"
        out.line(line.rstrip(), _VERDICTS[row.verdict])
        if row.note:
            out.paragraph(_shown(row.note), indent=8)
        for part in row.contributors:
            out.line(f"        {_weight(row, part):>10}  {_since(part):>10}  {_shown(part.path)}")


def _weight(row: Check, part: Contributor) -> str:
    return count(part.files, "file") if row.unit == "files" else buildkit_size(part.bytes)


def _since(part: Contributor) -> str:
    if part.before is None:
        return ""
    if part.before == 0:
        return "new"
    return signed(part.bytes - part.before) if part.bytes != part.before else ""


def _unshown(report: Report, out: _Writer) -> None:
    """Say what there is besides: nothing is kept quiet without a word."""
    parts = []
    if report.suppressed:
        parts.append(f"{count(len(report.suppressed), 'finding')} kept quiet by a comment")
    if report.unsure:
        codes = ",".join(sorted({finding.rule.code for finding in report.unsure}))
        parts.append(f"{len(report.unsure)} not certain enough to be shown (--select {codes} shows them)")
    if parts:
        out.line(f"\n{'; '.join(parts)}", "dim")
