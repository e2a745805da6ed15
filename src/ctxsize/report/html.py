"""The report as one HTML file: nothing is loaded from elsewhere, and names from strangers stay text."""

from __future__ import annotations

from html import escape

from ctxsize.builder import Builder
from ctxsize.display.escaping import printable
from ctxsize.report.figures import buildkit_size, contents, count, name_of, not_compared, signed, size_by
from ctxsize.report.page import HUES, SCRIPT, STYLE
from ctxsize.report.place import placed
from ctxsize.report.rendering import PLAIN, Rendering
from ctxsize.rules.finding import Severity
from ctxsize.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import TextIO

    from ctxsize.analysis.analysis import Share
    from ctxsize.analysis.comparison import Comparison
    from ctxsize.gate.budget import Check, Contributor
    from ctxsize.report import Report
    from ctxsize.rules.finding import Finding

# The page may run its own script and style, and may fetch nothing, whatever a name tries.
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
)


def write(report: Report, stream: TextIO, rendering: Rendering = PLAIN) -> None:
    """Write the page."""
    stream.writelines(_page(report, rendering))


def _page(report: Report, rendering: Rendering) -> Iterator[str]:
    yield head(f"Build context of {_shown(placed(rendering, report.dockerfile))}")
    yield from parts(report, rendering)
    yield foot()


def head(title: str) -> str:
    """Return all above the parts of a page; the title is markup."""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
    )


def foot() -> str:
    """Return all below the parts of a page."""
    return f"<footer>ctxsize {escape(__version__)}</footer>\n</main>\n<script>{SCRIPT}</script>\n</body>\n</html>\n"


def parts(report: Report, rendering: Rendering) -> Iterator[str]:
    """Yield what a page says of one build."""
    yield _header(report)
    yield _cards(report)
    yield _gate(report.gate)
    yield _comparison(report.comparison) if report.comparison is not None else ""
    yield from _findings(report, rendering)
    yield _baseline(report)
    files = _shares("Largest files received", report.largest_files)
    directories = _shares("Largest directories received", report.largest_directories, mark="/")
    yield f'<div class="two">{directories}{files}</div>\n' if directories or files else ""
    yield _extensions(report)
    yield _lines(report)
    yield _differences(report)
    yield _pairs(
        "Arrive empty",
        "BuildKit announces these files and sends no content",
        [(path, buildkit_size(size)) for path, size in report.arrives_empty],
    )
    yield _pairs("Not measured", "", report.unreadable)


def _shown(text: str) -> str:
    return escape(printable(text))


def _header(report: Report) -> str:
    failed = int(report.exit_code) != 0
    figure = size_by(report.builder, report.received.transfer_bytes) if report.asked else "nothing"
    facts = [f"Dockerfile <code>{_shown(report.dockerfile)}</code>"]
    if report.target is not None:
        facts.append(f"target <code>{_shown(report.target)}</code>")
    facts.append(f"ignore file <code>{_shown(report.ignore_file)}</code>" if report.ignore_file else "no ignore file")
    return (
        f'<header><div><p class="eyebrow">Build context</p><h1>{figure}<small>received</small></h1>'
        f'<p class="facts">{", ".join(facts)} in <code>{_shown(report.root)}</code></p></div>'
        f'<span class="stamp {"fail" if failed else "pass"}">{"Gate failed" if failed else "Gate passed"}</span></header>\n'
    )


def _cards(report: Report) -> str:
    cards = [
        (size_by(report.builder, report.received.transfer_bytes), name_of(report.builder), contents(report.received))
    ]
    for side in report.sides[1:]:
        figure = "refused" if side.totals is None else size_by(side.builder, side.totals.transfer_bytes)
        words = _shown(side.error or "") if side.totals is None else contents(side.totals)
        cards.append((figure, name_of(side.builder), words))
    if report.builder is Builder.BUILDKIT and report.included != report.received:
        figure = size_by(report.builder, report.included.transfer_bytes)
        cards.append((figure, "included, used or not", contents(report.included)))
    if report.excluded is None:
        cards.append(("?", "excluded", "not looked into"))
    else:
        cards.append((buildkit_size(report.excluded.bytes), "excluded", count(report.excluded.files, "file")))
    cards += [
        (buildkit_size(load.totals.transfer_bytes), ", ".join(load.platforms), contents(load.totals))
        for load in report.platforms
    ]
    inside = "".join(
        f"<section><b>{figure}</b>{name}<br><span>{words}</span></section>" for figure, name, words in cards
    )
    notes = "".join(f"<p>{_shown(note)}</p>" for note in (*report.notes, *report.unchecked))
    return f'<div class="cards">{inside}</div>{notes}\n'


