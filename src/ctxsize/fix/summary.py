"""What a person reads of a fix: before and after, what is still wrong and what to type, what each line saves, what stays."""

from __future__ import annotations

from ctxsize.builder import Builder
from ctxsize.display.cells import pad, width
from ctxsize.display.escaping import printable
from ctxsize.report.figures import buildkit_size, count, legacy_size
from ctxsize.report.groups import TIMES, grouped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxsize.context.entry import Tally
    from ctxsize.fix.outcome import Figures, Outcome, Saved
    from ctxsize.report.look import Line, Look
    from ctxsize.rules.finding import Finding

_MOST_WRONG = 5
_MOST_NAMES = 3
_MOST_KEPT = 12
_LABEL = 16
_LEAST_SECONDS = 0.1


def summary(outcome: Outcome, findings: Sequence[Finding], look: Look) -> str:
    """Return what a fix did as text.

    Args:
        outcome: the fix.
        findings: what is found with the ignore file as it is now.
        look: how wide a line may be, and whether colour is shown.

    """
    return look.lines(_lines(outcome, findings, look))


def _lines(outcome: Outcome, findings: Sequence[Finding], look: Look) -> Iterator[Line]:
    name = look.name(outcome.shown)
    if not outcome.changes:
        yield ((f"{name} is as it should be; nothing was written", "bold"),)
        yield from _wrong(outcome, findings, look)
        yield from _proof(outcome)
        return
    written = "written" if outcome.written else "not written"
    yield ((f"{name} {written}", "bold"), f": {count(outcome.lines, 'line')}")
    yield ()
    for figures in outcome.figures:
        yield _figures(figures, look)
    yield from _wrong(outcome, findings, look)
    yield from _saved(outcome.savings, look)
    yield from _kept(outcome, look)
    yield from _proof(outcome)
    said = {reason for _, reason in outcome.kept}
    notes = [*outcome.remarks, *(one.sentence for one in outcome.left_out if not one.unsafe and one.why not in said)]
    if notes:
        yield ()
        yield from ((printable(note),) for note in notes)


def _figures(figures: Figures, look: Look) -> Line:
    is_buildkit = figures.builder is Builder.BUILDKIT
    name = "BuildKit" if is_buildkit else "legacy builder"
    if figures.before is None or figures.after is None:
        return (f"  {name:<{_LABEL}}{printable(figures.error or '')}",)
    size = buildkit_size if is_buildkit else legacy_size
    arrow = look.text("\u2192")
    sizes = f"{size(figures.before.transfer_bytes)} {arrow} {size(figures.after.transfer_bytes)}"
    files = f"{figures.before.files:,} {arrow} {figures.after.files:,} files"
    seconds = figures.saved_seconds
    less = f"   {seconds:.1f} s less at 100 Mbit/s" if seconds >= _LEAST_SECONDS and is_buildkit else ""
    return (f"  {name:<{_LABEL}}", (f"{sizes:<22}", "bold"), f"  {files}{less}")


def _wrong(outcome: Outcome, findings: Sequence[Finding], look: Look) -> Iterator[Line]:
    """Say what a person has to look at, the worst first, and what more can be had."""
    groups = grouped(findings)
    unsafe = [one for one in outcome.left_out if one.unsafe]
    if not groups and not unsafe:
        return
    yield ()
    yield (("Still wrong", "bold"),)
    places = [_place(group.first, len(group.findings), look) for group in groups[:_MOST_WRONG]]
    column = max(map(width, places), default=0)
    for group, place in zip(groups, places, strict=False):
        code = group.first.rule.code
        room = (look.width or 0) - 2 - len(code) - 1 - column - 2
        words = look.sentence(look.text(group.headline), room)
        yield ("  ", (code, group.first.severity.value), f" {pad(place, column)}  {words}")
    left = sum(len(group.findings) for group in groups[_MOST_WRONG:])
    if left:
        yield (f"  and {left:,} more: ctxsize without --fix shows them",)
    if unsafe:
        names = ", ".join(look.name(one.line, 30) for one in unsafe[:_MOST_NAMES])
        more = f" and {len(unsafe) - _MOST_NAMES} more" if unsafe[_MOST_NAMES:] else ""
        size = sum(one.bytes for one in unsafe)
        what = f"{buildkit_size(size)} more" if size else count(len(unsafe), "more line")
        secret = " (a secret among them)" if any(one.is_secret for one in unsafe) else ""
        yield ("  ", (f"{what} with --unsafe-fixes", "fixable"), f"{secret}: {names}{more}")


def _place(finding: Finding, times: int, look: Look) -> str:
    at = f":{finding.line}" if finding.line is not None else ""
    many = look.text(f" {TIMES}{times}") if times > 1 else ""
    return f"{look.name(finding.path, 28)}{at}{many}"


def _saved(savings: Sequence[Saved], look: Look) -> Iterator[Line]:
    lines = [saved for saved in savings if not saved.line.startswith("!")]
    if not lines:
        return
    yield ()
    yield (("Saved by line", "bold"),)
    for saved in sorted(lines, key=lambda saved: -max((tally.bytes for tally in saved.tallies.values()), default=0)):
        yield (f"  {_saving(saved)}  ", look.name(saved.line, (look.width or 0) - 32))


def _saving(saved: Saved) -> str:
    """Return one figure where the builders agree, else both."""
    texts = {builder: _tally(tally) for builder, tally in saved.tallies.items()}
    if len(set(texts.values())) <= 1:
        return next(iter(texts.values()), "")
    return ",  ".join(
        f"{text} ({'BuildKit' if builder is Builder.BUILDKIT else 'legacy'})" for builder, text in texts.items()
    )


def _tally(tally: Tally) -> str:
    if not tally.files and not tally.bytes:
        return f"{'-':>10}  {'':>13}"  # nothing of the kind is there now, or the legacy builder alone takes it
    return f"{buildkit_size(tally.bytes):>10}  {tally.files:>7,} {'file ' if tally.files == 1 else 'files'}"


def _kept(outcome: Outcome, look: Look) -> Iterator[Line]:
    if not outcome.kept:
        return
    yield ()
    yield (("Stays, though git ignores it or it looks like waste", "bold"),)
    shown = outcome.kept[:_MOST_KEPT]
    column = max(min(width(printable(place)), 28) for place, _ in shown)
    for place, reason in shown:
        name = look.name(place, 28) if look.width is not None else look.name(place)
        words = look.sentence(printable(reason), (look.width or 0) - 4 - max(column, width(name)))
        yield (f"  {pad(name, column)}  {words}",)
    if outcome.kept[_MOST_KEPT:]:
        yield (f"  and {len(outcome.kept) - _MOST_KEPT:,} more",)


def _proof(outcome: Outcome) -> Iterator[Line]:
    if outcome.proof is None:
        return
    from ctxsize.prove.words import sentences  # noqa: PLC0415 (only with a proof)

    yield ()
    yield from ((line,) for line in sentences(outcome.proof))
