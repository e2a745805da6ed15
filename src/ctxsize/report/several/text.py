"""All builds as text: a table of them, the largest first, and below it the report of the largest."""

from __future__ import annotations

from ctxsize.display.cells import pad, width
from ctxsize.display.sizes import shown
from ctxsize.golang import paths
from ctxsize.ignore.parse import IGNORE_FILE
from ctxsize.report.closing import VERDICTS
from ctxsize.report.figures import count
from ctxsize.report.rendering import PLAIN
from ctxsize.report.screen import weight
from ctxsize.report.several.rendering import names_of
from ctxsize.rules import GIT_IGNORED_RECEIVED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import TextIO

    from ctxsize.gate.repository import BuildVerdict, RepositoryVerdict
    from ctxsize.gate.verdict import Verdict
    from ctxsize.report.look import Line, Look
    from ctxsize.report.several.rendering import SeveralRendering

_MOST_BESIDE_A_REPORT = 4
"""Rows above a report that has to fit on the same screen."""
_FAMILY_OF_WASTE = "CTX1"


def write(repository: RepositoryVerdict, stream: TextIO, rendering: SeveralRendering, look: Look) -> None:
    """Write the text that the rendering asks for."""
    stream.write(look.lines(_lines(repository, look, rendering)))


def _lines(repository: RepositoryVerdict, look: Look, rendering: SeveralRendering) -> Iterable[Line]:
    whole = rendering.whole
    if any(report.why for report in repository.reports):
        return _why(repository, look, rendering)
    if whole.statistics and repository.reports:
        from ctxsize.report.statistics import statistics  # noqa: PLC0415 (each form loads what it needs)

        return statistics(_together(repository))
    if whole.quiet:
        return _failures(repository, look, rendering)
    return _table_and_report(repository, look, rendering)


def _table_and_report(repository: RepositoryVerdict, look: Look, rendering: SeveralRendering) -> Iterator[Line]:
    whole = rendering.whole
    number = chosen(repository)
    is_only = len(repository.builds) == 1 and not repository.inactive and number is not None
    if not is_only:
        table = list(table_lines(repository, look, rendering))
        yield from table
        yield ()
        whole = whole.replace(lines=max(whole.lines - len(table) - 1, 0))
    report = repository.builds[number].report if number is not None else None
    if number is None or report is None:
        return
    own = (rendering.builds[number] if rendering.builds else PLAIN).replace(
        full=whole.full, top=whole.top, lines=whole.lines
    )
    if whole.full:
        from ctxsize.report.full import full  # noqa: PLC0415 (each form loads what it needs)

        yield from full(report, look, own)
    else:
        from ctxsize.report.screen import screen, short_screen  # noqa: PLC0415

        yield from screen(report, look, own) if is_only else short_screen(report, look, own)


def chosen(repository: RepositoryVerdict) -> int | None:
    """Return the number of the build whose report is shown: the largest that fails, else the largest."""
    here = [number for number, build in enumerate(repository.builds) if build.report is not None]
    failed = [number for number in here if repository.builds[number].exit_code]
    return next(iter([*failed, *here]), None)


def table_lines(repository: RepositoryVerdict, look: Look, rendering: SeveralRendering) -> Iterator[Line]:
    """Yield the table of builds, and what there is to know of all of them."""
    here = [build for build in repository.builds if build.report is not None]
    sources = ", ".join(map(look.name, rendering.sources))
    head = count(len(repository.builds), "build") + (f" of {sources}" if sources else "")
    yield ((look.sentence(head), "bold"),)
    most = len(here) if rendering.whole.full else _MOST_BESIDE_A_REPORT + (len(here) == _MOST_BESIDE_A_REPORT + 1)
    rows = here if len(here) <= most else here[:most]
    number = chosen(repository)
    if number is not None and rows and repository.builds[number] not in rows:
        # The report below is that of a smaller build, because it fails.
        rows = [*rows[:-1], repository.builds[number]]
    places = {id(build): own.place for build, _, own in rendering.of(repository)}
    gated = any(build.report and (build.report.gate or build.report.exit_code) for build in here)
    yield from _rows(rows, look, places, gated=gated)
    left = [build for build in here if build not in rows]
    if left:
        yield (f"  {shown(sum(build.bytes for build in left)):>9}  and {len(left)} more: --full",)
    if len(here) > 1:
        whole = f"in one {rendering.tool}" if rendering.tool else "together"
        yield ((f"  {shown(repository.transfer_bytes):>9}  {count(len(here), 'build')} {whole}", "bold"),)
    yield from _notes(repository, look, rendering)
    yield from _totals(repository, look)