def _gate(checks: Sequence[Check]) -> str:
    if not checks:
        return ""
    rows = "".join(
        f'<tr><td><span class="tag {check.verdict.lower()}">{check.verdict}</span></td><td>{_shown(check.title)}'
        f"{_note(check)}</td>"
        f'<td class="n">{_shown(check.actual)}</td><td class="n">{_shown(check.limit)}</td>'
        f"<td>{_shown(check.message)}</td></tr>\n{_contributors(check)}"
        for check in checks
    )
    head = '<tr><th></th><th>Check</th><th class="n">Actual</th><th class="n">Limit</th><th></th></tr>'
    return f"<section><h2>Gate</h2><table>{head}\n{rows}</table></section>\n"


def _note(check: Check) -> str:
    return f'<br><span class="note">{_shown(check.note)}</span>' if check.note else ""


def _contributors(check: Check) -> str:
    if not check.contributors:
        return ""
    rows = "".join(
        f'<tr><td class="n">{count(part.files, "file") if check.unit == "files" else buildkit_size(part.bytes)}</td>'
        f'<td class="n">{_since(part)}</td><td class="path">{_shown(part.path)}</td></tr>'
        for part in check.contributors
    )
    details = f"<details open><summary>What it is due to</summary><table>{rows}</table></details>"
    return f'<tr class="due"><td></td><td colspan="4">{details}</td></tr>\n'


def _since(part: Contributor) -> str:
    if part.before is None or part.before == part.bytes:
        return ""
    return "new" if part.before == 0 else f"{part.bytes - part.before:+,} B"


def _comparison(comparison: Comparison) -> str:
    title = f"Since {_shown(comparison.since)}<small>in what is committed</small>"
    if comparison.before is None or comparison.now is None:
        return f"<section><h2>{title}</h2><p>{_shown(comparison.skipped)}</p></section>\n"
    before, now = comparison.before.transfer_bytes, comparison.now.transfer_bytes
    share = f" ({comparison.grown / before:+.1%})" if before else ""
    total = f"{buildkit_size(before)} then, {buildkit_size(now)} now: <b>{signed(comparison.grown)}</b>{share}"
    rows = "".join(
        f'<tr><td class="n">{signed(row.added)}</td><td class="note">{row.kind}</td>'
        f'<td class="p"><span>{_shown(row.path)}</span></td></tr>\n'
        for row in comparison.changes
    )
    left = not_compared(comparison)
    note = f'<p class="note">{left}</p>' if left else ""
    return f"<section><h2>{title}</h2><p>{total}</p><table>{rows}</table>{note}</section>\n"


def _findings(report: Report, rendering: Rendering) -> Iterator[str]:
    if not report.findings:
        return
    levels = [(level, sum(finding.severity is level for finding in report.findings)) for level in Severity]
    buttons = "".join(
        f'<button type="button" data-level="{level.value}" aria-pressed="false">{number:,} {level.value}</button>'
        for level, number in levels
        if number
    )
    yield (
        f'<section><h2>Findings<small>{len(report.findings):,} <span class="shown"></span></small></h2>'
        f'<div class="find" hidden><input type="search" placeholder="Search findings" aria-label="Search findings">{buttons}</div>'
        '<ul class="rows">\n'
    )
    for finding in report.findings:
        yield _finding(rendering, finding)
    yield "</ul></section>\n"


