"""The first screen: how much, of what, what mends it, and what to type next, in at most 24 lines of 80 columns."""

from __future__ import annotations

from ctxsize.builder import Builder
from ctxsize.context.entry import Type
from ctxsize.display.cells import pad, width
from ctxsize.display.sizes import shown
from ctxsize.report.closing import commands, summary
from ctxsize.report.figures import count, name_of, signed, size_by
from ctxsize.report.groups import TIMES, Group, grouped
from ctxsize.report.rendering import PLAIN, Rendering

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxsize.analysis.analysis import Share
    from ctxsize.report import Report
    from ctxsize.report.look import Line, Look, Part
    from ctxsize.report.rendering import AfterFix
    from ctxsize.rules.finding import Finding

_MANY_BYTES = 100_000_000
_LEAST_PLACES, _MOST_PLACES = 4, 7
_MOST_GROUPS = 6
_LABEL = 17
_NAMES = {"CTX113": "git-ignored files"}
"""What a finding is called in few words, where its path says little."""
_LONGEST_NAME = 18


def screen(report: Report, look: Look, rendering: Rendering = PLAIN) -> list[Line]:
    """Return the first screen of a report, in ``rendering.lines`` lines where the terminal is not narrow.

    With ``rendering.after`` the findings stand in two groups: what ``--fix`` mends, and what is left to a person.
    """
    fixed = {id(finding) for finding in rendering.after.fixed} if rendering.after is not None else set()
    mended = [finding for finding in report.findings if id(finding) in fixed]
    yours = [finding for finding in report.findings if id(finding) not in fixed]
    head = [*_head(report, look, rendering), (), *_figures(report, look, rendering), *_notices(report, look)]
    fixes = _fixed(mended, look)
    tail = [(), *summary(report, look), *commands(report, look, rendering)]
    room = rendering.lines - len(head) - len(fixes) - len(tail)
    groups = grouped(yours)
    # Of the places, as many as leave room for what needs a person, but a few in any case.
    needed = min(len(groups), _MOST_GROUPS) + 1 if groups else 0
    shares = _shares(report, look, yours, mended, max(_LEAST_PLACES, min(_MOST_PLACES, room - needed - 1)))
    gap: list[Line] = [] if fixes or not groups else [()]
    rows = max(2, room - len(shares) - len(gap))
    title = "Needs you" if rendering.after is not None and not rendering.after.why_not else "Found"
    return [*head, *shares, *fixes, *gap, *_yours(groups, len(yours), look, rows, title), *tail]


def _head(report: Report, look: Look, rendering: Rendering) -> Iterator[Line]:
    at = f" at {look.name(report.ref)}" if report.ref else ""
    dockerfile = look.name(report.dockerfile) if report.dockerfile != "-" else "Dockerfile from standard input"
    build = dockerfile + (f", {report.stage}" if report.stage else "")
    ignore_file = look.name(report.ignore_file) if report.ignore_file else "no ignore file"
    if look.width is not None and width(build) + width(ignore_file) + 20 > look.width:
        yield ((look.name(rendering.title or report.root, look.width - width(at)) + at, "bold"),)
        yield (f"  {look.sentence(build, look.width - 2)}",)
        yield (f"  {look.name(report.ignore_file or 'no ignore file', look.width - 2)}",)
        return
    room = None if look.width is None else look.width - width(build) - width(ignore_file) - width(at) - 6
    yield ((look.name(rendering.title or report.root, room) + at, "bold"), f"   {build}   {ignore_file}")


def _figures(report: Report, look: Look, rendering: Rendering) -> Iterator[Line]:
    """Yield what is received now, and what after ``--fix``, with what is excluded and the other builder beside them."""
    received = report.received
    if not report.asked:
        yield (("  Received nothing", "bold"),)
        yield (look.sentence("  This target uses nothing from the build context (base images are not analyzed)."),)
        return
    size = size_by(report.builder, received.transfer_bytes)
    here = "" if report.builder is Builder.BUILDKIT else f" ({name_of(report.builder)})"
    excluded = (
        "excluded: not looked into"
        if report.excluded is None
        else f"excluded: {shown(report.excluded.bytes)}, {count(report.excluded.files, 'file')}"
        if report.excluded.files
        else "excluded: nothing"
    )
    rows: list[tuple[Part, str]] = [
        ((_figure("Received", size, count(received.files, "file")) + here, weight(report)), excluded)
    ]
    other = _other(report)
    if rendering.after is not None:
        rows.append((_after(report, rendering.after), other))
    elif other:
        rows.append(("", other))
    cells = max(width(_text(part)) for part, _ in rows) + 4
    beside = max(width(words) for _, words in rows)
    if look.width is None or cells + beside <= look.width:
        for part, words in rows:
            yield (part, " " * (cells - width(_text(part))) + words if words else "")
        return
    for part, words in rows:
        if part:
            yield (part if isinstance(part, tuple) else look.sentence(part),)
        if words:
            yield (look.sentence(f"    {words}"),)