def _rows(builds: Sequence[BuildVerdict], look: Look, places: Mapping[int, str], *, gated: bool) -> Iterator[Line]:
    """Yield the rows; a column that says nothing of any build is left out."""
    if not builds:
        return
    reports = [build.report for build in builds if build.report is not None]
    wastes = [wasted(report) for report in reports]
    columns = {
        "build": [names_of(build) for build in builds],
        "context": [(places.get(id(build)) or ".") + (" ?" if build.is_guessed else "") for build in builds],
        "Dockerfile": [
            "" if build.definitions[0].origin.file == build.definitions[0].dockerfile else report.dockerfile
            for build, report in zip(builds, reports, strict=True)
        ],
        "ignore file": [_ignore_file(report) for report in reports],
    }
    columns = {title: cells for title, cells in columns.items() if any(cells)}
    widths = [max(width(look.name(cell)) for cell in (title, *cells)) for title, cells in columns.items()]
    figures = f"  {'received':>9}  " + (f"{'waste':>9}  " if any(wastes) else "")
    if look.width is not None:
        _fit(widths, look.width - len(figures) - 2 * len(columns) - (4 if gated else 0))
    titles = "  ".join(pad(title, room) for title, room in zip(columns, widths, strict=True))
    yield ((f"{figures}{titles}{'  gate' if gated else ''}", "dim"),)
    for number, (build, report) in enumerate(zip(builds, reports, strict=True)):
        cells = [column[number] for column in columns.values()]
        texts = "  ".join(pad(look.name(text, room), room) for text, room in zip(cells, widths, strict=True))
        waste = f"{shown(wastes[number]) if wastes[number] else '-':>9}  " if any(wastes) else ""
        verdict = _verdict(report)
        yield (
            (f"  {shown(build.bytes):>9}", weight(report)),
            f"  {waste}{texts}  ",
            (verdict, VERDICTS.get(verdict, "")) if gated else "",
        )


def _fit(widths: list[int], room: int) -> None:
    """Make columns narrower, the widest first, until they fit."""
    while sum(widths) > room and max(widths) > 8:  # noqa: PLR2004 (less says nothing)
        widths[widths.index(max(widths))] -= 1


def _ignore_file(report: Verdict) -> str:
    """Say whether the context's ignore file counts, one beside the Dockerfile, or none."""
    if report.ignore_file is None:
        return "none"
    return "context's" if report.ignore_file == IGNORE_FILE else "own"


def _verdict(report: Verdict) -> str:
    if report.exit_code:
        return "FAIL"
    checked = [row.passed for row in report.gate if row.passed is not None]
    return "PASS" if checked else "SKIP" if report.gate else ""


def wasted(report: Verdict) -> int:
    """Return the bytes of what the findings say is not needed, each place once."""
    places: dict[str, int] = {}
    at_least = 0
    for finding in report.findings:
        if finding.line is not None or not finding.rule.code.startswith(_FAMILY_OF_WASTE):
            continue
        if finding.rule is GIT_IGNORED_RECEIVED:
            at_least = max(at_least, finding.bytes)
        else:
            places[finding.path] = max(finding.bytes, places.get(finding.path, 0))
    apart = sum(
        size
        for path, size in places.items()
        if not any(above in places for above in paths.with_directories(path) if above != path)
    )
    return max(apart, at_least)


