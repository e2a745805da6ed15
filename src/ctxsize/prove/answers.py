"""What one build with some of the lines says: whether it made the same, and if not, why, where, and which lines that speaks of."""

from __future__ import annotations

from ctxsize.display.escaping import printable, quoted
from ctxsize.prove.compare import ImageDifference, Noise, compare
from ctxsize.prove.outputs import Printed, compare_logs, learn
from ctxsize.prove.search import TryAnswer
from ctxsize.prove.statement import CannotProveError, Level
from ctxsize.prove.suspects import TriedLine, named_in, short, step_line
from ctxsize.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ctxsize.prove.archive import ImageEntry, Tree
    from ctxsize.prove.buildlog import BuildLog, BuildStep
    from ctxsize.prove.question import Built, ProofQuestion


class BaselineImage(Record):
    """What the build makes as it is: its files, what differs by itself, what each step prints, and the longer time of two."""

    entries: Mapping[str, ImageEntry]
    noise: Noise
    printed: Mapping[str, Printed]
    bases: frozenset[str]
    seconds: float


def answer_of(question: ProofQuestion, baseline: BaselineImage, built: Built, lines: Sequence[str]) -> TryAnswer:
    """Compare a build with some of the lines with the baseline.

    Raises:
        CannotProveError: if an image that the build starts from is another one than before.

    """
    some = set(lines)
    tried = [each for each in question.candidates if each.pattern in some]
    if built.log.bases and baseline.bases and built.log.bases != baseline.bases:
        raise CannotProveError(
            "An image that the build starts from changed while it was being proved. Name it by its digest."
        )
    if built.tree is None:
        return _failure(question, built.log, tried)
    found = compare(
        baseline.entries,
        built.tree.entries,
        baseline.noise,
        {path: size for each in tried for path, size in each.files.items()},
        question.digest,
    )
    if found.unexplained:
        return _changed(question, baseline.noise, found, built.tree, tried)
    told = compare_logs(baseline.printed, logs_of(built.log))
    if told is not None:
        step, (expected, instead) = told
        return _printed(question, step, expected, instead, tried)
    lost = _lines_of(found, tried)
    held = tuple(each for each in lost if question.level is Level.SAME or each in question.strict)
    return _lost(found, held) if held else TryAnswer(passed=True, certain=lost)


def logs_of(log: BuildLog) -> dict[str, str]:
    """Return what the steps print that ran in a build, by stage and command; a step from the cache prints nothing."""
    found: dict[str, str] = {}
    for step in log.commands:
        if not step.cached and step.done:
            key = f"{step.stage}\0{step.name}"
            found[key] = found.get(key, "") + step.log
    return found


def last_words(log: BuildLog) -> str:
    """Return the line of a failed build that says most: the last that the failing step printed, else the error."""
    step = log.failed
    rows = [row.strip() for row in (step.log if step is not None else "").splitlines() if row.strip()]
    if rows:
        return rows[-1]
    error = step.error if step is not None else (log.said[-1] if log.said else "no reason")
    return error.splitlines()[-1].strip()


def _failure(question: ProofQuestion, log: BuildLog, tried: Sequence[TriedLine]) -> TryAnswer:
    step = log.failed
    name = _instruction(step)
    text = f"{step.log}\n{step.error}" if step is not None else log.error
    words = printable(last_words(log))
    return TryAnswer(
        passed=False,
        named=named_in(text, tried),
        signature=("failed", name, *sorted(learn(text, text).lines)),
        why=f"{_shown(name)} fails: {words}",
        step=name,
        line=step_line(question.dockerfile, name),
    )


def _changed(
    question: ProofQuestion, noise: Noise, found: ImageDifference, tree: Tree, tried: Sequence[TriedLine]
) -> TryAnswer:
    places = found.unexplained
    more = f" and {len(places) - 1:,} more" if len(places) > 1 else ""
    certain = _lines_of(found, tried) if question.level is Level.SAME else ()
    # In a directory whose names are drawn by lot another number of names may be chance, or not.
    drawn = {directory for directory, _ in noise.directories}
    unclear = all(any(place.startswith(f"{directory}/") for directory in drawn) for place in places)
    why = f"/{printable(places[0])}{more} would differ, though the build succeeds"
    if unclear:
        why = f"/{printable(places[0])}{more} would differ, in a directory that differs in every build"
    return TryAnswer(
        passed=False,
        certain=certain,
        lost=bool(certain),
        named=() if certain else named_in("\n".join(places), tried),
        signature=("changed", *((path, tree.entries.get(path)) for path in places)),
        why=why,
        unclear=unclear,
    )


def _printed(question: ProofQuestion, step: str, expected: str, instead: str, tried: Sequence[TriedLine]) -> TryAnswer:
    name = step.partition("\0")[2]
    if expected and instead:
        why = f"{_shown(name)} prints {quoted(instead)} instead of {quoted(expected)}"
    elif expected:
        why = f"{_shown(name)} no longer prints {quoted(expected)}"
    else:
        why = f"{_shown(name)} prints {quoted(instead)} as well"
    return TryAnswer(
        passed=False,
        named=named_in(f"{expected}\n{instead}", tried),
        signature=("printed", step, expected, instead),
        why=why,
        step=name,
        line=step_line(question.dockerfile, name),
    )


def _lost(found: ImageDifference, held: tuple[str, ...]) -> TryAnswer:
    path = found.losses[0].path
    more = f" and {len(found.losses) - 1:,} more" if len(found.losses) > 1 else ""
    return TryAnswer(
        passed=False,
        certain=held,
        lost=True,
        signature=("lost", *(loss.path for loss in found.losses)),
        why=f"the image would lose /{printable(path)}{more}",
    )


def _lines_of(found: ImageDifference, tried: Sequence[TriedLine]) -> tuple[str, ...]:
    files = {loss.file for loss in found.losses}
    return tuple(each.pattern for each in tried if not files.isdisjoint(each.files))


def _shown(step: str) -> str:
    return printable(short(step))


def _instruction(step: BuildStep | None) -> str:
    return step.name if step is not None else "the build"