def _finding(rendering: Rendering, finding: Finding) -> str:
    place = placed(rendering, finding.path) + (f":{finding.line}" if finding.line else "")
    level = finding.severity.value
    weight = f'<span class="note">{buildkit_size(finding.bytes)}</span>' if finding.bytes else ""
    return (
        f'<li data-level="{level}"><div class="head"><span class="tag {level}">{level}</span>'
        f"<b>{escape(finding.rule.code)}</b><code>{_shown(place)}</code>{weight}</div>"
        f'<p>{_shown(finding.message)}. <span class="advice">{_shown(finding.advice)}</span></p></li>\n'
    )


def _baseline(report: Report) -> str:
    known = f"<p>{count(len(report.known), 'finding')} in the baseline, not counted.</p>" if report.known else ""
    gone = "".join(f"<li>{escape(known.code)} <code>{_shown(known.path)}</code></li>" for known in report.gone)
    gone = f"<p>In the baseline, but gone:</p><ul>{gone}</ul>" if gone else ""
    return f"<section><h2>Baseline</h2>{known}{gone}</section>\n" if known or gone else ""


def _shares(title: str, shares: Sequence[Share], *, mark: str = "") -> str:
    if not shares:
        return ""
    most = max(share.bytes for share in shares) or 1
    rows = "".join(
        f'<tr><td class="n">{buildkit_size(share.bytes)}</td>'
        + (f'<td class="n note">{share.files:,}</td>' if mark else "")
        + f'<td class="p"><i style="width:{100 * share.bytes / most:.1f}%"></i><span>{_shown(share.path)}{mark}</span></td></tr>\n'
        for share in shares
    )
    files = '<th class="n">files</th>' if mark else ""
    return f'<section><h2>{title}</h2><table><tr><th class="n">size</th>{files}<th></th></tr>\n{rows}</table></section>'


def _extensions(report: Report) -> str:
    total = sum(share.bytes for share in report.extensions)
    if not total:
        return ""
    head, rest = report.extensions[: len(HUES) - 1], report.extensions[len(HUES) - 1 :]
    shown = [(share.path or "no extension", share.bytes, share.files) for share in head]
    if rest:
        shown.append((f"{len(rest)} others", sum(share.bytes for share in rest), sum(share.files for share in rest)))
    strip = "".join(
        f'<i style="width:{100 * size / total:.2f}%;background:{hue}" title="{_shown(name)}"></i>'
        for (name, size, _), hue in zip(shown, HUES, strict=False)
    )
    rows = "".join(
        f'<tr><td><span class="key" style="background:{hue}"></span><code>{_shown(name)}</code></td>'
        f'<td class="n">{buildkit_size(size)}</td><td class="n">{count(files, "file")}</td><td class="n">{size / total:.1%}</td></tr>\n'
        for (name, size, files), hue in zip(shown, HUES, strict=False)
    )
    return f'<section><h2>By extension</h2><div class="strip">{strip}</div><table>{rows}</table></section>\n'


def _lines(report: Report) -> str:
    rows = "".join(
        f'<tr><td class="n">{buildkit_size(share.bytes)}</td><td class="n">{count(share.files, "file")}</td>'
        f'<td class="n note">{share.line}</td><td class="p"><span>{_shown(share.text)}</span></td></tr>\n'
        for share in report.excluded_by_line
    )
    head = '<tr><th class="n">size</th><th class="n"></th><th class="n">line</th><th></th></tr>'
    where = f"<small><code>{_shown(report.ignore_file or '')}</code></small>"
    return f"<section><h2>Excluded by line{where}</h2><table>{head}\n{rows}</table></section>\n" if rows else ""


def _differences(report: Report) -> str:
    rows = [(each.path, f"only {name_of(each.only)}: {each.why}") for each in report.differences]
    return _pairs("Received by one builder only", "", rows)


def _pairs(title: str, words: str, rows: Iterable[tuple[str, str]]) -> str:
    inside = "".join(
        f'<tr><td><code>{_shown(path)}</code></td><td class="note">{_shown(why)}</td></tr>\n' for path, why in rows
    )
    return f"<section><h2>{title}<small>{words}</small></h2><table>{inside}</table></section>\n" if inside else ""