def _notes(repository: RepositoryVerdict, look: Look, rendering: SeveralRendering) -> Iterator[Line]:
    """Yield what is not in the table: builds that can't be analyzed, that are not active, and whose context is guessed."""
    most = None if rendering.whole.full else 2
    away = [build for build in repository.builds if build.report is None]
    for build in away[:most]:
        style = "error" if build.exit_code else "warning"
        yield (
            ("  not here " if build.elsewhere else "  refused  ", style),
            look.sentence(f"  {look.name(names_of(build))}: {look.name(build.why_not)}", (look.width or 0) - 11),
        )
    if most is not None and away[most:]:
        yield (look.sentence(f"             and {len(away) - most} more that can't be analyzed: --full"),)
    profiles = sorted({name for one in repository.inactive for name in one.profiles})
    behind = [one for one in repository.inactive if one.profiles]
    others = [one for one in repository.inactive if not one.profiles]
    if behind:
        what = "profile" if len(profiles) == 1 else "profiles"
        yield (look.sentence(f"  {len(behind)} more behind {what} {look.name(', '.join(profiles))} (--profile)"),)
    if others:
        names = ", ".join(one.name for one in others[:3]) + (", ..." if others[3:] else "")
        yield (look.sentence(f"  {len(others)} more not in the default group: {look.name(names)} (--bake-target)"),)
    guessed = sum(build.report is not None and build.is_guessed for build in repository.builds)
    if guessed:
        yield (
            look.sentence("  ? no file states the context: it is guessed, and held to no limit (--builds says why)"),
        )


def _totals(repository: RepositoryVerdict, look: Look) -> Iterator[Line]:
    for row in repository.gate:
        amount = f"{row.actual} of {row.limit}" if row.passed is not None else row.limit
        words = "  ".join(filter(None, (row.title, amount, row.message)))
        yield ((f"  {row.verdict}", VERDICTS[row.verdict]), look.sentence(f"  {words}", (look.width or 0) - 6))


def _why(repository: RepositoryVerdict, look: Look, rendering: SeveralRendering) -> Iterator[Line]:
    from ctxsize.report.why import why_lines  # noqa: PLC0415 (each form loads what it needs)

    first = True
    exists = any(why.exists for report in repository.reports for why in report.why)
    for build, report, own in rendering.of(repository):
        if not report.why or (exists and not any(why.exists for why in report.why)):
            continue
        if not first:
            yield ()
        first = False
        yield ((f"{look.name(names_of(build))}:", "bold"),)
        yield from why_lines(report, look, own)


def _failures(repository: RepositoryVerdict, look: Look, rendering: SeveralRendering) -> Iterator[Line]:
    from ctxsize.report.full import failures  # noqa: PLC0415 (each form loads what it needs)

    for build, report, _ in rendering.of(repository):
        lines = list(failures(report, look))
        if lines:
            yield ((f"{look.name(names_of(build))}:", "bold"),)
            yield from lines
    for build in repository.builds:
        if build.report is None and build.exit_code:
            yield (look.sentence(f"{look.name(names_of(build))}: {look.name(build.why_not)}"),)
    yield from (
        line for line, row in zip(_totals(repository, look), repository.gate, strict=True) if row.passed is False
    )


def _together(repository: RepositoryVerdict) -> Verdict:
    """Return one report with the findings of all, each place of the disk once."""
    known: dict[tuple[object, ...], object] = {}
    findings = []
    for report in repository.reports:
        for finding in report.findings:
            key = (finding.rule.code, report.root, finding.path, finding.line, finding.message)
            if known.setdefault(key, finding) is finding:
                findings.append(finding)
    return repository.reports[0].replace(findings=tuple(findings))