def _figure(label: str, size: str, files: str) -> str:
    return f"  {label:<{_LABEL}}{size:>10}   {files}"


def _after(report: Report, after: AfterFix) -> str:
    if after.totals is None:
        return _figure("After --fix", "run --diff", f"({after.why_not})")
    if not after.lines:
        return _figure("After --fix", "the same", "nothing to write")
    size = size_by(report.builder, after.totals.transfer_bytes)
    return _figure("After --fix", size, count(after.totals.files, "file"))


def _other(report: Report) -> str:
    """Return what the other builder receives, in a few words."""
    for side in report.sides[1:]:
        name = name_of(side.builder)
        if side.totals is None:
            return f"{name}: refuses this build" if side.error else ""
        files = f", {count(side.totals.files, 'file')}" if side.totals.files != report.received.files else ""
        return f"{name}: {size_by(side.builder, side.totals.transfer_bytes)}{files}"
    return ""


def weight(report: Report) -> str:
    """Return the style of the total: it stands out above a budget, or where it is large."""
    if any(row.passed is False and row.over for row in report.gate):
        return "error"
    return "warning" if report.received.transfer_bytes >= _MANY_BYTES else "bold"


def _text(part: Part) -> str:
    return part if isinstance(part, str) else part[0]


def _notices(report: Report, look: Look) -> Iterator[Line]:
    """Yield what else there is to know of the build, one line each."""
    named = [row for row in report.named if row.used and row.local]
    if named:
        size = shown(sum(row.received.transfer_bytes for row in named))
        yield (f"  {'Named contexts':<{_LABEL}}{size:>10}   {', '.join(look.name(row.name) for row in named)}",)
    comparison = report.comparison
    if comparison is not None:
        grown = comparison.skipped if comparison.now is None or comparison.before is None else signed(comparison.grown)
        yield (f"  {look.name(f'Since {comparison.since}'):<{_LABEL}}{grown:>10}",)
    if report.unreadable:
        path, why = report.unreadable[0]
        more = f" and {len(report.unreadable) - 1} more" if len(report.unreadable) > 1 else ""
        yield ((look.sentence(f"  Not measured: {look.name(path)}{more} ({look.name(why)})"), "warning"),)
    if report.arrives_empty:
        path = report.arrives_empty[0][0]
        more = f" and {len(report.arrives_empty) - 1} more" if len(report.arrives_empty) > 1 else ""
        yield ((look.sentence(f"  Arrives empty: {look.name(path)}{more}"), "warning"),)
    for note in (*report.notes[:2], *report.unchecked):
        yield (look.sentence(f"  {look.name(note)}"),)


def _shares(report: Report, look: Look, yours: Sequence[Finding], mended: Sequence[Finding], most: int) -> list[Line]:
    """Return a bar for each of the largest places, and one line for all others."""
    total = report.received.bytes
    # One row is for all others.
    shares = report.shares[: most - 1]
    if not shares or not total:
        return []
    left_files = report.received.files - sum(share.files for share in shares)
    left_bytes = total - sum(share.bytes for share in shares)
    rows: list[tuple[int, str, str]] = [(share.bytes, _place(share), _style(share, yours, mended)) for share in shares]
    if left_files > 0 and left_bytes >= 0:
        others = "1 other file" if left_files == 1 else f"{left_files:,} other files"
        rows.append((left_bytes, others, "dim"))
    bar_cells = 0 if look.width is None or look.width < 50 else 18 if look.width < 100 else 30  # noqa: PLR2004
    largest = max(size for size, _, _ in rows)
    lines: list[Line] = [()]
    for number, (size, name, style) in enumerate(rows):
        place = name
        figure = f"  {shown(size):>9} {size * 100 / total:>3.0f}% "
        bar = f"{look.bar(size / largest, bar_cells)} " if bar_cells else " "
        if number < len(shares):
            room = (look.width or 0) - width(figure) - width(bar)
            files = f" ({count(shares[number].files, 'file')})" if shares[number].type is Type.DIRECTORY else ""
            place = look.name(place, room - width(files)) + files
        lines.append((figure, (bar, style), place))
    return lines


def _place(share: Share) -> str:
    return f"{share.path}/" if share.type is Type.DIRECTORY else share.path


