"""The author's own mistakes: those with a certain cure are mended in place, others with ``--tidy`` alone.

In place goes what only excludes more: a comment behind a pattern, quotes, braces, a comment of another language. What lets
something in, and what is merely superfluous, is for ``--tidy``.
"""

from __future__ import annotations

from ctxsize.display.escaping import printable, quoted
from ctxsize.errors import CtxsizeError
from ctxsize.fix.block import with_lines
from ctxsize.fix.effect import changes
from ctxsize.fix.lacking import holds_secret
from ctxsize.fix.tidy import opens_too_much, superfluous
from ctxsize.golang import paths
from ctxsize.ignore.matcher import Matcher
from ctxsize.ignore.parse import parse, pattern_of
from ctxsize.record import Record
from ctxsize.rules import PATTERN_MATCHES_NOTHING
from ctxsize.rules.nearmiss import habits
from ctxsize.rules.order import overruled_by

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ctxsize.fix.baseline import Baseline
    from ctxsize.fix.harm import Harm
    from ctxsize.ignore.parse import Line

_MOST_LINES = 400
"""Lines of an ignore file in which superfluous ones are looked for."""


class MendedPart(Record):
    """The author's part of an ignore file with its mistakes mended, and what there is to say of it in sentences."""

    text: bytes
    remarks: tuple[str, ...] = ()


def mend(baseline: Baseline, harm: Harm, *, tidy: bool) -> MendedPart:
    """Return the author's part without the mistakes whose cure is certain.

    Args:
        baseline: the builds that read the file, looked at without a block.
        harm: what lines may not take from them.
        tidy: whether lines that do nothing go, and exceptions that a later line overrules are moved below it.

    """
    cured = _cured(baseline, harm, tidy=tidy)
    text, remarks = cured.text, list(cured.remarks)
    if len(baseline.lines) > _MOST_LINES:
        return cured
    if not tidy:
        idle = sorted({*superfluous(baseline.lines), *(number for number, _ in _overruled(baseline.lines))})
        if idle:
            numbers = ", ".join(map(str, idle[:5])) + (", ..." if idle[5:] else "")
            one = len(idle) == 1
            remarks.append(
                f"{'One' if one else len(idle)} of your lines {'has' if one else 'have'} no effect "
                f"({'line' if one else 'lines'} {numbers}): --tidy puts that right."
            )
        return MendedPart(text=text, remarks=tuple(remarks))
    for attempt in (_opening, _moved, _without_superfluous):
        text, said = attempt(baseline, text)
        remarks += said
    return MendedPart(text=text, remarks=tuple(remarks))


def _cured(baseline: Baseline, harm: Harm, *, tidy: bool) -> MendedPart:
    """Rewrite the lines that can mean just one thing, and do not say it."""
    numbers = {
        finding.line
        for seen in baseline.seen
        for finding in seen.findings
        if finding.rule is PATTERN_MATCHES_NOTHING and finding.path == seen.plan.inputs.ignore_file
    }
    instead: dict[int, Sequence[str]] = {}
    remarks: list[str] = []
    for line in baseline.lines:
        if line.number not in numbers or line.pattern is None or (line.pattern.exception and not tidy):
            continue
        text = line.text.strip()
        habit = next(habits(text.removeprefix("!").strip(), baseline.root), None)
        if habit is None or not habit.cure:
            continue
        mark = "!" if line.pattern.exception else ""
        cure = [one if one.startswith("#") else mark + one for one in habit.cure]
        reason = _harm_of(cure, harm)
        if reason is not None:
            remarks.append(f"Line {line.number}, {quoted(text)}, stays as it is: {printable(reason)}.")
            continue
        instead[line.number] = cure
        remarks.append(f"Line {line.number}, {quoted(text)}, matched nothing: {habit.why}. Now it does what it says.")
    return MendedPart(text=with_lines(baseline.author, instead) if instead else baseline.author, remarks=tuple(remarks))


def _harm_of(lines: Sequence[str], harm: Harm) -> str | None:
    """Return what a build needs that these lines would take; ``None`` if they take nothing of that."""
    for line in lines:
        if line.startswith("#"):
            continue
        try:
            pattern = pattern_of(line)
        except paths.BadPatternError as error:
            return str(error)
        if pattern is None:
            return "nothing of it is a pattern"
        named = [one for one in harm.conflicts(pattern, None, ignored=True) if not one.around]
        if named and not pattern.exception:
            return named[0].reason
    return None


def _overruled(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Yield the number of each exception that does nothing as a later line excludes all of it again, and that line's."""
    patterns = [line.pattern for line in lines if line.pattern is not None]
    if not any(one.exception for one in patterns):
        return
    try:
        matcher = Matcher(patterns)
        for place, line in enumerate(lines):
            if patterns[place].exception:
                by = overruled_by(matcher, place)
                if by is not None:
                    yield line.number, lines[by].number
    except (paths.BadPatternError, CtxsizeError):
        return


def _patterned(text: bytes, shown: str) -> list[Line]:
    return [line for line in parse(text, shown).lines if line.pattern is not None]


def _moved(baseline: Baseline, text: bytes) -> tuple[bytes, list[str]]:
    """Move exceptions that a later line overrules below it, where no secret is let in by that."""
    remarks = []
    for number, by in list(_overruled(_patterned(text, baseline.shown))):
        rows = {line.number: line.text for line in parse(text, baseline.shown).lines}
        moved = with_lines(text, {number: (), by: (rows[by], rows[number])})
        found = changes(baseline.source, text, moved)
        if not found or any(one.lost for one in found):
            continue
        shown = quoted(rows[number].strip())
        if any(holds_secret(one.path, baseline) for one in found):
            remarks.append(f"Line {number}, {shown}, is not moved below line {by}: a secret would be received.")
            continue
        text = moved
        remarks.append(f"Moved line {number}, {shown}, below line {by}, which overruled it.")
        break  # the numbers are others now; the next run finds the next one
    return text, remarks


def _is_needed(path: str, baseline: Baseline) -> bool:
    return any(build.needed(path) is not None for build in baseline.needs)


def _opening(baseline: Baseline, text: bytes) -> tuple[bytes, list[str]]:
    """Delete exceptions for a directory that take back a line for all that is in it, where no build needs what goes."""
    remarks = []
    lines = _patterned(text, baseline.shown)
    for line in reversed(lines):
        if line.pattern is None or not line.pattern.exception or not opens_too_much(line.pattern, lines):
            continue
        later = [one.pattern for one in lines if one.number > line.number and one.pattern is not None]
        if not any(one.exception and one.text.startswith(f"{line.pattern.text}/") for one in later):
            continue
        shorter = with_lines(text, {line.number: ()})
        found = changes(baseline.source, text, shorter)
        if found is None or any(not one.lost or _is_needed(one.path, baseline) for one in found):
            continue
        text = shorter
        remarks.append(
            f"Deleted line {line.number}, {quoted(line.text.strip())}: it let in all that is in the directory."
        )
    return text, remarks


def _without_superfluous(baseline: Baseline, text: bytes) -> tuple[bytes, list[str]]:
    """Delete lines that may go whatever files there are."""
    lines = _patterned(text, baseline.shown)
    rows = {line.number: line.text.strip() for line in lines}
    gone: dict[int, Sequence[str]] = {}
    remarks = []
    for number, reason in superfluous(lines).items():
        if changes(baseline.source, text, with_lines(text, {**gone, number: ()})) == []:
            gone[number] = ()
            remarks.append(f"Deleted line {number}, {quoted(rows[number])}: {reason}.")
    return with_lines(text, gone) if gone else text, remarks