def _style(share: Share, yours: Sequence[Finding], mended: Sequence[Finding]) -> str:
    """Return the style of a place's bar: what can be done about it."""
    for findings, style in ((mended, "fixable"), (yours, "yours")):
        for finding in findings:
            inside = finding.line is None and f"{share.path}/".startswith(f"{finding.path}/")
            if finding.files and (inside or share.path == finding.path):
                return style
    return "dim"


def _fixed(findings: Sequence[Finding], look: Look) -> list[Line]:
    """Return what ``--fix`` mends, in words."""
    if not findings:
        return []
    words: dict[str, int] = {}
    # What git ignores sums up much of the rest, so that it comes last.
    for finding in sorted(findings, key=lambda finding: (finding.rule.code in _NAMES, -finding.bytes)):
        word = _word(finding, look)
        words[word] = words.get(word, 0) + 1
    names = [f"{word} {look.text(TIMES)}{number}" if number > 1 else word for word, number in words.items()]
    return [
        (),
        ((f"  Fixed by --fix ({len(findings)})", "bold"),),
        *((f"    {line}",) for line in _in_lines(names, None if look.width is None else look.width - 4, 2)),
    ]


def _word(finding: Finding, look: Look) -> str:
    if finding.line is not None and not finding.rule.code.startswith("CTX2"):
        return f"line {finding.line} of {look.name(finding.path)}"
    known = _NAMES.get(finding.rule.code)
    name = look.name(finding.path.rpartition("/")[2])
    return known or (name if width(name) <= _LONGEST_NAME else finding.rule.name.replace("-", " "))


def _in_lines(words: Sequence[str], room: int | None, most: int) -> list[str]:
    """Return words with commas between them, in at most so many lines of so much room."""
    if room is None:
        return [", ".join(words)]
    lines = [""]
    for number, word in enumerate(words):
        more = f" and {len(words) - number} more"
        longer = f"{lines[-1]}, {word}" if lines[-1] else word
        is_last_line = len(lines) == most
        left = len(words) - number - 1
        if width(longer) + (len(more) if is_last_line and left else 1) <= room or not lines[-1]:
            lines[-1] = longer
        elif is_last_line:
            lines[-1] += more
            break
        else:
            lines[-1] += ","
            lines.append(word)
    return lines


def _yours(groups: Sequence[Group], findings: int, look: Look, rows: int, title: str) -> list[Line]:
    """Return what a person has to look at, one line each, the worst first."""
    if not groups:
        return []
    rows -= 1
    shown_groups = groups if len(groups) <= rows else groups[: max(1, rows - 1)]
    places = [_at(group, look) for group in shown_groups]
    most = 24 if look.width is None or look.width >= 60 else 12  # noqa: PLR2004
    column = max(min(width(place), most) for place in places)
    lines: list[Line] = [((f"  {title} ({findings})", "bold"),)]
    for group, name in zip(shown_groups, places, strict=True):
        code = group.first.rule.code
        place = pad(name if look.width is None else look.name(name, column), column)
        room = (look.width or 0) - 4 - len(code) - 1 - width(place) - 2
        lines.append(
            ("    ", (code, group.first.severity.value), f" {place}  {look.sentence(look.text(group.headline), room)}")
        )
    left = sum(len(group.findings) for group in groups[len(shown_groups) :])
    if left:
        lines.append((f"    and {left:,} more: --full",))
    return lines


def _at(group: Group, look: Look) -> str:
    finding = group.first
    more = f" {look.text(TIMES)}{len(group.findings)}" if len(group.findings) > 1 else ""
    line = f":{finding.line}" if finding.line and not more else ""
    return look.name(finding.path) + line + more


def short_screen(report: Report, look: Look, rendering: Rendering = PLAIN) -> list[Line]:
    """Return the same in a dozen lines, to stand below something else on one screen."""
    fixed = {id(finding) for finding in rendering.after.fixed} if rendering.after is not None else set()
    mended = [finding for finding in report.findings if id(finding) in fixed]
    yours = [finding for finding in report.findings if id(finding) not in fixed]
    head = [*_head(report, look, rendering), *_figures(report, look, rendering), *_notices(report, look)]
    fixes = [line for line in _fixed(mended, look) if line][:2]
    tail = [*summary(report, look), *commands(report, look, rendering)[:2]]
    room = rendering.lines - len(head) - len(fixes) - len(tail)
    groups = grouped(yours)
    rows = min(len(groups), 2) + 1 if groups else 0
    shares = [line for line in _shares(report, look, yours, mended, max(2, min(_LEAST_PLACES, room - rows))) if line]
    title = "Needs you" if rendering.after is not None and not rendering.after.why_not else "Found"
    return [*head, *shares, *fixes, *_yours(groups, len(yours), look, max(2, room - len(shares)), title), *tail]
